//! `F08`: deployment.

codes! {
    /// an attribute has a value that AWS does not take
    ///
    /// What can be seen now need not fail at deployment: log levels, days of retention, the syntax of schedules,
    /// names of aliases, ranges of numbers. Durations are written with their unit, as everywhere.
    ///
    /// Wrong:
    /// ```text
    /// @schedule("cron(0 3 * * * *)")
    /// workflow W() { 1 }
    /// ```
    /// Right:
    /// ```flow
    /// @schedule("cron(0 3 * * ? *)")
    /// workflow W() { 1 }
    /// ```
    ATTRIBUTE_VALUE = "F0801", Error;

    /// arguments of an attribute do not go together
    ///
    /// Each is right alone, but one needs another that is not there, or excludes one that is.
    ///
    /// Wrong:
    /// ```text
    /// @alias("live", percentage: 10)
    /// workflow W() { 1 }
    /// ```
    /// Right:
    /// ```flow
    /// @alias("live", strategy: CANARY, interval: 5m, percentage: 10)
    /// workflow W() { 1 }
    /// ```
    ATTRIBUTE_TOGETHER = "F0802", Error;

    /// nothing says what the source of a pipe is
    ///
    /// A queue is read in other ways than a stream, and the role of the pipe must allow them. The type of a
    /// `resource` and the ARN of a literal say what the source is; a `param` does not.
    ///
    /// Wrong:
    /// ```text
    /// param Source: string
    ///
    /// @pipe(Source)
    /// workflow W() { 1 }
    /// ```
    /// Right:
    /// ```flow
    /// param Source: string
    ///
    /// @pipe(Source, kind: "kinesis")
    /// workflow W() { 1 }
    /// ```
    PIPE_SOURCE = "F0803", Error;

    /// the template cannot take what a build needs
    ///
    /// `flowc build --into` changes only what it put into the template itself, which the template says below
    /// `Metadata: flowc`. A logical id that stands for something else there is left alone, and so is a template
    /// that cannot be read, or that lacks a resource that the source declares without a body. Nothing is
    /// written.
    ///
    /// Wrong:
    /// ```text
    /// Resources:
    ///   Nightly:               # not put there by flowc
    ///     Type: AWS::SNS::Topic
    /// ```
    /// Right:
    /// ```flow
    /// workflow NightlyReport() { 1 }
    /// ```
    TEMPLATE_TAKEN = "F0804", Error;

    /// no counterpart in Terraform
    ///
    /// A `resource` is declared in the words of CloudFormation. For `--emit terraform` it is said again in
    /// those of the AWS provider, which `flowc` knows of some types and properties only. One that it does
    /// not know is declared without a body and made in Terraform by hand.
    ///
    /// Wrong:
    /// ```text
    /// resource Search: AWS::OpenSearchService::Domain { DomainName: "orders" }
    ///
    /// workflow W() { Search.DomainEndpoint }
    /// ```
    /// Right:
    /// ```flow
    /// resource Search: AWS::OpenSearchService::Domain
    ///
    /// workflow W() { Search.DomainEndpoint }
    /// ```
    NOT_IN_TERRAFORM = "F0805", Error;

    /// template too large
    ///
    /// CloudFormation takes templates of at most 1 MB, from S3. Definitions are most of a template; they can
    /// stand in S3 themselves (`--definition-s3`), or beside the template for tools that put them there
    /// (`--definition-files`).
    ///
    /// Wrong:
    /// ```text
    /// workflow Everything() {
    ///     // thousands of calls
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow First() {
    ///     wait 1s
    /// }
    /// ```
    TEMPLATE_TOO_LARGE = "F0806", Error;

    /// not the name of a type of resources
    ///
    /// The types of CloudFormation have names of three parts, `AWS::SQS::Queue`; one of a custom resource has two,
    /// `Custom::Name`.
    ///
    /// Wrong:
    /// ```text
    /// resource Orders: SQS::Queue {}
    /// workflow W() { Orders.Arn }
    /// ```
    /// Right:
    /// ```flow
    /// resource Orders: AWS::SQS::Queue {}
    /// workflow W() { Orders.Arn }
    /// ```
    RESOURCE_TYPE = "F0807", Error;
}
