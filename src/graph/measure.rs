//! How wide texts are, measured with the advance widths of a font that everybody has or has a twin of.

use super::Font;

/// The advance widths of the characters from U+0020 to U+007E in thousandths of the font size, of
/// Liberation Sans (`hmtx` of its files in Debian's package `fonts-liberation` 1:1.07.4), whose widths are
/// those of Arial and Helvetica.
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The same of Liberation Sans Bold.
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// Of every character of Liberation Mono, Courier New and their like; other monospaced fonts differ by
/// some thousandths.
const MONOSPACED: u16 = 602;

/// Latin letters beyond ASCII are hardly ever wider than this in the fonts above.
const LATIN: u16 = 722;

/// Chinese, Japanese and Korean characters and pictures fill a square.
const SQUARE: u16 = 1000;

/// The width of a text in pixels, rounded up.
#[must_use]
pub fn width(text: &str, font: Font) -> i32 {
    let thousandths: u64 = text.chars().map(|c| u64::from(advance(c, font))).sum();
    let pixels = (thousandths * u64::from(font.size())).div_ceil(1000);
    i32::try_from(pixels).unwrap_or(i32::MAX / 4)
}

fn advance(c: char, font: Font) -> u16 {
    if c >= '\u{1100}' && !is_sign(c) {
        return SQUARE;
    }
    let table = match font {
        Font::Code => return MONOSPACED,
        Font::Title => &BOLD,
        Font::Small | Font::Heading => &REGULAR,
    };
    match usize::try_from(u32::from(c)).ok().and_then(|code| table.get(code.checked_sub(32)?)) {
        Some(width) => *width,
        None if is_narrow(c) => 333,
        None if c == '…' => SQUARE,
        None => LATIN,
    }
}

/// Signs between the letters and the squares: dashes, quotes, arrows.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{2bff}')
}

fn is_narrow(c: char) -> bool {
    matches!(c, '·' | '‘' | '’' | '\u{a0}' | '°')
}
