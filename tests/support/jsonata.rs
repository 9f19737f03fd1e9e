//! Runs expressions as Step Functions does, as far as that is known.
//!
//! The engine is another implementation of JSONata, brought to what Step Functions adds and takes
//! away. It is newer than the engine there: what it takes in addition, our own parser refuses first.

use std::cell::Cell;
use std::fmt;

use jsonata_core::evaluator::{Context, Evaluator, EvaluatorError, EvaluatorOptions};
use jsonata_core::value::JValue;
use md5::{Digest, Md5};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use flowc::jsonata::{check, depth, parse};

/// The instant at which all expressions are evaluated: 2026-01-01T00:00:00Z.
const NOW: f64 = 1_767_225_600_000.0;

/// The value of an expression as Step Functions has it; `None` if it has none (undefined).
///
/// `bindings` are the variables without their `$`, `states` among them. What Step Functions would
/// reject when the state machine is created fails too.
pub fn evaluate(expression: &str, bindings: &Map<String, Value>) -> Result<Option<Value>, String> {
    let tree = parse(expression).map_err(|error| format!("{error} at {}", error.at))?;
    let states = bindings.get("states").and_then(Value::as_object);
    let allowed: Vec<&str> = states.into_iter().flatten().map(|(name, _)| &**name).collect();
    if let Some(rejection) = check::check(&tree, &allowed).first() {
        return Err(rejection.to_string());
    }
    // The engine counts levels only where it has nothing faster.
    if depth::depth(&tree) > depth::LIMIT {
        return Err("Stack overflow error: Check for non-terminating recursive function".into());
    }
    run(expression, bindings)
}

/// `template` with each string of the form `{% … %}` in it replaced by its value, as a state's
/// `Arguments`, `Assign` or `Output` is. Fails where an expression has no value.
pub fn evaluate_template(template: &Value, bindings: &Map<String, Value>) -> Result<Value, String> {
    match template {
        Value::String(text) => match (text.strip_prefix("{%"), text.ends_with("%}")) {
            (None, false) => Ok(template.clone()),
            (Some(text), true) if text.len() >= 2 => {
                let expression = &text[..text.len() - 2];
                evaluate(expression, bindings)?
                    .ok_or_else(|| format!("`{expression}` returned nothing (undefined)"))
            }
            _ => Err(format!("`{text}` is half an expression")),
        },
        Value::Array(items) => items.iter().map(|item| evaluate_template(item, bindings)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| Ok((key.clone(), evaluate_template(value, bindings)?)))
            .collect::<Result<Map<_, _>, String>>()
            .map(Value::Object),
        _ => Ok(template.clone()),
    }
}

/// The value the engine gives an expression, whether or not Step Functions would take it.
pub fn run(expression: &str, bindings: &Map<String, Value>) -> Result<Option<Value>, String> {
    let tree = jsonata_core::parser::parse(expression).map_err(|error| error.to_string())?;
    let mut context = Context::new();
    for (name, value) in bindings {
        context.bind(name.clone(), from_json(value));
    }
    let options = EvaluatorOptions {
        max_stack_depth: Some(100),
        timeout_ms: Some(10_000),
        ..EvaluatorOptions::default()
    };
    let mut evaluator = Evaluator::with_options(context, options);
    add_functions(&mut evaluator).map_err(|error| error.to_string())?;
    let value = evaluator
        .evaluate(&tree, &JValue::Undefined)
        .map_err(|error| error.message().to_owned())?;
    to_json(&value)
}

fn from_json(value: &Value) -> JValue {
    match value {
        Value::Null => JValue::Null,
        Value::Bool(value) => JValue::Bool(*value),
        Value::Number(number) => JValue::from_f64(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => JValue::string(text.as_str()),
        Value::Array(items) => JValue::array(items.iter().map(from_json).collect()),
        Value::Object(fields) => JValue::object(
            fields.iter().map(|(key, value)| (key.clone(), from_json(value))).collect(),
        ),
    }
}

fn to_json(value: &JValue) -> Result<Option<Value>, String> {
    Ok(Some(match value {
        JValue::Undefined => return Ok(None),
        JValue::Null => Value::Null,
        JValue::Bool(value) => Value::Bool(*value),
        JValue::Number(number) => number_to_json(*number),
        JValue::String(text) => Value::String(text.to_string()),
        JValue::Array(items) => Value::Array(
            items.iter().filter_map(|item| to_json(item).transpose()).collect::<Result<_, _>>()?,
        ),
        JValue::Object(fields) => {
            let fields = fields.iter().filter_map(|(key, value)| {
                to_json(value).transpose().map(|value| Ok::<_, String>((key.clone(), value?)))
            });
            Value::Object(fields.collect::<Result<_, _>>()?)
        }
        _ => return Err("unsupported result type".to_owned()),
    }))
}

/// Whole numbers without a point, and those JSON does not have as strings.
fn number_to_json(number: f64) -> Value {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.into();
    }
    #[allow(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
    if number.fract() == 0.0 && number.abs() < 9e18 {
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

type Outcome = Result<JValue, EvaluatorError>;

fn failure(message: impl Into<String>) -> Outcome {
    Err(EvaluatorError::EvaluationError(message.into()))
}

/// What Step Functions has beyond JSONata, what it lacks, and what must not change by itself.
fn add_functions(evaluator: &mut Evaluator) -> Result<(), EvaluatorError> {
    evaluator.register_fn("partition", partition)?;
    evaluator.register_fn("range", range)?;
    evaluator.register_fn("hash", hash)?;
    evaluator.register_fn("parse", parse_json)?;
    let count = Cell::new(0_u32);
    evaluator.register_fn("uuid", move |_: &[JValue]| {
        count.set(count.get() + 1);
        Ok(JValue::string(format!("00000000-0000-4000-8000-{:012x}", count.get())))
    })?;
    let count = Cell::new(0_i64);
    evaluator.register_fn_override("random", move |args: &[JValue]| {
        count.set(count.get() + 1);
        let seed = args.first().and_then(JValue::as_i64);
        Ok(JValue::from_f64(java_random(seed.unwrap_or_else(|| count.get()))))
    })?;
    evaluator.register_fn_override("millis", |_: &[JValue]| Ok(JValue::from_f64(NOW)))?;
    evaluator.register_fn_override("now", now)?;
    evaluator.register_fn_override("eval", |_: &[JValue]| {
        failure("T1006: Attempted to invoke a non-function")
    })
}

fn now(args: &[JValue]) -> Outcome {
    let mut context = Context::new();
    for (name, value) in ["picture", "timezone"].iter().zip(args) {
        context.bind((*name).to_owned(), value.clone());
    }
    context.bind("millis".to_owned(), JValue::from_f64(NOW));
    let tree = jsonata_core::parser::parse("$fromMillis($millis, $picture, $timezone)")
        .map_err(|error| EvaluatorError::EvaluationError(error.to_string()))?;
    Evaluator::with_context(context).evaluate(&tree, &JValue::Undefined)
}

/// The number in the middle of whatever stands there, or that there is none.
enum Argument {
    Missing,
    Number(f64),
}

fn number(args: &[JValue], at: usize) -> Result<Argument, EvaluatorError> {
    match args.get(at) {
        None | Some(JValue::Undefined) => Ok(Argument::Missing),
        Some(JValue::Number(number)) => Ok(Argument::Number(*number)),
        Some(_) => Err(EvaluatorError::TypeError("T0410: Argument must be a number".to_owned())),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is not negative")]
fn partition(args: &[JValue]) -> Outcome {
    let items = match args.first() {
        None | Some(JValue::Undefined) => return Ok(JValue::Undefined),
        Some(JValue::Array(items)) => items.to_vec(),
        Some(single) => vec![single.clone()],
    };
    let size = match number(args, 1)? {
        Argument::Missing => items.len(),
        Argument::Number(size) if size < 0.0 => return failure("D3137: negative partition size"),
        Argument::Number(size) => size as usize,
    };
    if size == 0 || items.is_empty() {
        return Ok(JValue::Undefined);
    }
    Ok(JValue::array(items.chunks(size).map(|chunk| JValue::array(chunk.to_vec())).collect()))
}

fn range(args: &[JValue]) -> Outcome {
    let (first, last, step) = match (number(args, 0)?, number(args, 1)?, number(args, 2)?) {
        (Argument::Number(first), Argument::Number(last), Argument::Number(step)) => {
            (first, last, step)
        }
        _ => return Ok(JValue::Undefined),
    };
    if step == 0.0 {
        return Ok(JValue::Undefined);
    }
    let within = |value: f64| if step > 0.0 { value <= last } else { value >= last };
    let items: Vec<JValue> = (0..=360_145)
        .map(|index| first + f64::from(index) * step)
        .take_while(|value| within(*value))
        .map(JValue::from_f64)
        .collect();
    match items.len() {
        0 => Ok(JValue::Undefined),
        360_146.. => failure("D3137: too many items"),
        _ => Ok(JValue::sequence(items)),
    }
}

fn hash(args: &[JValue]) -> Outcome {
    let text = match args.first() {
        None | Some(JValue::Undefined) => return Ok(JValue::Undefined),
        Some(JValue::String(text)) => text,
        Some(_) => return failure("T0410: Argument 1 of function \"hash\" must be a string"),
    };
    let digest: Vec<u8> = match args.get(1) {
        None | Some(JValue::Undefined) => return Ok(JValue::Undefined),
        Some(JValue::String(algorithm)) => match &**algorithm {
            "MD5" => Md5::digest(text.as_bytes()).to_vec(),
            "SHA-1" => Sha1::digest(text.as_bytes()).to_vec(),
            "SHA-256" => Sha256::digest(text.as_bytes()).to_vec(),
            "SHA-384" => Sha384::digest(text.as_bytes()).to_vec(),
            "SHA-512" => Sha512::digest(text.as_bytes()).to_vec(),
            _ => return failure("D3137: unknown algorithm"),
        },
        Some(_) => return failure("T0410: Argument 2 of function \"hash\" must be a string"),
    };
    Ok(JValue::string(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}

/// The first double of the generator the service's engine has, for a seed.
fn java_random(seed: i64) -> f64 {
    const MULTIPLIER: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;
    let scrambled = (u64::from_ne_bytes(seed.to_ne_bytes()) ^ MULTIPLIER) & MASK;
    let next = |state: u64| (state.wrapping_mul(MULTIPLIER).wrapping_add(0xB)) & MASK;
    let (first, second) = (next(scrambled), next(next(scrambled)));
    #[allow(clippy::cast_precision_loss, reason = "it has 53 bits")]
    let bits = (((first >> 22) << 27) + (second >> 21)) as f64;
    bits / (1_u64 << 53) as f64
}

fn parse_json(args: &[JValue]) -> Outcome {
    match args.first() {
        None | Some(JValue::Undefined) => Ok(JValue::Undefined),
        Some(JValue::String(text)) => match serde_json::from_str::<Strict>(text) {
            Ok(value) => Ok(value.0),
            Err(error) => failure(format!("D3137: {error}")),
        },
        Some(_) => failure("T0410: Argument 1 of function \"parse\" must be a string"),
    }
}

/// JSON in which no object has a key twice.
struct Strict(JValue);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = JValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<JValue, E> {
        Ok(JValue::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<JValue, E> {
        Ok(JValue::Bool(value))
    }

    #[allow(clippy::cast_precision_loss, reason = "numbers are doubles")]
    fn visit_i64<E>(self, value: i64) -> Result<JValue, E> {
        Ok(JValue::from_f64(value as f64))
    }

    #[allow(clippy::cast_precision_loss, reason = "numbers are doubles")]
    fn visit_u64<E>(self, value: u64) -> Result<JValue, E> {
        Ok(JValue::from_f64(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<JValue, E> {
        Ok(JValue::from_f64(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<JValue, E> {
        Ok(JValue::string(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<JValue, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(JValue::array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JValue, A::Error> {
        let mut fields = indexmap::IndexMap::new();
        while let Some((key, Strict(value))) = map.next_entry::<String, Strict>()? {
            if fields.insert(key, value).is_some() {
                return Err(A::Error::custom("duplicate key"));
            }
        }
        Ok(JValue::object(fields))
    }
}
