//! What a distributed map can read from S3: `s3.csv(Bucket: …, Key: …)` and its like.

use serde_json::Value;

use super::Analyser;
use super::consts::value_of;
use super::error::calls as error;
use super::invoke::string;
use super::literals::{ObjectBuilder, is_unknown, unknown};
use super::reader_options::wanted;
use crate::diagnostic::suggest;
use crate::ir::program::{Expr, MapSource};
use crate::ir::types::{ObjectType, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ExprKind as Ast};

const GET_OBJECT: &str = "arn:aws:states:::s3:getObject";
const LIST_OBJECTS: &str = "arn:aws:states:::s3:listObjectsV2";

/// One reader.
struct Reader {
    name: &'static str,
    resource: &'static str,
    /// Names of its `Arguments`.
    arguments: &'static [&'static str],
    /// `InputType`, if it always has one.
    input_type: Option<&'static str>,
    /// Names of its other options, in the order of the documentation.
    options: &'static [&'static str],
}

const OBJECT: &[&str] = &["Bucket", "Key", "VersionId", "ExpectedBucketOwner"];

const READERS: &[Reader] = &[
    Reader {
        name: "objects",
        resource: LIST_OBJECTS,
        arguments: &["Bucket", "Prefix", "ExpectedBucketOwner"],
        input_type: None,
        options: &[
            "InputType",
            "Transformation",
            "CSVHeaderLocation",
            "CSVHeaders",
            "CSVDelimiter",
            "ItemsPointer",
            "MaxItems",
        ],
    },
    Reader {
        name: "csv",
        resource: GET_OBJECT,
        arguments: OBJECT,
        input_type: Some("CSV"),
        options: &["CSVHeaderLocation", "CSVHeaders", "CSVDelimiter", "MaxItems"],
    },
    Reader {
        name: "json",
        resource: GET_OBJECT,
        arguments: OBJECT,
        input_type: Some("JSON"),
        options: &["ItemsPointer", "MaxItems"],
    },
    Reader {
        name: "jsonl",
        resource: GET_OBJECT,
        arguments: OBJECT,
        input_type: Some("JSONL"),
        options: &["MaxItems"],
    },
    Reader {
        name: "parquet",
        resource: GET_OBJECT,
        arguments: &["Bucket", "Key", "ExpectedBucketOwner"],
        input_type: Some("PARQUET"),
        options: &["MaxItems"],
    },
    Reader {
        name: "manifest",
        resource: GET_OBJECT,
        arguments: OBJECT,
        input_type: None,
        options: &[
            "InputType",
            "ManifestType",
            "CSVHeaderLocation",
            "CSVHeaders",
            "CSVDelimiter",
            "MaxItems",
        ],
    },
];

/// What the options that are words may be.
const WORDS: &[(&str, &[&str])] = &[
    ("InputType", &["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"]),
    ("Transformation", &["NONE", "LOAD_AND_FLATTEN"]),
    ("ManifestType", &["ATHENA_DATA", "S3_INVENTORY"]),
    ("CSVHeaderLocation", &["FIRST_ROW", "GIVEN"]),
    ("CSVDelimiter", &["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]),
];

/// The most that `MaxItems` may be; 0 is all of them.
const MAX_ITEMS: f64 = 1e8;

/// Whether `s3.name(…)` is a reader.
pub(super) fn is_reader(name: &str) -> bool {
    READERS.iter().any(|reader| reader.name == name)
}

/// The options of a reader as they are written.
pub(super) type Config = Vec<(&'static str, Expr)>;

impl<'a> Analyser<'a> {
    /// The reader a callee names: `csv` of `s3.csv`.
    pub(super) fn reader_name(&self, callee: &'a ast::Expr) -> Option<&'a ast::Name> {
        let Ast::Member { base, name } = &callee.kind else { return None };
        let s3 = matches!(&base.kind, Ast::Name(root) if &**root == "s3");
        let shadowed = self.scopes.find("s3").is_some();
        (s3 && !shadowed).then_some(name)
    }

    /// `s3.csv(Bucket: …, Key: …, …)`, and the type of its items.
    pub(super) fn reader(
        &mut self,
        name: &'a ast::Name,
        args: &'a [Arg],
        span: Span,
    ) -> (MapSource, Type) {
        let Some(reader) = READERS.iter().find(|reader| reader.name == &*name.text) else {
            self.check_arguments(args);
            let nearest = suggest::nearest(&name.text, READERS.iter().map(|reader| reader.name));
            self.report(error::unknown_reader(name, nearest));
            return (MapSource::Items(unknown(span)), Type::Any);
        };
        let mut plain = Vec::new();
        let mut config: Config = Vec::new();
        for arg in args {
            match arg {
                Arg::Named { key, value, .. } => {
                    match reader.options.iter().find(|option| **option == &*key.text) {
                        Some(option) => {
                            let value = self.reader_option(option, value);
                            config.push((option, value));
                        }
                        None => plain.push(arg),
                    }
                }
                other => plain.push(other),
            }
        }
        let call = format!("s3.{}", reader.name);
        let known = [reader.arguments, reader.options].concat();
        let arguments = self.known_arguments(&call, &plain, &known, span);
        self.check_required(reader, &plain, span);
        self.check_reader_options(reader.name, &config);
        let ty = item_type(reader, &config);
        let config = completed(reader, config, span);
        let Reader { name, resource, .. } = *reader;
        (MapSource::Reader { name, resource, arguments, config }, ty)
    }

    /// The reader that a `mock` or `calls` names, what its items are, and the names of its arguments.
    pub(super) fn mocked_reader(name: &str) -> Option<(Type, Vec<&'static str>)> {
        let reader = READERS.iter().find(|reader| reader.name == name)?;
        let known = [reader.arguments, reader.options].concat();
        Some((Type::list(item_type(reader, &Config::new())), known))
    }

    fn check_required(&mut self, reader: &Reader, plain: &[&'a Arg], span: Span) {
        let required: &[&str] =
            if reader.resource == LIST_OBJECTS { &["Bucket"] } else { &["Bucket", "Key"] };
        let spread = plain.iter().any(|arg| !matches!(arg, Arg::Named { .. }));
        for name in required {
            if !is_given(plain, name) && !spread {
                self.report(error::reader_lacks(reader.name, name, span));
            }
        }
    }

    /// An option of a reader: all but `MaxItems` are fixed text of the definition.
    fn reader_option(&mut self, option: &'static str, value: &'a ast::Expr) -> Expr {
        if option == "MaxItems" {
            let value = self.expr(value);
            self.expect_number(&value, "`MaxItems`");
            let number = value_of(&value).and_then(|value| value.as_f64());
            if number
                .is_some_and(|number| number.fract() != 0.0 || !(0.0..=MAX_ITEMS).contains(&number))
            {
                self.report(error::max_items(value.span));
            }
            return value;
        }
        let span = value.span;
        let found = self.expr(value);
        if is_unknown(&found) {
            return found;
        }
        let words = WORDS.iter().find(|(name, _)| *name == option).map(|(_, words)| *words);
        match (value_of(&found), words) {
            (Some(Value::String(text)), Some(words)) if words.contains(&text.as_str()) => {
                string(&text, span)
            }
            (Some(_), Some(words)) => self.bad(span, error::one_of_words(words, span)),
            (Some(value), None) => match wanted(option, &value) {
                None => Expr::literal(value, span),
                Some(wanted) => self.bad(span, error::reader_option(option, wanted, span)),
            },
            (None, _) => {
                let fault =
                    super::error::names::not_constant(&format!("`{option}` of a reader"), span);
                self.bad(span, fault)
            }
        }
    }

    /// Named arguments of which all names are known.
    pub(super) fn known_arguments(
        &mut self,
        call: &str,
        args: &[&'a Arg],
        known: &[&str],
        span: Span,
    ) -> Expr {
        let mut builder = ObjectBuilder::default();
        for arg in args {
            match arg {
                Arg::Named { key, optional, value } => {
                    if !known.contains(&&*key.text) {
                        let nearest = suggest::nearest(&key.text, known.iter().copied());
                        self.report(error::unknown_parameter(call, key, nearest));
                    }
                    self.field_entry(key, *optional, value, &mut builder);
                }
                Arg::Spread(value) => self.spread_entry(value, &mut builder),
                Arg::Positional(value) => {
                    self.expr(value);
                    self.report(error::unnamed_argument(value.span));
                }
                Arg::Bad(span) => builder.spread(unknown(*span)),
            }
        }
        builder.finish(span)
    }
}

/// Whether an argument of this name is among them.
pub(super) fn is_given(args: &[&Arg], name: &str) -> bool {
    args.iter().any(|arg| matches!(arg, Arg::Named { key, .. } if &*key.text == name))
}

/// The `ReaderConfig` with what follows from the reader and its options, in the documentation's order.
fn completed(reader: &Reader, mut config: Config, span: Span) -> Config {
    if let Some(input_type) = reader.input_type {
        config.push(("InputType", string(input_type, span)));
    }
    let has = |config: &Config, name: &str| config.iter().any(|(key, _)| *key == name);
    let says_itself = has(&config, "InputType") || has(&config, "ManifestType");
    if reader.name == "manifest" && !says_itself {
        config.push(("InputType", string("MANIFEST", span)));
    }
    if !has(&config, "CSVHeaderLocation") {
        if has(&config, "CSVHeaders") {
            config.push(("CSVHeaderLocation", string("GIVEN", span)));
        } else if reader.name == "csv" {
            config.push(("CSVHeaderLocation", string("FIRST_ROW", span)));
        }
    }
    const ORDER: &[&str] = &[
        "InputType",
        "Transformation",
        "ManifestType",
        "CSVHeaderLocation",
        "CSVHeaders",
        "CSVDelimiter",
        "ItemsPointer",
        "MaxItems",
    ];
    config.sort_by_key(|(key, _)| ORDER.iter().position(|name| name == key));
    config
}

/// What a reader's items are.
fn item_type(reader: &Reader, config: &Config) -> Type {
    let headers = config.iter().find(|(key, _)| *key == "CSVHeaders");
    let flattens = config.iter().any(|(key, value)| {
        *key == "Transformation"
            && value_of(value) == Some(Value::String("LOAD_AND_FLATTEN".into()))
    });
    match (reader.name, headers.and_then(|(_, value)| value_of(value))) {
        ("csv", Some(Value::Array(names))) => {
            Type::object(names.iter().filter_map(Value::as_str).map(|name| (name, Type::String)))
        }
        ("csv", _) => Type::Record(std::sync::Arc::new(Type::String)),
        ("objects", _) if !flattens => Type::object([
            ("Etag", Type::String),
            ("Key", Type::String),
            ("LastModified", Type::Number),
            ("Size", Type::Number),
            ("StorageClass", Type::String),
        ]),
        ("parquet", _) => Type::Object(std::sync::Arc::new(ObjectType {
            fields: indexmap::IndexMap::new(),
            open: true,
        })),
        _ => Type::Any,
    }
}
