//! The table of the library, in the order of the documentation, which is made from it.

use crate::ir::program::Library;

/// One function, as one kind of receiver has it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// As it is written.
    pub name: &'static str,
    /// What it is a method of.
    pub on: On,
    /// Which it is.
    pub library: Library,
    /// The parameters behind the receiver.
    pub params: &'static [Param],
    /// What it gives.
    pub gives: Gives,
    /// Whether its result may be missing.
    pub may_miss: bool,
    /// What exactly it does, for the documentation.
    pub doc: &'static str,
}

/// What a function is a method of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Of nothing: it is called by its path.
    Nothing,
    /// Lists.
    List,
    /// Strings.
    Text,
    /// Objects.
    Object,
    /// Numbers.
    Number,
    /// Strings and numbers.
    TextOrNumber,
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// What the documentation calls it.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether it may be given several times.
    pub repeats: bool,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Anything.
    Any,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
    /// A name, or a list of names.
    Names,
    /// A timestamp, or a number of seconds since 1970.
    Time,
    /// A constant string.
    Constant,
    /// A regular expression.
    Pattern,
    /// A regular expression or a string that stands for itself.
    PatternOrText,
    /// `(item, index) => anything`
    Each,
    /// `(item, index) => boolean`
    Test,
    /// `item => string or number`
    Order,
    /// `item => string, number or boolean`
    Group,
    /// `(accumulator, item, index) => accumulator`
    Fold,
}

/// How the type of a call follows from those of the receiver and the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// `any`
    Any,
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    Text,
    /// `[string]`
    Texts,
    /// `[number]`
    Numbers,
    /// The type of the receiver.
    Receiver,
    /// The type of the receiver's items.
    Item,
    /// Lists of the receiver's items.
    Lists,
    /// A list of what the lambda gives.
    ListOfBody,
    /// What the lambda gives and starts with.
    Accumulator,
    /// The receiver with the items that are lists taken apart.
    Flat,
    /// Pairs of items.
    Zipped,
    /// The receiver and the arguments one behind the other.
    Joined,
    /// `{ [string]: [item] }`
    Groups,
    /// The values of the receiver's fields.
    Values,
    /// `[{ key, value }]`
    Entries,
    /// The fields of all.
    Merged,
    /// The fields named.
    Picked,
    /// The fields not named.
    Omitted,
    /// Any object.
    Record,
    /// The parts of an ARN.
    Arn,
}

const fn one(name: &'static str, takes: Takes) -> Param {
    Param { name, takes, optional: false, repeats: false }
}

const fn maybe(name: &'static str, takes: Takes) -> Param {
    Param { name, takes, optional: true, repeats: false }
}

const fn many(name: &'static str, takes: Takes) -> Param {
    Param { name, takes, optional: false, repeats: true }
}

const fn entry(
    on: On,
    name: &'static str,
    library: Library,
    params: &'static [Param],
    gives: Gives,
    doc: &'static str,
) -> Entry {
    Entry { name, on, library, params, gives, may_miss: false, doc }
}

const fn missing(entry: Entry) -> Entry {
    Entry { may_miss: true, ..entry }
}

use Library as L;
use On::{List, Nothing, Number, Object, Text, TextOrNumber};
use Takes as T;

const EACH: &[Param] = &[one("f", T::Each)];
const TEST: &[Param] = &[one("test", T::Test)];
const NAMES: &[Param] = &[many("names", T::Names)];
const SPAN: &[Param] = &[one("start", T::Number), maybe("end", T::Number)];
const PAD: &[Param] = &[one("width", T::Number), maybe("with", T::Text)];
const TEXT: &[Param] = &[one("text", T::Text)];

/// Every function of the library.
#[rustfmt::skip]
pub const TABLE: &[Entry] = &[
    // Lists
    entry(List, "length", L::Length, &[], Gives::Number, "The number of items."),
    entry(List, "map", L::Map, EACH, Gives::ListOfBody, "The list of what `f(item, index)` gives, in order. One item gives a list of one, none an empty list."),
    entry(List, "filter", L::Filter, TEST, Gives::Receiver, "The items for which `test(item, index)` is true, in order."),
    entry(List, "reduce", L::Reduce, &[one("f", T::Fold), one("init", T::Any)], Gives::Accumulator, "Goes through the list with a value: first `init`, then what `f(value, item, index)` gives. An empty list gives `init`."),
    missing(entry(List, "find", L::Find, TEST, Gives::Item, "The first item for which `test(item, index)` is true; missing where there is none.")),
    entry(List, "any", L::Any, TEST, Gives::Bool, "Whether `test(item, index)` is true for some item; of an empty list false."),
    entry(List, "all", L::All, TEST, Gives::Bool, "Whether `test(item, index)` is true for every item; of an empty list true."),
    entry(List, "sort", L::Sort, &[maybe("by", T::Order)], Gives::Receiver, "The items in ascending order, or in ascending order of `by(item)`: all numbers, or all strings by their UTF-16 units. Items that are equal keep their order. For a descending order `-` before a number, or `.reverse()`."),
    entry(List, "reverse", L::Reverse, &[], Gives::Receiver, "The items from last to first."),
    entry(List, "distinct", L::Distinct, &[], Gives::Receiver, "The items without those equal to an earlier one."),
    entry(List, "join", L::Join, &[one("separator", T::Text)], Gives::Text, "One string: the items as interpolation prints them, `separator` between them. An empty list gives `\"\"`."),
    entry(List, "contains", L::Contains, &[one("item", T::Any)], Gives::Bool, "Whether an item equals `item`, lists and objects by their contents."),
    entry(List, "slice", L::Slice, SPAN, Gives::Receiver, "The items from index `start` to before index `end`, or to the last. Negative indexes count from the end; what lies outside is left out."),
    missing(entry(List, "first", L::First, &[], Gives::Item, "The first item; missing of an empty list.")),
    missing(entry(List, "last", L::Last, &[], Gives::Item, "The last item; missing of an empty list.")),
    entry(List, "concat", L::Concat, &[many("others", T::List)], Gives::Joined, "The items of this list, then those of the others."),
    entry(List, "flatten", L::Flatten, &[], Gives::Flat, "The items, in the place of an item that is a list its items: one level."),
    entry(List, "zip", L::Zip, &[one("other", T::List)], Gives::Zipped, "The lists `[a, b]` of the items with the same index, as many as the shorter list has."),
    entry(List, "chunk", L::Chunk, &[one("size", T::Number)], Gives::Lists, "Lists of `size` items each, in order; the last may be shorter. An empty list gives an empty list."),
    entry(List, "groupBy", L::GroupBy, &[one("key", T::Group)], Gives::Groups, "An object with a field for each value of `key(item)`, printed as interpolation does: the list of its items, in order."),
    entry(List, "sum", L::Sum, &[], Gives::Number, "The sum of the items, which are numbers; of an empty list 0."),
    missing(entry(List, "min", L::Min, &[], Gives::Number, "The least item, all being numbers; missing of an empty list.")),
    missing(entry(List, "max", L::Max, &[], Gives::Number, "The greatest item, all being numbers; missing of an empty list.")),
    missing(entry(List, "average", L::Average, &[], Gives::Number, "The mean of the items, which are numbers; missing of an empty list.")),

    // Strings
    entry(Text, "length", L::Length, &[], Gives::Number, "The number of characters (Unicode code points)."),
    entry(Text, "upper", L::Upper, &[], Gives::Text, "In upper case."),
    entry(Text, "lower", L::Lower, &[], Gives::Text, "In lower case."),
    entry(Text, "trim", L::Trim, &[], Gives::Text, "Without the white space at both ends."),
    entry(Text, "split", L::Split, &[one("separator", T::PatternOrText)], Gives::Texts, "The parts between the separators; with `\"\"` the single UTF-16 units, of which an emoji has two. A text without the separator gives a list of one."),
    entry(Text, "replace", L::Replace, &[one("pattern", T::PatternOrText), one("with", T::Text)], Gives::Text, "Every occurrence of `pattern` replaced. Behind a regular expression, `$1` in `with` is its first group and `$$` a dollar sign."),
    entry(Text, "contains", L::Contains, TEXT, Gives::Bool, "Whether `text` stands in it."),
    entry(Text, "startsWith", L::StartsWith, TEXT, Gives::Bool, "Whether it begins with `text`."),
    entry(Text, "endsWith", L::EndsWith, TEXT, Gives::Bool, "Whether it ends with `text`."),
    entry(Text, "slice", L::Slice, SPAN, Gives::Text, "The characters from index `start` to before index `end`, or to the last. Negative indexes count from the end; what lies outside is left out. As Step Functions counts here, a character beyond U+FFFF, such as an emoji, is two."),
    entry(Text, "reverse", L::Reverse, &[], Gives::Text, "The characters from last to first. A character beyond U+FFFF, such as an emoji, is two here and falls apart."),
    entry(Text, "concat", L::Concat, &[many("others", T::Text)], Gives::Text, "The texts one behind the other."),
    entry(Text, "padStart", L::PadStart, PAD, Gives::Text, "Filled up on the left to `width` characters, with blanks or with `with`."),
    entry(Text, "padEnd", L::PadEnd, PAD, Gives::Text, "Filled up on the right to `width` characters, with blanks or with `with`."),
    entry(Text, "matches", L::Matches, &[one("pattern", T::Pattern)], Gives::Bool, "Whether the regular expression matches somewhere in it; `^` and `$` tie it to the ends."),
    entry(Text, "like", L::Like, &[one("glob", T::Constant)], Gives::Bool, "Whether all of it matches: `*` is any text, `?` one character, `\\` before them takes them as they are."),
    entry(TextOrNumber, "toNumber", L::ToNumber, &[], Gives::Number, "The number it spells; a text that is no number fails the state."),

    // Objects
    entry(Object, "keys", L::Keys, &[], Gives::Texts, "The list of its field names."),
    entry(Object, "values", L::Values, &[], Gives::Values, "The list of its fields' values."),
    entry(Object, "entries", L::Entries, &[], Gives::Entries, "The list of its fields as objects `{ key, value }`."),
    entry(Object, "merge", L::Merge, &[many("others", T::Object)], Gives::Merged, "An object with the fields of all; of two fields with one name the later counts."),
    entry(Object, "has", L::Has, &[one("name", T::Text)], Gives::Bool, "Whether it has the field, `null` included."),
    entry(Object, "pick", L::Pick, NAMES, Gives::Picked, "An object with only the fields named, as far as they are there: `pick(\"a\", \"b\")`, or a list of names."),
    entry(Object, "omit", L::Omit, NAMES, Gives::Omitted, "An object without the fields named."),

    // Numbers
    entry(Number, "round", L::Round, &[maybe("digits", T::Number)], Gives::Number, "Rounded to a whole number, or to `digits` digits behind the point; a half goes to the even neighbour."),
    entry(Number, "floor", L::Floor, &[], Gives::Number, "The next whole number below."),
    entry(Number, "ceil", L::Ceil, &[], Gives::Number, "The next whole number above."),
    entry(Number, "abs", L::Abs, &[], Gives::Number, "Without its sign."),

    // Functions
    entry(Nothing, "regex", L::Regex, &[one("pattern", T::Constant), maybe("flags", T::Constant)], Gives::Text, "A regular expression, only as the pattern of `matches`, `replace` and `split`; `flags` are `\"i\"` (either case) and `\"m\"` (`^` and `$` at every line)."),
    entry(Nothing, "range", L::Range, &[one("start", T::Number), one("end", T::Number), maybe("step", T::Number)], Gives::Numbers, "The list of the numbers from `start` to before `end`, by 1 or by `step`."),
    entry(Nothing, "json.parse", L::JsonParse, &[one("text", T::Text)], Gives::Any, "The value the JSON text stands for; text that is no JSON fails the state."),
    entry(Nothing, "json.stringify", L::JsonStringify, &[one("value", T::Any)], Gives::Text, "The value as JSON text without blanks; a string in quotes."),
    entry(Nothing, "base64.encode", L::Base64Encode, TEXT, Gives::Text, "The text in Base64."),
    entry(Nothing, "base64.decode", L::Base64Decode, TEXT, Gives::Text, "The text that was encoded in Base64."),
    entry(Nothing, "url.encode", L::UrlEncode, TEXT, Gives::Text, "The text as a part of a URL: `a b/c` is `a%20b%2Fc`."),
    entry(Nothing, "url.decode", L::UrlDecode, TEXT, Gives::Text, "The text that was encoded as a part of a URL."),
    entry(Nothing, "hash.md5", L::HashMd5, TEXT, Gives::Text, "The MD5 hash of the text's UTF-8, in hexadecimal."),
    entry(Nothing, "hash.sha1", L::HashSha1, TEXT, Gives::Text, "The SHA-1 hash of the text's UTF-8, in hexadecimal."),
    entry(Nothing, "hash.sha256", L::HashSha256, TEXT, Gives::Text, "The SHA-256 hash of the text's UTF-8, in hexadecimal."),
    entry(Nothing, "hash.sha384", L::HashSha384, TEXT, Gives::Text, "The SHA-384 hash of the text's UTF-8, in hexadecimal."),
    entry(Nothing, "hash.sha512", L::HashSha512, TEXT, Gives::Text, "The SHA-512 hash of the text's UTF-8, in hexadecimal."),
    entry(Nothing, "uuid", L::Uuid, &[], Gives::Text, "A new random identifier (UUID version 4)."),
    entry(Nothing, "random", L::Random, &[], Gives::Number, "A random number from 0 to below 1."),
    entry(Nothing, "randomInt", L::RandomInt, &[one("start", T::Number), one("end", T::Number)], Gives::Number, "A random whole number from `start` to before `end`."),
    entry(Nothing, "now", L::Now, &[], Gives::Text, "The present moment as a timestamp in UTC: `2025-01-31T08:30:00.000Z`."),
    entry(Nothing, "time.parse", L::TimeParse, &[one("text", T::Text), maybe("picture", T::Text)], Gives::Number, "The seconds from 1970 to the timestamp, with fractions; `picture` is the format of JSONata's `$toMillis`."),
    entry(Nothing, "time.format", L::TimeFormat, &[one("time", T::Time), maybe("picture", T::Text)], Gives::Text, "A timestamp, or seconds since 1970, as a timestamp in UTC, or by `picture`, the format of JSONata's `$fromMillis`: `\"[Y0001]-[M01]-[D01]\"`."),
    entry(Nothing, "time.add", L::TimeAdd, &[one("time", T::Text), one("seconds", T::Number)], Gives::Text, "The timestamp so many seconds later: `time.add(now(), 30m)`."),
    entry(Nothing, "time.diff", L::TimeDiff, &[one("start", T::Text), one("end", T::Text)], Gives::Number, "The seconds from the first timestamp to the second."),
    entry(Nothing, "dynamodb.marshal", L::DynamodbMarshal, &[one("value", T::Object)], Gives::Record, "The fields of an object as attribute values: `{ id: { S: \"a\" } }`, spelt as `dynamodb.…` calls want them (`BOOL`, `NULL`)."),
    entry(Nothing, "aws.dynamodb.marshal", L::AwsDynamodbMarshal, &[one("value", T::Object)], Gives::Record, "The same, spelt as `aws.dynamodb.…` calls want them (`Bool`, `Nul`)."),
    entry(Nothing, "dynamodb.unmarshal", L::DynamodbUnmarshal, &[one("item", T::Object)], Gives::Any, "The object that attribute values stand for, in either spelling; sets become lists."),
    entry(Nothing, "arn.split", L::ArnSplit, &[one("arn", T::Text)], Gives::Arn, "The parts of an ARN: `{ partition, service, region, account, resource }`; what is no ARN fails the state."),
];
