//! Texts of JSON and YAML, with the places of their values; definitions within templates.
//!
//! In: a text. Out: its value and where each part of it is written, or the first fault. Knows
//! neither states nor Flow.

pub mod edit;
pub mod intrinsics;
pub mod json;
pub mod template;
pub mod yaml;

use std::fmt;

use serde_json::Value;

/// A text that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it says.
    pub value: Value,
    /// Where it says it.
    pub places: Places,
}

/// A place in a text; both numbers count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where a value and the values in it are written.
#[derive(Clone, Debug)]
pub struct Places {
    /// Where the value begins.
    pub start: Position,
    /// The line it ends on.
    pub last_line: usize,
    /// Where its key begins, if it has one.
    pub key: Option<Position>,
    children: Children,
}

#[derive(Clone, Debug)]
enum Children {
    None,
    List(Vec<Places>),
    Object(Vec<(String, Places)>),
}

impl Places {
    /// Of a value without parts that begins at `start`.
    #[must_use]
    pub fn at(start: Position) -> Self {
        Self { start, last_line: start.line, key: None, children: Children::None }
    }

    /// The last line of the values in it; `line` if that is later.
    fn last_line_of(children: &Children, line: usize) -> usize {
        let last = match children {
            Children::None => None,
            Children::List(items) => items.iter().map(|places| places.last_line).max(),
            Children::Object(fields) => fields.iter().map(|(_, places)| places.last_line).max(),
        };
        last.unwrap_or(line).max(line)
    }

    /// Whether the value is neither an object nor a list.
    #[must_use]
    pub fn is_simple(&self) -> bool {
        matches!(self.children, Children::None)
    }

    /// The value of the key `name`; of several the last, as it is the one that counts.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Self> {
        match &self.children {
            Children::Object(fields) => {
                fields.iter().rev().find(|(key, _)| key == name).map(|(_, places)| places)
            }
            Children::None | Children::List(_) => None,
        }
    }

    /// The values of an object with their keys, in the order written.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Self)> {
        let fields = match &self.children {
            Children::Object(fields) => fields.as_slice(),
            Children::None | Children::List(_) => &[],
        };
        fields.iter().map(|(name, places)| (name.as_str(), places))
    }

    /// The item `index`.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<&Self> {
        match &self.children {
            Children::List(items) => items.get(index),
            Children::None | Children::Object(_) => None,
        }
    }
}

/// Why a text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// Where it was noticed.
    pub at: Position,
}

/// How deep values may lie in each other.
const DEPTH: usize = 128;
