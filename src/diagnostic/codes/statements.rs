//! `F05`: statements and control flow.

codes! {
    /// this cannot be assigned
    ///
    /// Only variables declared with `var`, and fields of them, may change.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(order) {
    ///     let n = 0
    ///     n = 1
    ///     n
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(order) {
    ///     var n = 0
    ///     n = 1
    ///     n
    /// }
    /// ```
    NOT_ASSIGNABLE = "F0501", Error;

    /// the body of a map assigns a variable from outside
    ///
    /// Bodies run beside each other, each with a copy of the variables. Return the value: a `map` gives the list.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(items: [number]) {
    ///     var sum = 0
    ///     map item in items { sum += item }
    ///     sum
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(items: [number]) {
    ///     let doubled = map item in items { item * 2 }
    ///     doubled.sum()
    /// }
    /// ```
    ASSIGNED_IN_MAP = "F0502", Error;

    /// two branches share a variable that one of them assigns
    ///
    /// Branches run beside each other, so the outcome would depend on which is faster.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     var n = 0
    ///     parallel {
    ///         branch { n = 1 }
    ///         branch { wait n }
    ///     }
    ///     n
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     let { n } = parallel {
    ///         n: 1
    ///         rest { wait 5s }
    ///     }
    ///     n
    /// }
    /// ```
    ASSIGNED_IN_BRANCH = "F0503", Error;

    /// there is no loop to leave
    ///
    /// `break` and `continue` mean a loop around them, in the same workflow, branch, map body or `fn`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(items: [any]) {
    ///     for item in items {
    ///         map x in [item] { break }
    ///     }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(items: [any]) {
    ///     for item in items {
    ///         if item == null { break }
    ///         wait 1s
    ///     }
    /// }
    /// ```
    NO_LOOP = "F0504", Error;

    /// two nested loops have one label
    ///
    /// A label must say which loop is meant.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(items: [any]) {
    ///     'l: for item in items {
    ///         'l: loop { break 'l }
    ///     }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(items: [any]) {
    ///     'outer: for item in items {
    ///         loop {
    ///             if item == null { break 'outer }
    ///             wait 5s
    ///         }
    ///     }
    /// }
    /// ```
    LABEL_TWICE = "F0505", Error;

    /// a loop takes no value
    ///
    /// Only `loop { … }` without `until` has one: that of the `break` that leaves it.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(items: [any]) {
    ///     for item in items { break item }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(items: [any]) {
    ///     let first = loop { break items[0] }
    ///     first
    /// }
    /// ```
    BREAK_VALUE = "F0506", Error;

    /// there is nothing to return from
    ///
    /// `return` ends a workflow, a branch, a map iteration or a `fn`.
    ///
    /// Wrong:
    /// ```text
    /// const N = return
    /// ```
    /// Right:
    /// ```flow
    /// fn f() { return 1 }
    /// workflow W() { f() }
    /// ```
    RETURN_PLACE = "F0507", Error;

    /// a lambda cannot jump
    ///
    /// JSONata evaluates lambdas to a value; they cannot leave a loop or end a workflow.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(items: [any]) { items.map(x => x ?? return) }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(items: [any]) {
    ///     for x in items {
    ///         if x == null { return }
    ///         wait 1s
    ///     }
    /// }
    /// ```
    JUMP_IN_LAMBDA = "F0508", Error;

    /// a `finally` cannot choose another way out
    ///
    /// It runs on every way out and goes on with that way.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x)
    /// workflow W(x) {
    ///     try { F(x) } finally { return 1 }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x)
    /// lambda Clean(x)
    /// workflow W(x) {
    ///     try { F(x) } finally { Clean(x) }
    /// }
    /// ```
    LEAVES_FINALLY = "F0509", Error;

    /// `fail` cannot fail with this
    ///
    /// `fail Name`, `fail Name("cause")`, `fail e` with a caught error, `fail error(name, cause)` with computed strings, or
    /// `fail` alone.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() { fail 5 }
    /// ```
    /// Right:
    /// ```flow
    /// error Broken
    /// workflow W() { fail Broken("five") }
    /// ```
    FAIL = "F0510", Error;

    /// a `match` does not handle every value
    ///
    /// All values its type allows need an arm; `_ =>` takes the rest.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(size: "S" | "M") {
    ///     match size { "S" => 1 }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(size: "S" | "M") {
    ///     match size {
    ///         "S" => 1
    ///         "M" => 2
    ///     }
    /// }
    /// ```
    NOT_EXHAUSTIVE = "F0511", Error;

    /// an arm matches nothing
    ///
    /// The type of what is matched does not have this value.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(size: "S" | "M") {
    ///     match size {
    ///         "XL" => 3
    ///         _ => 1
    ///     }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(size: "S" | "M") {
    ///     match size {
    ///         "M" => 2
    ///         _ => 1
    ///     }
    /// }
    /// ```
    NEVER_MATCHES = "F0512", Error;

    /// an arm binds a name that is declared
    ///
    /// A bare name in an arm is a new variable that takes any value. Compare with a declared one in a guard.
    ///
    /// Wrong:
    /// ```text
    /// const LIMIT = 5
    /// workflow W(n: number) {
    ///     match n {
    ///         LIMIT => "exactly"
    ///         _ => "other"
    ///     }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// const LIMIT = 5
    /// workflow W(n: number) {
    ///     match n {
    ///         m if m == LIMIT => "exactly"
    ///         _ => "other"
    ///     }
    /// }
    /// ```
    BINDS_DECLARED = "F0513", Error;

    /// an alternative takes everything
    ///
    /// A name or `_` beside other alternatives of an arm makes them pointless.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(n: number) {
    ///     match n { 1 | _ => "any" }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(n: number) {
    ///     match n { _ => "any" }
    /// }
    /// ```
    ALTERNATIVES = "F0514", Error;

    /// a `try` handles nothing
    ///
    /// It needs `retry`, `catch` or `finally`; `else` needs `catch`.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x)
    /// workflow W(x) { try { F(x) } }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x)
    /// workflow W(x) {
    ///     try { F(x) } catch States.Timeout { null }
    /// }
    /// ```
    TRY = "F0515", Error;

    /// one cannot wait so long
    ///
    /// `wait` takes whole seconds from 0 to 99,999,999, `wait until` a timestamp.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() { wait 0.5 }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() { wait 1s }
    /// ```
    WAIT = "F0516", Error;

    /// this belongs into a test
    ///
    /// `mock` and `expect` are statements of `test` blocks; `mock` names a call that does work.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(n: number) { expect n == 1 }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(n: number) { n }
    ///
    /// test "one" {
    ///     let run = W(1)
    ///     expect run.output == 1
    /// }
    /// ```
    OUTSIDE_TEST = "F0517", Error;

    /// an item of a list cannot be assigned
    ///
    /// Make the list anew, with a spread or with `map`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     var items = [1, 2]
    ///     items[0] = 5
    ///     items
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     var items = [1, 2]
    ///     items = [5, ...items.slice(1)]
    ///     items
    /// }
    /// ```
    ITEM_ASSIGNED = "F0518", Error;

    /// a handler reads what its body has lost
    ///
    /// A `try` with `retry` runs its whole body again, each time with the variables as they were before. When it
    /// fails for good, what it had assigned is gone. Elsewhere a handler sees what the body has assigned.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x)
    /// lambda G(x)
    /// workflow W(x) {
    ///     var stage = "first"
    ///     try {
    ///         F(x)
    ///         stage = "second"
    ///         G(x)
    ///     } retry on States.TaskFailed catch as e { fail error(e.Error, stage) }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x)
    /// lambda G(x)
    /// workflow W(x) {
    ///     var stage = "first"
    ///     try {
    ///         F(x) retry on States.TaskFailed
    ///         stage = "second"
    ///         G(x) retry on States.TaskFailed
    ///     } catch as e { fail error(e.Error, stage) }
    /// }
    /// ```
    STALE = "F0519", Error;
}
