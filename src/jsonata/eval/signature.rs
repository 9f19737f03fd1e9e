//! Signatures of functions: what kinds of arguments they take, and what becomes of the arguments.
//!
//! A signature is a pattern over the kinds of the arguments, one letter each, that is matched as a
//! regular expression is: greedily, giving back where the rest does not fit.

use std::rc::Rc;

use crate::value::{Array, Value};

use super::failure::{Result, bad_argument, fail};
use super::function::Argument;

/// The pattern of a function's arguments.
#[derive(Debug)]
pub(super) struct Signature {
    params: Vec<Param>,
}

#[derive(Debug)]
struct Param {
    /// What fits.
    kinds: Kinds,
    often: Often,
    /// It is taken from the context where it is missing.
    context: bool,
    /// It is to be an array; anything else becomes the only item of one.
    array: bool,
    /// What the items of the array are to be.
    items: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Often {
    Once,
    Optional,
    /// Optional, and rather not.
    Reluctant,
    Repeated,
}

/// The letter of what is missing.
const MISSING: u8 = b'm';
const ANY: &[u8] = b"asnblfom";

/// A set of kinds: a bit for each letter of [`ANY`].
#[derive(Clone, Copy, Debug, PartialEq)]
struct Kinds(u8);

impl Kinds {
    fn of(letters: &[u8]) -> Self {
        Self(letters.iter().fold(0, |kinds, letter| kinds | bit(*letter)))
    }

    fn has(self, letter: u8) -> bool {
        self.0 & bit(letter) != 0
    }
}

/// The bit of a letter; no argument has another letter than these.
const fn bit(letter: u8) -> u8 {
    match letter {
        b'a' => 1,
        b's' => 1 << 1,
        b'n' => 1 << 2,
        b'b' => 1 << 3,
        b'l' => 1 << 4,
        b'f' => 1 << 5,
        b'o' => 1 << 6,
        MISSING => 1 << 7,
        _ => 0,
    }
}

impl Signature {
    /// Reads a signature without its outermost brackets.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let text = text.as_bytes();
        let mut params: Vec<Param> = Vec::new();
        let mut at = 0;
        while at < text.len() && text[at] != b':' {
            match text[at] {
                b'-' => {
                    if let Some(param) = params.last_mut() {
                        param.context = true;
                        param.often = Often::Optional;
                    }
                }
                b'?' => {
                    if let Some(param) = params.last_mut() {
                        param.often = match param.often {
                            Often::Once | Often::Repeated => Often::Optional,
                            Often::Optional | Often::Reluctant => Often::Reluctant,
                        };
                    }
                }
                b'+' => {
                    if let Some(param) = params.last_mut() {
                        param.often = Often::Repeated;
                    }
                }
                b'(' => {
                    let end = closing(text, at, b'(', b')');
                    let choice = &text[at + 1..end];
                    if choice.contains(&b'<') {
                        return fail(
                            "S0402",
                            "Choice groups containing parameterized types are not supported",
                        );
                    }
                    params.push(Param::of(&[choice, &[MISSING]].concat(), false));
                    at = end;
                }
                b'<' => {
                    let end = closing(text, at, b'<', b'>');
                    let items = String::from_utf8_lossy(&text[at + 1..end]).into_owned();
                    match params.last_mut() {
                        Some(param) if param.array || param.kinds == Kinds::of(b"f") => {
                            param.items = Some(items);
                        }
                        _ => {
                            return fail(
                                "S0401",
                                "Type parameters can only be applied to functions and arrays",
                            );
                        }
                    }
                    at = end;
                }
                letter => params.extend(Param::named(letter)),
            }
            at += 1;
        }
        Ok(Self { params })
    }

    /// The arguments as the function gets them.
    pub(super) fn validate(
        &self,
        mut args: Vec<Argument>,
        context: Option<&Value>,
        function: &str,
    ) -> Result<Vec<Argument>> {
        if self.fits_plainly(&args) {
            args.resize(self.params.len(), None);
            return Ok(args);
        }
        let letters: Vec<u8> = args.iter().map(|arg| letter(arg.as_ref())).collect();
        let Some(counts) = Matcher::new(&self.params, &letters, true).counts() else {
            return bad_argument(self.first_bad(&letters) + 1, function);
        };
        let mut args = args.into_iter();
        let mut index = 0;
        let mut valid = Vec::with_capacity(self.params.len());
        for (param, count) in self.params.iter().zip(counts) {
            if count == 0 {
                if param.context {
                    valid.push(param.context_argument(context, index, function)?);
                } else {
                    valid.push(args.next().flatten());
                    index += 1;
                }
                continue;
            }
            let kinds = letters.get(index..index + count).unwrap_or_default();
            for _ in 0..count {
                let arg = args.next().flatten();
                valid.push(param.prepared(arg, kinds, index, function)?);
                index += 1;
            }
        }
        Ok(valid)
    }

    /// Whether the first parameters have an argument each, none of which needs to be changed, and
    /// the others need none.
    fn fits_plainly(&self, args: &[Argument]) -> bool {
        let Some((taking, others)) = self.params.split_at_checked(args.len()) else { return false };
        taking.iter().zip(args).all(|(param, arg)| param.fits_plainly(arg.as_ref()))
            && others.iter().all(Param::is_dispensable)
    }

    /// The index of the first argument that does not fit.
    fn first_bad(&self, letters: &[u8]) -> usize {
        let mut good = 0;
        for end in 1..=self.params.len() {
            let Some(counts) = Matcher::new(&self.params[..end], letters, false).counts() else {
                break;
            };
            good = counts.iter().sum();
        }
        good
    }
}

impl Param {
    fn of(letters: &[u8], array: bool) -> Self {
        let kinds = Kinds::of(letters);
        Self { kinds, often: Often::Once, context: false, array, items: None }
    }

    fn named(letter: u8) -> Option<Self> {
        let kinds: &[u8] = match letter {
            b's' => b"sm",
            b'n' => b"nm",
            b'b' => b"bm",
            b'l' => b"lm",
            b'o' => b"om",
            b'f' => b"f",
            b'j' => b"asnblom",
            b'a' | b'x' => ANY,
            _ => return None,
        };
        Some(Self::of(kinds, letter == b'a'))
    }

    fn takes(&self, letter: u8) -> bool {
        self.kinds.has(letter)
    }

    /// Whether it takes just this argument, as it is.
    fn fits_plainly(&self, arg: Option<&Value>) -> bool {
        let kind = letter(arg);
        let once = matches!(self.often, Often::Once | Often::Optional);
        let array = !self.array || kind == MISSING || self.fits_array(arg);
        once && array && self.takes(kind)
    }

    /// Whether nothing stands in for it where it is missing.
    fn is_dispensable(&self) -> bool {
        matches!(self.often, Often::Optional | Often::Reluctant) && !self.context
    }

    /// Whether `arg` is an array of the right items.
    fn fits_array(&self, arg: Option<&Value>) -> bool {
        match (arg, &self.items) {
            (Some(Value::Array(_)), None) => true,
            (Some(value @ Value::Array(_)), Some(items)) => items_fit(value, items, b"a"),
            _ => false,
        }
    }

    fn context_argument(
        &self,
        context: Option<&Value>,
        index: usize,
        function: &str,
    ) -> Result<Argument> {
        if self.takes(letter(context)) {
            return Ok(context.cloned());
        }
        fail(
            "T0411",
            format!(
                "Context value is not a compatible type with argument {} of function \"{function}\"",
                index + 1
            ),
        )
    }

    /// An argument as the function gets it; `kinds` are those of all that this parameter took.
    fn prepared(
        &self,
        arg: Argument,
        kinds: &[u8],
        index: usize,
        function: &str,
    ) -> Result<Argument> {
        let Some(value) = arg else { return Ok(None) };
        if !self.array {
            return Ok(Some(value));
        }
        let is_array = matches!(value, Value::Array(_));
        if let Some(items) = &self.items
            && !items_fit(&value, items, kinds)
        {
            return fail(
                "T0412",
                format!(
                    "Argument {} of function \"{function}\" must be an array of {}",
                    index + 1,
                    plural(items)
                ),
            );
        }
        Ok(Some(if is_array { value } else { Value::array(vec![value]) }))
    }
}

/// Whether the items of an array, or the value that is to become the only one, are of a kind.
fn items_fit(value: &Value, items: &str, kinds: &[u8]) -> bool {
    match value {
        Value::Array(array) => match array.first() {
            None => true,
            Some(first) => {
                let kind = letter(Some(first));
                items.as_bytes().first() == Some(&kind) && all_of(array, kind)
            }
        },
        _ => kinds == items.as_bytes(),
    }
}

fn all_of(array: &Rc<Array>, kind: u8) -> bool {
    array.iter().all(|item| letter(Some(item)) == kind)
}

/// What messages call several of a kind.
fn plural(items: &str) -> &'static str {
    match items {
        "a" => "\"arrays\"",
        "b" => "\"booleans\"",
        "f" => "\"functions\"",
        "n" => "\"numbers\"",
        "o" => "\"objects\"",
        "s" => "\"strings\"",
        _ => "undefined",
    }
}

/// The letter of an argument.
fn letter(arg: Option<&Value>) -> u8 {
    match arg {
        None => MISSING,
        Some(Value::Null) => b'l',
        Some(Value::Bool(_)) => b'b',
        Some(Value::Number(_)) => b'n',
        Some(Value::String(_)) => b's',
        Some(Value::Array(_)) => b'a',
        Some(Value::Object(_)) => b'o',
        Some(Value::Function(_)) => b'f',
    }
}

/// Matches parameters to letters.
struct Matcher<'a> {
    params: &'a [Param],
    letters: &'a [u8],
    /// Whether all letters must be taken.
    whole: bool,
    /// How many letters each parameter takes.
    counts: Vec<usize>,
    /// From which parameter and letter on it is known that nothing fits.
    hopeless: Vec<bool>,
}

impl<'a> Matcher<'a> {
    fn new(params: &'a [Param], letters: &'a [u8], whole: bool) -> Self {
        let hopeless = vec![false; params.len() * (letters.len() + 1)];
        Self { params, letters, whole, counts: vec![0; params.len()], hopeless }
    }

    fn counts(mut self) -> Option<Vec<usize>> {
        self.fits(0, 0).then_some(self.counts)
    }

    /// Whether the parameters from `at` fit the letters from `from`.
    fn fits(&mut self, at: usize, from: usize) -> bool {
        let Some(param) = self.params.get(at) else {
            return !self.whole || from == self.letters.len();
        };
        let state = at * (self.letters.len() + 1) + from;
        if self.hopeless[state] {
            return false;
        }
        let letters = &self.letters[from..];
        let (least, most) = match param.often {
            Often::Once => (1, 1),
            Often::Optional | Often::Reluctant => (0, 1),
            Often::Repeated => (1, letters.len()),
        };
        let fitting = letters.iter().take(most).take_while(|letter| param.takes(**letter)).count();
        let reluctant = param.often == Often::Reluctant;
        for step in 0..(fitting + 1).saturating_sub(least) {
            let taken = if reluctant { least + step } else { fitting - step };
            self.counts[at] = taken;
            if self.fits(at + 1, from + taken) {
                return true;
            }
        }
        self.hopeless[state] = true;
        false
    }
}

/// Where the bracket closes that opens at `start`; the end of the text if nowhere.
fn closing(text: &[u8], start: usize, open: u8, close: u8) -> usize {
    let mut depth = 0;
    for (at, byte) in text.iter().enumerate().skip(start) {
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    text.len()
}
