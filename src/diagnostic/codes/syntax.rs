//! `F01`: the text itself.

codes! {
    /// unexpected text
    ///
    /// The parser expected something else at this place. The message says what may stand there.
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
}
