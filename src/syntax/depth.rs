//! How deep a text nests, counted before it is parsed: every walker recurses as deep.

use super::scan::{Mark, marks};

/// How many brackets may be open at once.
pub(super) const MAX_DEPTH: usize = 256;

/// The stack that parsing and walking a tree within the limits never exhausts. Only what is used of
/// it takes memory.
const ROOM: usize = 256 << 20;

/// Runs `work` on a stack that any tree of the parser fits on, however deep; for all that walks one.
pub fn with_room<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(ROOM / 2, ROOM, work)
}

/// Where `text` opens one bracket too many, if it does. Strings and comments do not count, the
/// expressions in strings do.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    marks(text).into_iter().find_map(|mark| match mark {
        Mark::Open { at, depth } if depth > MAX_DEPTH => Some(at),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_open_brackets() {
        assert_eq!(too_deep(&"(".repeat(256)), None);
        assert_eq!(too_deep(&"(".repeat(257)), Some(256));
        assert_eq!(too_deep(&"()".repeat(1_000)), None);
        assert_eq!(too_deep(&"\"${".repeat(300)), Some(256 * 3 + 1));
        assert_eq!(too_deep(&format!("\"{}\"", "(".repeat(300))), None);
    }
}
