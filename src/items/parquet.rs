//! Rows of Parquet files: each becomes an object.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

use bytes::Bytes;
use parquet::data_type::{ByteArray, Decimal};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

use super::Failure;
use super::reader::Items;
use crate::value::{Text, Timestamp, Value};

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is where a panic is caught and reported as a damaged file, so that nobody need
/// be told of it.
#[must_use]
pub fn expects_panic() -> bool {
    READING.get()
}

/// Adds the rows.
///
/// # Errors
/// Where the bytes are no Parquet file, or one packed in a way that is not known here.
pub(super) fn rows(bytes: Vec<u8>, source: &Text, items: &mut Items) -> Result<(), Failure> {
    // The library panics over some damaged files, after which nothing of it is used any more.
    READING.set(true);
    let read = panic::catch_unwind(AssertUnwindSafe(|| read(bytes, source, items)));
    READING.set(false);
    let wrong = |why: &str| Failure::reading(format!("The Parquet file cannot be read: {why}"));
    match read {
        Ok(result) => result.map_err(|error| wrong(&error.to_string())),
        Err(_) => Err(wrong("it is damaged")),
    }
}

fn read(bytes: Vec<u8>, source: &Text, items: &mut Items) -> Result<(), ParquetError> {
    let reader = SerializedFileReader::new(Bytes::from(bytes))?;
    for row in reader.get_row_iter(None)? {
        if items.is_full() {
            break;
        }
        items.push(object(row?), source);
    }
    Ok(())
}

fn object(row: Row) -> Value {
    Value::object(row.into_columns().into_iter().map(|(name, field)| (name, value(field))))
}

/// Times of day are their count since midnight in the unit of the column; what is no text is shown
/// as text all the same.
#[allow(clippy::cast_precision_loss, reason = "larger numbers are doubles")]
fn value(field: Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(value) => value.into(),
        Field::Byte(number) => i64::from(number).into(),
        Field::Short(number) => i64::from(number).into(),
        Field::Int(number) | Field::TimeMillis(number) => i64::from(number).into(),
        Field::Long(number) | Field::TimeMicros(number) => number.into(),
        Field::UByte(number) => i64::from(number).into(),
        Field::UShort(number) => i64::from(number).into(),
        Field::UInt(number) => i64::from(number).into(),
        Field::ULong(number) => {
            i64::try_from(number).map_or_else(|_| (number as f64).into(), Value::from)
        }
        Field::Float16(number) => f64::from(number).into(),
        // By its digits: 0.1 is not to become 0.10000000149011612.
        Field::Float(number) => number.to_string().parse().unwrap_or(f64::from(number)).into(),
        Field::Double(number) => number.into(),
        Field::Decimal(decimal) => self::decimal(&decimal).into(),
        Field::Str(text) => text.into(),
        Field::Bytes(bytes) => text(&bytes).into(),
        Field::Date(days) => {
            let day = Timestamp(i64::from(days) * 86_400_000).to_string();
            day.split('T').next().unwrap_or_default().into()
        }
        Field::TimestampMillis(millis) => Timestamp(millis).to_string().into(),
        Field::TimestampMicros(micros) => Timestamp(micros.div_euclid(1000)).to_string().into(),
        Field::Group(row) => object(row),
        Field::ListInternal(list) => {
            list.elements().iter().cloned().map(value).collect::<Vec<_>>().into()
        }
        Field::MapInternal(map) => Value::object(map.entries().iter().map(|(key, field)| {
            let key = match value(key.clone()) {
                Value::String(text) => text,
                other => other.to_string().into(),
            };
            (key, value(field.clone()))
        })),
    }
}

fn text(bytes: &ByteArray) -> String {
    String::from_utf8_lossy(bytes.data()).into_owned()
}

/// All digits of a decimal number: a double would not hold them.
fn decimal(decimal: &Decimal) -> String {
    let mut digits = decimal.data().to_vec();
    let is_negative = digits.first().is_some_and(|byte| byte & 0x80 != 0);
    if is_negative {
        negate(&mut digits);
    }
    let mut written = Vec::new();
    while digits.iter().any(|byte| *byte != 0) {
        written.push(char::from(b'0' + divide(&mut digits)));
    }
    let scale = usize::try_from(decimal.scale()).unwrap_or(0);
    while written.len() <= scale {
        written.push('0');
    }
    if scale > 0 {
        written.insert(scale, '.');
    }
    if is_negative {
        written.push('-');
    }
    written.into_iter().rev().collect()
}

/// The negative of a number in two's complement, the highest byte first.
fn negate(number: &mut [u8]) {
    let mut carries = true;
    for byte in number.iter_mut().rev() {
        (*byte, carries) = (!*byte).overflowing_add(u8::from(carries));
    }
}

/// Divides a number by ten; the remainder.
fn divide(number: &mut [u8]) -> u8 {
    let mut remainder = 0_u16;
    for byte in number {
        let value = remainder << 8 | u16::from(*byte);
        *byte = u8::try_from(value / 10).unwrap_or(0);
        remainder = value % 10;
    }
    u8::try_from(remainder).unwrap_or(0)
}
