//! Writes a regular expression of ECMAScript in the syntax of the engine here.
//!
//! What differs: classes such as `\w` hold ASCII alone, a dot stops at every end of a line, and
//! brackets and braces that mean nothing stand for themselves.

/// White space, as `\s` has it: Step Functions takes that of ASCII alone, as Java does and ECMAScript
/// does not.
const SPACE: &str = r"\t-\r ";
const DIGIT: &str = "0-9";
const WORD: &str = "A-Za-z0-9_";
/// `\b`: a letter of ASCII on one side alone.
const EDGE: &str = "(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))";
/// `\B`
const NO_EDGE: &str = "(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))";

/// `pattern` for the engine here.
pub(super) fn translate(pattern: &str) -> String {
    let mut translator = Translator { rest: pattern, out: String::new() };
    while let Some(c) = translator.next() {
        translator.outside(c);
    }
    translator.out
}

struct Translator<'a> {
    rest: &'a str,
    out: String,
}

/// A part of a class in brackets.
enum Atom {
    Char(char),
    /// Several characters, written for the engine here.
    Set(String),
}

impl Translator<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn take(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn outside(&mut self, c: char) {
        match c {
            '\\' => self.escape(),
            '[' => self.class(),
            '.' => self.out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            '{' if !self.counts() => self.out.push_str(r"\{"),
            ']' => self.out.push_str(r"\]"),
            '}' if !self.out_counts() => self.out.push_str(r"\}"),
            '#' | '&' | '~' | ' ' => self.literal(c),
            _ => self.out.push(c),
        }
    }

    /// Whether what follows an opening brace is a count.
    fn counts(&self) -> bool {
        let Some((count, _)) = self.rest.split_once('}') else { return false };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let (least, most) = count.split_once(',').unwrap_or((count, ""));
        !least.is_empty() && digits(least) && digits(most)
    }

    /// Whether a closing brace ends a count that was written.
    fn out_counts(&self) -> bool {
        self.out.rfind('{').is_some_and(|at| {
            !self.out[..at].ends_with('\\')
                && self.out[at + 1..].bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
        })
    }

    fn literal(&mut self, c: char) {
        push_literal(&mut self.out, c);
    }

    fn escape(&mut self) {
        let Some(c) = self.next() else {
            self.out.push('\\');
            return;
        };
        match c {
            'd' | 'w' | 's' => {
                let set = set(c);
                self.out.push_str(&format!("[{set}]"));
            }
            'D' | 'W' | 'S' => {
                let set = set(c.to_ascii_lowercase());
                self.out.push_str(&format!("[^{set}]"));
            }
            'b' => self.out.push_str(EDGE),
            'B' => self.out.push_str(NO_EDGE),
            '1'..='9' => {
                self.out.push('\\');
                self.out.push(c);
            }
            'k' if self.rest.starts_with('<') => self.out.push_str(r"\k"),
            'p' | 'P' if self.rest.starts_with('{') => self.property(c),
            _ => {
                let c = self.escaped(c);
                self.literal(c);
            }
        }
    }

    /// `\p{…}`, whose braces are no count.
    fn property(&mut self, c: char) {
        let end = self.rest.find('}').map_or(self.rest.len(), |end| end + 1);
        let (name, rest) = self.rest.split_at(end);
        self.out.push('\\');
        self.out.push(c);
        self.out.push_str(name);
        self.rest = rest;
    }

    /// The character that an escape stands for.
    fn escaped(&mut self, c: char) -> char {
        match c {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            'f' => '\u{c}',
            '0' => '\0',
            'x' => self.hexadecimal(2).and_then(char::from_u32).unwrap_or(c),
            'u' => self.unicode().unwrap_or(c),
            'c' => match self.rest.chars().next() {
                Some(letter) if letter.is_ascii_alphabetic() => {
                    self.next();
                    char::from(letter as u8 & 0x1f)
                }
                _ => c,
            },
            _ => c,
        }
    }

    fn hexadecimal(&mut self, length: usize) -> Option<u32> {
        let digits = self.rest.get(..length)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        self.rest = &self.rest[length..];
        u32::from_str_radix(digits, 16).ok()
    }

    /// The character of four digits, or of two times four.
    fn unicode(&mut self) -> Option<char> {
        let first = self.hexadecimal(4)?;
        if (0xd800..0xdc00).contains(&first) && self.take("\\u") {
            let second = self.hexadecimal(4)?;
            let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
            return char::decode_utf16(units).next()?.ok();
        }
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// A class; its opening bracket has been read.
    fn class(&mut self) {
        let negated = self.take("^");
        if self.take("]") {
            // Nothing at all, or anything.
            self.out.push_str(if negated { r"(?s:.)" } else { r"(?!)" });
            return;
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        while let Some(c) = self.next() {
            if c == ']' {
                break;
            }
            self.range(c);
        }
        self.out.push(']');
    }

    /// A character or a range of a class.
    fn range(&mut self, c: char) {
        let first = self.atom(c);
        let ranges = self.rest.starts_with('-') && !self.rest.starts_with("-]");
        match first {
            Atom::Char(low) if ranges => {
                self.next();
                let Some(c) = self.next() else {
                    self.literal(low);
                    return;
                };
                match self.atom(c) {
                    Atom::Char(high) => {
                        self.literal(low);
                        self.out.push('-');
                        self.literal(high);
                    }
                    Atom::Set(set) => {
                        self.literal(low);
                        self.literal('-');
                        self.out.push_str(&set);
                    }
                }
            }
            Atom::Char(c) => self.literal(c),
            Atom::Set(set) => {
                self.out.push_str(&set);
                if ranges {
                    self.next();
                    self.literal('-');
                }
            }
        }
    }

    fn atom(&mut self, c: char) -> Atom {
        if c != '\\' {
            return Atom::Char(c);
        }
        let Some(c) = self.next() else { return Atom::Char('\\') };
        match c {
            'd' | 'w' | 's' => Atom::Set(set(c).to_owned()),
            'D' | 'W' | 'S' => Atom::Set(format!("[^{}]", set(c.to_ascii_lowercase()))),
            'b' => Atom::Char('\u{8}'),
            'p' | 'P' if self.rest.starts_with('{') => {
                let start = self.out.len();
                self.property(c);
                Atom::Set(self.out.split_off(start))
            }
            _ => Atom::Char(self.escaped(c)),
        }
    }
}

fn set(letter: char) -> &'static str {
    match letter {
        'd' => DIGIT,
        's' => SPACE,
        _ => WORD,
    }
}

fn push_literal(out: &mut String, c: char) {
    if c.is_ascii_punctuation() && c != '_' || c == ' ' {
        out.push('\\');
        out.push(c);
    } else if c.is_ascii_control() {
        out.push_str(&format!("\\x{:02x}", u32::from(c)));
    } else {
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_rewritten() {
        let cases = [
            (r"a\/b", r"a\/b"),
            (r"\d+", "[0-9]+"),
            (r"[\w-.]", r"[A-Za-z0-9_\-\.]"),
            ("[a-z-]", r"[a-z\-]"),
            ("a{2,3}{x", r"a{2,3}\{x"),
            ("[[]", r"[\[]"),
            ("x]", r"x\]"),
            (r"\u0041", "A"),
        ];
        for (pattern, written) in cases {
            assert_eq!(translate(pattern), written);
        }
    }
}
