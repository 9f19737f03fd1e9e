//! What distributed maps read and write: files and listings become items, and what became of the
//! items becomes files. Bytes in, values out; knows nothing of states and touches no disk.

mod config;
mod csv;
mod inventory;
mod json;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
mod reader;
mod records;
mod unpack;
mod writer;

use std::borrow::Cow;

use crate::value::{Text, Timestamp, Value};

pub use parquet::expects_panic;
pub use reader::{Request, read};
pub use writer::{Child, End, File, Settings, Written, write};

/// Where objects are.
pub trait Storage {
    /// The bytes of an object; `None` where there is none.
    fn object(&self, bucket: &str, key: &str) -> Option<Cow<'_, [u8]>>;

    /// The objects whose keys begin with `prefix`, in the order of their keys.
    fn list(&self, bucket: &str, prefix: &str) -> Vec<Object>;
}

/// An object, as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its key.
    pub key: String,
    /// How many bytes it has.
    pub size: u64,
    /// When it was written.
    pub modified: Timestamp,
}

/// An item of a Map.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// `Map.Item.Key`, of a field of an object.
    pub key: Option<Text>,
    /// `Map.Item.Value`
    pub value: Value,
    /// `Map.Item.Source`: `S3://bucket/key`, or `S3://bucket` for a listing.
    pub source: Text,
}

/// Reading or writing fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The error name.
    pub error: &'static str,
    /// The explanation.
    pub cause: String,
}

impl Failure {
    fn reading(cause: impl Into<String>) -> Self {
        Self { error: "States.ItemReaderFailed", cause: cause.into() }
    }

    fn writing(cause: impl Into<String>) -> Self {
        Self { error: "States.ResultWriterFailed", cause: cause.into() }
    }
}

/// The text in a field of an object.
fn text<'v>(fields: &'v Value, name: &str) -> Option<&'v str> {
    fields.get(name).and_then(Value::as_str)
}
