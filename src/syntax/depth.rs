//! How deep a text nests, counted before it is parsed: every walker recurses as deep.

use super::scan::Mark;

/// How many brackets may be open at once.
pub(super) const MAX_DEPTH: usize = 256;

/// The stack that walking a tree within the limits never exhausts. Only what is used of it takes memory.
const ROOM: usize = 256 << 20;

/// The stack that pest may take for one expression in another, several times what was measured: builds
/// without optimization take far more.
const LEVEL: usize = if cfg!(debug_assertions) { 96 << 10 } else { 16 << 10 };

/// How many leads a text may have. The stack for as many is address space that any system gives.
const MAX_LEADS: usize = if cfg!(debug_assertions) { 40_000 } else { 250_000 };

/// Runs `work` on a stack that any tree of the parser fits on, however deep; for all that walks one.
pub fn with_room<T>(work: impl FnOnce() -> T) -> T {
    with_room_of(ROOM, work)
}

/// The stack, in bytes, that parsing a text with these `marks` cannot exhaust: pest goes as deep as brackets and
/// leads nest, before anything can say that they nest too deep.
pub(super) fn room_to_parse(marks: &[Mark]) -> usize {
    let leads = marks.iter().filter(|mark| matches!(mark, Mark::Lead { .. })).count();
    ROOM.max((MAX_DEPTH + leads) * LEVEL)
}

/// Runs `work` with at least half of `room` bytes of stack left.
pub(super) fn with_room_of<T>(room: usize, work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(room / 2, room, work)
}

/// Where `text` opens one bracket too many or has one lead too many, if it does. Strings and comments do
/// not count, the expressions in strings do. `marks` are those of the text.
pub(super) fn too_deep(text: &str, marks: &[Mark]) -> Option<usize> {
    let mut leads = 0;
    let mut heads = 0;
    let mut last = 0;
    for mark in marks {
        match *mark {
            Mark::Open { at, depth } if depth > MAX_DEPTH => return Some(at),
            Mark::Open { at, .. } if text[at..].starts_with('{') => heads = 0,
            Mark::Lead { at, of_block } => {
                leads += 1;
                // The guard of an arm has no block.
                heads = if text[last..at].contains("=>") { 0 } else { heads };
                heads += usize::from(of_block);
                last = at;
                if leads > MAX_LEADS || heads > MAX_DEPTH {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::scan::marks;
    use super::MAX_LEADS;

    fn too_deep(text: &str) -> Option<usize> {
        super::too_deep(text, &marks(text))
    }

    #[test]
    fn counts_open_brackets() {
        assert_eq!(too_deep(&"(".repeat(256)), None);
        assert_eq!(too_deep(&"(".repeat(257)), Some(256));
        assert_eq!(too_deep(&"()".repeat(1_000)), None);
        assert_eq!(too_deep(&"\"${".repeat(300)), Some(256 * 3 + 1));
        assert_eq!(too_deep(&format!("\"{}\"", "(".repeat(300))), None);
    }

    #[test]
    fn counts_heads_without_their_blocks() {
        assert_eq!(too_deep(&"if ".repeat(256)), None);
        assert_eq!(too_deep(&"if a ||\n".repeat(257)), Some(256 * 8));
        assert_eq!(too_deep(&"if a { } ".repeat(1_000)), None);
        assert_eq!(too_deep(&"n if n > 1 => return n\n".repeat(1_000)), None);
        assert_eq!(too_deep(&"xs.map(x => x)\n".repeat(1_000)), None);
        assert_eq!(too_deep(&"// if if\n\"match map\" ".repeat(1_000)), None);
        assert_eq!(too_deep(&"return ".repeat(MAX_LEADS)), None);
        assert_eq!(too_deep(&"return ".repeat(MAX_LEADS + 1)), Some(MAX_LEADS * 7));
    }
}
