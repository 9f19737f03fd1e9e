//! `F02`: names and declarations.

codes! {
    /// an imported file cannot be read
    ///
    /// Paths of imports are relative to the importing file.
    ///
    /// Wrong:
    /// ```text
    /// import { alertOps } from "./opps.flow"
    /// ```
    /// Right:
    /// ```flow
    /// import { alertOps } from "./ops.flow"
    ///
    /// workflow W() { alertOps("ready") }
    /// ```
    UNREADABLE_IMPORT = "F0201", Error;

    /// a name is declared twice in a file
    ///
    /// All declarations and imports of a file share one set of names, whatever their kind.
    ///
    /// Wrong:
    /// ```text
    /// const Limit = 5
    /// param Limit: number
    /// ```
    /// Right:
    /// ```flow
    /// const Limit = 5
    ///
    /// workflow W() { Limit }
    /// ```
    DECLARED_TWICE = "F0202", Error;

    /// an imported name is not declared in that file
    ///
    /// Only what the file declares itself can be imported from it, not what it imports in turn.
    ///
    /// Wrong:
    /// ```text
    /// import { allert } from "./ops.flow"
    /// ```
    /// Right:
    /// ```flow
    /// import { alertOps } from "./ops.flow"
    ///
    /// workflow W() { alertOps("ready") }
    /// ```
    NOT_IN_FILE = "F0203", Error;

    /// a name is not declared
    ///
    /// A name is a variable of a surrounding block, a declaration of the file, or imported.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(order) { oder.id }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(order) { order.id }
    /// ```
    UNKNOWN_NAME = "F0204", Error;

    /// a block names two variables alike
    ///
    /// An inner block may use the name of an outer variable again; the same block may not.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(order) {
    ///     let id = order.id
    ///     let id = "${id}!"
    ///     id
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(order) {
    ///     let id = order.id
    ///     let shown = "${id}!"
    ///     shown
    /// }
    /// ```
    TWICE_IN_BLOCK = "F0205", Error;

    /// a name is not a value
    ///
    /// A `type`, a `fn` and a `retry` policy are used in their places, not as values.
    ///
    /// Wrong:
    /// ```text
    /// type Order = { id: string }
    /// workflow W() { Order }
    /// ```
    /// Right:
    /// ```flow
    /// type Order = { id: string }
    /// workflow W(order: Order) { order }
    /// ```
    NO_VALUE = "F0206", Error;

    /// a declaration needs itself
    ///
    /// A `const`, a `type` and the body of a `fn` are written out where they are used, which would never end.
    /// A loop repeats steps; a workflow may call itself.
    ///
    /// Wrong:
    /// ```text
    /// fn countDown(n) { countDown(n - 1) }
    /// ```
    /// Right:
    /// ```flow
    /// workflow CountDown(n: number) {
    ///     for _ in 0..n { wait 1s }
    /// }
    /// ```
    CYCLE = "F0207", Error;

    /// a value is not known at compile time
    ///
    /// Here only constants may stand: literals, operators on them, lists and objects of them, and `const`s.
    ///
    /// Wrong:
    /// ```text
    /// const START = now()
    /// ```
    /// Right:
    /// ```flow
    /// const START = "2026-01-01T00:00:00Z"
    ///
    /// workflow W() { START }
    /// ```
    NOT_CONSTANT = "F0208", Error;

    /// a type cannot be that of a parameter
    ///
    /// A parameter of a template is a `string`, a `number`, a `bool` or a list of strings.
    ///
    /// Wrong:
    /// ```text
    /// param Settings: { limit: number }
    /// ```
    /// Right:
    /// ```flow
    /// param Limit: number
    ///
    /// workflow W() { Limit }
    /// ```
    PARAM_TYPE = "F0209", Error;

    /// a value given by `--param` does not fit
    ///
    /// The value must be of the type that the `param` declares; a list is written with commas.
    ///
    /// Wrong:
    /// ```text
    /// flowc build order.flow --param Limit=many
    /// ```
    /// Right:
    /// ```flow
    /// param Limit: number
    ///
    /// workflow W() { Limit }
    /// ```
    PARAM_VALUE = "F0210", Error;

    /// a function takes one input
    ///
    /// A `lambda`, an `activity` and a `workflow` receive one JSON value. Take an object and call it with named
    /// arguments.
    ///
    /// Wrong:
    /// ```text
    /// lambda Charge(id: string, total: number)
    /// ```
    /// Right:
    /// ```flow
    /// lambda Charge(order: { id: string, total: number })
    ///
    /// workflow W() { Charge(id: "a", total: 5) }
    /// ```
    SEVERAL_INPUTS = "F0211", Error;

    /// the target of a function is not known at deployment
    ///
    /// A target is a literal name or ARN, a `param`, a `resource`, or a string made of these.
    ///
    /// Wrong:
    /// ```text
    /// const CHARGE = 5
    /// lambda Charge(order) = CHARGE
    /// ```
    /// Right:
    /// ```flow
    /// param ChargeArn: string
    /// lambda Charge(order) = ChargeArn
    ///
    /// workflow W(order) { Charge(order) }
    /// ```
    TARGET = "F0212", Error;

    /// there is no such attribute
    ///
    /// The attributes of workflows are `@express`, `@validate`, `@timeout`, `@tracing`, `@logging`, `@schedule`, `@event`,
    /// `@alarm`, `@tags`, `@version`, `@alias`, `@encryption`; `@allow` stands before anything.
    ///
    /// Wrong:
    /// ```text
    /// @expres
    /// workflow W() { 1 }
    /// ```
    /// Right:
    /// ```flow
    /// @express
    /// workflow W() { 1 }
    /// ```
    UNKNOWN_ATTRIBUTE = "F0213", Error;

    /// an attribute does not belong here
    ///
    /// `@name` stands before statements, `@allow` before anything, all others before workflows.
    ///
    /// Wrong:
    /// ```text
    /// @timeout(5m)
    /// fn f() = 1
    /// ```
    /// Right:
    /// ```flow
    /// @timeout(5m)
    /// workflow W() { 1 }
    /// ```
    ATTRIBUTE_PLACE = "F0214", Error;

    /// the arguments of an attribute are wrong
    ///
    /// Each attribute takes its own arguments, and most stand once.
    ///
    /// Wrong:
    /// ```text
    /// @timeout
    /// workflow W() { 1 }
    /// ```
    /// Right:
    /// ```flow
    /// @timeout(15m)
    /// workflow W() { 1 }
    /// ```
    ATTRIBUTE_ARGUMENTS = "F0215", Error;

    /// a code cannot be allowed
    ///
    /// `@allow` takes codes of warnings; errors have to be mended.
    ///
    /// Wrong:
    /// ```text
    /// @allow(F0301)
    /// workflow W() { 1 }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     @allow(F0601)
    ///     let unused = 1
    /// }
    /// ```
    ALLOW = "F0216", Error;

    /// a state cannot be called so
    ///
    /// The name of a state has 1 to 80 characters.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     @name("")
    ///     wait 5s
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     @name("Let it rest")
    ///     wait 5s
    /// }
    /// ```
    STATE_NAME = "F0217", Error;

    /// `@validate` has nothing to check
    ///
    /// The input needs a type that says what it should be.
    ///
    /// Wrong:
    /// ```text
    /// @validate
    /// workflow W(order) { order }
    /// ```
    /// Right:
    /// ```flow
    /// @validate
    /// workflow W(order: { id: string }) { order }
    /// ```
    NOTHING_TO_VALIDATE = "F0218", Error;

    /// declarations lean on each other too deep
    ///
    /// A chain of declarations of which each needs the next has a limit, as everything that is written out.
    ///
    /// Wrong:
    /// ```text
    /// const A1 = A2 + 1   // and so on, for more than sixty
    /// ```
    /// Right:
    /// ```flow
    /// const A = 1
    /// const B = A + 1
    ///
    /// workflow W() { B }
    /// ```
    TOO_DEEP = "F0219", Error;

    /// the input of a workflow has no default
    ///
    /// The whole input is what the execution was started with. Fields of it may have defaults.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(order = {}) { order }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W({ priority = "normal" }) { priority }
    /// ```
    INPUT_DEFAULT = "F0220", Error;
}
