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
}
