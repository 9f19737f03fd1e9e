//! "expected …, found …": the message where no better one is known.

use super::foreign::CLAUSE_WORDS;
use super::spoken::{Spoken, spoken};
use super::token::Kind;
use super::{Fault, codes, habits};
use crate::diagnostic::{Diagnostic, suggest};
use crate::syntax::parse::Rule;

/// The words that begin a declaration.
const DECLARATION_WORDS: &[&str] = &[
    "import", "param", "const", "type", "error", "retry", "lambda", "activity", "resource", "fn",
    "workflow", "test",
];

/// Shorter words are near too many others.
const MISSPELT_LENGTH: usize = 4;

/// How many alternatives a message lists.
const MOST_ALTERNATIVES: usize = 4;

/// What was expected at the fault, and what stands there.
pub(super) fn explain(fault: &Fault<'_>) -> Diagnostic {
    if let Some(misspelt) = misspelt(fault) {
        return misspelt;
    }
    let found = fault.token();
    let wanted = wanted(fault);
    if begins_item(fault, &wanted) {
        return Diagnostic::new(
            codes::MISSING_COMMA,
            fault.token_span(),
            format!("a `,` is missing before {}", found.shown()),
            "no `,` before this",
        );
    }
    let title = match wanted.as_slice() {
        [] => format!("unexpected {}", found.shown().trim_start_matches("the ")),
        some => format!("expected {}, found {}", or(some), found.shown()),
    };
    let diagnostic =
        Diagnostic::new(codes::UNEXPECTED, fault.token_span(), title, "unexpected here");
    if let Some(help) = habits::help(fault, found) {
        return diagnostic.help(help);
    }
    if wanted == ["the end of the statement"] && found.kind == Kind::Word {
        return diagnostic.help("begin a new line for a new statement, or put `;` between them");
    }
    diagnostic
}

/// A word that is nearly one of those that may stand here.
fn misspelt(fault: &Fault<'_>) -> Option<Diagnostic> {
    let (_, from) = fault.sides();
    let declaration = fault.rule == Rule::only_declaration && fault.expects("a declaration");
    let candidates = match declaration {
        true => DECLARATION_WORDS,
        false if fault.expects_operator() || fault.expects_clause() => CLAUSE_WORDS,
        false => return None,
    };
    let word = super::token::first_word(from);
    if word.len() < MISSPELT_LENGTH || candidates.contains(&word) {
        return None;
    }
    let near = suggest::nearest(word, candidates.iter().copied())?;
    let place = fault.token_span();
    let kind = if declaration { "a declaration" } else { "a clause" };
    Some(
        Diagnostic::new(
            codes::MISSPELT_WORD,
            place,
            format!("`{word}` begins no {}", kind.trim_start_matches("a ")),
            format!("expected {kind}"),
        )
        .help(format!("did you mean `{near}`?")),
    )
}

/// The word of a clause that `word` is nearly.
pub(super) fn clause_near(word: &str) -> Option<&'static str> {
    let long = word.len() >= MISSPELT_LENGTH && !CLAUSE_WORDS.contains(&word);
    long.then(|| suggest::nearest(word, CLAUSE_WORDS.iter().copied()))?
}

/// Whether another argument or item begins here, so that a comma is missing.
fn begins_item(fault: &Fault<'_>, wanted: &[&str]) -> bool {
    let list = matches!(fault.rule, Rule::only_argument | Rule::only_entry | Rule::only_param);
    let item = matches!(fault.token().kind, Kind::Word | Kind::Number | Kind::Quote);
    list && item && wanted.iter().all(|word| matches!(*word, "`,`" | "`)`" | "`]`" | "`}`"))
}

/// What may stand at the fault, in words.
fn wanted(fault: &Fault<'_>) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = Vec::new();
    let mut goes_on = false;
    for rule in &fault.expected {
        match spoken(*rule) {
            // Where a `let` may stand, any statement may.
            Spoken::Sign("`let`") => words.push("a statement"),
            Spoken::Sign(word) | Spoken::Thing(word) => words.push(word),
            Spoken::Operator | Spoken::Clause | Spoken::MapClause => goes_on = true,
            Spoken::End => words.push(end_of(fault)),
            Spoken::Silent => {}
        }
    }
    if goes_on {
        words.retain(|word| {
            !matches!(*word, "`(`" | "`[`" | "`:`" | "`?`" | "`=>`" | "`as`" | "`is`")
        });
        if words.is_empty() {
            words.push(end_of(fault));
        }
    }
    // Nobody means these where anything else fits.
    for vague in ["a doc comment", "a unit (`s`, `m`, `h` or `d`)"] {
        if words.iter().any(|word| *word != vague) {
            words.retain(|word| *word != vague);
        }
    }
    let mut unique = Vec::new();
    for word in words {
        if !unique.contains(&word) {
            unique.push(word);
        }
    }
    fold(unique)
}

/// Drops what an expression or a pattern includes anyway, and what would make the list too long.
fn fold(mut words: Vec<&'static str>) -> Vec<&'static str> {
    let wholes =
        ["a statement", "a declaration", "an argument", "an expression", "a type", "a pattern"];
    let whole = wholes.into_iter().find(|whole| words.contains(whole));
    if let Some(whole) = whole {
        let opens = |word: &str| matches!(word, "`{`" | "`[`" | "`(`" | "`...`" | "`@`");
        words.retain(|word| {
            *word == whole || word.starts_with('`') && !is_keyword(word) && !opens(word)
        });
    }
    // The closing bracket is what a reader misses; what could have gone on is endless.
    if words.len() > MOST_ALTERNATIVES {
        words.retain(|word| word.starts_with('`') && !is_keyword(word) || word.starts_with("the "));
    }
    words.truncate(MOST_ALTERNATIVES);
    words
}

fn is_keyword(word: &str) -> bool {
    word.trim_matches('`').starts_with(|first: char| first.is_ascii_alphabetic())
}

/// What ends the piece: the sign that stands behind it, or the end of the statement.
fn end_of(fault: &Fault<'_>) -> &'static str {
    match fault.rule {
        Rule::only_declaration => "the end of the declaration",
        Rule::only_statement | Rule::only_arm | Rule::only_branch => "the end of the statement",
        _ => match fault.text[fault.piece.end as usize..].trim_start().chars().next() {
            Some(')') => "`)`",
            Some(']') => "`]`",
            Some('}') => "`}`",
            Some('{') => "`{`",
            _ => "`,`",
        },
    }
}

/// `a`, `b` or `c`, without backticks of its own.
fn or(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
