//! The file `catalog.bin`: what is where, and how it is read.
//!
//! Nothing is decoded when the program starts: every handle of the catalog is a place in this file, and
//! what it answers is read when it is asked. What is outside of the file reads as zero, so that reading never
//! panics. `tools/catalog` writes the file; a test walks all of it.
//!
//! # Format
//!
//! All numbers are little-endian; `u24` takes three bytes. Names are bytes of UTF-8.
//!
//! | at | what |
//! |---|---|
//! | 0 | the letters `FLOWCAT1` |
//! | 8 | u32 name: botocore's version |
//! | 12 | u32 list: retired services |
//! | 16 | u32 each: how many services, actions, integrations |
//! | 28 | u32 each: where services, actions, integrations, parameters, lists, shapes, names begin; the file's length |
//!
//! A reference to a name, a list or a shape is its place from the begin of that part; 0 is none. Services are
//! sorted by name, actions by name within their service; integrations by their service alone.
//!
//! - **Name:** u8 length, the bytes.
//! - **List** of names: u16 length, u24 each. The two highest bits of an error's reference are flags:
//!   transient (bit 23), throttling (bit 22).
//! - **Service**, 21 bytes: u24 names: its own, error prefix, IAM prefix, date of the support; u8 support (0 listed,
//!   1 since 2026, 2 unlisted, 3 removed at the date); u24 list of its errors; u24 first action; u16 how many.
//! - **Action**, 13 bytes: u24 name; u8 flags (bits 0 and 1: available, unsupported, event stream; bit 2:
//!   deprecated); u24 shapes: input, output; u24 list of errors.
//! - **Integration**, 35 bytes: u24 names: service, action; u8 patterns (1 sync, 2 sync:2, 4 callback); u24
//!   name: error prefix; u24 lists: errors, patterns of errors; u16 service and u24 action of the API that is
//!   called, 1 more than their indices, or 0; u24 first parameter; u16 how many; u24 shapes of the result:
//!   plain, sync, sync:2.
//! - **Parameter**, 7 bytes: u24 name; u8 flags (1 required, 2 documented); u24 shape.
//! - **Shape:** u8 kind, then by kind as below, then the limits. 0x40 in the kind's byte: a minimum follows;
//!   0x80: a maximum follows. Limits are u32 for lengths, i64 for integers, f64 for floats.
//!
//! | kind | what follows |
//! |---|---|
//! | 1 string, 9 blob | limits of the length |
//! | 2 enumeration | a list of names |
//! | 3 integer, 4 long, 5 float, 6 double | limits of the value |
//! | 7 boolean, 8 timestamp, 10 document | nothing |
//! | 11 structure, 12 union | u24 name (none: input or output of an action); u16 how many members; each u24 name, u24 shape |
//! | 13 list | u24 shape; limits of the length |
//! | 14 map | u24 shapes: key, value; limits of the length |
//!
//! The two highest bits of a member's name are flags: required (bit 23), required but an idempotency token that
//! AWS SDKs fill in (bit 22).

/// The file.
static FILE: &[u8] = include_bytes!("catalog.bin");

/// Bits of a reference to a name; the others are flags.
const NAME_BITS: u32 = (1 << 22) - 1;
/// Flag of a member or of an error.
pub(in crate::services) const HIGH_FLAG: u32 = 1 << 23;
/// The other flag.
pub(in crate::services) const LOW_FLAG: u32 = 1 << 22;

/// Size of a service's record.
pub(in crate::services) const SERVICE_SIZE: u32 = 21;
/// Size of an action's record.
pub(in crate::services) const ACTION_SIZE: u32 = 13;
/// Size of an integration's record.
pub(in crate::services) const INTEGRATION_SIZE: u32 = 35;
/// Size of a parameter's record.
pub(in crate::services) const PARAMETER_SIZE: u32 = 7;

/// What the head of the file tells, by its place.
#[derive(Clone, Copy)]
pub(in crate::services) enum Head {
    Botocore = 8,
    Retired = 12,
    ServiceCount = 16,
    IntegrationCount = 24,
    Services = 28,
    Actions = 32,
    Integrations = 36,
    Parameters = 40,
    Lists = 44,
    Shapes = 48,
    Names = 52,
}

/// A number of the head.
pub(in crate::services) fn head(what: Head) -> u32 {
    u32_at(what as u32)
}

/// How long the file is.
pub(in crate::services) fn size() -> usize {
    FILE.len()
}

fn bytes<const N: usize>(at: u32) -> [u8; N] {
    let found = FILE.get(at as usize..).and_then(<[u8]>::first_chunk);
    found.copied().unwrap_or([0; N])
}

pub(in crate::services) fn u8_at(at: u32) -> u8 {
    u8::from_le_bytes(bytes(at))
}

pub(in crate::services) fn u16_at(at: u32) -> u32 {
    u16::from_le_bytes(bytes(at)).into()
}

pub(in crate::services) fn u24_at(at: u32) -> u32 {
    let [low, middle, high] = bytes(at);
    u32::from_le_bytes([low, middle, high, 0])
}

pub(in crate::services) fn u32_at(at: u32) -> u32 {
    u32::from_le_bytes(bytes(at))
}

pub(in crate::services) fn i64_at(at: u32) -> i64 {
    i64::from_le_bytes(bytes(at))
}

pub(in crate::services) fn f64_at(at: u32) -> f64 {
    f64::from_le_bytes(bytes(at))
}

/// A name, with or without flags in its reference.
pub(in crate::services) fn name(reference: u32) -> &'static str {
    let reference = reference & NAME_BITS;
    if reference == 0 {
        return "";
    }
    let at = head(Head::Names).saturating_add(reference) as usize;
    let length = FILE.get(at).copied().map_or(0, usize::from);
    let found = FILE.get(at + 1..at + 1 + length).unwrap_or_default();
    std::str::from_utf8(found).unwrap_or_default()
}

/// References behind each other in the file, `step` bytes apart.
#[derive(Clone, Debug)]
pub(in crate::services) struct Rows {
    next: u32,
    step: u32,
    left: u32,
}

impl Rows {
    /// `count` of them from `at` on.
    pub(in crate::services) fn new(at: u32, step: u32, count: u32) -> Self {
        Self { next: at, step, left: count }
    }
}

impl Iterator for Rows {
    /// Where the row is.
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        let at = self.next;
        self.next = at.saturating_add(self.step);
        Some(at)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Rows {}

/// The references of a list of names, flags and all.
pub(in crate::services) fn list(reference: u32) -> impl ExactSizeIterator<Item = u32> + Clone {
    let at = head(Head::Lists).saturating_add(reference);
    let count = if reference == 0 { 0 } else { u16_at(at) };
    Rows::new(at.saturating_add(2), 3, count).map(u24_at)
}

/// The errors of a list that are transient or say that calls came too fast.
pub(in crate::services) fn transient(reference: u32) -> impl Iterator<Item = &'static str> {
    list(reference).filter(|error| error & (HIGH_FLAG | LOW_FLAG) != 0).map(name)
}

/// The index below `count` whose row has the name that is looked for; `name_of` gives a row's name.
pub(in crate::services) fn find(
    count: u32,
    wanted: &str,
    name_of: impl Fn(u32) -> &'static str,
) -> Option<u32> {
    let index = first(count, wanted, &name_of);
    (index < count && name_of(index) == wanted).then_some(index)
}

/// The first index below `count` whose row's name is not before `wanted`, or `count`.
pub(in crate::services) fn first(
    count: u32,
    wanted: &str,
    name_of: impl Fn(u32) -> &'static str,
) -> u32 {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if name_of(middle) < wanted {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
