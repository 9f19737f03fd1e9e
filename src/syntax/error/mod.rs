//! What is wrong with a text, in words.
//!
//! A piece no rule understood is read again by the rule that should have taken it: that gives the
//! exact place and what was expected there. Then, in this order: a bracket or string without its
//! end, a habit of another language, what was expected.

mod expected;
mod foreign;
mod habits;
mod spoken;
mod token;

use super::depth::MAX_DEPTH;
use super::parse::{Refusal, Rule, refusal};
use super::scan::{Mark, marks};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax as codes;
use crate::source::{FileId, Span};

pub(super) use foreign::is_reserved;
use spoken::{Spoken, spoken};
use token::Token;

/// Whether a rule is a keyword or a sign, which says nothing the rule around it does not say.
pub(super) fn is_sign(rule: Rule) -> bool {
    matches!(rule, Rule::space | Rule::lead) || matches!(spoken(rule), Spoken::Sign(_))
}

/// Whether `text` begins with the word of a clause, or with something near to one.
pub(super) fn is_clause(text: &str) -> bool {
    let word = token::first_word(text);
    expected::clause_near(word).is_some() || foreign::CLAUSE_WORDS.contains(&word)
}

/// A piece of text no rule understood.
struct Fault<'t> {
    /// The text of the whole file.
    text: &'t str,
    /// Where the piece stands.
    piece: Span,
    /// The rule that should have taken it.
    rule: Rule,
    /// The byte of the file from which it is not understood.
    at: usize,
    /// The rules tried there.
    expected: Vec<Rule>,
}

impl<'t> Fault<'t> {
    /// The text of the piece before the fault, and from the fault on.
    fn sides(&self) -> (&'t str, &'t str) {
        let (start, end) = (self.piece.start as usize, self.piece.end as usize);
        (&self.text[start..self.at], &self.text[self.at..end.max(self.at)])
    }

    /// What stands at the fault.
    fn token(&self) -> Token<'t> {
        token::at(self.text, self.at)
    }

    /// The place `length` bytes long at `at`.
    fn span(&self, at: usize, length: usize) -> Span {
        Span::new(self.piece.file, at, at + length)
    }

    /// The place of the token at the fault.
    fn token_span(&self) -> Span {
        self.span(self.at, self.token().text.len())
    }

    /// Whether something of this name could have begun here.
    fn expects(&self, wanted: &str) -> bool {
        let begins = |rule: &Rule| match spoken(*rule) {
            Spoken::Thing(whole @ ("a statement" | "an argument")) => {
                wanted == whole || wanted == "an expression"
            }
            Spoken::Thing(thing) => thing == wanted,
            _ => false,
        };
        self.expected.iter().any(begins)
    }

    /// Whether `sign`, with its backticks, could have stood here.
    fn expects_sign(&self, sign: &'static str) -> bool {
        self.expected.iter().any(|rule| spoken(*rule) == Spoken::Sign(sign))
    }

    /// Whether a clause could have begun here.
    fn expects_clause(&self) -> bool {
        let clause = |rule: &Rule| matches!(spoken(*rule), Spoken::Clause | Spoken::MapClause);
        self.expected.iter().any(clause)
    }

    /// Whether an expression could have gone on here.
    fn expects_operator(&self) -> bool {
        self.expected.iter().any(|rule| spoken(*rule) == Spoken::Operator)
    }
}

/// What is wrong with the piece of `text` at `piece`, where `rule` should have stood.
pub(super) fn explain(text: &str, piece: Span, rule: Rule) -> Diagnostic {
    let slice = &text[piece.range()];
    let refused = refusal(rule, slice);
    let Refusal { at, expected } =
        refused.unwrap_or_else(|| Refusal { at: slice.trim_end().len(), expected: Vec::new() });
    let at = token::skip_blanks(text, piece.start as usize + at);
    of_fault(&Fault { text, piece, rule, at, expected })
}

/// What is wrong with the piece of `text` at `piece`, which stands behind a whole expression.
pub(super) fn too_much(text: &str, piece: Span) -> Diagnostic {
    // Any name stands for the expression, which may be long.
    let refused = refusal(Rule::only_expr, &format!("x{}", &text[piece.range()]));
    let Refusal { at, expected } =
        refused.unwrap_or_else(|| Refusal { at: 1, expected: vec![Rule::EOI] });
    let at = token::skip_blanks(text, piece.start as usize + at.max(1) - 1);
    of_fault(&Fault { text, piece, rule: Rule::only_expr, at, expected })
}

/// What is wrong with `rest`, which stands behind something whole: together they are `whole`, which is no
/// `rule`.
pub(super) fn torn(text: &str, whole: Span, rest: Span, rule: Rule) -> Diagnostic {
    // Something short stands for what is whole, which may have mistakes of its own.
    let short = match rule {
        Rule::only_arm => "_ => x",
        Rule::only_branch => "x: x",
        Rule::only_declaration => "lambda x()",
        _ => "let x = x",
    };
    let refused = refusal(rule, &format!("{short}{}", &text[rest.range()]));
    let Refusal { at, expected } =
        refused.unwrap_or_else(|| Refusal { at: short.len(), expected: vec![Rule::EOI] });
    let at = rest.start as usize + at.max(short.len()) - short.len();
    let at = token::skip_blanks(text, at);
    of_fault(&Fault { text, piece: whole, rule, at, expected })
}

fn of_fault(fault: &Fault<'_>) -> Diagnostic {
    without_partner(fault)
        .or_else(|| foreign::explain(fault))
        .unwrap_or_else(|| expected::explain(fault))
}

/// A bracket or a string of the piece without its end, unless something before it is wrong already.
fn without_partner(fault: &Fault<'_>) -> Option<Diagnostic> {
    let start = fault.piece.start as usize;
    let file = fault.piece.file;
    let marks = marks(&fault.text[fault.piece.range()]);
    let diagnostic = marks.into_iter().find_map(|mark| match mark {
        Mark::Unclosed(at) => Some(unclosed_bracket(fault.text, fault.span(start + at, 1))),
        Mark::UnclosedString(range) => {
            let at = Span::new(file, start + range.start, start + range.end);
            Some(unclosed_string(fault.text, at))
        }
        Mark::UnclosedRaw(at) => Some(unclosed_raw(fault.span(start + at, 2))),
        Mark::Stray(at) if start + at == fault.at && !fault.expects("an expression") => {
            Some(stray_bracket(fault.text, fault.span(start + at, 1)))
        }
        Mark::Mismatch { open, at } => {
            Some(mismatch(fault.text, fault.span(start + open, 1), fault.span(start + at, 1)))
        }
        Mark::Stray(_)
        | Mark::Comment(_)
        | Mark::Open { .. }
        | Mark::Close { .. }
        | Mark::Lead { .. } => None,
    })?;
    (diagnostic.span().start as usize <= fault.at).then_some(diagnostic)
}

fn unclosed_bracket(text: &str, at: Span) -> Diagnostic {
    let interpolates = text[at.range()] == *"$";
    let at = if interpolates { Span { end: at.end + 1, ..at } } else { at };
    let opening = &text[at.range()];
    let closing = closing_of(opening);
    Diagnostic::new(
        codes::UNCLOSED_BRACKET,
        at,
        format!("this `{opening}` is never closed"),
        format!("its `{closing}` is missing"),
    )
}

/// What closes a bracket.
fn closing_of(opening: &str) -> &'static str {
    match opening {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}

/// The bracket at `at` where that at `open` should be closed.
fn mismatch(text: &str, open: Span, at: Span) -> Diagnostic {
    let open = if text[open.range()] == *"$" { Span { end: open.end + 1, ..open } } else { open };
    let (opening, closing) = (&text[open.range()], &text[at.range()]);
    let wanted = closing_of(opening);
    let title = format!("this `{closing}` cannot close `{opening}`");
    Diagnostic::new(codes::STRAY_BRACKET, at, title, format!("`{wanted}` expected"))
        .label(open, format!("this `{opening}` is open"))
        .help(format!("close it by `{wanted}`"))
}

fn stray_bracket(text: &str, at: Span) -> Diagnostic {
    let closing = &text[at.range()];
    let title = format!("this `{closing}` closes nothing");
    let diagnostic = Diagnostic::new(codes::STRAY_BRACKET, at, title, "nothing is open here");
    if closing == "}" {
        return diagnostic.help("remove it, or look above for a block that ends too early");
    }
    diagnostic.help("remove it")
}

fn unclosed_string(text: &str, at: Span) -> Diagnostic {
    if text[at.range()].starts_with("\"\"\"") {
        let quotes = Span { end: at.start + 3, ..at };
        let title = "this text is never closed";
        return Diagnostic::new(codes::UNCLOSED_TEXT, quotes, title, "its `\"\"\"` is missing");
    }
    Diagnostic::new(codes::UNCLOSED_TEXT, at, "this string is never closed", "a `\"` is missing")
        .help("end it with `\"`, or write a text of several lines between `\"\"\"` and `\"\"\"`")
}

fn unclosed_raw(at: Span) -> Diagnostic {
    let title = "this raw JSONata is never closed";
    Diagnostic::new(codes::UNCLOSED_TEXT, at, title, "its `%}` is missing")
}

/// The blocks without `}` of a declaration, innermost first: one missing `}` leaves open all around
/// it. The one to blame is that which a `}` at another indentation seems to close.
pub(super) fn unclosed_block(text: &str, braces: &[Span]) -> Option<Diagnostic> {
    let (innermost, outermost) = (*braces.first()?, *braces.last()?);
    let Some((open, close)) = crooked_block(text, outermost) else {
        return Some(unclosed_bracket(text, innermost));
    };
    let place = |at| Span::new(outermost.file, at, at + 1);
    Some(unclosed_bracket(text, place(open)).label(place(close), "this `}` stands further left"))
}

/// A `}` that ends a block too early, so that another further down closes nothing.
pub(super) struct ExtraBrace {
    /// The `{` that it closes.
    open: usize,
    /// Where it stands.
    pub(super) at: usize,
}

/// The `}` too many of a text with these marks, if one is where it shows: further right than the line of the
/// `{` that it closes.
pub(super) fn extra_brace(text: &str, marks: &[Mark]) -> Option<ExtraBrace> {
    let stray = marks.iter().find_map(|mark| match mark {
        Mark::Stray(at) if text[*at..].starts_with('}') => Some(*at),
        _ => None,
    })?;
    marks.iter().find_map(|mark| match *mark {
        Mark::Close { open, at } if at < stray => {
            let (opening, closing) = (token::line(text, open), token::line(text, at));
            let alone = closing.trim_start().starts_with('}')
                && text[..at].ends_with(&closing[..token::indentation(closing)]);
            (alone && token::indentation(closing) > token::indentation(opening))
                .then_some(ExtraBrace { open, at })
        }
        _ => None,
    })
}

/// A `}` too many.
pub(super) fn closed_too_early(file: FileId, text: &str, extra: &ExtraBrace) -> Diagnostic {
    let place = |at| Span::new(file, at, at + 1);
    let opening = &text[extra.open..=extra.open];
    let title = "this `}` closes nothing that stands where it does";
    Diagnostic::new(codes::STRAY_BRACKET, place(extra.at), title, "one too many, it seems")
        .label(place(extra.open), format!("it would close this `{opening}`"))
        .help("remove it")
}

/// A declaration in a block.
pub(super) fn inner_declaration(text: &str, at: Span) -> Diagnostic {
    let word = token::first_word(&text[at.range()]);
    let article = if word.starts_with(['a', 'e', 'i']) { "an" } else { "a" };
    let place = Span::new(at.file, at.start as usize, at.start as usize + word.len());
    let title = format!("{article} `{word}` stands inside of a block");
    Diagnostic::new(codes::UNEXPECTED, place, title, "not at the top of the file")
        .help("declare it outside of every `{ }`")
}

/// The last block behind `from` whose `}` begins a line further left than the line of its `{`.
fn crooked_block(text: &str, from: Span) -> Option<(usize, usize)> {
    let start = from.start as usize;
    let pairs = marks(&text[start..]).into_iter().filter_map(|mark| match mark {
        Mark::Close { open, at } => Some((start + open, start + at)),
        _ => None,
    });
    pairs
        .filter(|(open, close)| {
            let (opening, closing) = (token::line(text, *open), token::line(text, *close));
            closing.trim_start().starts_with('}')
                && text[..*close].ends_with(&closing[..token::indentation(closing)])
                && token::indentation(closing) < token::indentation(opening)
        })
        .max()
}

/// A text that nests too deep from the byte `at` on.
pub(super) fn too_deep(file: FileId, text: &str, at: usize) -> Diagnostic {
    let at = Span::new(file, at, at + token::at(text, at).text.len());
    let title = format!("more than {MAX_DEPTH} brackets or expressions inside each other");
    Diagnostic::new(codes::TOO_DEEP, at, title, "one too many")
        .help("name the inner parts with `let`")
}

/// An expression with too many operators.
pub(super) fn too_many_operators(at: Span, most: usize) -> Diagnostic {
    let title = format!("more than {most} operators in one expression");
    Diagnostic::new(codes::TOO_MANY_OPERATORS, at, title, "this expression")
        .help("name the parts with `let`, or use a list and `sum`, `join` or `any`")
}

/// An object in the place of a block.
pub(super) fn object_for_block(at: Span) -> Diagnostic {
    Diagnostic::new(
        codes::OBJECT_FOR_BLOCK,
        at,
        "an object stands where a block is expected",
        "these are entries of an object",
    )
    .help("write the object in round brackets: `({ … })`")
}

/// Words of other languages in a place where they do no harm: `export`, `function`, `elif`.
pub(super) fn foreign_lead(text: &str, at: Span) -> Diagnostic {
    let words = text[at.range()].trim_end();
    let first = token::first_word(words);
    let title = format!("`{first}` is no word of Flow here");
    let place = Span::new(at.file, at.start as usize, at.start as usize + first.len());
    let diagnostic = Diagnostic::new(codes::FOREIGN_WORD, place, title, "unknown here");
    match foreign::instead_of(first) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("leave it out"),
    }
}

/// `:` or `=>` before the type of a result, or `=>` before the body of a `fn`.
pub(super) fn foreign_result_sign(text: &str, at: Span, before_body: bool) -> Diagnostic {
    let sign = &text[at.range()];
    let (title, help) = if before_body {
        (format!("`{sign}` stands before the body of a `fn`"), "write `=`")
    } else {
        (format!("`{sign}` stands before the type of a result"), "write `->`")
    };
    Diagnostic::new(codes::UNEXPECTED, at, title, "unexpected here").help(help)
}

/// What stands between the parameters of a declaration and its block.
pub(super) fn bad_result(text: &str, at: Span) -> Diagnostic {
    let start = token::skip_blanks(text, at.start as usize);
    let found = token::at(text, start);
    let place = Span::new(at.file, start, start + found.text.len());
    let title = format!("expected `->` or `{{`, found {}", found.shown());
    let diagnostic = Diagnostic::new(codes::UNEXPECTED, place, title, "unexpected here");
    if found.text == "->" {
        return diagnostic.help("write the type of the result behind `->`, or leave it out");
    }
    diagnostic.help("the type of the result is written `-> T`")
}

/// A lambda outside the arguments of a call.
pub(super) fn stray_lambda(at: Span) -> Diagnostic {
    Diagnostic::new(
        codes::STRAY_LAMBDA,
        at,
        "a lambda stands outside the arguments of a call",
        "not a value",
    )
    .help("declare it as a function: `fn name(x: T) = …`")
}

/// A `...name` that is not the last part of its pattern.
pub(super) fn misplaced_rest(at: Span) -> Diagnostic {
    Diagnostic::new(
        codes::SECOND_REST,
        at,
        "a pattern takes the rest once, at its end",
        "not the last part of its pattern",
    )
}

/// Nothing behind a `.`; `at` is the place behind it.
pub(super) fn missing_field(text: &str, at: Span) -> Diagnostic {
    let dot = Span { start: at.start - 1, ..at };
    let behind = token::at(text, at.end as usize);
    let diagnostic = Diagnostic::new(
        codes::MISSING_FIELD_NAME,
        dot,
        "a field name is missing after `.`",
        "no name touches this `.`",
    );
    match habits::behind_dot(behind) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// No comma before what stands at `at`.
pub(super) fn missing_comma(text: &str, at: Span) -> Diagnostic {
    let next = token::at(text, at.start as usize);
    let place = Span::new(at.file, at.start as usize, at.start as usize + next.text.len());
    let title = format!("a `,` is missing before {}", next.shown());
    Diagnostic::new(codes::MISSING_COMMA, place, title, "no `,` before this")
}

/// `a < b < c`; `at` is the second operator.
pub(super) fn chained_comparison(at: Span) -> Diagnostic {
    Diagnostic::new(
        codes::CHAINED_COMPARISON,
        at,
        "comparisons are not chained",
        "its left side is a comparison",
    )
    .help("join two comparisons by `&&`, or put the first in brackets")
}

/// `!x is T`
pub(super) fn not_before_is(text: &str, at: Span) -> Diagnostic {
    let written = &text[at.range()];
    Diagnostic::new(
        codes::NOT_BEFORE_IS,
        at,
        "`!` before `is` negates the value, not the test",
        "this tests the type of a boolean",
    )
    .help(format!("write `!({})`", written.trim_start_matches('!').trim_start()))
}

/// A `\` with something behind it that no escape begins with.
pub(super) fn unknown_escape(text: &str, at: Span) -> Diagnostic {
    let written = &text[at.range()];
    let title = format!("unknown escape `{written}`");
    let diagnostic = Diagnostic::new(codes::UNKNOWN_ESCAPE, at, title, "not an escape");
    match written.get(1..) {
        Some("'") => diagnostic.help("write `'` without the `\\`"),
        Some("u" | "x") => diagnostic.help("write four hexadecimal digits, as in `\\u00e9`"),
        _ => diagnostic.help("write `\\\\` for a `\\` that is text"),
    }
}

/// `\u{…}` or `\u….` that names no character.
pub(super) fn no_character(text: &str, at: Span) -> Diagnostic {
    let title = format!("`{}` names no character", &text[at.range()]);
    Diagnostic::new(codes::UNKNOWN_ESCAPE, at, title, "no character has this number")
        .help("write the character itself, or `\\u{…}` with its number up to 10FFFF")
}

/// `${…}` in a string that must be known.
pub(super) fn interpolation_refused(at: Span) -> Diagnostic {
    Diagnostic::new(
        codes::INTERPOLATION_REFUSED,
        at,
        "no `${…}` in this string",
        "this must be known as it is written",
    )
    .help("write `\\${` for a `${` that is text")
}
