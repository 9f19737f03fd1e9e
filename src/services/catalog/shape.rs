//! The shapes of values: what actions take and answer.

use super::data;
use super::data::Head;
use super::data::Rows;

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// A string, with the limits of its length in characters.
    String {
        /// No shorter.
        min: Option<u32>,
        /// No longer.
        max: Option<u32>,
    },
    /// One of some strings.
    Enum(Enumeration),
    /// A whole number of 32 bits.
    Integer(NumberRange),
    /// A whole number of 64 bits.
    Long(NumberRange),
    /// A number of single precision.
    Float(FloatRange),
    /// A number of double precision.
    Double(FloatRange),
    /// `true` or `false`.
    Boolean,
    /// A moment: an ISO 8601 string both ways.
    Timestamp,
    /// Bytes: a string both ways.
    Blob {
        /// No fewer bytes.
        min: Option<u32>,
        /// No more bytes.
        max: Option<u32>,
    },
    /// Any JSON.
    Document,
    /// An object with known members.
    Structure(Structure),
    /// An array.
    List(List),
    /// An object whose keys are data.
    Map(Map),
}

/// The limits of a whole number, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberRange {
    /// No less.
    pub min: Option<i64>,
    /// No more.
    pub max: Option<i64>,
}

/// The limits of a number, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FloatRange {
    /// No less.
    pub min: Option<f64>,
    /// No more.
    pub max: Option<f64>,
}

const HAS_MIN: u8 = 0x40;
const HAS_MAX: u8 = 0x80;
const KIND_BITS: u8 = 0x3f;
const STRUCTURE: u8 = 11;
const UNION: u8 = 12;

impl Shape {
    /// The shape of a reference; the reference to nothing is taken for any JSON.
    pub(in crate::services) fn of_reference(reference: u32) -> Self {
        let at = place(reference);
        let kind = if reference == 0 { 0 } else { data::u8_at(at) & KIND_BITS };
        match kind {
            1 => {
                let (min, max) = limits(at, 0, 4, data::u32_at);
                Self::String { min, max }
            }
            2 => Self::Enum(Enumeration(at)),
            3 => Self::Integer(number_range(at)),
            4 => Self::Long(number_range(at)),
            5 => Self::Float(float_range(at)),
            6 => Self::Double(float_range(at)),
            7 => Self::Boolean,
            8 => Self::Timestamp,
            9 => {
                let (min, max) = limits(at, 0, 4, data::u32_at);
                Self::Blob { min, max }
            }
            STRUCTURE | UNION => Self::Structure(Structure(at)),
            13 => Self::List(List(at)),
            14 => Self::Map(Map(at)),
            _ => Self::Document,
        }
    }
}

fn place(reference: u32) -> u32 {
    data::head(Head::Shapes) + reference
}

/// The limits behind the `fixed` bytes that follow the kind, each of `size` bytes.
fn limits<T>(at: u32, fixed: u32, size: u32, read: impl Fn(u32) -> T) -> (Option<T>, Option<T>) {
    let kind = data::u8_at(at);
    let first = at + 1 + fixed;
    let has_min = kind & HAS_MIN != 0;
    let second = if has_min { first + size } else { first };
    (has_min.then(|| read(first)), (kind & HAS_MAX != 0).then(|| read(second)))
}

fn number_range(at: u32) -> NumberRange {
    let (min, max) = limits(at, 0, 8, data::i64_at);
    NumberRange { min, max }
}

fn float_range(at: u32) -> FloatRange {
    let (min, max) = limits(at, 0, 8, data::f64_at);
    FloatRange { min, max }
}

/// An object with known members. Two are equal when they are the same of the same service, so shapes that
/// contain themselves do no harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Structure(u32);

impl Structure {
    pub(in crate::services) fn of_reference(reference: u32) -> Option<Self> {
        match Shape::of_reference(reference) {
            Shape::Structure(structure) => Some(structure),
            _ => None,
        }
    }

    /// What the service calls it: `AttributeValue`. The input or output of an action has none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        Some(data::name(data::u24_at(self.0 + 1))).filter(|name| !name.is_empty())
    }

    /// Whether exactly one member is there.
    #[must_use]
    pub fn is_union(self) -> bool {
        data::u8_at(self.0) & KIND_BITS == UNION
    }

    /// Its members, in the order of the service's description.
    pub fn members(self) -> impl ExactSizeIterator<Item = Member> {
        Rows::new(self.0 + 6, 6, data::u16_at(self.0 + 4)).map(Member)
    }

    /// The member of that name.
    #[must_use]
    pub fn member(self, name: &str) -> Option<Member> {
        self.members().find(|member| member.name() == name)
    }
}

/// A member of a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member(u32);

impl Member {
    /// As in arguments and results: `TableName`.
    #[must_use]
    pub fn name(self) -> &'static str {
        data::name(data::u24_at(self.0))
    }

    /// Whether a call fails without it. In results it says nothing of use.
    #[must_use]
    pub fn required(self) -> bool {
        data::u24_at(self.0) & data::HIGH_FLAG != 0
    }

    /// Whether it is a required token against doing the same twice, which AWS's SDKs fill in where it is
    /// missing; [`Member::required`] is false for these.
    #[must_use]
    pub fn idempotency_token(self) -> bool {
        data::u24_at(self.0) & data::LOW_FLAG != 0
    }

    /// What its value may be.
    #[must_use]
    pub fn shape(self) -> Shape {
        Shape::of_reference(data::u24_at(self.0 + 3))
    }
}

/// An array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct List(u32);

impl List {
    /// What each item may be.
    #[must_use]
    pub fn item(self) -> Shape {
        Shape::of_reference(data::u24_at(self.0 + 1))
    }

    /// No fewer items.
    #[must_use]
    pub fn min(self) -> Option<u32> {
        limits(self.0, 3, 4, data::u32_at).0
    }

    /// No more items.
    #[must_use]
    pub fn max(self) -> Option<u32> {
        limits(self.0, 3, 4, data::u32_at).1
    }
}

/// An object whose keys are data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Map(u32);

impl Map {
    /// What each key may be.
    #[must_use]
    pub fn key(self) -> Shape {
        Shape::of_reference(data::u24_at(self.0 + 1))
    }

    /// What each value may be.
    #[must_use]
    pub fn value(self) -> Shape {
        Shape::of_reference(data::u24_at(self.0 + 4))
    }

    /// No fewer keys.
    #[must_use]
    pub fn min(self) -> Option<u32> {
        limits(self.0, 6, 4, data::u32_at).0
    }

    /// No more keys.
    #[must_use]
    pub fn max(self) -> Option<u32> {
        limits(self.0, 6, 4, data::u32_at).1
    }
}

/// One of some strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Enumeration(u32);

impl Enumeration {
    /// The strings, in the order of the service's description.
    pub fn values(self) -> impl ExactSizeIterator<Item = &'static str> {
        let values = Rows::new(self.0 + 3, 3, data::u16_at(self.0 + 1));
        values.map(|at| data::name(data::u24_at(at)))
    }
}
