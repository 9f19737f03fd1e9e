//! JSON with places, and faults in the words of the parser that Step Functions uses.

use serde_json::{Map, Value};

use super::{Children, DEPTH, Document, Fault, Places, Position};

/// The document that `text` is.
///
/// # Errors
/// Gives the first place where the text stops being JSON.
pub fn parse(text: &str) -> Result<Document, Fault> {
    let start = Position { line: 1, column: 1 };
    let mut parser = Parser { text, at: 0, counted: (0, start), depth: 0 };
    let (value, places) = parser.value()?;
    parser.skip();
    match parser.peek() {
        None => Ok(Document { value, places }),
        Some(_) => Err(parser.odd_value()),
    }
}

/// `fault` as the service words its messages, which name the text and the place behind it.
#[must_use]
pub fn describe(text: &str, fault: &Fault) -> String {
    format!("{}\n at {}", fault.message, source(text, fault.at))
}

/// The place of a fault as the service gives it: with the beginning of the text.
#[must_use]
pub fn source(text: &str, at: Position) -> String {
    const SHOWN: usize = 500;
    let shown: String = text.chars().take(SHOWN).collect();
    let length = text.chars().count();
    let cut = if length > SHOWN {
        format!("[truncated {} chars]", length - SHOWN)
    } else {
        String::new()
    };
    format!("[Source: (String)\"{shown}\"{cut}; line: {}, column: {}]", at.line, at.column)
}

const VALUES: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// How far positions have been counted, so that a long line is gone through once.
    counted: (usize, Position),
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn position(&mut self) -> Position {
        let (from, mut position) = self.counted;
        for c in self.text[from..self.at].chars() {
            if c == '\n' {
                position = Position { line: position.line + 1, column: 1 };
            } else {
                position.column += 1;
            }
        }
        self.counted = (self.at, position);
        position
    }

    /// Goes past blanks.
    fn skip(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn fault(&mut self, message: impl Into<String>) -> Fault {
        Fault { message: message.into(), at: self.position() }
    }

    /// A fault of the next character, which counts as read.
    fn unexpected(&mut self, expected: &str) -> Fault {
        let Some(c) = self.peek() else {
            return self.fault(format!("Unexpected end-of-input: {expected}"));
        };
        self.at += c.len_utf8();
        let shown = if c.is_control() { "CTRL-CHAR".to_owned() } else { format!("'{c}'") };
        self.fault(format!("Unexpected character ({shown} (code {})): {expected}", u32::from(c)))
    }

    /// A fault of what cannot begin a value.
    fn odd_value(&mut self) -> Fault {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        if self.peek().is_some_and(|c| is_word(c) && !c.is_ascii_digit()) {
            let rest = self.rest();
            let token = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
            self.at += token.len();
            return self.fault(format!("Unrecognized token '{token}': was expecting {VALUES}"));
        }
        self.unexpected(&format!("expected a valid value {VALUES}"))
    }

    /// A fault of a text that ends within what began at `start`.
    fn unclosed(&mut self, what: &str, start: Position) -> Fault {
        let start = source(self.text, start);
        self.fault(format!(
            "Unexpected end-of-input: expected close marker for {what} (start marker at {start})"
        ))
    }

    fn value(&mut self) -> Result<(Value, Places), Fault> {
        self.skip();
        let start = self.position();
        let value = match self.peek() {
            None if self.depth > 0 => {
                return Err(self.fault("Unexpected end-of-input within/between entries"));
            }
            None => return Err(self.fault("No content to map due to end-of-input")),
            Some('{') => return self.nested(start, Self::object),
            Some('[') => return self.nested(start, Self::list),
            Some('"') => Value::String(self.string()?),
            Some('-' | '0'..='9') => self.number()?,
            Some(_) => self.word()?,
        };
        Ok((value, Places::at(start)))
    }

    fn nested(
        &mut self,
        start: Position,
        read: impl FnOnce(&mut Self, Position) -> Result<(Value, Children), Fault>,
    ) -> Result<(Value, Places), Fault> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.fault(format!("Values are nested more than {DEPTH} levels deep")));
        }
        self.at += 1;
        let (value, children) = read(self, start)?;
        self.depth -= 1;
        let last_line = self.position().line;
        Ok((value, Places { start, last_line, key: None, children }))
    }

    fn object(&mut self, start: Position) -> Result<(Value, Children), Fault> {
        let mut object = Map::new();
        let mut fields = Vec::new();
        self.skip();
        if self.take('}') {
            return Ok((Value::Object(object), Children::Object(fields)));
        }
        loop {
            self.skip();
            let key_at = self.position();
            match self.peek() {
                Some('"') => {}
                Some(_) => {
                    return Err(self.unexpected("was expecting double-quote to start field name"));
                }
                None => return Err(self.unclosed("Object", start)),
            }
            let key = self.string()?;
            self.skip();
            if !self.take(':') {
                let expected = "was expecting a colon to separate field name and value";
                return Err(self.unexpected(expected));
            }
            let (value, mut places) = self.value()?;
            places.key = Some(key_at);
            fields.push((key.clone(), places));
            object.insert(key, value);
            if self.ends('}', "Object", start)? {
                return Ok((Value::Object(object), Children::Object(fields)));
            }
        }
    }

    fn list(&mut self, start: Position) -> Result<(Value, Children), Fault> {
        let (mut list, mut items) = (Vec::new(), Vec::new());
        self.skip();
        if self.take(']') {
            return Ok((Value::Array(list), Children::List(items)));
        }
        loop {
            self.skip();
            if self.peek().is_none() {
                return Err(self.unclosed("Array", start));
            }
            let (value, places) = self.value()?;
            list.push(value);
            items.push(places);
            if self.ends(']', "Array", start)? {
                return Ok((Value::Array(list), Children::List(items)));
            }
        }
    }

    /// Whether the closing bracket follows; else a comma must.
    fn ends(&mut self, close: char, what: &str, start: Position) -> Result<bool, Fault> {
        self.skip();
        if self.take(close) {
            return Ok(true);
        }
        if self.take(',') {
            return Ok(false);
        }
        if self.peek().is_none() {
            return Err(self.unclosed(what, start));
        }
        Err(self.unexpected(&format!("was expecting comma to separate {what} entries")))
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn word(&mut self) -> Result<Value, Fault> {
        for (word, value) in
            [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)]
        {
            let follows = self.rest().strip_prefix(word).map(|rest| rest.chars().next());
            if let Some(next) = follows
                && !next.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$')
            {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.odd_value())
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let rest = self.rest();
        let is_part = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
        let digits = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        match serde_json::from_str(digits) {
            Ok(number) => {
                self.at += digits.len();
                Ok(Value::Number(number))
            }
            Err(_) => Err(self.fault(format!("Invalid numeric value: {digits}"))),
        }
    }

    /// A string; its quote is next.
    fn string(&mut self) -> Result<String, Fault> {
        let begin = self.at;
        self.at += 1;
        loop {
            let rest = self.rest();
            let Some(length) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') else {
                self.at = self.text.len();
                let message =
                    "Unexpected end-of-input: was expecting closing quote for a string value";
                return Err(self.fault(message));
            };
            self.at += length;
            match self.rest().as_bytes()[0] {
                b'"' => {
                    self.at += 1;
                    let quoted = &self.text[begin..self.at];
                    return serde_json::from_str(quoted)
                        .map_err(|_| self.fault("Invalid surrogate pair in a string value"));
                }
                b'\\' => self.escape()?,
                control => {
                    self.at += 1;
                    return Err(self.fault(format!(
                        "Illegal unquoted character ((CTRL-CHAR, code {control})): has to be \
                         escaped using backslash to be included in string value"
                    )));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        self.at += 1;
        let Some(c) = self.peek() else { return Ok(()) };
        self.at += c.len_utf8();
        match c {
            '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => Ok(()),
            'u' => {
                let digits = self.rest().bytes().take(4);
                if digits.clone().count() == 4 && digits.clone().all(|d| d.is_ascii_hexdigit()) {
                    self.at += 4;
                    return Ok(());
                }
                Err(self.unexpected("expected a hex-digit for character escape sequence"))
            }
            _ => {
                Err(self
                    .fault(format!("Unrecognized character escape '{c}' (code {})", u32::from(c))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (String, usize, usize) {
        let fault = parse(text).expect_err("this is no JSON");
        (fault.message, fault.at.line, fault.at.column)
    }

    #[test]
    fn values_have_places() {
        let text = "{\n  \"a\": [1, {\"b\": \"\u{e9}\\n\"}],\n  \"c\": null\n}";
        let document = parse(text).expect("this is JSON");
        assert_eq!(document.value, serde_json::from_str::<Value>(text).expect("this is JSON"));
        let b = document.places.field("a").and_then(|a| a.item(1)).and_then(|o| o.field("b"));
        let b = b.expect("it is there");
        assert_eq!(b.start, Position { line: 2, column: 18 });
        assert_eq!(b.key, Some(Position { line: 2, column: 13 }));
    }

    #[test]
    fn faults_have_the_words_of_the_service() {
        assert_eq!(
            fault("not a definition"),
            (format!("Unrecognized token 'not': was expecting {VALUES}"), 1, 4)
        );
        assert_eq!(
            fault("{'a': 1}"),
            (
                "Unexpected character (''' (code 39)): was expecting double-quote to start field name"
                    .to_owned(),
                1,
                3
            )
        );
        assert_eq!(
            fault("{\"a\": \"b\": 1}").0,
            "Unexpected character (':' (code 58)): was expecting comma to separate Object entries"
        );
        assert_eq!(
            fault("[1,]").0,
            format!("Unexpected character (']' (code 93)): expected a valid value {VALUES}")
        );
        assert_eq!(fault("{\"a\": \"\\x\"}").0, "Unrecognized character escape 'x' (code 120)");
        assert!(fault("{\"a\": 1").0.starts_with("Unexpected end-of-input: expected close marker"));
        assert_eq!(fault("{\"a\": 01}").0, "Invalid numeric value: 01");
        assert!(fault(&"[".repeat(100_000)).0.contains("nested"));
    }
}
