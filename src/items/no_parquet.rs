//! Stands for Parquet in a build without it.

use super::Failure;
use super::reader::Items;
use crate::value::Text;

/// Says that this build reads no Parquet.
pub(super) fn rows(_: Vec<u8>, _: &Text, _: &mut Items) -> Result<(), Failure> {
    Err(Failure::reading("This build of flowc reads no Parquet files."))
}

/// Never: what could panic is not here.
#[must_use]
pub fn expects_panic() -> bool {
    false
}
