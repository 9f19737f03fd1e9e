//! YAML 1.2 with places. Tags of CloudFormation's functions become what stands for them.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use serde_json::{Map, Number, Value};

use super::intrinsics::{call, placeholder};
use super::{Children, DEPTH, Document, Fault, Places, Position};

/// The first document of `text`, each call of a function replaced by what stands for its result.
///
/// # Errors
/// Gives the first place where the text stops being YAML, or YAML that JSON could say.
pub fn parse(text: &str) -> Result<Document, Fault> {
    read(text, placeholder_of)
}

/// The first document of `text`, each call of a function by a tag as the object that says the same
/// in JSON: `!Ref X` is `{"Ref": "X"}`.
///
/// # Errors
/// As of [`parse`].
pub fn parse_calls(text: &str) -> Result<Document, Fault> {
    read(text, call_of)
}

/// What a tag makes of the value behind it, if it makes something else of it.
type Tagged = fn(&Tag, &Value) -> Option<Value>;

fn read(text: &str, tagged: Tagged) -> Result<Document, Fault> {
    let events = Parser::new_from_str(text);
    let mut reader = Reader { events, tagged, anchors: HashMap::new(), nodes: 0, depth: 0 };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_), _) => {}
            (Event::StreamEnd, span) => {
                let value = Value::Null;
                return Ok(Document { value, places: Places::at(position(&span)) });
            }
            event => {
                let (value, places) = reader.node(event)?;
                return Ok(Document { value, places });
            }
        }
    }
}

/// How many values a document may have once its aliases are followed.
const NODES: usize = 1_000_000;

struct Reader<'a> {
    events: Parser<'a, saphyr_parser::StrInput<'a>>,
    tagged: Tagged,
    anchors: HashMap<usize, (Value, Places, usize)>,
    nodes: usize,
    depth: usize,
}

type Node = (Value, Places);
type At<'a> = (Event<'a>, Span);

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<At<'a>, Fault> {
        match self.events.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let marker = error.marker();
                let at = Position { line: marker.line().max(1), column: marker.col() + 1 };
                Err(Fault { message: error.info().to_owned(), at })
            }
            None => Err(Fault {
                message: "the text ends too early".to_owned(),
                at: Position { line: 1, column: 1 },
            }),
        }
    }

    fn node(&mut self, (event, span): At<'a>) -> Result<Node, Fault> {
        let start = position(&span);
        let end = last_line(&span);
        let before = self.nodes;
        self.count(1, start)?;
        let (anchor, tag, (value, children)) = match event {
            Event::Alias(anchor) => return self.alias(anchor, start),
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, tag.clone(), (scalar(&text, style, tag.as_deref()), Children::None))
            }
            Event::SequenceStart(anchor, tag) => (anchor, tag, self.inside(start, Self::list)?),
            Event::MappingStart(anchor, tag) => (anchor, tag, self.inside(start, Self::object)?),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => return Err(fault("a value is missing here", start)),
        };
        let value = tag.as_deref().and_then(|tag| (self.tagged)(tag, &value)).unwrap_or(value);
        let last_line = Places::last_line_of(&children, end);
        let places = Places { start, last_line, key: None, children };
        if anchor > 0 {
            let size = self.nodes - before;
            self.anchors.insert(anchor, (value.clone(), places.clone(), size));
        }
        Ok((value, places))
    }

    /// Aliases of aliases could make a short text endless.
    fn count(&mut self, nodes: usize, at: Position) -> Result<(), Fault> {
        self.nodes += nodes;
        if self.nodes > NODES { Err(fault("the document has too many values", at)) } else { Ok(()) }
    }

    fn alias(&mut self, anchor: usize, at: Position) -> Result<Node, Fault> {
        let Some((value, places, size)) = self.anchors.get(&anchor) else {
            return Err(fault("this alias stands within what it names", at));
        };
        let (node, size) = ((value.clone(), places.clone()), *size);
        self.count(size, at)?;
        Ok(node)
    }

    fn inside(
        &mut self,
        start: Position,
        read: impl FnOnce(&mut Self) -> Result<(Value, Children), Fault>,
    ) -> Result<(Value, Children), Fault> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(fault("values are nested too deeply", start));
        }
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn list(&mut self) -> Result<(Value, Children), Fault> {
        let (mut list, mut items) = (Vec::new(), Vec::new());
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => {
                    return Ok((Value::Array(list), Children::List(items)));
                }
                event => {
                    let (value, places) = self.node(event)?;
                    list.push(value);
                    items.push(places);
                }
            }
        }
    }

    fn object(&mut self) -> Result<(Value, Children), Fault> {
        let mut object = Map::new();
        let mut fields = Vec::new();
        let mut merged = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let at = position(&span);
            let key = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, style, _, _) => (text.into_owned(), style),
                _ => return Err(fault("a key must be a plain text", at)),
            };
            let event = self.next()?;
            let (value, mut places) = self.node(event)?;
            if key == ("<<".to_owned(), ScalarStyle::Plain) {
                merged.push((value, places));
                continue;
            }
            places.key = Some(at);
            if object.insert(key.0.clone(), value).is_some() {
                return Err(fault(&format!("the key `{}` stands here twice", key.0), at));
            }
            fields.push((key.0, places));
        }
        for (value, places) in merged {
            merge(&value, &places, &mut object, &mut fields);
        }
        Ok((Value::Object(object), Children::Object(fields)))
    }
}

/// Adds the fields of a `<<` that are not given beside it.
fn merge(
    value: &Value,
    places: &Places,
    object: &mut Map<String, Value>,
    fields: &mut Vec<(String, Places)>,
) {
    match (value, &places.children) {
        (Value::Object(from), Children::Object(written)) => {
            for (key, places) in written {
                if let Some(value) = from.get(key)
                    && !object.contains_key(key)
                {
                    object.insert(key.clone(), value.clone());
                    fields.push((key.clone(), places.clone()));
                }
            }
        }
        (Value::Array(items), Children::List(written)) => {
            for (item, places) in items.iter().zip(written) {
                merge(item, places, object, fields);
            }
        }
        _ => {}
    }
}

/// What stands for the call of the function that a tag such as `!GetAtt` names.
fn placeholder_of(tag: &Tag, argument: &Value) -> Option<Value> {
    placeholder(&called(tag)?, argument)
}

/// The call of the function that a tag such as `!GetAtt` names, as JSON writes it.
fn call_of(tag: &Tag, argument: &Value) -> Option<Value> {
    Some(call(called(tag)?, argument.clone()))
}

/// The function that a tag names: `Fn::GetAtt` of `!GetAtt`.
fn called(tag: &Tag) -> Option<String> {
    match (&*tag.handle, &*tag.suffix) {
        ("!", name @ ("Ref" | "Condition")) => Some(name.to_owned()),
        ("!", "") => None,
        ("!", name) => Some(format!("Fn::{name}")),
        _ => None,
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let is_text = tag.is_some_and(|tag| tag.suffix == "str");
    if style != ScalarStyle::Plain || is_text {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

/// A number of the core schema that JSON has too.
fn number(text: &str) -> Option<Number> {
    if let Some(digits) = text.strip_prefix("0o") {
        return u64::from_str_radix(digits, 8).ok().map(Number::from);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16).ok().map(Number::from);
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    if !is_number {
        return None;
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    text.parse::<u64>().ok().map(Number::from).or_else(|| Number::from_f64(text.parse().ok()?))
}

/// The line a scalar ends on, or what begins a list or an object.
fn last_line(span: &Span) -> usize {
    // A block of lines ends at the beginning of the next one.
    let past = usize::from(span.end.col() == 0);
    span.end.line().saturating_sub(past).max(position(span).line)
}

fn position(span: &Span) -> Position {
    Position { line: span.start.line().max(1), column: span.start.col() + 1 }
}

fn fault(message: &str, at: Position) -> Fault {
    Fault { message: message.to_owned(), at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value(text: &str) -> Value {
        parse(text).expect("this is YAML").value
    }

    #[test]
    fn values_are_those_of_the_core_schema() {
        let text = "a: [1, -2.5, 0x1f, 1e3, yes, on, true, ~, '1', 2016-03-14T01:59:00Z]\nb:\n";
        let expected = json!({
            "a": [1, -2.5, 31, 1000.0, "yes", "on", true, null, "1", "2016-03-14T01:59:00Z"],
            "b": null
        });
        assert_eq!(value(text), expected);
        assert_eq!(value(""), Value::Null);
        assert_eq!(value("a: |\n  x\n  y\n"), json!({"a": "x\ny\n"}));
    }

    #[test]
    fn tags_stand_for_what_cloudformation_gives() {
        let text = "a: !Ref X\nb: !GetAtt Y.Arn\nc: !Sub 'arn:${AWS::Partition}:z'\n\
                    d: !Join ['-', [a, !Ref B]]\ne: !If [C, 1, 2]\nf: !!str 1\n";
        let expected = json!({
            "a": "${X}", "b": "${Y.Arn}", "c": "arn:${AWS::Partition}:z", "d": "a-${B}",
            "e": "${Fn::If}", "f": "1"
        });
        assert_eq!(value(text), expected);
    }

    #[test]
    fn calls_may_be_read_as_json_writes_them() {
        let text = "a: !Ref X\nb: !GetAtt Y.A.B\nc: !If [C, !Sub x, 2]\nd: !Condition C\ne: ! x\n";
        let expected = json!({
            "a": {"Ref": "X"}, "b": {"Fn::GetAtt": ["Y", "A.B"]},
            "c": {"Fn::If": ["C", {"Fn::Sub": "x"}, 2]}, "d": {"Condition": "C"}, "e": "x"
        });
        assert_eq!(parse_calls(text).expect("this is YAML").value, expected);
    }

    #[test]
    fn anchors_and_merges_are_followed() {
        let text = "base: &b {x: 1, y: 2}\nall: {<<: *b, y: 3}\n";
        assert_eq!(value(text)["all"], json!({"y": 3, "x": 1}));
        let mut bomb = "a0: &a0 [x]\n".to_owned();
        for level in 1..40 {
            bomb += &format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1);
        }
        assert!(parse(&bomb).is_err());
    }

    #[test]
    fn places_and_faults_are_found() {
        let document = parse("States:\n  A:\n    Type: Pass\n").expect("this is YAML");
        let kind = ["States", "A", "Type"]
            .into_iter()
            .try_fold(&document.places, |places, name| places.field(name));
        let kind = kind.expect("it is there");
        assert_eq!((kind.start.line, kind.start.column), (3, 11));
        assert_eq!(kind.key, Some(Position { line: 3, column: 5 }));
        for broken in ["a: [1", "a: 1\na: 2\n", "? [a]\n: 1\n", "a: *b\n", "\t- x: [\n"] {
            assert!(parse(broken).is_err(), "{broken}");
        }
        assert!(parse(&"[".repeat(10_000)).is_err());
    }
}
