//! Mistakes that make the rest of a file look wrong: a `}` too many, and declarations in a block. What is in
//! the way is blanked out, so that the text can be read once more without it.

use pest::Parser;

use super::super::ast::Name;
use super::super::error;
use super::super::scan::{Mark, marks};
use super::super::tokens::{Token, TokenKind, tokens};
use super::{Grammar, Rule, names};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// A text without what was in the way.
pub(super) struct Repaired {
    /// As long as the text itself, so that places stay.
    pub text: String,
    /// What was wrong.
    pub faults: Vec<Diagnostic>,
    /// What the declarations in blocks declare.
    pub names: Vec<Name>,
}

/// `text`, whose marks are `found`, without what makes the rest of it look wrong; `None` if nothing does.
pub(super) fn repaired(file: FileId, text: &str, found: &[Mark]) -> Option<Repaired> {
    if is_balanced(found) {
        return without_inner_declarations(file, text);
    }
    let extra = error::extra_brace(text, found)?;
    let blank = blanked(text, std::iter::once((extra.at, extra.at + 1)));
    let fault = error::closed_too_early(file, text, &extra);
    if !is_balanced(&marks(&blank)) {
        return None;
    }
    let mut repaired = without_inner_declarations(file, &blank).unwrap_or(Repaired {
        text: blank,
        faults: Vec::new(),
        names: Vec::new(),
    });
    repaired.faults.push(fault);
    Some(repaired)
}

/// Whether every bracket and string has its end.
fn is_balanced(marks: &[Mark]) -> bool {
    marks.iter().all(|mark| match mark {
        Mark::Comment(_) | Mark::Open { .. } | Mark::Close { .. } | Mark::Lead { .. } => true,
        Mark::Stray(_)
        | Mark::Mismatch { .. }
        | Mark::Unclosed(_)
        | Mark::UnclosedString(_)
        | Mark::UnclosedRaw(_) => false,
    })
}

/// The text with blanks for what stands in `pieces`, but for its line ends.
fn blanked(text: &str, pieces: impl Iterator<Item = (usize, usize)>) -> String {
    let mut blank = String::with_capacity(text.len());
    for (start, end) in pieces {
        blank.push_str(&text[blank.len()..start]);
        let hidden = text[start..end].bytes();
        blank.extend(hidden.map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    }
    blank.push_str(&text[blank.len()..]);
    blank
}

/// The text without the declarations that stand in blocks.
fn without_inner_declarations(file: FileId, text: &str) -> Option<Repaired> {
    let (mut faults, mut lost, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
    let (mut depth, mut behind) = (0_usize, 0);
    for token in tokens(text, 0..text.len()) {
        if token.start < behind {
            continue;
        }
        match &text[token.start..token.end] {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ if depth > 0 && begins_line(text, &token) => {
                if let Some(end) = declaration_end(text, &token) {
                    let span = Span::new(file, token.start, end);
                    faults.push(error::inner_declaration(text, span));
                    lost.extend(names::of_declaration(text, span));
                    pieces.push((token.start, end));
                    behind = end;
                }
            }
            _ => {}
        }
    }
    let text = blanked(text, pieces.into_iter());
    (!faults.is_empty()).then_some(Repaired { text, faults, names: lost })
}

fn begins_line(text: &str, token: &Token) -> bool {
    let line = text[..token.start].rsplit('\n').next().unwrap_or("");
    token.kind == TokenKind::Word && line.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// Where the declaration ends that begins with `token`, if one does.
fn declaration_end(text: &str, token: &Token) -> Option<usize> {
    let whole = Grammar::parse(Rule::inner_declaration, &text[token.start..]).ok()?.next()?;
    Some(token.start + whole.as_span().end())
}
