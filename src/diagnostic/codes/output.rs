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
    WORKFLOW_NAME_TOO_LONG = "F0702", Error;

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
    LABEL_TWICE = "F0703", Error;

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
    EXPRESSION_TOO_DEEP = "F0704", Error;

    /// call that Step Functions refuses
    ///
    /// Every definition is validated as Step Functions would before it is written. This one calls a
    /// resource that there is not.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     task("arn:aws:lambda:eu-west-1:function:charge", { total: 1 })
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     task("arn:aws:lambda:${aws.region}:${aws.accountId}:function:charge", { total: 1 })
    /// }
    /// ```
    CALL_REFUSED = "F0705", Error;

    /// output that Step Functions refuses
    ///
    /// Every definition is validated as Step Functions would before it is written. Where the source
    /// is right and the definition is not, the compiler made a mistake: nothing is written. Please
    /// report it with the source; until it is mended, writing the place in another way may help.
    ///
    /// Wrong:
    /// ```text
    /// a source that shows a mistake of the compiler, and so on
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     wait 1s
    /// }
    /// ```
    REFUSED_OUTPUT = "F0706", Error;
}
