//! The built-in functions: those of JSONata 2.0.6 without `$eval`, and those Step Functions adds.

/// A built-in function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name, without the `$`
    pub name: &'static str,
    /// How many arguments it needs; one that it takes from the context when missing is not counted
    pub least: usize,
    /// How many arguments it takes; `None` if there is no limit
    pub most: Option<usize>,
}

const fn function(name: &'static str, least: usize, most: usize) -> Function {
    Function { name, least, most: Some(most) }
}

/// All built-in functions, by name.
pub const FUNCTIONS: &[Function] = &[
    function("abs", 0, 1),
    function("append", 2, 2),
    function("assert", 1, 2),
    function("average", 1, 1),
    function("base64decode", 0, 1),
    function("base64encode", 0, 1),
    function("boolean", 0, 1),
    function("ceil", 0, 1),
    function("clone", 0, 1),
    function("contains", 1, 2),
    function("count", 1, 1),
    function("decodeUrl", 0, 1),
    function("decodeUrlComponent", 0, 1),
    function("distinct", 1, 1),
    function("each", 1, 2),
    function("encodeUrl", 0, 1),
    function("encodeUrlComponent", 0, 1),
    function("error", 0, 1),
    function("exists", 1, 1),
    function("filter", 2, 2),
    function("floor", 0, 1),
    function("formatBase", 0, 2),
    function("formatInteger", 1, 2),
    function("formatNumber", 1, 3),
    function("fromMillis", 0, 3),
    function("hash", 1, 2),
    function("join", 1, 2),
    function("keys", 0, 1),
    function("length", 0, 1),
    function("lookup", 1, 2),
    function("lowercase", 0, 1),
    function("map", 2, 2),
    function("match", 1, 3),
    function("max", 1, 1),
    function("merge", 1, 1),
    function("millis", 0, 0),
    function("min", 1, 1),
    function("not", 0, 1),
    function("now", 0, 2),
    function("number", 0, 1),
    function("pad", 1, 3),
    function("parse", 1, 1),
    function("parseInteger", 1, 2),
    function("partition", 1, 2),
    function("power", 1, 2),
    function("random", 0, 1),
    function("range", 2, 3),
    function("reduce", 2, 3),
    function("replace", 2, 4),
    function("reverse", 1, 1),
    function("round", 0, 2),
    function("shuffle", 1, 1),
    function("sift", 0, 2),
    function("single", 1, 2),
    function("sort", 1, 2),
    function("split", 1, 3),
    function("spread", 0, 1),
    function("sqrt", 0, 1),
    function("string", 0, 2),
    function("substring", 1, 3),
    function("substringAfter", 1, 2),
    function("substringBefore", 1, 2),
    function("sum", 1, 1),
    function("toMillis", 0, 2),
    function("trim", 0, 1),
    function("type", 1, 1),
    function("uppercase", 0, 1),
    function("uuid", 0, 0),
    Function { name: "zip", least: 1, most: None },
];

/// The built-in function of that name.
#[must_use]
pub fn builtin(name: &str) -> Option<&'static Function> {
    FUNCTIONS.binary_search_by_key(&name, |function| function.name).ok().map(|at| &FUNCTIONS[at])
}

/// Whether two calls of the built-in function with the same arguments may differ.
#[must_use]
pub fn is_volatile(name: &str) -> bool {
    matches!(name, "now" | "millis" | "random" | "uuid" | "shuffle")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_found_by_name() {
        assert!(FUNCTIONS.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert_eq!(builtin("map").map(|f| (f.least, f.most)), Some((2, Some(2))));
        assert_eq!(builtin("zip").map(|f| f.most), Some(None));
        assert_eq!(builtin("eval"), None);
        assert!(FUNCTIONS.iter().all(|f| f.most.is_none_or(|most| f.least <= most)));
    }
}
