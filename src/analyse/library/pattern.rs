//! Which regular expressions are safe: the engine of Step Functions is another one than those that
//! run JSONata elsewhere, so only what all of them understand alike is taken.

/// What is wrong with a regular expression, as a person would say it; `None`: it will do.
#[must_use]
pub fn pattern_fault(pattern: &str) -> Option<&'static str> {
    let mut reader = Reader { rest: pattern, open: 0, repeatable: false };
    loop {
        match reader.step() {
            Step::Fault(fault) => return Some(fault),
            Step::On => {}
            Step::End => return (reader.open > 0).then_some("a `(` is never closed"),
        }
    }
}

enum Step {
    On,
    End,
    Fault(&'static str),
}

struct Reader<'p> {
    rest: &'p str,
    /// Groups not closed yet.
    open: usize,
    /// Whether what stands before can be repeated.
    repeatable: bool,
}

impl Reader<'_> {
    fn take(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn step(&mut self) -> Step {
        let Some(c) = self.take() else { return Step::End };
        let fault = match c {
            '\\' => self.escape(),
            '[' => self.class(),
            '(' => return self.group(),
            ')' if self.open == 0 => Some("a `)` closes nothing"),
            ')' => {
                self.open -= 1;
                None
            }
            '*' | '+' | '?' => return self.repeat(),
            '{' if self.bounds().is_some() => return self.repeat(),
            '|' | '^' => {
                self.repeatable = false;
                return Step::On;
            }
            _ => None,
        };
        self.repeatable = true;
        fault.map_or(Step::On, Step::Fault)
    }

    fn escape(&mut self) -> Option<&'static str> {
        match self.take() {
            None => Some("it ends with a lone `\\`"),
            Some('p' | 'P' | 'k' | 'A' | 'z' | 'Z' | 'G' | 'Q' | 'E' | 'R' | 'X' | 'h' | 'H') => {
                Some("not every engine knows this letter behind `\\`")
            }
            Some(_) => None,
        }
    }

    fn class(&mut self) -> Option<&'static str> {
        let mut first = true;
        self.rest = self.rest.strip_prefix('^').unwrap_or(self.rest);
        loop {
            match self.take() {
                None => return Some("a `[` is never closed"),
                Some(']') if !first => return None,
                Some(']') => return Some("`[]` matches nothing, or not what is meant"),
                Some('\\') => {
                    if let Some(fault) = self.escape() {
                        return Some(fault);
                    }
                }
                Some('&') if self.rest.starts_with('&') => {
                    return Some("`&&` within brackets does not mean the same everywhere");
                }
                Some('[') => return Some("a `[` within brackets must be written `\\[`"),
                Some(_) => {}
            }
            first = false;
        }
    }

    fn group(&mut self) -> Step {
        self.open += 1;
        self.repeatable = false;
        let Some(kind) = self.rest.strip_prefix('?') else { return Step::On };
        match kind.chars().next() {
            Some(':' | '=' | '!') => {
                self.rest = &kind[1..];
                Step::On
            }
            Some('<') if kind.starts_with("<=") || kind.starts_with("<!") => {
                Step::Fault("not every engine can look behind")
            }
            Some('<') => Step::Fault("not every engine knows groups with names"),
            _ => Step::Fault("flags go behind the pattern: `regex(\"…\", \"i\")`"),
        }
    }

    /// `{2,3}` behind its `{`; anything else is text.
    fn bounds(&mut self) -> Option<()> {
        let (inside, behind) = self.rest.split_once('}')?;
        let numbers = inside.chars().all(|c| c.is_ascii_digit() || c == ',');
        if !numbers || !inside.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.rest = behind;
        Some(())
    }

    /// Behind a quantifier.
    fn repeat(&mut self) -> Step {
        if !self.repeatable {
            return Step::Fault("there is nothing to repeat before a quantifier");
        }
        if self.rest.starts_with('+') {
            return Step::Fault("not every engine knows a `+` behind a quantifier");
        }
        self.rest = self.rest.strip_prefix('?').unwrap_or(self.rest);
        self.repeatable = false;
        Step::On
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_patterns_pass() {
        let patterns = [
            "",
            "^a+b*?$",
            r"\d{2,3}-[^\]a-z]+",
            "(?:a|b)(?=c)",
            r"in/\d+/",
            "a{x}",
            "^[-+]?x$",
            "a|",
            "(a)+",
        ];
        for pattern in patterns {
            assert_eq!(pattern_fault(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn what_engines_see_differently_does_not() {
        let patterns = [
            "(",
            "a)",
            "[a",
            "[]",
            "*a",
            "a**",
            "a++",
            "(?<=a)b",
            "(?<n>a)",
            "(?i)a",
            r"\p{L}",
            r"a\",
            "[[:alpha:]]",
            "[a-z&&[b]]",
            "(|*)",
        ];
        for pattern in patterns {
            assert!(pattern_fault(pattern).is_some(), "{pattern}");
        }
    }
}
