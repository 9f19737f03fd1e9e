//! `F04`: calls and their clauses.

codes! {
    /// there is no such function
    ///
    /// A function is declared in the file, imported, or one of the library.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(items: [string]) { lenght(items) }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(items: [string]) { length(items) }
    /// ```
    UNKNOWN_FUNCTION = "F0401", Error;

    /// there is no such method
    ///
    /// The methods of a value depend on whether it is a list, a string, an object or a number.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(name: string) { name.toUpperCase() }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(name: string) { name.upper() }
    /// ```
    UNKNOWN_METHOD = "F0402", Error;

    /// a value is called
    ///
    /// Only functions can be called: a `fn`, `lambda`, `activity` or `workflow`, services, and the library.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(order) { order(1) }
    /// ```
    /// Right:
    /// ```flow
    /// fn id(order) = order.id
    ///
    /// workflow W(order) { id(order) }
    /// ```
    NOT_CALLABLE = "F0403", Error;

    /// there is no such service
    ///
    /// `aws.service.action` names a service as the AWS SDK for Java does, in lower case; without `aws.` stand the
    /// optimized integrations of Step Functions.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() { aws.dynamo.listTables() }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() { aws.dynamodb.listTables().TableNames }
    /// ```
    UNKNOWN_SERVICE = "F0404", Error;

    /// a service has no such action
    ///
    /// Optimized integrations offer some actions of a service. Behind `aws.` all of them can be called.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() { sqs.sendMesage(QueueUrl: "q", MessageBody: "m") }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() { sqs.sendMessage(QueueUrl: "q", MessageBody: "m").MessageId }
    /// ```
    UNKNOWN_ACTION = "F0405", Error;

    /// a call cannot be waited for so
    ///
    /// Which of `.sync`, `.sync2` and `.waitForTaskToken` a call knows depends on the service.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() { sqs.sendMessage.sync(QueueUrl: "q", MessageBody: "m") }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() { sqs.sendMessage(QueueUrl: "q", MessageBody: "m").MessageId }
    /// ```
    UNKNOWN_PATTERN = "F0406", Error;

    /// the arguments of a call are wrong
    ///
    /// Functions of the library and `fn`s take their arguments in order (`fn`s also by name); services take named
    /// ones, or one object.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(name: string) { name.padStart() }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(name: string) { name.padStart(10) }
    /// ```
    ARGUMENTS = "F0407", Error;

    /// a call has no such parameter
    ///
    /// The name of the argument is none that the function declares.
    ///
    /// Wrong:
    /// ```text
    /// fn area(width: number, height: number) = width * height
    /// workflow W() { area(width: 2, heigth: 3) }
    /// ```
    /// Right:
    /// ```flow
    /// fn area(width: number, height: number) = width * height
    /// workflow W() { area(width: 2, height: 3) }
    /// ```
    UNKNOWN_PARAMETER = "F0408", Error;

    /// a function is called without its input
    ///
    /// What is declared with an input must be given one, and what is declared without takes none.
    ///
    /// Wrong:
    /// ```text
    /// lambda Charge(order: { id: string })
    /// workflow W() { Charge() }
    /// ```
    /// Right:
    /// ```flow
    /// lambda Charge(order: { id: string })
    /// workflow W() { Charge(id: "a") }
    /// ```
    INPUT = "F0409", Error;

    /// a lambda and a value are mixed up
    ///
    /// Some parameters of the library are lambdas, `x => e`, with so many names; the others are values.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(items: [number]) { items.map(2) }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(items: [number]) { items.map(x => x * 2) }
    /// ```
    LAMBDA_ARGUMENT = "F0410", Error;

    /// an argument must be a constant
    ///
    /// It becomes part of the text of the expression, so it has to be known at compile time.
    ///
    /// Wrong:
    /// ```text
    /// workflow W({ name, glob }: { name: string, glob: string }) { name.like(glob) }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(name: string) { name.like("*.csv") }
    /// ```
    CONSTANT_ARGUMENT = "F0411", Error;

    /// a lambda does work
    ///
    /// JSONata evaluates lambdas, and it cannot call anything. The statement `map` can.
    ///
    /// Wrong:
    /// ```text
    /// lambda Ship(item)
    /// workflow W(items: [any]) { items.map(item => Ship(item)) }
    /// ```
    /// Right:
    /// ```flow
    /// lambda Ship(item)
    /// workflow W(items: [any]) {
    ///     map item in items { Ship(item) }
    /// }
    /// ```
    WORK_IN_LAMBDA = "F0412", Error;

    /// a constant does work
    ///
    /// What a declaration says is known before anything runs.
    ///
    /// Wrong:
    /// ```text
    /// lambda Price(item)
    /// const PRICE = Price("a")
    /// ```
    /// Right:
    /// ```flow
    /// lambda Price(item)
    /// workflow W() { Price("a") }
    /// ```
    WORK_IN_CONSTANT = "F0413", Error;

    /// an Express workflow cannot do this
    ///
    /// Express workflows end within five minutes: they know no `.sync`, no callbacks, no activities and no
    /// distributed maps.
    ///
    /// Wrong:
    /// ```text
    /// @express
    /// workflow W() { ecs.runTask.sync(TaskDefinition: "t") }
    /// ```
    /// Right:
    /// ```flow
    /// @express
    /// workflow W() { ecs.runTask(TaskDefinition: "t").Tasks }
    /// ```
    NOT_IN_EXPRESS = "F0414", Error;

    /// a clause has no call to apply to
    ///
    /// A clause applies to the one call of the chain it follows. With several calls, and beside an operator, brackets
    /// say which is meant: the handler of `F(x) ?? G(x) catch { 0 }` would be that of `G` alone.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(order) { order.total retry on States.ALL }
    /// ```
    /// Right:
    /// ```flow
    /// lambda Total(order)
    /// workflow W(order) { Total(order) retry on States.ALL }
    /// ```
    CLAUSE_WITHOUT_CALL = "F0415", Error;

    /// a clause stands twice
    ///
    /// Each clause stands at most once, except `retry` and `catch`.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x)
    /// workflow W(x) { F(x) timeout 5s timeout 10s }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x)
    /// workflow W(x) { F(x) timeout 10s }
    /// ```
    CLAUSE_TWICE = "F0416", Error;

    /// this cannot have a limit of its own
    ///
    /// `timeout`, `heartbeat` and `role` belong to a single call. An activity has no `role`: its worker has one.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(items: [any]) {
    ///     map item in items { item } timeout 5m
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x)
    /// workflow W(items: [any]) {
    ///     map item in items { F(item) timeout 5m }
    /// }
    /// ```
    LIMIT = "F0417", Error;

    /// a limit is no valid number of seconds
    ///
    /// `timeout` and `heartbeat` are whole seconds from 1, and a heartbeat is shorter than the timeout.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x)
    /// workflow W(x) { F(x) timeout 0 }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x)
    /// workflow W(x) { F(x) timeout 30s }
    /// ```
    SECONDS = "F0418", Error;

    /// there is no such error
    ///
    /// An error is declared with `error`, or it is one of AWS, with a dot in its name.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() { fail OutOfStok }
    /// ```
    /// Right:
    /// ```flow
    /// error OutOfStock
    /// workflow W() { fail OutOfStock }
    /// ```
    UNKNOWN_ERROR = "F0419", Error;

    /// a handler can never run
    ///
    /// Handlers are tried in order, and earlier ones take all its errors. One of all errors stands alone and last.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x)
    /// workflow W(x) {
    ///     F(x) catch { 1 } catch States.Timeout { 2 }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x)
    /// workflow W(x) {
    ///     F(x) catch States.Timeout { 2 } catch { 1 }
    /// }
    /// ```
    UNREACHABLE_HANDLER = "F0420", Error;

    /// there is no such retry policy
    ///
    /// `retry name` uses a policy declared with `retry name on …`.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x)
    /// workflow W(x) { F(x) retry flaky }
    /// ```
    /// Right:
    /// ```flow
    /// retry flaky on States.TaskFailed attempts 3
    /// lambda F(x)
    /// workflow W(x) { F(x) retry flaky }
    /// ```
    UNKNOWN_POLICY = "F0421", Error;

    /// a value of a retry policy is wrong
    ///
    /// Retry policies are fixed in the definition: constants within the limits of Step Functions.
    ///
    /// Wrong:
    /// ```text
    /// retry slow on States.ALL every 0s
    /// ```
    /// Right:
    /// ```flow
    /// retry slow on States.ALL every 10s
    /// lambda F(x)
    /// workflow W(x) { F(x) retry slow }
    /// ```
    RETRY_VALUE = "F0422", Error;

    /// a task has no resource
    ///
    /// The first argument of `task` is an ARN that is known at deployment.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(arn) { task(arn, { a: 1 }) }
    /// ```
    /// Right:
    /// ```flow
    /// param Worker: string
    /// workflow W() { task(Worker, { a: 1 }) }
    /// ```
    RESOURCE = "F0423", Error;

    /// a reader is used wrongly
    ///
    /// The readers `s3.objects`, `s3.csv`, `s3.json`, `s3.jsonl`, `s3.parquet` and `s3.manifest` are sources of a distributed
    /// `map`, with the options of ASL's ItemReader. Some of these go together: `LOAD_AND_FLATTEN` and `ATHENA_DATA` need
    /// the `InputType` of the files, which nothing else has; those of CSV belong to CSV.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() { s3.csv(Bucket: "b", Key: "k") }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     map row in s3.csv(Bucket: "b", Key: "k") distributed concurrency 10 { row }
    /// }
    /// ```
    READER = "F0424", Error;

    /// only a distributed map can do this
    ///
    /// Readers, batches, tolerance, labels, `select` and result writers need `distributed`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(items: [any]) {
    ///     map item in items batch 10 { item }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(items: [any]) {
    ///     map batch in items distributed batch 10 { batch }
    /// }
    /// ```
    DISTRIBUTED = "F0425", Error;

    /// an option of a map is wrong
    ///
    /// Counts are whole numbers from 0, percentages lie between 0 and 100, a label has at most 40 plain characters,
    /// and results go to `s3(…)` with a `Bucket`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(items: [any]) {
    ///     map item in items distributed label "all items" { item }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(items: [any]) {
    ///     map item in items distributed label "all-items" { item }
    /// }
    /// ```
    MAP_OPTION = "F0426", Error;

    /// the branches of a parallel do not fit together
    ///
    /// There is at least one, and either all have names of their own or none has one.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     parallel {
    ///         a: 1
    ///         branch { 2 }
    ///     }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     parallel {
    ///         a: 1
    ///         b: 2
    ///     }
    /// }
    /// ```
    BRANCHES = "F0427", Error;

    /// `error(…)` stands outside of `fail`
    ///
    /// It says what a `fail` with a computed name fails with.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(name: string) { error(name, "no") }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(name: string) { fail error(name, "no") }
    /// ```
    ERROR_PLACE = "F0428", Error;

    /// the calls of a `fn` write out too much
    ///
    /// A `fn` with steps is written out at each call. Where `fn`s call each other twice, the states
    /// double with each of them; no definition holds so many.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x: number)
    /// fn f1(x: number) { F(x); F(x + 1) }
    /// fn f2(x: number) { f1(x); f1(x + 1) }
    /// fn f3(x: number) { f2(x); f2(x + 1) }
    /// // and so on, up to f14
    /// workflow W(x: number) { f14(x) }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x: number) retry on States.TaskFailed
    /// fn work(x: number) { F(x) }
    /// workflow W(x: number) {
    ///     for i in 0..100 { work(x + i) }
    /// }
    /// ```
    GROWS = "F0429", Error;

    /// an action has no such parameter
    ///
    /// What a call of a service is given is checked against the model of its API, objects within it too.
    /// `aws.service.action` spells names as the AWS SDK for Java does (`Bool`, `Nul`), integrations without `aws.`
    /// as the API does (`BOOL`, `NULL`).
    ///
    /// Wrong:
    /// ```text
    /// param Table: string
    /// workflow W(id: string) { dynamodb.getItem(TabelName: Table, TableName: Table, Key: { id: { S: id } }).Item }
    /// ```
    /// Right:
    /// ```flow
    /// param Table: string
    /// workflow W(id: string) { dynamodb.getItem(TableName: Table, Key: { id: { S: id } }).Item }
    /// ```
    API_PARAMETER = "F0430", Error;

    /// a call lacks a parameter
    ///
    /// The action cannot do without it. Nothing is said where a spread or `Name?:` may give it.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(id: string) { dynamodb.getItem(Key: { id: { S: id } }).Item }
    /// ```
    /// Right:
    /// ```flow
    /// param Table: string
    /// workflow W(id: string) { dynamodb.getItem(TableName: Table, Key: { id: { S: id } }).Item }
    /// ```
    API_MISSING = "F0431", Error;

    /// an argument is not of its parameter's type
    ///
    /// Strings and blobs take any value, which Step Functions writes as JSON; moments are text; everything else
    /// is as the API has it. `e as any` silences this.
    ///
    /// Wrong:
    /// ```text
    /// param Queue: string
    /// workflow W() { aws.sqs.receiveMessage(QueueUrl: Queue, MaxNumberOfMessages: "ten").Messages }
    /// ```
    /// Right:
    /// ```flow
    /// param Queue: string
    /// workflow W() { aws.sqs.receiveMessage(QueueUrl: Queue, MaxNumberOfMessages: 10).Messages }
    /// ```
    API_TYPE = "F0432", Error;

    /// a parameter does not take this value
    ///
    /// It takes one of the values that the API lists, numbers within limits, or strings, lists and objects of
    /// some length. Of a length, what is written out counts. `e as any` silences this.
    ///
    /// Wrong:
    /// ```text
    /// param Name: string
    /// workflow W() { aws.ssm.putParameter(Name: Name, Value: "a", Type: "Text").Version }
    /// ```
    /// Right:
    /// ```flow
    /// param Name: string
    /// workflow W() { aws.ssm.putParameter(Name: Name, Value: "a", Type: "String").Version }
    /// ```
    API_VALUE = "F0433", Error;

    /// an object needs exactly one of its fields
    ///
    /// It is a union in the API: each field stands for another kind of value.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(model: string) {
    ///     aws.bedrockruntime.converse(
    ///         ModelId: model,
    ///         Messages: [{ Role: "user", Content: [{ }] }],
    ///     ).Output
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(model: string) {
    ///     aws.bedrockruntime.converse(
    ///         ModelId: model,
    ///         Messages: [{ Role: "user", Content: [{ Text: "Hello" }] }],
    ///     ).Output
    /// }
    /// ```
    API_UNION = "F0434", Error;

    /// an action that no state can call
    ///
    /// Some actions and services of AWS are not among its SDK integrations.
    ///
    /// Wrong:
    /// ```text
    /// param Queue: string
    /// workflow W() { aws.sts.assumeRole(RoleArn: Queue, RoleSessionName: "s").Credentials }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() { aws.sts.getCallerIdentity().Arn }
    /// ```
    UNSUPPORTED = "F0435", Error;

    /// a callback never passes its token on
    ///
    /// `.waitForTaskToken` waits until somebody sends back the task token, so somebody has to get it.
    ///
    /// Wrong:
    /// ```text
    /// param Queue: string
    /// workflow W(order: { id: string }) {
    ///     sqs.sendMessage.waitForTaskToken(QueueUrl: Queue, MessageBody: order) timeout 1d
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// param Queue: string
    /// workflow W(order: { id: string }) {
    ///     sqs.sendMessage.waitForTaskToken(
    ///         QueueUrl: Queue,
    ///         MessageBody: { order, token: context.Task.Token },
    ///     ) timeout 1d
    /// }
    /// ```
    TOKEN_LOST = "F0436", Error;
}
