//! Habits of other languages, and what Flow has instead.

use super::token::{Token, first_word, is_word_part, last_word};
use super::{Fault, codes, habits};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::parse::Rule;

/// The words that begin a clause behind a call or before the body of a `map`.
pub(super) const CLAUSE_WORDS: &[&str] = &[
    "timeout",
    "heartbeat",
    "role",
    "retry",
    "catch",
    "every",
    "attempts",
    "backoff",
    "jitter",
    "concurrency",
    "tolerate",
    "distributed",
    "select",
    "batch",
    "label",
    "results",
];

/// The words that are no names.
const RESERVED: &[&str] = &[
    "let", "var", "if", "else", "match", "for", "while", "loop", "break", "continue", "return",
    "fail", "wait", "try", "catch", "finally", "retry", "parallel", "in", "as", "is", "true",
    "false", "null", "_",
];

/// The words before a block.
const BLOCK_WORDS: &[&str] =
    &["if", "else", "match", "for", "while", "loop", "map", "parallel", "try", "catch", "finally"];

/// The words that begin a statement, and none of a declaration.
pub(super) const STATEMENT_WORDS: &[&str] = &[
    "let", "var", "if", "match", "for", "while", "loop", "wait", "try", "parallel", "map", "fail",
    "return", "expect", "mock",
];

/// Words people write for units of time.
const UNITS: &[&str] = &[
    "s",
    "m",
    "h",
    "d",
    "ms",
    "millis",
    "milliseconds",
    "sec",
    "secs",
    "second",
    "seconds",
    "min",
    "mins",
    "minute",
    "minutes",
    "hr",
    "hrs",
    "hour",
    "hours",
    "day",
    "days",
];

/// Words of other languages and what to write instead.
const WORDS: &[(&str, &str)] = &[
    ("function", "write `fn name(x: T) { … }` at the top of the file, or `x => …` as an argument"),
    ("func", "write `fn`"),
    ("def", "write `fn`"),
    ("async", "leave it out: a call waits for its result anyway"),
    ("await", "leave it out: a call waits for its result anyway"),
    ("const", "write `let` here; `const` stands at the top of the file"),
    ("final", "write `let`"),
    ("export", "leave it out: every declaration of a file can be imported"),
    ("public", "leave it out: every declaration of a file can be imported"),
    ("switch", "write `match value { \"a\" => …, _ => … }`"),
    ("case", "an arm of a `match` is written `\"a\" => …`"),
    ("default", "the last arm of a `match` is written `_ => …`"),
    ("throw", "write `fail Name(\"cause\")`"),
    ("raise", "write `fail Name(\"cause\")`"),
    ("except", "write `catch`"),
    ("rescue", "write `catch`"),
    ("elif", "write `else if`"),
    ("elsif", "write `else if`"),
    ("elseif", "write `else if`"),
    ("then", "write `if c { … }`"),
    ("unless", "write `if !c { … }`"),
    ("do", "write `loop { … } until c`"),
    ("foreach", "write `for x in xs { … }`"),
    ("repeat", "write `loop { … } until c`"),
    ("new", "leave it out"),
    ("class", "write `type Name = { … }`"),
    ("interface", "write `type Name = { … }`"),
    ("struct", "write `type Name = { … }`"),
    ("enum", "write `type Name = \"a\" | \"b\"`"),
    ("instanceof", "write `is`"),
    ("typeof", "write `x is string`"),
    ("and", "write `&&`"),
    ("or", "write `||`"),
    ("not", "write `!`"),
    ("of", "write `in`, as in `for x in xs { … }`"),
    ("call", "leave it out: a call is written `F(x)`"),
    ("invoke", "leave it out: a call is written `F(x)`"),
    ("assert", "write `expect c` in a `test`"),
    ("pub", "leave it out: every declaration of a file can be imported"),
    ("private", "leave it out: every declaration of a file can be imported"),
    ("static", "leave it out"),
    ("sleep", "write `wait 5s`"),
    ("state", "write the statements of a `workflow`; the states follow from them"),
];

/// Signs of other languages and what to write instead, the longer ones first.
const SIGNS: &[(&str, &str)] = &[
    ("===", "write `==`, which compares deeply"),
    ("!==", "write `!=`"),
    ("&&=", "write `a = a && b`"),
    ("||=", "write `a = a || b`"),
    ("**=", "write `a = a * a`"),
    ("**", "write `a * a`, or `{% $power(a, b) %}`"),
    ("<>", "write `!=`"),
    ("++", "write `n += 1`"),
    ("--", "write `n -= 1`"),
    ("?.", "write `.`, and `?? default` behind the chain for what may be missing"),
    ("->", "write `=>`"),
    ("::", "write `.`"),
    ("&", "write `&&`; strings are joined by `\"${a}${b}\"`"),
    ("|", "write `||`"),
    ("^", "write `!=` for booleans"),
    ("~", "write `!`"),
    ("?", "write `if c { a } else { b }`"),
];

/// Whether `word` is no name.
pub(in super::super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// What to write instead of a word of another language.
pub(super) fn instead_of(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(foreign, _)| *foreign == word).map(|(_, instead)| *instead)
}

/// The message for a habit of another language, if the fault looks like one.
pub(super) fn explain(fault: &Fault<'_>) -> Option<Diagnostic> {
    let token = fault.token();
    habits::explain(fault, token)
        .or_else(|| number(fault, token))
        .or_else(|| quotes(fault))
        .or_else(|| comment(fault, token))
        .or_else(|| underscore(fault, token))
        .or_else(|| reserved(fault, token))
        .or_else(|| assignment(fault, token))
        .or_else(|| lambda(fault, token))
        .or_else(|| heads(fault, token))
        .or_else(|| percent(fault))
        .or_else(|| sign(fault, token))
        .or_else(|| word(fault, token))
        .or_else(|| block(fault, token))
        .or_else(|| place(fault, token))
}

/// A fault of the token itself.
fn at_token(fault: &Fault<'_>, code: Code, title: impl Into<String>, label: &str) -> Diagnostic {
    Diagnostic::new(code, fault.token_span(), title, label)
}

/// `5ms`, `5 m`, `007`, `.5`
fn number(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let (before, from) = fault.sides();
    if token.text == "." && from[1..].starts_with(|next: char| next.is_ascii_digit()) {
        let fraction = first_word(&from[1..]);
        return Some(
            bad_number(fault.span(fault.at, 1 + fraction.len()), &format!(".{fraction}"))
                .help(format!("write `0.{fraction}`")),
        );
    }
    let rest = first_word(from);
    let touching = &before[before.trim_end_matches(|c| is_word_part(c) || c == '.').len()..];
    let whole = format!("{touching}{rest}");
    if whole.starts_with(|first: char| first.is_ascii_digit()) && !is_number(&whole) {
        let place = fault.span(fault.at - touching.len(), whole.len());
        return Some(bad_number(place, &whole).help(number_help(&whole)));
    }
    let digits = last_word(before);
    if UNITS.contains(&token.text) && digits.starts_with(|first: char| first.is_ascii_digit()) {
        let number =
            &before[before.trim_end().trim_end_matches(|c| is_word_part(c) || c == '.').len()..];
        let place = fault.span(fault.at - number.len(), number.len() + token.text.len());
        let written = format!("{}{}", number.trim_end(), token.text);
        return Some(bad_number(place, &fault.text[place.range()]).help(number_help(&written)));
    }
    None
}

/// Whether `written` is a number or a duration, and so no fault in itself.
fn is_number(written: &str) -> bool {
    let digits = written.trim_end_matches(['s', 'm', 'h', 'd']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    written.len() - digits.len() <= 1
        && all_digits(whole)
        && all_digits(fraction)
        && (whole == "0" || !whole.starts_with('0'))
}

fn bad_number(at: Span, written: &str) -> Diagnostic {
    let title = format!("`{written}` is no number and no duration");
    Diagnostic::new(codes::BAD_NUMBER, at, title, "not a number or duration")
}

/// What to write for something like a number.
fn number_help(written: &str) -> String {
    let unit_at = written.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(written.len());
    let (digits, unit) = written.split_at(unit_at);
    let decimal = digits.trim_start_matches('0');
    let better = match unit {
        "ms" | "millis" | "milliseconds" => match digits.parse::<u64>() {
            Ok(ms) if ms > 0 && ms % 1_000 == 0 => format!("{}s", ms / 1_000),
            Ok(_) | Err(_) => {
                return "the smallest unit is the second, as in `1s`".to_owned();
            }
        },
        "sec" | "secs" | "second" | "seconds" => format!("{digits}s"),
        "min" | "mins" | "minute" | "minutes" => format!("{digits}m"),
        "hr" | "hrs" | "hour" | "hours" => format!("{digits}h"),
        "day" | "days" => format!("{digits}d"),
        _ if unit.starts_with('_') => written.replace('_', ""),
        "" => decimal.to_owned(),
        _ if unit.ends_with(['s', 'm', 'h', 'd']) => {
            return match sum_of_units(written) {
                Some(sum) => format!("write `{sum}`"),
                None => NO_LETTERS.to_owned(),
            };
        }
        _ => written.to_owned(),
    };
    if is_number(&better) {
        return format!("write `{better}`");
    }
    NO_LETTERS.to_owned()
}

/// What is wrong with a number of which nothing better is known.
const NO_LETTERS: &str =
    "a number has no letters; the units of durations are `s`, `m`, `h` and `d`";

/// `90m` of `1h30m`
fn sum_of_units(written: &str) -> Option<String> {
    const SECONDS: [(char, u64); 4] = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];
    let mut sum = 0_u64;
    let mut smallest = ('d', 86_400);
    for part in written.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let unit = SECONDS.into_iter().find(|(unit, _)| part.ends_with(*unit))?;
        let number: u64 = part[..part.len() - 1].parse().ok()?;
        sum = sum.checked_add(number.checked_mul(unit.1)?)?;
        smallest = if unit.1 < smallest.1 { unit } else { smallest };
    }
    Some(format!("{}{}", sum / smallest.1, smallest.0))
}

/// `'text'` and `` `text` ``
fn quotes(fault: &Fault<'_>) -> Option<Diagnostic> {
    let is_quote = |first: &char| matches!(first, '\'' | '`');
    let (before, _) = fault.sides();
    // A `'` may have been read as that of a label, and the word behind it as its name.
    let word = &before[before.trim_end_matches(is_word_part).len()..];
    let back = before[..before.len() - word.len()].ends_with('\'').then_some(word.len() + 1);
    let at = fault.at - back.unwrap_or(0);
    let line = fault.text[at..].lines().next().unwrap_or("");
    let quote = line.chars().next().filter(is_quote)?;
    if back.is_some() && !line[1..].contains(quote) {
        return None;
    }
    let length = line[1..].find(quote).map_or(1, |end| end + 2);
    let place = fault.span(at, length);
    let inside = line[1..length].trim_end_matches(quote).replace('"', "\\\"");
    let diagnostic = Diagnostic::new(
        codes::FOREIGN_QUOTES,
        place,
        "strings stand in double quotes",
        "not a string",
    );
    Some(diagnostic.help(format!("write `\"{inside}\"`")))
}

/// `/* … */` and `# …`
fn comment(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    matches!(token.text, "/*" | "#").then(|| {
        let title = "comments begin with `//`";
        at_token(fault, codes::FOREIGN_COMMENT, title, "not a comment")
            .help("write `//` before each line")
    })
}

/// `_` where a value is expected.
fn underscore(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    (token.text == "_" && fault.expects("an expression")).then(|| {
        at_token(fault, codes::UNDERSCORE_READ, "`_` has no value", "read here")
            .help("give the value a name")
    })
}

/// `let match = 5`, `{ return }`
fn reserved(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let piece = fault.text[fault.piece.range()].trim();
    let shorthand = fault.rule == Rule::only_entry && RESERVED.contains(&piece);
    let (word, at) = if shorthand {
        let start = fault.text[fault.piece.range()].find(piece)?;
        (piece, fault.span(fault.piece.start as usize + start, piece.len()))
    } else if fault.expects("a name") || fault.expects("a pattern") {
        (token.text, fault.token_span())
    } else {
        return None;
    };
    RESERVED.contains(&word).then(|| {
        let title = format!("`{word}` is a reserved word, not a name");
        let diagnostic = Diagnostic::new(codes::RESERVED_WORD, at, title, "not a name");
        if shorthand {
            return diagnostic.help(format!("write `{word}: value`"));
        }
        diagnostic.help("choose another name")
    })
}

/// `:=`, and `=` where no statement begins.
fn assignment(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let title = match token.text {
        ":=" => "`:=` is no sign of Flow",
        // A clause of a `map` has none.
        "=" if fault.rule == Rule::only_map_clauses => return None,
        "=" => "`=` gives a variable its value, and does so in a statement of its own",
        _ => return None,
    };
    let (before, _) = fault.sides();
    let first = first_word(before.trim_start());
    let help = match fault.rule {
        Rule::only_argument | Rule::only_entry | Rule::only_branch => "write `name: value`",
        Rule::only_statement if first == "let" || first == "var" => {
            if token.text == "=" && !before.contains('=') {
                return None;
            }
            "write `let name = value`, one for each"
        }
        Rule::only_statement if !BLOCK_WORDS.contains(&first) => "write `name = value`",
        Rule::only_declaration if token.text == "=" => return None,
        Rule::only_declaration => "write `=`",
        _ => "write `==` to compare",
    };
    Some(at_token(fault, codes::FOREIGN_ASSIGNMENT, title, "not here").help(help))
}

/// `=>` behind something that is no argument.
fn lambda(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let elsewhere = !matches!(fault.rule, Rule::only_arm | Rule::only_branch);
    (token.text == "=>" && elsewhere && fault.expects_operator())
        .then(|| super::stray_lambda(fault.token_span()))
}

/// `for (…) {`, `catch (e) {`
fn heads(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    if token.text != "(" {
        return None;
    }
    let (title, help) = match fault.rule {
        Rule::only_binding => {
            ("a `for` has no round brackets", "write `for x in xs { … }` or `for i in 0..n { … }`")
        }
        Rule::only_catch_head => (
            "a `catch` has no round brackets",
            "write `catch as e { … }` or `catch Name as e { … }`",
        ),
        _ => return None,
    };
    Some(at_token(fault, codes::UNEXPECTED, title, "unexpected here").help(help))
}

/// `tolerate 5 %`
fn percent(fault: &Fault<'_>) -> Option<Diagnostic> {
    let (before, from) = fault.sides();
    if !from.starts_with('%')
        || !matches!(fault.rule, Rule::only_map_clauses | Rule::only_statement)
    {
        return None;
    }
    let line = fault.text[..fault.at].rsplit('\n').next().unwrap_or(before);
    let share = line.trim_end();
    (line.contains("tolerate") && share.len() < line.len()).then(|| {
        let title = "the `%` of a share touches its number";
        let diagnostic = at_token(fault, codes::UNEXPECTED, title, "a blank stands before this");
        match last_word(share) {
            "" => diagnostic,
            number => diagnostic.help(format!("write `{number}%`")),
        }
    })
}

/// An operator of another language.
fn sign(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let (_, from) = fault.sides();
    let (sign, instead) = SIGNS.iter().find(|(sign, _)| {
        let here = matches!(*sign, "++" | "--" | "~")
            || *sign == "->" && fault.expects_sign("`=>`")
            || fault.expects_operator();
        token.text == *sign && here
    })?;
    let ternary = *sign != "?" || from.contains(':');
    let title = format!("`{sign}` is no operator of Flow");
    let diagnostic = at_token(fault, codes::FOREIGN_OPERATOR, title, "not an operator");
    Some(if ternary { diagnostic.help(*instead) } else { diagnostic })
}

/// A word of another language: at the fault, before it, or at the head of the piece.
fn word(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let (before, _) = fault.sides();
    let head = &fault.text[fault.piece.range()];
    let head_at = fault.piece.start as usize + head.len() - head.trim_start().len();
    let before_line = before.rsplit('\n').next().unwrap_or("");
    let last = last_word(before_line);
    let last_at = fault.at - (before_line.len() - before_line.trim_end().len()) - last.len();
    let places =
        [(first_word(head.trim_start()), head_at), (token.text, fault.at), (last, last_at)];
    // `const` stands there by right.
    let of_file = fault.rule == Rule::only_declaration;
    places.into_iter().find_map(|(word, at)| {
        let instead = instead_of(word).filter(|_| !(word == "const" && of_file))?;
        let title = format!("`{word}` is no word of Flow here");
        let place = fault.span(at, word.len());
        Some(Diagnostic::new(codes::FOREIGN_WORD, place, title, "unknown here").help(instead))
    })
}

/// `if (c) f()`, `else f()`
fn block(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let (before, _) = fault.sides();
    let brace = fault.expects("a block") || fault.expects_sign("`{`");
    // A brace behind the piece is that of the statement around it.
    let is_of_outer = token.text == "{" && fault.at >= fault.piece.end as usize;
    if !brace || token.text == "{" && !is_of_outer {
        return None;
    }
    let words = habits::open_words(before);
    let has_block = |at: &usize| {
        // A variable may be called `map`.
        BLOCK_WORDS.contains(&words[*at]) && (words[*at] != "map" || words[*at..].contains(&"in"))
    };
    let word = (0..words.len()).rfind(has_block).map(|at| words[at]);
    // What is missing stands at the end of the head, if the fault is on another line.
    let head_end = fault.piece.start as usize + habits::end_of_code(before);
    let is_below = fault.text[head_end..fault.at].contains('\n');
    let place = if is_below { fault.span(head_end, 0) } else { fault.token_span() };
    let Some(word) = word else { return body(fault, &words, place) };
    let title = format!("the block of `{word}` is missing");
    if is_of_outer {
        let label = "the one block of two statements";
        let diagnostic = Diagnostic::new(codes::MISSING_BLOCK, fault.token_span(), title, label);
        return Some(diagnostic.help(format!(
            "leave one word out, or give each its block: `{word} … {{ … }} {{ … }}`"
        )));
    }
    let diagnostic = Diagnostic::new(codes::MISSING_BLOCK, place, title, "expected `{` here");
    Some(diagnostic.help(format!("put what `{word}` governs in `{{ … }}`")))
}

/// `workflow W()` without a body.
fn body(fault: &Fault<'_>, words: &[&str], place: Span) -> Option<Diagnostic> {
    let (word, name) = match words {
        [word @ ("workflow" | "fn"), name, ..] => (word, name),
        _ => return None,
    };
    let ends = fault.expects("parameters in `( )`") || fault.rule != Rule::only_declaration;
    (!ends && place.start == place.end).then(|| {
        let title = format!("the body of {word} `{name}` is missing");
        Diagnostic::new(codes::MISSING_BLOCK, place, title, "expected `{` here")
            .help(format!("put what `{name}` does in `{{ … }}`"))
    })
}

/// A statement outside of a workflow; an `else` behind nothing.
fn place(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let (before, _) = fault.sides();
    if !before.trim().is_empty() {
        return None;
    }
    let word = token.text;
    if fault.rule == Rule::only_declaration && STATEMENT_WORDS.contains(&word) {
        let title = format!("`{word}` begins a statement, and stands outside of a workflow");
        let diagnostic = at_token(fault, codes::UNEXPECTED, title, "not a declaration");
        return Some(match word {
            "let" | "var" => diagnostic.help("write `const NAME = …` for a constant"),
            _ => diagnostic.help("put it in `workflow Name() { … }`"),
        });
    }
    let follows = match word {
        "else" => "the `}` of an `if` or a `try`",
        "catch" | "finally" => "the `}` of a `try`, or a call",
        "until" => "the `}` of a `loop`",
        _ => return None,
    };
    let title = format!("`{word}` stands alone");
    Some(
        at_token(fault, codes::UNEXPECTED, title, "unexpected here")
            .help(format!("`{word}` follows {follows}")),
    )
}
