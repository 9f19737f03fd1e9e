//! Values as YAML in block style, in which calls of CloudFormation's functions have their short tags.
//!
//! Every reader has to see the same value, those of YAML 1.1 too: what any of them takes for a number, a
//! date or a word such as `on` is quoted.

use serde_json::{Map, Number, Value};

/// `value` as a document, with a line end.
#[must_use]
pub fn write(value: &Value) -> String {
    block(value, STEP)
}

/// `value` as [`write()`] does, with `step` blanks more for each mapping within another.
#[must_use]
pub fn block(value: &Value, step: usize) -> String {
    let mut out = String::new();
    node(value, Indent { blanks: 0, step }, Place::Document, &mut out);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// `key: value` as an entry of a block mapping indented by `indent`, with a line end; the lines in it
/// are indented too.
#[must_use]
pub fn entry(key: &str, value: &Value, indent: usize) -> String {
    let mut out = String::new();
    let indent = Indent { blanks: indent, step: STEP };
    pad(indent.blanks, &mut out);
    field(key, value, indent, &mut out);
    out.push('\n');
    out
}

/// What stands before the value on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing.
    Document,
    /// `key:` or a tag; a block begins on the next line.
    Key,
    /// `-`; a mapping begins on the same line.
    Item,
}

const STEP: usize = 2;

/// How far the mark of an item moves what stands behind it.
const MARK: usize = 2;

/// What stands before the lines of a value.
#[derive(Clone, Copy)]
struct Indent {
    /// So many blanks.
    blanks: usize,
    /// So many more before the lines of a value within it.
    step: usize,
}

impl Indent {
    fn more(self, blanks: usize) -> Self {
        Self { blanks: self.blanks + blanks, ..self }
    }
}

/// Writes `value`, whose lines are indented by `indent`; the last line has no end.
fn node(value: &Value, indent: Indent, place: Place, out: &mut String) {
    match value {
        Value::Object(fields) => match function(fields) {
            Some((tag, argument)) => call(tag, argument, indent, place, out),
            None if fields.is_empty() => inline("{}", place, out),
            None => mapping(fields, indent, place, out),
        },
        Value::Array(items) if items.is_empty() => inline("[]", place, out),
        Value::Array(items) => sequence(items, indent, place, out),
        Value::Null => inline("null", place, out),
        Value::Bool(flag) => inline(if *flag { "true" } else { "false" }, place, out),
        Value::Number(number) => inline(&number_text(number), place, out),
        Value::String(text) => match literal_block(text, indent) {
            Some(block) => inline(&block, place, out),
            None => inline(&scalar(text), place, out),
        },
    }
}

fn inline(text: &str, place: Place, out: &mut String) {
    if place != Place::Document {
        out.push(' ');
    }
    out.push_str(text);
}

fn mapping(fields: &Map<String, Value>, indent: Indent, place: Place, out: &mut String) {
    for (at, (key, value)) in fields.iter().enumerate() {
        begin(at, indent, place, out);
        field(key, value, indent, out);
    }
}

fn sequence(items: &[Value], indent: Indent, place: Place, out: &mut String) {
    for (at, item) in items.iter().enumerate() {
        begin(at, indent, place, out);
        out.push('-');
        node(item, indent.more(MARK), Place::Item, out);
    }
}

/// Begins the entry `at` of a block.
fn begin(at: usize, indent: Indent, place: Place, out: &mut String) {
    match place {
        Place::Item if at == 0 => out.push(' '),
        Place::Document if at == 0 => {}
        Place::Item | Place::Document | Place::Key => {
            out.push('\n');
            pad(indent.blanks, out);
        }
    }
}

fn pad(blanks: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', blanks));
}

/// A key of more than 1024 signs must be marked as one (YAML 1.2, 7.4.2).
const LONGEST_KEY: usize = 1000;

fn field(key: &str, value: &Value, indent: Indent, out: &mut String) {
    let key = scalar(key);
    if key.chars().count() > LONGEST_KEY {
        out.push_str("? ");
        out.push_str(&key);
        out.push('\n');
        pad(indent.blanks, out);
    } else {
        out.push_str(&key);
    }
    out.push(':');
    node(value, indent.more(indent.step), Place::Key, out);
}

/// The tag and the argument, where the object is the call of a function.
fn function(fields: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut entries = fields.iter();
    let (Some((name, argument)), None) = (entries.next(), entries.next()) else { return None };
    let tag = match name.as_str() {
        "Ref" | "Condition" if argument.is_string() => name,
        "Ref" | "Condition" => return None,
        name => name.strip_prefix("Fn::")?,
    };
    let right = !tag.is_empty() && tag.chars().all(|sign| sign.is_ascii_alphanumeric());
    // A tag cannot stand behind a tag, and none is needed for what is not a call.
    let nested = argument.as_object().is_some_and(|inner| function(inner).is_some());
    (right && !nested && !argument.is_null()).then_some((tag, argument))
}

fn call(tag: &str, argument: &Value, indent: Indent, place: Place, out: &mut String) {
    inline(&format!("!{tag}"), place, out);
    match argument {
        Value::Array(path) if tag == "GetAtt" => match attribute(path) {
            Some(path) => inline(&scalar(&path), Place::Key, out),
            None => node(argument, indent, Place::Key, out),
        },
        _ => node(argument, indent, Place::Key, out),
    }
}

/// `Jobs.Arn`
fn attribute(path: &[Value]) -> Option<String> {
    let [Value::String(id), Value::String(name)] = path else { return None };
    Some(format!("{id}.{name}"))
}

/// YAML 1.1 wants a point in a number with an exponent, and a sign in the exponent.
fn number_text(number: &Number) -> String {
    let text = number.to_string();
    let Some((digits, exponent)) = text.split_once(['e', 'E']) else { return text };
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    format!("{digits}{point}e{sign}{exponent}")
}

/// Text on one line: plain where every reader takes it for text, else in quotes.
fn scalar(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else if text.chars().all(is_printable) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        double_quoted(text)
    }
}

/// Text of several lines as it is, below the line it begins on; `None` where quotes are needed.
fn literal_block(text: &str, indent: Indent) -> Option<String> {
    let trimmed = text.trim_end_matches('\n');
    let ends = text.len() - trimmed.len();
    let lines: Vec<&str> = trimmed.split('\n').collect();
    let fits = |line: &&str| {
        line.chars().all(is_printable) && !line.ends_with(' ') && !line.starts_with('\t')
    };
    // The first line says how far the block is indented.
    let begins = |line: &str| !line.is_empty() && !line.starts_with(' ');
    if lines.len() < 2 || !begins(lines[0]) || !lines.iter().all(fits) {
        return None;
    }
    let mut block = match ends {
        0 => "|-".to_owned(),
        1 => "|".to_owned(),
        _ => return None,
    };
    for line in lines {
        block.push('\n');
        if !line.is_empty() {
            pad(indent.blanks.max(indent.step), &mut block);
            block.push_str(line);
        }
    }
    Some(block)
}

/// Words that some reader takes for something else (YAML 1.1, `bool`, `null`, `merge`, `float`).
const WORDS: [&str; 11] =
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"];

fn is_plain(text: &str) -> bool {
    let mut signs = text.chars();
    let first =
        signs.next().is_some_and(|sign| sign.is_ascii_alphabetic() || matches!(sign, '/' | '$'));
    let rest = |sign: char| {
        sign.is_ascii_alphanumeric()
            || matches!(
                sign,
                ' ' | '_' | '-' | '.' | ',' | ';' | '/' | ':' | '=' | '$' | '(' | ')' | '*' | '+'
            )
    };
    first
        && signs.all(rest)
        && !text.contains(": ")
        && !text.ends_with([' ', ':'])
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// What may stand in quotes as it is: no line break, no sign for control (YAML 1.2, 5.1), no mark of
/// byte order.
fn is_printable(sign: char) -> bool {
    matches!(sign, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            sign if is_printable(sign) => out.push(sign),
            sign => out.push_str(&format!("\\u{:04x}", u32::from(sign))),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_and_tags() {
        let value = json!({
            "Resources": {
                "Jobs": {
                    "Type": "AWS::SQS::Queue",
                    "Properties": { "VisibilityTimeout": 60, "Tags": [], "A": {}, "B": null },
                },
                "Role": {
                    "Arn": { "Fn::GetAtt": ["Jobs", "Arn"] },
                    "Name": { "Fn::Sub": "${AWS::StackName}-x" },
                    "Both": { "Fn::Sub": ["${A}", { "A": { "Fn::Join": [",", { "Ref": "List" }] } }] },
                    "List": [{ "Ref": "Jobs" }, { "Key": "a", "Value": "2012-10-17" }, [1, 2]],
                    "If": { "Fn::If": ["On", "ENABLED", { "Ref": "AWS::NoValue" }] },
                    "Nested": { "Fn::Base64": { "Fn::Sub": "x" } },
                },
            }
        });
        let expected = "\
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
      Tags: []
      A: {}
      B: null
  Role:
    Arn: !GetAtt Jobs.Arn
    Name: !Sub '${AWS::StackName}-x'
    Both: !Sub
      - '${A}'
      - A: !Join
          - ','
          - !Ref List
    List:
      - !Ref Jobs
      - Key: a
        Value: '2012-10-17'
      - - 1
        - 2
    If: !If
      - 'On'
      - ENABLED
      - !Ref AWS::NoValue
    Nested:
      Fn::Base64: !Sub x
";
        assert_eq!(write(&value), expected);
    }

    #[test]
    fn texts_stay_texts() {
        let rows = [
            ("yes", "'yes'"),
            ("No", "'No'"),
            ("12", "'12'"),
            ("1e3", "'1e3'"),
            ("0x1F", "'0x1F'"),
            ("2012-10-17", "'2012-10-17'"),
            ("12:30:45", "'12:30:45'"),
            (".5", "'.5'"),
            ("~", "'~'"),
            ("", "''"),
            ("a: b", "'a: b'"),
            ("a #b", "'a #b'"),
            ("it's", "'it''s'"),
            ("{% $a %}", "'{% $a %}'"),
            ("- a", "'- a'"),
            ("*", "'*'"),
            (" a", "' a'"),
            ("a ", "'a '"),
            ("a\tb", "\"a\\tb\""),
            ("a\u{85}", "\"a\\u0085\""),
            ("für", "'für'"),
            ("arn:aws:states:::sqs:sendMessage", "arn:aws:states:::sqs:sendMessage"),
            ("detail-type", "detail-type"),
        ];
        for (text, expected) in rows {
            assert_eq!(write(&json!(text)), format!("{expected}\n"), "{text}");
        }
    }

    #[test]
    fn lines_stand_below_each_other() {
        assert_eq!(write(&json!({ "a": "x\n  y\n\nz" })), "a: |-\n  x\n    y\n\n  z\n");
        assert_eq!(write(&json!({ "a": ["x\ny\n"] })), "a:\n  - |\n    x\n    y\n");
        assert_eq!(write(&json!({ "a": " x\ny" })), "a: \" x\\ny\"\n");
    }

    #[test]
    fn entries_are_indented() {
        let text = entry("Jobs", &json!({ "Type": "AWS::SQS::Queue" }), 2);
        assert_eq!(text, "  Jobs:\n    Type: AWS::SQS::Queue\n");
    }

    #[test]
    fn numbers_are_those_of_every_reader() {
        assert_eq!(write(&json!(1e300)), "1.0e+300\n");
        assert_eq!(write(&json!(2.5e-9)), "2.5e-9\n");
        assert_eq!(write(&json!(-12)), "-12\n");
    }
}
