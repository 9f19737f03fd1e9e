//! What programs of other languages say, and what Flow says for it.

/// Values.
const VALUES: &[(&str, &str)] = &[
    ("undefined", "null"),
    ("None", "null"),
    ("none", "null"),
    ("nil", "null"),
    ("NULL", "null"),
    ("Null", "null"),
    ("True", "true"),
    ("TRUE", "true"),
    ("False", "false"),
    ("FALSE", "false"),
];

/// Functions, each with a call of what does the same.
const FUNCTIONS: &[(&str, &str)] = &[
    ("JSON.parse", "json.parse(text)"),
    ("JSON.stringify", "json.stringify(value)"),
    ("json.loads", "json.parse(text)"),
    ("json.dumps", "json.stringify(value)"),
    ("Math.abs", "n.abs()"),
    ("Math.ceil", "n.ceil()"),
    ("Math.floor", "n.floor()"),
    ("Math.max", "[a, b].max()"),
    ("Math.min", "[a, b].min()"),
    ("Math.random", "random()"),
    ("Math.round", "n.round()"),
    ("Object.assign", "a.merge(b)"),
    ("Object.entries", "object.entries()"),
    ("Object.keys", "object.keys()"),
    ("Object.values", "object.values()"),
    ("Date.now", "now()"),
    ("crypto.randomUUID", "uuid()"),
    ("encodeURIComponent", "url.encode(text)"),
    ("decodeURIComponent", "url.decode(text)"),
    ("len", "list.length()"),
    ("sorted", "list.sort()"),
    ("str", "\"${value}\""),
    ("String", "\"${value}\""),
    ("Number", "text.toNumber()"),
    ("parseInt", "text.toNumber()"),
    ("parseFloat", "text.toNumber()"),
    ("int", "text.toNumber()"),
    ("float", "text.toNumber()"),
    ("sleep", "wait 5s"),
    ("raise", "fail Name(\"cause\")"),
];

/// Functions that print, which nothing does here.
const PRINTING: &[&str] =
    &["console.log", "console.error", "console.warn", "console.info", "print", "println"];

/// The value that another language calls `name`.
pub(super) fn value(name: &str) -> Option<&'static str> {
    VALUES.iter().find(|(foreign, _)| *foreign == name).map(|(_, own)| *own)
}

/// What to write for a function of another language.
pub(super) fn function(path: &str) -> Option<String> {
    if PRINTING.contains(&path) {
        return Some("nothing prints: the history of a run shows what each state was given".into());
    }
    let (_, own) = FUNCTIONS.iter().find(|(foreign, _)| *foreign == path)?;
    Some(format!("write `{own}`"))
}
