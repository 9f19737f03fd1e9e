//! `F00`: files and the command line.

codes! {
    /// an imported file cannot be read
    ///
    /// The path of an `import` is looked up beside the file that imports it, not in the directory
    /// the command runs in. The message says what went wrong: there is no such file, it is a
    /// directory, it is not UTF-8 text.
    ///
    /// Wrong:
    /// ```text
    /// import { alertOps } from "./opps.flow"
    /// ```
    /// Right:
    /// ```flow
    /// import { alertOps } from "./ops.flow"
    ///
    /// workflow W() {
    ///     alertOps("started")
    /// }
    /// ```
    IMPORT_UNREADABLE = "F0001", Error;

    /// the value given for a parameter does not fit its type
    ///
    /// `--param Name=value` writes the value where `${Name}` would stand, so it must be a value of
    /// the type the `param` declares: `--param Limit=100` for a number, `true` or `false` for a
    /// boolean, text as it is for a string, a JSON list of strings for `[string]`.
    ///
    /// Wrong, with `--param Limit=many`:
    /// ```text
    /// param Limit: number
    /// ```
    /// Right, with `--param Limit=100`:
    /// ```flow
    /// param Limit: number
    ///
    /// workflow W(total: number) {
    ///     total > Limit
    /// }
    /// ```
    PARAM_VALUE = "F0002", Error;
}
