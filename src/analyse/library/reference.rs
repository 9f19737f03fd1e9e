//! The library's page of the documentation, made from its table.

use std::fmt::Write as _;

use super::table::{Entry, On, Param, TABLE};

/// The page in Markdown: a table for each kind of receiver.
#[must_use]
pub fn reference() -> String {
    let mut page = "# The library\n\n\
        What follows a value with a `.` is a method of values of that kind. Every method is also a \
        function whose first argument is the value: `xs.length()` and `length(xs)`. On a value of \
        type `any`, `length`, `contains`, `slice`, `reverse` and `concat` look at the value; every \
        other method means its one kind, and the state fails with `States.QueryEvaluationError` \
        where the value is another. A result that *may be missing* is read like a field that may be \
        missing: with `??`, `exists` or `is`, or the state fails.\n\n\
        An index `xs[i]` counts from 0, a negative one from the end: `xs[-1]` is the last item. A \
        fraction is cut off, and an item that is not there is missing.\n\n\
        `f`, `test`, `by` and `key` are lambdas. They may leave out parameters behind the first: \
        `x => …`, `(x, i) => …`.\n"
        .to_owned();
    let sections: [(&str, &[On]); 5] = [
        ("Lists", &[On::List]),
        ("Strings", &[On::Text, On::TextOrNumber]),
        ("Objects", &[On::Object]),
        ("Numbers", &[On::Number]),
        ("Functions", &[On::Nothing]),
    ];
    for (title, kinds) in sections {
        write!(page, "\n## {title}\n\n| call | what it gives |\n|---|---|\n")
            .expect("writing to a string");
        for entry in TABLE.iter().filter(|entry| kinds.contains(&entry.on)) {
            writeln!(page, "| `{}` | {} |", call(entry), entry.doc).expect("writing to a string");
        }
    }
    page
}

/// `xs.slice(start, end?)`
fn call(entry: &Entry) -> String {
    let receiver = match entry.on {
        On::Nothing => "",
        On::List => "xs.",
        On::Text | On::TextOrNumber => "s.",
        On::Object => "o.",
        On::Number => "n.",
    };
    let params: Vec<String> = entry.params.iter().map(parameter).collect();
    format!("{receiver}{}({})", entry.name, params.join(", "))
}

fn parameter(param: &Param) -> String {
    let mark = if param.optional {
        "?"
    } else if param.repeats {
        ", …"
    } else {
        ""
    };
    format!("{}{mark}", param.name)
}
