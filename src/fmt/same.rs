//! Whether a layout is read as the tree it was made of.
//!
//! Reading all of it again would take as long as reading the first text. But what the grammar makes of a
//! statement depends on its words and on what separates them, up to the beginning of the next statement.
//! So only statements and declarations in which a separation has changed are read again, with their neighbours.

use std::ops::Range;

use super::twins::Twin;
use crate::diagnostic::Sink;
use crate::source::FileId;
use crate::syntax::ast::{Block, File, FunctionBody, Item, ItemKind, Statement};
use crate::syntax::{parse, print};

/// About how many bytes are read at once.
const BATCH: usize = 64 << 10;

/// Whether `text` is read as `tree`, whose words and theirs in `text` are the `twins`.
pub(super) fn is_read_as(tree: File, text: &str, twins: &[Twin]) -> bool {
    let file = tree.id;
    let mut pieces = Pieces { twins, at: 0 };
    let (mut frames, mut statements) = (Vec::new(), Vec::new());
    for mut item in tree.items {
        let mut frame = Vec::new();
        if let Some(body) = body(&mut item.kind) {
            frame.push(pieces.up_to(body.span.start + 1));
            for statement in std::mem::take(&mut body.statements) {
                let piece = pieces.up_to(statement.span.end);
                statements.push(Part { node: statement, pieces: vec![piece] });
            }
        }
        frame.push(pieces.up_to(item.span.end));
        frames.push(Part { node: item, pieces: frame });
    }
    hold(frames, text, |items, text| are_items(file, items, text))
        && hold(statements, text, |statements, text| are_statements(file, statements, text))
}

/// The block of statements of a declaration, if it has one.
fn body(kind: &mut ItemKind) -> Option<&mut Block> {
    match kind {
        ItemKind::Fn(function)
        | ItemKind::Workflow(function)
        | ItemKind::Lambda(function)
        | ItemKind::Activity(function) => match &mut function.body {
            FunctionBody::Block(block) => Some(block),
            FunctionBody::None | FunctionBody::Expr(_) => None,
        },
        ItemKind::Test(test) => Some(&mut test.body),
        ItemKind::Import(_)
        | ItemKind::Param(_)
        | ItemKind::Const(_)
        | ItemKind::Type(_)
        | ItemKind::Error(_)
        | ItemKind::Retry(_)
        | ItemKind::Resource(_)
        | ItemKind::Bad => None,
    }
}

/// Some words that follow each other.
struct Piece {
    /// Where they stand in the new layout.
    range: Range<usize>,
    /// Whether the grammar could read them in another way than before.
    changed: bool,
}

/// Passes over the words.
struct Pieces<'t> {
    twins: &'t [Twin],
    at: usize,
}

impl Pieces<'_> {
    /// The words from here to the `end` of a node.
    fn up_to(&mut self, end: u32) -> Piece {
        let rest = &self.twins[self.at..];
        let count = rest.iter().take_while(|twin| twin.before.start < end as usize).count();
        let words = &rest[..count];
        self.at += count;
        let start = words.first().map_or(0, |first| first.after.start);
        let end = words.last().map_or(start, |last| last.after.end);
        Piece { range: start..end, changed: words.iter().any(|twin| !twin.same_gap) }
    }
}

/// A node that can be read alone; a declaration without the statements in it.
struct Part<N> {
    node: N,
    pieces: Vec<Piece>,
}

/// Whether all parts that have changed, and their neighbours, are `read` from `text` as they were.
fn hold<N>(parts: Vec<Part<N>>, text: &str, read: impl Fn(Vec<N>, &str) -> bool) -> bool {
    let changed: Vec<bool> =
        parts.iter().map(|part| part.pieces.iter().any(|piece| piece.changed)).collect();
    let (mut nodes, mut written) = (Vec::new(), String::new());
    for (at, part) in parts.into_iter().enumerate() {
        let around = at.saturating_sub(1)..(at + 2).min(changed.len());
        if !changed[around].contains(&true) {
            continue;
        }
        nodes.push(part.node);
        for piece in part.pieces {
            written.push_str(&text[piece.range]);
            written.push('\n');
        }
        if written.len() > BATCH {
            if !read(std::mem::take(&mut nodes), &written) {
                return false;
            }
            written.clear();
        }
    }
    nodes.is_empty() || read(nodes, &written)
}

fn are_items(file: FileId, items: Vec<Item>, text: &str) -> bool {
    let Some(again) = read(file, text) else { return false };
    print::print(&again) == print::print(&File { id: file, items, unreadable: Vec::new() })
}

fn are_statements(file: FileId, statements: Vec<Statement>, text: &str) -> bool {
    // What stands first in a block could be taken for the entry of an object.
    let text = format!("fn f() {{\n0\n{text}}}");
    let Some(mut again) = read(file, &text) else { return false };
    let Some(other) = again.items.first_mut().and_then(|item| body(&mut item.kind)) else {
        return false;
    };
    other.statements.remove(0);
    let block = Block { statements, braces: true, span: other.span };
    print::print_block(other) == print::print_block(&block)
}

/// The tree of a text without mistakes.
fn read(file: FileId, text: &str) -> Option<File> {
    let mut faults = Sink::default();
    let tree = parse(file, text, &mut faults);
    (!faults.has_errors()).then_some(tree)
}
