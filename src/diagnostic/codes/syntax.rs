//! `F01`: the text itself.

codes! {
    /// unexpected text
    ///
    /// The parser expected something else at this place. The message says what may stand
    /// there. A statement ends with its line, with `;` or with the `}` of its block.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     let = 4
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     let n = 4
    ///     n
    /// }
    /// ```
    UNEXPECTED = "F0101", Error;

    /// too many brackets or expressions inside each other
    ///
    /// At most 256 brackets may be open at once, and an expression may be at most 2,000 operators, calls and
    /// fields high. No program written by hand comes near; a generated one can name its parts with `let`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(n: number) {
    ///     ((((((((((((((((( … 300 brackets … )))))))))))))))))
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(n: number) {
    ///     let half = (n + 1) / 2
    ///     half * 3
    /// }
    /// ```
    TOO_DEEP = "F0102", Error;

    /// too many operators in one expression
    ///
    /// One expression may string at most 1,000 operators together. A list with `sum`, `join` or `any` says
    /// the same in less.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(n: number) {
    ///     n + n + n + … 1,001 times … + n
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(numbers: [number]) {
    ///     numbers.sum()
    /// }
    /// ```
    TOO_MANY_OPERATORS = "F0103", Error;

    /// an opening bracket is never closed
    ///
    /// A `(`, `[` or `{` has no partner. Where a block is not closed, the message points at the block whose
    /// `}` stands at another indentation, if there is one.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(n: number) {
    ///     if n > 1 {
    ///         wait 5s
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(n: number) {
    ///     if n > 1 {
    ///         wait 5s
    ///     }
    /// }
    /// ```
    UNCLOSED_BRACKET = "F0104", Error;

    /// a closing bracket closes nothing
    ///
    /// There is one `)`, `]` or `}` more than there are opening ones. For a `}` look further up: often a
    /// block ends earlier than its indentation says.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     wait 5s)
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     wait (5s)
    /// }
    /// ```
    STRAY_BRACKET = "F0105", Error;

    /// a string or raw JSONata is never closed
    ///
    /// A string in `"…"` ends on its line. Text of several lines stands in `"""…"""`, and raw JSONata ends
    /// with `%}`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     let name = "Flow
    ///     name
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     let name = "Flow"
    ///     name
    /// }
    /// ```
    UNCLOSED_TEXT = "F0106", Error;

    /// unknown escape in a string
    ///
    /// After `\` a string takes `"`, `\`, `/`, `n`, `r`, `t`, `b`, `f`, `$` (for a `${` that is text), `u` with
    /// four hexadecimal digits, or `u{…}` with one to six.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     "50\% off"
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     "50% off, \"today\""
    /// }
    /// ```
    UNKNOWN_ESCAPE = "F0107", Error;

    /// strings stand in double quotes
    ///
    /// `'…'` and `` `…` `` are no strings here. Expressions inside a string are written `${…}`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(name: string) {
    ///     'Hello'
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(name: string) {
    ///     "Hello ${name}"
    /// }
    /// ```
    FOREIGN_QUOTES = "F0108", Error;

    /// not a number or duration
    ///
    /// Numbers are written as in JSON: digits, maybe a fraction, maybe an exponent, no zero in front. A
    /// duration is a number that touches its unit, which is `s`, `m`, `h` or `d`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     wait 500ms
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     wait 1s
    /// }
    /// ```
    BAD_NUMBER = "F0109", Error;

    /// a reserved word is no name
    ///
    /// These words cannot be names of variables, parameters or declarations: `let var if else match for while
    /// loop break continue return fail wait try catch finally retry parallel in as is true false null _`. They
    /// may stand after `.` and before `:`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     let match = 5
    ///     wait 5s
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     let found = 5
    ///     { match: found }
    /// }
    /// ```
    RESERVED_WORD = "F0110", Error;

    /// a comma is missing
    ///
    /// Arguments and the items of a list are separated by commas, also where each has a line of its own. The
    /// entries of an object may be separated by line ends instead.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     aws.s3.putObject(
    ///         Bucket: "reports"
    ///         Key: "today.txt",
    ///         Body: "none",
    ///     )
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     aws.s3.putObject(
    ///         Bucket: "reports",
    ///         Key: "today.txt",
    ///         Body: "none",
    ///     )
    /// }
    /// ```
    MISSING_COMMA = "F0111", Error;

    /// an object stands where a block is expected
    ///
    /// After `=>` of a `match` arm, after `name:` of a branch and after `if`, `else` and their like, `{` opens a
    /// block of statements. An object there stands in round brackets.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(kind: string) {
    ///     match kind {
    ///         "a" => { rank: 1 }
    ///         _ => { rank: 2 }
    ///     }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(kind: string) {
    ///     match kind {
    ///         "a" => ({ rank: 1 })
    ///         _ => ({ rank: 2 })
    ///     }
    /// }
    /// ```
    OBJECT_FOR_BLOCK = "F0112", Error;

    /// a lambda stands outside the arguments of a call
    ///
    /// `x => e` is an argument of a method such as `map` or `filter`, not a value that can be kept. What is
    /// used more than once is a `fn`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(xs: [number]) {
    ///     let double = x => x * 2
    ///     xs.map(double)
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// fn double(x: number) -> number = x * 2
    ///
    /// workflow W(xs: [number]) {
    ///     xs.map(x => double(x))
    /// }
    /// ```
    STRAY_LAMBDA = "F0113", Error;

    /// comparisons are not chained
    ///
    /// `a < b < c` would compare a boolean with a number. Two comparisons are joined by `&&`; to compare a
    /// boolean, put the first comparison in brackets.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(n: number) {
    ///     1 < n < 10
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(n: number) {
    ///     1 < n && n < 10
    /// }
    /// ```
    CHAINED_COMPARISON = "F0114", Error;

    /// `!` before `is` negates the value, not the test
    ///
    /// `!` binds tighter than `is`, so that `!x is T` would ask for the type of a boolean.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(x: any) {
    ///     !x is string
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(x: any) {
    ///     !(x is string)
    /// }
    /// ```
    NOT_BEFORE_IS = "F0115", Error;

    /// a field name is missing after `.`
    ///
    /// A field is read by a `.` and its name, which touches the `.`. A computed name, or one that is no word, stands in `[ ]`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(order: any) {
    ///     order.
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(order: any) {
    ///     order.total ?? order["sub total"]
    /// }
    /// ```
    MISSING_FIELD_NAME = "F0116", Error;

    /// this sign does not belong here
    ///
    /// `=` gives a variable its value, in a statement of its own. `==` compares, and named arguments and the
    /// fields of objects are written `name: value`.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(n: number) {
    ///     if n = 3 { wait 1s }
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(n: number) {
    ///     if n == 3 { wait 1s }
    /// }
    /// ```
    FOREIGN_ASSIGNMENT = "F0117", Error;

    /// no operator of Flow
    ///
    /// The operators are `! - * / % + .. ..= ?? == != < <= > >= in is as && ||`, and `=`, `+=`, `-=`, `*=`, `/=`,
    /// `%=`, `??=` to assign. The message says what to write instead of those of other languages.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(n: number) {
    ///     n > 3 ? "many" : "few"
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(n: number) {
    ///     if n > 3 { "many" } else { "few" }
    /// }
    /// ```
    FOREIGN_OPERATOR = "F0118", Error;

    /// no word of Flow
    ///
    /// This word begins a construct in other languages, not in Flow. The message says what Flow has for it.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(kind: string) {
    ///     const rank = 1
    ///     rank
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(kind: string) {
    ///     let rank = 1
    ///     rank
    /// }
    /// ```
    FOREIGN_WORD = "F0119", Error;

    /// a misspelt word
    ///
    /// At this place only certain words may stand: those that begin a declaration, or those of the clauses
    /// behind a call. This one is nearly one of them.
    ///
    /// Wrong:
    /// ```text
    /// lambda F(x: any)
    ///
    /// workflow W(x: any) {
    ///     F(x) timeot 30s
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// lambda F(x: any)
    ///
    /// workflow W(x: any) {
    ///     F(x) timeout 30s
    /// }
    /// ```
    MISSPELT_WORD = "F0120", Error;

    /// a block is missing
    ///
    /// What `if`, `else`, `for`, `while`, `loop`, `try`, `catch` and `finally` govern stands in braces, also where it
    /// is one statement. Brackets around a condition are not needed.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(n: number) {
    ///     if (n > 3) wait 5s
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(n: number) {
    ///     if n > 3 { wait 5s }
    /// }
    /// ```
    MISSING_BLOCK = "F0121", Error;

    /// no `${…}` in this string
    ///
    /// This string must be known as it is written: a path, an error name, the title of a test, a pattern, a
    /// type, a key of an argument.
    ///
    /// Wrong:
    /// ```text
    /// error OutOfStock = "Shop.${name}"
    ///
    /// workflow W() {
    ///     fail OutOfStock
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// error OutOfStock = "Shop.OutOfStock"
    ///
    /// workflow W() {
    ///     fail OutOfStock
    /// }
    /// ```
    INTERPOLATION_REFUSED = "F0122", Error;

    /// a pattern takes the rest once, at its end
    ///
    /// `...name` takes what the parts before it leave, so that there can be one, and nothing can follow it.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(xs: [number]) {
    ///     let [first, ...middle, ...end] = xs
    ///     first
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(xs: [number]) {
    ///     let [first, ...others] = xs
    ///     first
    /// }
    /// ```
    SECOND_REST = "F0123", Error;

    /// `_` has no value
    ///
    /// `_` stands for a value nobody needs: in a pattern, as a parameter of a lambda, as the last arm of a
    /// `match`. To read it, give it a name.
    ///
    /// Wrong:
    /// ```text
    /// workflow W(xs: [number]) {
    ///     xs.map(_ => _ + 1)
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W(xs: [number]) {
    ///     xs.map(x => x + 1)
    /// }
    /// ```
    UNDERSCORE_READ = "F0124", Error;

    /// comments begin with `//`
    ///
    /// There are two kinds of comments, both to the end of their line: `//`, and `///`, which becomes the
    /// `Comment` of the state or the workflow that follows. `/* … */` and `#` are none.
    ///
    /// Wrong:
    /// ```text
    /// workflow W() {
    ///     # wait a little
    ///     wait 5s
    /// }
    /// ```
    /// Right:
    /// ```flow
    /// workflow W() {
    ///     // wait a little
    ///     wait 5s
    /// }
    /// ```
    FOREIGN_COMMENT = "F0125", Error;
}
