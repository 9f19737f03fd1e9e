//! Habits of other languages that are more than one word or sign, and what to write where the words around
//! a fault tell it.

use super::foreign::{STATEMENT_WORDS, instead_of};
use super::spoken::{Spoken, spoken};
use super::token::{Kind, Token, first_word, is_word_part, last_word};
use super::{Fault, codes};
use crate::diagnostic::{Diagnostic, suggest};
use crate::syntax::parse::Rule;
use crate::syntax::tokens::{Token as Piece, TokenKind, tokens};

/// Characters that programs for texts write, and what is meant.
const CHARACTERS: &[(char, &str)] = &[
    ('–', "-"),
    ('—', "-"),
    ('−', "-"),
    ('≥', ">="),
    ('≤', "<="),
    ('≠', "!="),
    ('×', "*"),
    ('÷', "/"),
    ('→', "->"),
    ('⇒', "=>"),
    ('…', "..."),
    ('，', ","),
    ('：', ":"),
    ('；', ";"),
    ('（', "("),
    ('）', ")"),
];

/// Quotes that are none here.
const QUOTES: &[char] = &['“', '”', '„', '‟', '«', '»', '‘', '’', '‚', '″'];

/// Words people write in a `retry` or behind a call, and what Flow has.
const CLAUSE_HABITS: &[(&str, &str)] = &[
    ("retries", "write `retry on States.ALL attempts 3`"),
    ("interval", "write `every 2s`"),
    ("intervalSeconds", "write `every 2s`"),
    ("delay", "write `every 2s`"),
    ("maxAttempts", "write `attempts 3`"),
    ("max_attempts", "write `attempts 3`"),
    ("times", "write `attempts 3`"),
    ("backoffRate", "write `backoff 2`"),
    ("backoff_rate", "write `backoff 2`"),
    ("rate", "write `backoff 2`"),
    ("maxDelay", "write `cap 30s`"),
    ("maxDelaySeconds", "write `cap 30s`"),
    ("maxConcurrency", "write `concurrency 5`"),
    ("with", "leave it out: clauses stand right behind the call"),
];

/// The words that stand before the body of a `map`.
const MAP_WORDS: &[&str] =
    &["concurrency", "tolerate", "distributed", "select", "batch", "label", "results"];

/// The words of a retrier behind its errors.
const RETRY_OPTIONS: &[&str] = &["every", "attempts", "backoff", "cap", "jitter"];

/// The message for a habit of several words, if the fault looks like one.
pub(super) fn explain(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    character(fault, token)
        .or_else(|| condition(fault))
        .or_else(|| negation(fault, token))
        .or_else(|| comparison(fault, token))
        .or_else(|| errors(fault, token))
        .or_else(|| clause_word(fault, token))
        .or_else(|| first_of_two(fault, token))
}

/// The line of the fault up to it.
fn line_before<'t>(fault: &Fault<'t>) -> &'t str {
    fault.text[..fault.at].rsplit('\n').next().unwrap_or("")
}

/// `“x”`, `a – b`, and characters nobody sees.
fn character(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let character =
        token.text.chars().next().filter(|first| !first.is_ascii() || first.is_ascii_control())?;
    if token.kind != Kind::Sign {
        return None;
    }
    let number = format!("U+{:04X}", u32::from(character));
    let (_, from) = fault.sides();
    if QUOTES.contains(&character) {
        let line = from.lines().next().unwrap_or("");
        let inside = &line[character.len_utf8()..];
        let end = inside.find(|other| QUOTES.contains(&other)).unwrap_or(inside.len());
        let inside = &inside[..end];
        let behind = line[character.len_utf8() + end..].chars().next();
        let length = character.len_utf8() + end + behind.map_or(0, char::len_utf8);
        let title = format!("strings stand in `\"`, not in `{character}`, {number}");
        let at = fault.span(fault.at, length);
        return Some(
            Diagnostic::new(codes::FOREIGN_QUOTES, at, title, "not a string")
                .help(format!("write `\"{inside}\"`")),
        );
    }
    if let Some((_, meant)) = CHARACTERS.iter().find(|(known, _)| *known == character) {
        let title = format!("`{character}`, {number}, is no sign of Flow");
        return Some(
            Diagnostic::new(codes::FOREIGN_OPERATOR, fault.token_span(), title, "not here")
                .help(format!("write `{meant}`")),
        );
    }
    let invisible = character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    if !invisible {
        return None;
    }
    // With what stands behind it, so that the place can be seen.
    let behind = from[character.len_utf8()..].chars().next().filter(|next| !next.is_control());
    let length = character.len_utf8() + behind.map_or(0, char::len_utf8);
    let title = format!("an invisible character, {number}, stands here");
    let label = format!("{number} begins this");
    let diagnostic = Diagnostic::new(codes::UNEXPECTED, fault.span(fault.at, length), title, label);
    let help = if character.is_whitespace() { "write a blank" } else { "remove it" };
    Some(diagnostic.help(help))
}

/// `if { … }`
fn condition(fault: &Fault<'_>) -> Option<Diagnostic> {
    let (before, _) = fault.sides();
    let open = open_pieces(before);
    let at = open.iter().rposition(|piece| before[piece.start..piece.end] == *"{")?;
    let (word, brace) = (open.get(at.checked_sub(1)?)?, open[at]);
    let written = &before[word.start..word.end];
    let missing = match written {
        "if" | "while" => "condition",
        "match" => "value",
        _ => return None,
    };
    let title = format!("the {missing} of `{written}` is missing");
    let at = fault.span(fault.piece.start as usize + brace.start, 1);
    let behind = if written == "match" { "value" } else { "c" };
    Some(
        Diagnostic::new(codes::UNEXPECTED, at, title, "expected before this")
            .help(format!("write `{written} {behind} {{ … }}`")),
    )
}

/// The tokens of `text` that stand in no closed bracket and are neither comments nor texts.
fn open_pieces(text: &str) -> Vec<Piece> {
    let mut open: Vec<Piece> = Vec::new();
    for piece in tokens(text, 0..text.len()) {
        if matches!(piece.kind, TokenKind::Comment | TokenKind::Text | TokenKind::Raw) {
            continue;
        }
        if matches!(&text[piece.start..piece.end], ")" | "]" | "}") {
            let opens = |piece: &Piece| matches!(&text[piece.start..piece.end], "(" | "[" | "{");
            if let Some(at) = open.iter().rposition(opens) {
                open.truncate(at);
            }
        } else {
            open.push(piece);
        }
    }
    open
}

/// The words of `text` that stand in no closed bracket, comment or text, in order.
pub(super) fn open_words(text: &str) -> Vec<&str> {
    let words = open_pieces(text).into_iter().filter(|piece| piece.kind == TokenKind::Word);
    words.map(|piece| &text[piece.start..piece.end]).collect()
}

/// The byte behind the last token of `text` that is no comment.
pub(super) fn end_of_code(text: &str) -> usize {
    let pieces = tokens(text, 0..text.len());
    let last = pieces.iter().rfind(|piece| piece.kind != TokenKind::Comment);
    last.map_or(0, |piece| piece.end)
}

/// `x not in xs`, `x is not null`
fn negation(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let (_, from) = fault.sides();
    let line = line_before(fault).trim_end();
    if token.text == "not" && fault.expects_operator() {
        let behind = from[3..].trim_start();
        let length = 3 + (from.len() - 3 - behind.len()) + 2;
        return (first_word(behind) == "in").then(|| {
            let at = fault.span(fault.at, length);
            no_words(at, "not in").help("write `!(x in xs)`")
        });
    }
    let left = line.strip_suffix("not").filter(|_| last_word(line) == "not")?;
    (last_word(left) == "is").then(|| {
        let start = left.trim_end().len() - 2;
        let at = fault.at - line_before(fault).len() + start;
        let diagnostic = no_words(fault.span(at, line.len() - start), "is not");
        match token.text {
            "null" => diagnostic.help("write `x != null`"),
            _ => diagnostic.help("write `!(x is T)`"),
        }
    })
}

fn no_words(at: crate::source::Span, words: &str) -> Diagnostic {
    let title = format!("`{words}` is no operator of Flow");
    Diagnostic::new(codes::FOREIGN_OPERATOR, at, title, "not an operator")
}

/// `a =< b`, `a => b` for `a >= b`, `expect a = b`, `map … => e`
fn comparison(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let (before, from) = fault.sides();
    let foreign = |sign: &str| {
        let at = fault.span(fault.at, sign.len());
        no_words(at, sign)
    };
    let turned = [("=<", "<="), ("=!", "!=")].into_iter().find(|(sign, _)| from.starts_with(sign));
    if let Some((sign, meant)) = turned {
        return Some(foreign(sign).help(format!("write `{meant}`")));
    }
    let words = open_words(before);
    let first = first_word(before.trim_start());
    if token.text == "=" && first == "expect" {
        let title = "`=` compares nothing";
        let at = fault.token_span();
        return Some(
            Diagnostic::new(codes::FOREIGN_ASSIGNMENT, at, title, "not here")
                .help("write `==` to compare"),
        );
    }
    if token.text != "=>" || !fault.expects_operator() || matches!(fault.rule, Rule::only_branch) {
        return None;
    }
    let of_map =
        words.iter().rposition(|word| *word == "map").is_some_and(|at| words[at..].contains(&"in"));
    if of_map || fault.rule == Rule::only_map_clauses {
        let title = "the body of a `map` stands in `{ }`";
        let at = fault.token_span();
        return Some(
            Diagnostic::new(codes::UNEXPECTED, at, title, "unexpected here").help("write `{ … }`"),
        );
    }
    let left = before.trim_end();
    let start = left.trim_end_matches(is_word_part).len();
    let lone_name =
        left[..start].trim_end().ends_with(['=', '(', ',', ':']) || left[..start].trim().is_empty();
    let in_head =
        fault.rule == Rule::only_expr && fault.text[fault.piece.end as usize..].starts_with('{');
    let is_lambda = !in_head && (left.ends_with(')') || lone_name);
    (!is_lambda && fault.rule != Rule::only_arm)
        .then(|| foreign("=>").help("write `>=` to compare"))
}

/// `retry on A, B`, `catch A or B`, `retry on A || B attempts 2`
fn errors(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let line = line_before(fault);
    let is_name = |c: char| is_word_part(c) || matches!(c, '.' | ' ' | '\t' | '|' | '"');
    let list = &line[line.trim_end_matches(is_name).len()..];
    let words: Vec<&str> =
        list.split(|c| !is_word_part(c)).filter(|word| !word.is_empty()).collect();
    let word = words.iter().rposition(|word| matches!(*word, "on" | "catch"))?;
    if word + 1 == words.len() {
        return None;
    }
    let joined = |at: usize, length: usize| {
        let title = "errors are joined by `|`";
        Diagnostic::new(codes::UNEXPECTED, fault.span(at, length), title, "not here")
            .help("write `A | B`")
    };
    if matches!(token.text, "," | "or" | "and" | "||" | "&&") {
        return Some(joined(fault.at, token.text.len()));
    }
    if RETRY_OPTIONS.contains(&token.text) {
        let at = list.rfind("||")?;
        return Some(joined(fault.at - list.len() + at, 2));
    }
    None
}

/// `F(x) retries 3`, `retry on A interval 2s`
fn clause_word(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let (word, instead) = CLAUSE_HABITS.iter().find(|(word, _)| *word == token.text)?;
    let (before, _) = fault.sides();
    let behind_call =
        before.trim_end().ends_with([')', '}']) || open_words(before).contains(&"retry");
    ((fault.expects_clause() || fault.expects_operator()) && behind_call).then(|| {
        let title = format!("`{word}` begins no clause");
        Diagnostic::new(codes::MISSPELT_WORD, fault.token_span(), title, "expected a clause")
            .help(*instead)
    })
}

/// `call F(x)`, `retrun x`, `Charge order`
fn first_of_two(fault: &Fault<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let (before, from) = fault.sides();
    let word = before.trim();
    let two = !word.is_empty()
        && word.chars().all(is_word_part)
        && !word.starts_with(|first: char| first.is_ascii_digit())
        && matches!(token.kind, Kind::Word | Kind::Number | Kind::Quote);
    if fault.rule != Rule::only_statement
        || !two
        || !fault.expects_operator()
        || instead_of(word).is_some()
        || instead_of(token.text).is_some()
    {
        return None;
    }
    let start = before.len() - before.trim_start().len();
    let at = fault.span(fault.piece.start as usize + start, word.len());
    let title = format!("`{word}` begins no statement");
    if let Some(near) = suggest::nearest(word, STATEMENT_WORDS.iter().copied())
        && word.len() > 3
    {
        return Some(
            Diagnostic::new(codes::MISSPELT_WORD, at, title, "expected a statement")
                .help(format!("did you mean `{near}`?")),
        );
    }
    let diagnostic = Diagnostic::new(codes::UNEXPECTED, at, title, "unexpected here");
    let behind = from[token.text.len()..].trim_start();
    Some(if token.kind == Kind::Word && behind.starts_with('=') && !behind.starts_with("==") {
        diagnostic.help(format!("write `let {}`", token.text))
    } else if token.kind == Kind::Word && behind.starts_with('(') {
        diagnostic.help(format!("write `{}(…)` alone", token.text))
    } else {
        diagnostic
            .help(format!("a call is written `{word}(…)`; a new statement begins on a new line"))
    })
}

/// What helps where the message says what was expected.
pub(super) fn help(fault: &Fault<'_>, token: Token<'_>) -> Option<String> {
    near_keyword(fault, token)
        .or_else(|| declaration_help(fault, token))
        .or_else(|| type_help(fault, token))
        .or_else(|| clause_help(fault, token))
        .or_else(|| statement_help(fault, token))
}

/// `} els {`: nearly a word that may stand there.
fn near_keyword(fault: &Fault<'_>, token: Token<'_>) -> Option<String> {
    let keywords = fault.expected.iter().filter_map(|rule| match spoken(*rule) {
        Spoken::Sign(sign) => Some(sign.trim_matches('`')),
        _ => None,
    });
    let keywords = keywords.filter(|word| word.len() > 3 && word.chars().all(is_word_part));
    let long = token.kind == Kind::Word && token.text.len() >= 3;
    let near = suggest::nearest(token.text, keywords).filter(|_| long)?;
    Some(format!("did you mean `{near}`?"))
}

fn declaration_help(fault: &Fault<'_>, token: Token<'_>) -> Option<String> {
    if fault.rule != Rule::only_declaration {
        return None;
    }
    let (before, from) = fault.sides();
    if token.text == ":" && fault.expects_sign("`->`") {
        return Some("write `->` before the type of the result".to_owned());
    }
    let first = first_word(before.trim_start());
    if first == "import" && !before.contains('}') {
        return Some("write `import { a } from \"./x.flow\"`".to_owned());
    }
    if first == "type" && token.text == "{" && fault.expects_sign("`=`") {
        return Some(format!("write `type {} = {{ … }}`", last_word(before)));
    }
    let definition = before.trim().is_empty() && token.text == "{" && from.contains("\"States\"");
    definition.then(|| {
        "this is Amazon States Language; in Flow it begins with `workflow Name(input) { … }`"
            .to_owned()
    })
}

/// `T[]`, `Array<T>`, `;` between fields and parameters
fn type_help(fault: &Fault<'_>, token: Token<'_>) -> Option<String> {
    let (before, from) = fault.sides();
    let name = last_word(before);
    if token.text == "[" && fault.expects_sign("`|`") && from[1..].trim_start().starts_with(']') {
        return Some(format!("a list is written `[{name}]`"));
    }
    if token.text == "<" && fault.expects_sign("`|`") {
        let inner = first_word(from[1..].trim_start());
        return Some(match name {
            "Map" | "Record" | "Dict" | "dict" => "write `{ [string]: T }`".to_owned(),
            _ => format!("a list is written `[{inner}]`"),
        });
    }
    if token.text == "||" && fault.expects_sign("`|`") {
        return Some("types are joined by `|`".to_owned());
    }
    if token.text != ";" {
        return None;
    }
    match fault.rule {
        Rule::only_type | Rule::only_entry => Some("fields are separated by `,`".to_owned()),
        Rule::only_param => Some("parameters are separated by `,`".to_owned()),
        Rule::only_argument => Some("write `,`".to_owned()),
        _ => None,
    }
}

/// `retry 3`, `retry States.TaskFailed`, `retry on *`, `catch E e`, `concurrency: 5`, `map xs`
fn clause_help(fault: &Fault<'_>, token: Token<'_>) -> Option<String> {
    let line = line_before(fault).trim_end();
    let last = last_word(line);
    let left = last_word(&line[..line.len() - last.len()]);
    if token.text == "*" && fault.expects("an error name") {
        return Some("all errors are `States.ALL`".to_owned());
    }
    if last == "retry" || left == "retry" && last == "attempts" {
        return Some(
            "say which errors are tried again: `retry on States.ALL attempts 3`".to_owned(),
        );
    }
    if left == "retry" && token.text == "." {
        let field = first_word(&fault.sides().1[1..]);
        return Some(format!("write `retry on {last}.{field}`"));
    }
    match fault.rule {
        Rule::only_catch_head => {
            let (_, from) = fault.sides();
            let name = last_word(from);
            Some(if name.is_empty() {
                "write `catch Name as e { … }`".to_owned()
            } else {
                format!("write `as {name}`")
            })
        }
        Rule::only_map_clauses if matches!(token.text, ":" | "=") => {
            Some(format!("leave the `{}` out", token.text))
        }
        Rule::only_map_head => Some("write `map x in xs { … }`".to_owned()),
        _ => None,
    }
}

const ONE_EXPRESSION: &str = "the body of a lambda is one expression: `x => …`";

/// Whether `before` ends in the braces of a lambda.
fn in_braces_of_lambda(before: &str) -> bool {
    let open = open_pieces(before);
    let texts: Vec<&str> = open.iter().map(|piece| &before[piece.start..piece.end]).collect();
    texts.windows(2).any(|pair| pair == ["=>", "{"])
}

fn statement_help(fault: &Fault<'_>, token: Token<'_>) -> Option<String> {
    let (before, from) = fault.sides();
    let code = before.trim_end();
    let last = last_word(code);
    if token.text == "$" {
        let name = first_word(&from[1..]);
        return Some(if name.is_empty() {
            "name the input, as in `workflow W(input) { … }`, and write `input.field`".to_owned()
        } else {
            format!("variables have no `$`: write `{name}`")
        });
    }
    if token.text == "|" && fault.expects("an expression") {
        return Some("a lambda is written `x => …`".to_owned());
    }
    if token.text == "while" && code.ends_with('}') && fault.expects_sign("`until`") {
        return Some("write `until c`: the loop ends where `c` holds".to_owned());
    }
    if token.text == "for" && last == "wait" {
        return Some("leave `for` out".to_owned());
    }
    if token.kind == Kind::Number && code.ends_with('.') && fault.expects("a field name") {
        return Some(format!("an item is written `[{}]`", token.text));
    }
    if token.text == "..." && fault.rule == Rule::only_statement && fault.expects_operator() {
        return Some("a range is written `0..n`, or `0..=n` with its end".to_owned());
    }
    let first = first_word(before.trim_start());
    if first == "mock" && token.kind == Kind::Word {
        return Some("write `mock F returns { … }` or `mock F fails Name(\"cause\")`".to_owned());
    }
    if first == "expect" && token.kind == Kind::Word {
        return Some("write `expect a == b`, or another condition".to_owned());
    }
    if code.ends_with(')') && open_words(before).last() == Some(&"map") {
        return Some("leave the round brackets out: `map x in xs { … }`".to_owned());
    }
    if fault.rule == Rule::only_argument && in_braces_of_lambda(before) {
        return Some(ONE_EXPRESSION.to_owned());
    }
    let around = &fault.text[..fault.piece.start as usize];
    if around.trim_end().strip_suffix('{').is_some_and(|left| left.trim_end().ends_with("=>"))
        && fault.rule == Rule::only_entry
    {
        return Some(ONE_EXPRESSION.to_owned());
    }
    match fault.rule {
        Rule::only_branch if !before.contains(':') => {
            return Some("write `name: F(x)` or `branch { … }`".to_owned());
        }
        Rule::only_arm if token.text == ":" && fault.expects_sign("`=>`") => {
            return Some("write `=>`".to_owned());
        }
        Rule::only_arm | Rule::only_branch if fault.expects_sign("`,`") => {
            return Some("put `,` between two, or begin a new line".to_owned());
        }
        _ => {}
    }
    if first == "fail" && matches!(token.kind, Kind::Quote | Kind::Word) && last != "fail" {
        return Some(format!("write `fail {last}(\"cause\")`"));
    }
    if MAP_WORDS.contains(&token.text) && code.ends_with('}') {
        return Some("the clauses of a `map` stand before its `{`".to_owned());
    }
    if fault.rule == Rule::only_entry && token.text == "-" && from[1..].starts_with(is_word_part) {
        let key_end =
            from[1..].find(|c: char| !is_word_part(c) && c != '-').map_or(from.len(), |at| at + 1);
        return Some(format!("write `\"{last}{}\"`", &from[..key_end]));
    }
    let ended = matches!(token.kind, Kind::LineEnd | Kind::TextEnd);
    if ended && matches!(first, "let" | "var") && fault.expects_sign("`=`") {
        let name = first_word(before.trim_start()[first.len()..].trim_start());
        return Some(format!("give it a value, as in `{first} {name} = null`"));
    }
    if fault.rule == Rule::only_statement && code.ends_with(')') && token.kind == Kind::Word {
        return Some(
            "behind a call may stand `timeout`, `heartbeat`, `role`, `retry` and `catch`; a new \
             statement begins on a new line"
                .to_owned(),
        );
    }
    None
}

/// What stands behind a `.` that needs a name.
pub(super) fn behind_dot(behind: Token<'_>) -> Option<String> {
    match behind.kind {
        Kind::Number => Some(format!("an item is written `[{}]`", behind.text)),
        Kind::Sign if behind.text == "[" => Some("leave out the `.` before `[`".to_owned()),
        _ => None,
    }
}
