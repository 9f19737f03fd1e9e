//! `F07`: output and limits.

codes! {
    /// definition too large
    ///
    /// Step Functions takes definitions of at most 1 MiB. A part of the work can become a workflow
    /// of its own that this one calls.
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
    DEFINITION_TOO_LARGE = "F0701", Error;

    /// state name too long
    ///
    /// The name of a state has at most 80 characters. Names that the compiler chooses are shortened;
    /// a name given with `@name` is yours and is not.
    ///
    /// Wrong:
    /// ```text
    /// @name("a name that goes on and on and on and on and on and on and on and on, past 80 characters")
    /// wait 1s
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     @name("short pause")
    ///     wait 1s
    /// }
    /// ```
    STATE_NAME_TOO_LONG = "F0702", Error;

    /// workflow name too long
    ///
    /// The name of a state machine has at most 80 characters.
    ///
    /// Wrong:
    /// ```text
    /// workflow ANameThatGoesOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOn() {}
    /// ```
    /// Right:
    /// ```flow
    /// workflow ShortName() {
    ///     wait 1s
    /// }
    /// ```
    WORKFLOW_NAME_TOO_LONG = "F0703", Error;

    /// label of a distributed map not allowed
    ///
    /// The label becomes a part of the names of the child executions: at most 40 characters, no
    /// white space, none of `?*<>{}[]:;,\|^~$#%&"` and no back quote.
    ///
    /// Wrong:
    /// ```text
    /// map n in numbers distributed label "my numbers" { n }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(numbers: [number]) {
    ///     map n in numbers distributed label "numbers" { n }
    /// }
    /// ```
    LABEL_INVALID = "F0704", Error;

    /// label of a distributed map used twice
    ///
    /// Labels are unique in a workflow. A `fn` with a labelled map that is called twice stands in
    /// the workflow twice, and so does its label.
    ///
    /// Wrong:
    /// ```text
    /// map a in numbers distributed label "numbers" { a }
    /// map b in numbers distributed label "numbers" { b }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(numbers: [number]) {
    ///     map a in numbers distributed label "first" { a }
    ///     map b in numbers distributed label "second" { b }
    /// }
    /// ```
    LABEL_TWICE = "F0705", Error;

    /// not in an Express workflow
    ///
    /// Express workflows end within five minutes and cannot wait for others: no distributed maps, no
    /// activities, no callbacks, no calls that wait for a job to end.
    ///
    /// Wrong:
    /// ```text
    /// @express
    /// workflow W(numbers: [number]) {
    ///     map n in numbers distributed { n }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// @express
    /// workflow W(numbers: [number]) {
    ///     map n in numbers { n }
    /// }
    /// ```
    NOT_IN_EXPRESS = "F0706", Error;

    /// expression too deep
    ///
    /// Step Functions evaluates an expression to a depth of 100 levels: operands of a long chain,
    /// brackets and calls within calls each take one. A part with a name of its own is evaluated by
    /// itself.
    ///
    /// Wrong:
    /// ```text
    /// let sum = a1 + a2 + a3 + … + a150
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(prices: [number]) {
    ///     let sum = prices.sum()
    ///     sum
    /// }
    /// ```
    EXPRESSION_TOO_DEEP = "F0707", Error;
}
