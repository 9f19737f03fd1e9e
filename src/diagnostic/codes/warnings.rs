//! `F06`: warnings.

codes! {
    /// a variable is never read
    ///
    /// Leave it out, or let its name begin with `_` to say that this is meant.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(order) {
    ///     let id = order.id
    ///     order
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(order) {
    ///     let _id = order.id
    ///     order
    /// }
    /// ```
    UNUSED_VARIABLE = "F0601", Warning;

    /// a declaration is never used
    ///
    /// No workflow of the program needs it.
    ///
    /// Wrong:
    /// ```text
    /// const LIMIT = 5
    /// workflow W() { 4 }
    /// ```
    /// Right:
    /// ```flow
    /// const LIMIT = 5
    /// workflow W() { LIMIT }
    /// ```
    UNUSED_DECLARATION = "F0602", Warning;

    /// an imported name is never used
    ///
    /// Leave it out of the `import`.
    ///
    /// Wrong:
    /// ```text
    /// import { alertOps } from "./ops.flow"
    /// workflow W() { 4 }
    /// ```
    /// Right:
    /// ```flow
    /// import { alertOps } from "./ops.flow"
    /// workflow W() { alertOps("four") }
    /// ```
    UNUSED_IMPORT = "F0603", Warning;

    /// this is never reached
    ///
    /// What stands before it always ends or leaves the block.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     return 1
    ///     wait 5s
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     wait 5s
    ///     return 1
    /// }
    /// ```
    UNREACHABLE = "F0604", Warning;

    /// a value is computed and dropped
    ///
    /// A statement that does nothing but compute has no effect. The last one of a block is its value.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(n: number) {
    ///     n + 1
    ///     n
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(n: number) {
    ///     let m = n + 1
    ///     m
    /// }
    /// ```
    USELESS = "F0605", Warning;

    /// nobody limits how long a callback waits
    ///
    /// Without `timeout` or `heartbeat` a lost answer leaves the execution waiting for a year.
    ///
    /// Wrong:
    /// ```text
    /// param Queue: string
    /// workflow W() {
    ///     sqs.sendMessage.waitForTaskToken(QueueUrl: Queue, MessageBody: context.Task.Token)
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param Queue: string
    /// workflow W() {
    ///     sqs.sendMessage.waitForTaskToken(QueueUrl: Queue, MessageBody: context.Task.Token) timeout 1d
    /// }
    /// ```
    CALLBACK = "F0606", Warning;

    /// a loop polls for what Step Functions can wait for
    ///
    /// With `.sync` the same takes one state, and each round of the loop is billed.
    ///
    /// Wrong:
    /// ```text
    /// param Job: string
    /// workflow W() {
    ///     let run = aws.glue.startJobRun(JobName: Job)
    ///     loop {
    ///         wait 30s
    ///         let job = aws.glue.getJobRun(JobName: Job, RunId: run.JobRunId).JobRun
    ///         if job.JobRunState == "SUCCEEDED" { break }
    ///     }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param Job: string
    /// workflow W() { glue.startJobRun.sync(JobName: Job) }
    /// ```
    POLLING = "F0607", Warning;

    /// a loop never ends
    ///
    /// Nothing in it leaves it; after 25,000 events the execution fails.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x)
    /// workflow W(x) {
    ///     loop { F(x) }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x) -> bool
    /// workflow W(x) {
    ///     loop {
    ///         if F(x) { break }
    ///         wait 5s
    ///     }
    /// }
    /// ```
    ENDLESS = "F0608", Warning;

    /// a handler swallows every error
    ///
    /// It catches everything, mistakes in the program included, and does nothing.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x)
    /// workflow W(x) {
    ///     try { F(x) } catch { }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x)
    /// workflow W(x) {
    ///     try { F(x) } catch States.Timeout { null }
    /// }
    /// ```
    SWALLOWED = "F0609", Warning;

    /// a literal belongs to one environment
    ///
    /// An account id, a region, or an ARN or URL with either is another one in the next environment. A `param`, a `resource` or
    /// `aws.region` is not.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     sns.publish(TopicArn: "arn:aws:sns:eu-west-1:123456789012:alerts", Message: "m").MessageId
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param Alerts: string
    /// workflow W() { sns.publish(TopicArn: Alerts, Message: "m").MessageId }
    /// ```
    ENVIRONMENT = "F0610", Warning;

    /// the output is what a service says about a call
    ///
    /// The workflow ends in a call whose result nobody wants as output. `-> null` drops it.
    ///
    /// Wrong:
    /// ```text
    /// param Table: string
    /// workflow W(id: string) {
    ///     dynamodb.deleteItem(TableName: Table, Key: { id: { S: id } })
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param Table: string
    /// workflow W(id: string) -> null {
    ///     dynamodb.deleteItem(TableName: Table, Key: { id: { S: id } })
    /// }
    /// ```
    METADATA = "F0611", Warning;

    /// a map calls as fast as it can
    ///
    /// Up to 10,000 children of a distributed map run at once, more than most services take, and up to
    /// 40 bodies of an inline one, more than some. `concurrency` sets a limit.
    ///
    /// Wrong:
    /// ```text
    /// param Table: string
    /// workflow W(ids: [string]) {
    ///     map id in ids distributed {
    ///         dynamodb.deleteItem(TableName: Table, Key: { id: { S: id } })
    ///     }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param Table: string
    /// workflow W(ids: [string]) {
    ///     map id in ids distributed concurrency 100 {
    ///         dynamodb.deleteItem(TableName: Table, Key: { id: { S: id } })
    ///     }
    /// }
    /// ```
    OPEN_ENDED = "F0612", Warning;

    /// an execution may make more than 25,000 events
    ///
    /// Each state that is entered and left, each call and each iteration of a map writes events into the
    /// history of the execution. A Standard workflow fails when it has 25,000. Counted are the rounds
    /// that the source gives; an Express workflow has no such limit, and neither has the number of
    /// children of a distributed map, each of which has a history of its own.
    ///
    /// Wrong:
    /// ```text
    /// lambda Draw(n: number)
    /// workflow W() {
    ///     for n in 0..10000 { Draw(n) }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// lambda Draw(n: number)
    /// workflow W() {
    ///     map n in 0..10000 distributed concurrency 100 { Draw(n) }
    /// }
    /// ```
    EVENTS = "F0613", Warning;

    /// a test that is always true
    ///
    /// A variable holds a value, or the state that would have assigned it has failed: a pattern reads its
    /// fields plainly. To test whether a field is there, read it where the test is.
    ///
    /// Wrong:
    /// ```text
    /// param Table: string
    /// workflow W(id: string) {
    ///     let { Item } = dynamodb.getItem(TableName: Table, Key: { id: { S: id } })
    ///     exists(Item)
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param Table: string
    /// workflow W(id: string) {
    ///     let found = dynamodb.getItem(TableName: Table, Key: { id: { S: id } })
    ///     exists(found.Item)
    /// }
    /// ```
    ALWAYS_THERE = "F0614", Warning;

    /// a call that Step Functions may refuse
    ///
    /// Nothing says that it accepts this: a service that is in no list of its SDK integrations, an action that
    /// answers with a stream of events, a parameter of an optimized integration that is the API's but not in
    /// the Developer Guide.
    ///
    /// Wrong:
    /// ```text
    /// param Task: string
    /// workflow W() { ecs.runTask(TaskDefinition: Task, ReferenceId: "a").Tasks }
    /// ```
    /// Right:
    /// ```flow
    /// param Task: string
    /// workflow W() { aws.ecs.runTask(TaskDefinition: Task, ReferenceId: "a").Tasks }
    /// ```
    UNCERTAIN = "F0615", Warning;

    /// an error that the call does not fail with
    ///
    /// The handler or retrier waits for something that does not happen: an error of another service, or of
    /// other actions, or one of Step Functions that this state does not have: `States.Http.…` is of `http.invoke`,
    /// `States.HeartbeatTimeout` of calls with a `heartbeat`, and `States.Runtime` is neither caught nor retried
    /// anywhere. Errors of `aws.dynamodb.…` are called `DynamoDb.…`, those of the integration `dynamodb.…`
    /// are called `DynamoDB.…`.
    ///
    /// Wrong:
    /// ```text
    /// param Table: string
    /// workflow W(id: string) {
    ///     aws.dynamodb.getItem(TableName: Table, Key: { id: { S: id } }).Item
    ///         catch DynamoDB.ResourceNotFoundException { null }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param Table: string
    /// workflow W(id: string) {
    ///     aws.dynamodb.getItem(TableName: Table, Key: { id: { S: id } }).Item
    ///         catch DynamoDb.ResourceNotFoundException { null }
    /// }
    /// ```
    UNRAISED = "F0616", Warning;

    /// an error name that is probably misspelt
    ///
    /// It is nearly the name of an error that is known, and not known itself. Quotes silence this.
    ///
    /// Wrong:
    /// ```text
    /// lambda Charge(order)
    /// workflow W(order) {
    ///     Charge(order) retry on Lambda.ServiceExeption attempts 3
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// lambda Charge(order)
    /// workflow W(order) {
    ///     Charge(order) retry on Lambda.ServiceException attempts 3
    /// }
    /// ```
    MISSPELT_ERROR = "F0617", Warning;

    /// a call that fails for a moment fails the execution
    ///
    /// The model of the service has errors that pass: it is asked too often, or has a fault. Nothing tries the
    /// call again, and nothing handles its errors: neither a clause of its own nor one around it. Calls of
    /// declared functions and workflows are calls of Lambda and Step Functions; of each is warned once, since
    /// a `retry` behind the declaration is for all of its calls.
    ///
    /// Wrong:
    /// ```text
    /// param Table: string
    /// workflow W(id: string) { aws.dynamodb.getItem(TableName: Table, Key: { id: { S: id } }).Item }
    /// ```
    /// Right:
    /// ```flow
    /// param Table: string
    /// workflow W(id: string) {
    ///     aws.dynamodb.getItem(TableName: Table, Key: { id: { S: id } }).Item
    ///         retry on DynamoDb.ThrottlingException every 1s attempts 5 backoff 2
    /// }
    /// ```
    UNRETRIED = "F0618", Warning;

    /// the results of a map may pass 256 KiB
    ///
    /// A state's output has at most 256 KiB, and that of a map holds what its body gives for each item. Where
    /// the items come from a bucket, nothing in the source says how many there are: the map fails with
    /// `States.DataLimitExceeded` when there are too many, after it has done all of its work. Results that a
    /// ResultWriter takes to S3 have no such limit; neither has a body that gives `null`, a number or a boolean
    /// any that matters.
    ///
    /// Wrong:
    /// ```text
    /// param Uploads: string
    /// lambda Import(row: any) -> { id: string, lines: [string] }
    /// workflow W(key: string) {
    ///     map row in s3.csv(Bucket: Uploads, Key: key) distributed concurrency 100 { Import(row) }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param Uploads: string
    /// lambda Import(row: any) -> { id: string, lines: [string] }
    /// workflow W(key: string) {
    ///     map row in s3.csv(Bucket: Uploads, Key: key)
    ///         distributed
    ///         concurrency 100
    ///         results to s3(Bucket: Uploads, Prefix: "results")
    ///     { Import(row) }
    /// }
    /// ```
    PAYLOAD = "F0619", Warning;

    /// longer than an Express execution runs
    ///
    /// Express workflows, and the children of a map that is `distributed express`, end after five minutes, whatever they
    /// wait for.
    ///
    /// Wrong:
    /// ```text
    /// @express
    /// workflow Remind(name: string) {
    ///     wait 10m
    ///     "hello again, ${name}"
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow Remind(name: string) {
    ///     wait 10m
    ///     "hello again, ${name}"
    /// }
    /// ```
    LONGER_THAN_EXPRESS = "F0620", Warning;

    /// a role allows more than a call may use
    ///
    /// The role of a state machine names resources as narrowly as the source tells. Where only the run
    /// knows which table, bucket or function a call is for, the role must allow it on all of them. It is
    /// said when a policy or a template is made.
    ///
    /// Wrong:
    /// ```text
    /// workflow W({ table, id }: { table: string, id: string }) {
    ///     dynamodb.getItem(TableName: table, Key: { id: { S: id } })
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param Table: string
    /// workflow W(id: string) {
    ///     dynamodb.getItem(TableName: Table, Key: { id: { S: id } })
    /// }
    /// ```
    WIDE_PERMISSION = "F0631", Warning;

    /// the permissions of a call are guessed
    ///
    /// AWS has not written down which IAM actions this one needs; it is probably new. The role allows the
    /// action of the same name. It is said when a policy or a template is made; once the call was tried,
    /// `@policy` says what the workflow needs.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(id: string) {
    ///     aws.batch.cancelJobs(Jobs: [id], Reason: "late")
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// @policy(replace: [{ Action: ["batch:CancelJob", "batch:CancelJobs"], Resource: "*" }])
    /// workflow W(id: string) {
    ///     aws.batch.cancelJobs(Jobs: [id], Reason: "late")
    /// }
    /// ```
    GUESSED_PERMISSION = "F0632", Warning;

    /// nothing says which permissions a call needs
    ///
    /// What the call is for is known at deployment alone, so the role allows nothing for it. It is said
    /// when a policy or a template is made; `@policy` says what it needs.
    ///
    /// Wrong:
    /// ```text
    /// param Name: string
    /// workflow W() {
    ///     task("arn:aws:states:::${Name}", { })
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param FunctionArn: string
    /// workflow W() {
    ///     task(FunctionArn, { })
    /// }
    /// ```
    UNKNOWN_PERMISSION = "F0633", Warning;

    /// the definition is nearly too large
    ///
    /// Step Functions takes definitions of at most 1 MiB, and this one has more than nine tenths of that. A
    /// part of the work can become a workflow of its own that this one calls.
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
    ///
    /// workflow Second() {
    ///     wait 2s
    /// }
    /// ```
    DEFINITION_NEARLY_TOO_LARGE = "F0634", Warning;

    /// the template must be put into S3 to be deployed
    ///
    /// CloudFormation takes templates of at most 51,200 bytes directly, larger ones from S3 only. The consoles
    /// and `aws cloudformation deploy --s3-bucket` put them there; without that the deployment fails.
    ///
    /// Wrong:
    /// ```text
    /// workflow Much() {
    ///     // hundreds of calls
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow Little() {
    ///     wait 1s
    /// }
    /// ```
    TEMPLATE_NEEDS_S3 = "F0635", Warning;

    /// not to be said in Terraform
    ///
    /// The AWS provider publishes a version together with the state machine, without a description, and moves
    /// an alias to it at once. The module is written without what it has no words for.
    ///
    /// Wrong:
    /// ```text
    /// @alias("live", strategy: CANARY, interval: 5m, percentage: 10)
    /// workflow W() { 1 }
    /// ```
    /// Right:
    /// ```flow
    /// @alias("live")
    /// workflow W() { 1 }
    /// ```
    LESS_IN_TERRAFORM = "F0636", Warning;

    /// a mock of a call that is never made
    ///
    /// No workflow that the test runs has such a call, and no workflow that one of them calls, or all of
    /// them have other arguments than the mock asks for, as far as both are written out: the test cannot
    /// pass, as a mock that answers nothing fails it.
    ///
    /// Wrong:
    /// ```text
    /// lambda Charge() -> string
    /// lambda Refund() -> string
    /// workflow W() { Charge() }
    /// test "a refund" {
    ///     mock Refund returns "r"
    ///     expect W().output == "r"
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// lambda Charge() -> string
    /// workflow W() { Charge() }
    /// test "a charge" {
    ///     mock Charge returns "c"
    ///     expect W().output == "c"
    /// }
    /// ```
    IDLE_MOCK = "F0640", Warning;

    /// an expectation that always holds
    ///
    /// It is constant, or compares a value with itself, so that it says nothing of what a run did.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() { 1 }
    /// test "one" {
    ///     let run = W()
    ///     expect run.output == run.output
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() { 1 }
    /// test "one" {
    ///     let run = W()
    ///     expect run.output == 1
    /// }
    /// ```
    ALWAYS_HOLDS = "F0641", Warning;
}
