//! What distributed maps read and write.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use flowc::items::{Child, End, Failure, Item, Object, Request, Settings, Storage, read, write};
use flowc::value::{self, Timestamp, Value};
use serde_json::Value as Json;

use crate::support::conformance::{cases, fits, has_tag};

/// Objects by bucket and key.
#[derive(Default)]
struct Memory(BTreeMap<(String, String), Vec<u8>>);

impl Memory {
    fn with(objects: &[(&str, &str, &[u8])]) -> Self {
        let object = |(bucket, key, bytes): &(&str, &str, &[u8])| {
            (((*bucket).to_owned(), (*key).to_owned()), bytes.to_vec())
        };
        Self(objects.iter().map(object).collect())
    }
}

impl Storage for Memory {
    fn object(&self, bucket: &str, key: &str) -> Option<Cow<'_, [u8]>> {
        let bytes = self.0.get(&(bucket.to_owned(), key.to_owned()))?;
        Some(Cow::Borrowed(bytes))
    }

    fn list(&self, bucket: &str, prefix: &str) -> Vec<Object> {
        let here = self.0.iter().filter(|((b, key), _)| b == bucket && key.starts_with(prefix));
        here.map(|((_, key), bytes)| Object {
            key: key.clone(),
            size: bytes.len() as u64,
            modified: Timestamp(1_668_699_881_500),
        })
        .collect()
    }
}

fn json(text: &str) -> Value {
    value::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Reads the object `b/k`, or lists the bucket.
fn items(action: &str, config: &str, storage: &Memory) -> Result<Vec<Item>, Failure> {
    let request = Request {
        resource: &format!("arn:aws:states:::s3:{action}"),
        arguments: &json(r#"{"Bucket": "b", "Key": "k"}"#),
        config: &json(config),
        max_items: None,
        objects_have_items: true,
    };
    read(&request, storage)
}

/// The values of the items in an object, as JSON.
#[track_caller]
fn values(config: &str, bytes: &[u8]) -> String {
    let found = items("getObject", config, &Memory::with(&[("b", "k", bytes)]));
    shown(&found.expect(config))
}

fn shown(items: &[Item]) -> String {
    Value::array(items.iter().map(|item| item.value.clone()).collect()).to_string()
}

#[track_caller]
fn cause(config: &str, bytes: &[u8]) -> String {
    let found = items("getObject", config, &Memory::with(&[("b", "k", bytes)]));
    let failure = found.expect_err(config);
    assert_eq!(failure.error, "States.ItemReaderFailed");
    failure.cause
}

#[test]
fn rows() {
    let first = r#"{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}"#;
    assert_eq!(
        values(first, b"a,b\n1,\"x, \"\"y\"\"\"\n2\n3,4,5\n"),
        r#"[{"a":"1","b":"x, \"y\""},{"a":"2","b":""},{"a":"3","b":"4"}]"#
    );
    assert_eq!(values(first, b""), "[]");
    let given = r#"{"InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["x"], "CSVDelimiter": "SEMICOLON", "MaxItems": 2}"#;
    assert_eq!(values(given, b"1;2\r\n3\r\n4\r\n"), r#"[{"x":"1"},{"x":"3"}]"#);
    assert_eq!(cause(first, b"a,a\n1,2"), "CSV headers cannot contain duplicates.");
    assert_eq!(cause(first, b"a\n\"b"), "A quoted CSV field is not closed.");
    assert!(cause(r#"{"InputType": "CSV"}"#, b"a").contains("CSVHeaderLocation"));
    assert!(
        cause(r#"{"InputType": "CSV", "CSVHeaderLocation": "GIVEN"}"#, b"a").contains("CSVHeaders")
    );
    assert!(cause(r#"{"InputType": "XML"}"#, b"").contains("XML"));
    assert!(cause("{}", b"").contains("InputType"));
}

#[test]
fn documents() {
    let plain = r#"{"InputType": "JSON"}"#;
    assert_eq!(values(plain, b"[1, {\"a\": 2}]"), r#"[1,{"a":2}]"#);
    assert_eq!(values(plain, b"{\"a\": 1}"), r#"[{"Key":"a","Value":1}]"#);
    assert_eq!(cause(plain, b"5"), "Attempting to map over non-iterable node.");
    let pointed = r#"{"InputType": "JSON", "ItemsPointer": "/a~1b/0/c"}"#;
    assert_eq!(values(pointed, br#"{"a/b": [{"c": [1, 2]}]}"#), "[1,2]");
    assert!(cause(pointed, b"{}").contains("leads nowhere"));
    cause(plain, b"{");
    let lines = r#"{"InputType": "JSONL", "MaxItems": 2}"#;
    assert_eq!(values(lines, b"{\"a\":1}\r\n\n[2]\n3\n"), r#"[{"a":1},[2]]"#);
    assert!(cause(lines, b"1\n{\n").starts_with("Line 2 of the file is no JSON"));
}

#[test]
fn packed_files() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(b"[1, 2]").expect("memory takes all");
    let gzip = gzip.finish().expect("memory takes all");
    let zstd = zstd::stream::encode_all(&b"[1, 2]"[..], 0).expect("memory takes all");
    for bytes in [&gzip, &zstd] {
        assert_eq!(values(r#"{"InputType": "JSON"}"#, bytes), "[1,2]");
        let damaged = &bytes[..bytes.len() / 2];
        assert!(
            cause(r#"{"InputType": "JSON"}"#, damaged).starts_with("The file cannot be unpacked")
        );
    }
}

#[test]
fn listings() {
    let storage =
        Memory::with(&[("b", "x/1.json", b"[1]"), ("b", "x/2.json", b"[2, 3]"), ("c", "k", b"")]);
    let listed = items("listObjectsV2", "{}", &storage).expect("a listing");
    assert_eq!(
        listed[0].value.to_string(),
        r#"{"Etag":"\"35dba5d75538a9bbe0b4da4422759a0e\"","Key":"x/1.json","LastModified":1668699881,"Size":3,"StorageClass":"STANDARD"}"#
    );
    assert_eq!((listed.len(), &*listed[0].source), (2, "S3://b"));
    let flat = r#"{"InputType": "JSON", "Transformation": "LOAD_AND_FLATTEN", "MaxItems": 2}"#;
    let loaded = items("listObjectsV2", flat, &storage).expect("items");
    assert_eq!(shown(&loaded), "[1,2]");
    assert_eq!(&*loaded[1].source, "S3://b/x/2.json");
    assert!(items("listObjectsV2", r#"{"Transformation": "LOAD_AND_FLATTEN"}"#, &storage).is_err());
}

#[test]
fn manifests() {
    let inventory = br#"{"sourceBucket": "s", "destinationBucket": "arn:aws:s3:::d", "fileFormat": "CSV",
        "fileSchema": "Bucket, Key, Size", "files": [{"key": "1.csv", "size": 1}, {"key": "2.csv"}]}"#;
    let storage = Memory::with(&[
        ("b", "k", inventory),
        ("d", "1.csv", b"\"s\",\"a\",\"5\"\n"),
        ("d", "2.csv", b"s,b,6\n"),
    ]);
    for config in [r#"{"InputType": "MANIFEST"}"#, r#"{"ManifestType": "S3_INVENTORY"}"#] {
        let found = items("getObject", config, &storage).expect(config);
        assert_eq!(
            shown(&found),
            r#"[{"Bucket":"s","Key":"a","Size":"5"},{"Bucket":"s","Key":"b","Size":"6"}]"#
        );
        assert_eq!(&*found[1].source, "S3://d/2.csv");
    }
    let athena = r#"{"ManifestType": "ATHENA_DATA", "InputType": "JSONL"}"#;
    let storage = Memory::with(&[
        ("b", "k", b"s3://d/1\n\"s3://d/p/2\"\n"),
        ("d", "1", b"1\n2\n"),
        ("d", "p/2", b"3\n"),
    ]);
    assert_eq!(shown(&items("getObject", athena, &storage).expect("items")), "[1,2,3]");
    assert!(cause(athena, b"http://x").contains("no S3 URI"));
    assert!(cause(r#"{"InputType": "MANIFEST"}"#, b"{}").contains("names no bucket"));
}

#[test]
fn what_is_not_there_fails() {
    let failure =
        items("getObject", r#"{"InputType": "JSON"}"#, &Memory::default()).expect_err("no object");
    assert_eq!(failure.cause, "There is no object with the key 'k' in the bucket 'b'.");
    assert!(items("putObject", "{}", &Memory::default()).is_err());
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_rows() {
    use std::sync::Arc;

    use parquet::basic::{Compression, ZstdLevel};
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    let schema = "message m { required int64 id; optional binary name (UTF8); required double share;
        required int32 day (DATE); required int64 at (TIMESTAMP_MILLIS); required int32 price (DECIMAL(9, 2)); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let packings = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(parquet::basic::GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ];
    for packing in packings {
        let properties = Arc::new(WriterProperties::builder().set_compression(packing).build());
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, Arc::clone(&schema), properties)
            .expect("a writer");
        let mut group = writer.next_row_group().expect("a group");
        let mut number = 0;
        while let Some(mut column) = group.next_column().expect("a column") {
            match number {
                0 => column.typed::<Int64Type>().write_batch(&[1, 2], None, None),
                1 => {
                    let names = [ByteArray::from("Ada")];
                    column.typed::<ByteArrayType>().write_batch(&names, Some(&[1, 0]), None)
                }
                2 => column.typed::<DoubleType>().write_batch(&[0.5, 2.0], None, None),
                3 => column.typed::<Int32Type>().write_batch(&[20_000, -1], None, None),
                4 => column.typed::<Int64Type>().write_batch(&[0, 1_500], None, None),
                _ => column.typed::<Int32Type>().write_batch(&[1_999, -5], None, None),
            }
            .expect("values");
            column.close().expect("the end");
            number += 1;
        }
        group.close().expect("the end");
        writer.close().expect("the end");
        assert_eq!(
            values(r#"{"InputType": "PARQUET"}"#, &bytes),
            concat!(
                r#"[{"id":1,"name":"Ada","share":0.5,"day":"2024-10-04","at":"1970-01-01T00:00:00.000Z","price":"19.99"},"#,
                r#"{"id":2,"name":null,"share":2,"day":"1969-12-31","at":"1970-01-01T00:00:01.500Z","price":"-0.05"}]"#
            )
        );
        assert_eq!(
            values(r#"{"InputType": "PARQUET", "MaxItems": 1}"#, &bytes).matches("id").count(),
            1
        );
        cause(r#"{"InputType": "PARQUET"}"#, &bytes[..bytes.len() - 9]);
        if packing == Compression::UNCOMPRESSED {
            damaged_files_do_no_harm(&bytes);
        }
    }
}

/// Reads the file with each byte changed in turn; it is read or refused.
#[cfg(feature = "parquet")]
fn damaged_files_do_no_harm(bytes: &[u8]) {
    for at in 0..bytes.len() {
        for change in [0x01, 0xff] {
            let mut damaged = bytes.to_vec();
            damaged[at] ^= change;
            let storage = Memory::with(&[("b", "k", &damaged)]);
            let found = items("getObject", r#"{"InputType": "PARQUET", "MaxItems": 5}"#, &storage);
            assert!(found.is_err() || found.is_ok_and(|items| items.len() <= 5));
        }
    }
}

#[test]
fn results_become_files() {
    let (input, output, list) = (json(r#"{"n":1}"#), json("[1,2]"), json("3"));
    let child = |end| Child {
        arn: "arn:child",
        name: "child",
        machine_arn: "arn:machine",
        input: &input,
        started: Timestamp(0),
        stopped: Timestamp(1_500),
        redrives: 0,
        end,
    };
    let children = [
        child(End::Succeeded(&output)),
        child(End::Failed { error: Some("E"), cause: Some("c") }),
        child(End::Succeeded(&list)),
        child(End::Pending),
    ];
    let arguments = json(r#"{"Bucket": "b", "Prefix": "p/"}"#);
    let export = |config: &str| {
        let settings = Settings::read(Some(&arguments), Some(&json(config))).expect(config);
        let written = write(&settings, "arn:aws:states:r:a:mapRun:m/l:id", &children);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        let files = written.files.into_iter().map(|file| (file.key, text(file.bytes)));
        (files.collect::<BTreeMap<_, _>>(), written.result)
    };

    let (files, result) = export("{}");
    assert_eq!(
        result.to_string(),
        r#"{"MapRunArn":"arn:aws:states:r:a:mapRun:m/l:id","ResultWriterDetails":{"Bucket":"b","Key":"p/id/manifest.json"}}"#
    );
    let failed = r#"[{"Cause":"c","Error":"E","ExecutionArn":"arn:child","Input":"{\"n\":1}","InputDetails":{"Included":true},"Name":"child","RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN","StartDate":"1970-01-01T00:00:00.000Z","StateMachineArn":"arn:machine","Status":"FAILED","StopDate":"1970-01-01T00:00:01.500Z"}]"#;
    assert_eq!(files["p/id/FAILED_0.json"], failed);
    assert!(files["p/id/SUCCEEDED_0.json"].contains(r#""Output":"[1,2]""#));
    assert!(files["p/id/PENDING_0.json"].contains(r#""Status":"PENDING""#));
    let manifest = json(&files["p/id/manifest.json"]);
    assert_eq!(
        manifest
            .get("ResultFiles")
            .and_then(|files| files.get("FAILED"))
            .expect("a list")
            .to_string(),
        format!(r#"[{{"Key":"p/id/FAILED_0.json","Size":{}}}]"#, failed.len())
    );

    let (files, _) = export(r#"{"Transformation": "COMPACT"}"#);
    assert_eq!(files["p/id/SUCCEEDED_0.json"], "[[1,2],3]");
    assert_eq!(files["p/id/FAILED_0.json"], failed);
    let (files, _) = export(r#"{"Transformation": "FLATTEN", "OutputType": "JSONL"}"#);
    assert_eq!(files["p/id/SUCCEEDED_0.jsonl"], "1\n2\n3\n");

    let inline = |config: &str| {
        let settings = Settings::read(None, Some(&json(config))).expect(config);
        write(&settings, "arn", &children).result.to_string()
    };
    assert_eq!(
        inline(r#"{"Transformation": "FLATTEN"}"#),
        r#"[1,2,{"Status":"FAILED","Error":"E","Cause":"c"},3]"#
    );
    assert!(inline(r#"{"Transformation": "NONE"}"#).contains("ExecutionArn"));
}

#[test]
fn settings_are_checked() {
    for (arguments, config) in [
        (Some("{}"), "{}"),
        (None, r#"{"Transformation": "MORE"}"#),
        (None, r#"{"OutputType": "XML"}"#),
    ] {
        let arguments = arguments.map(json);
        let failure = Settings::read(arguments.as_ref(), Some(&json(config))).expect_err(config);
        assert_eq!(failure.error, "States.ResultWriterFailed");
    }
}

/// The maps of the recorded cases whose children give back their items.
#[test]
fn recorded_readers_give_the_recorded_items() {
    let Some(cases) = cases("execution") else { return };
    let mut run = 0;
    for (name, case) in cases.iter().filter(|(_, case)| has_tag(case, "item-reader")) {
        let states = case["definition"]["States"].as_object().expect("states");
        let map = states.values().find(|state| state["Type"] == "Map").expect("a map");
        let (Some(objects), None) = (case["fixtures"]["s3"].as_object(), map.get("ItemBatcher"))
        else {
            continue;
        };
        let mut storage = Memory::default();
        for (bucket, key, object) in objects.iter().flat_map(|(bucket, keys)| {
            let keys = keys.as_object().expect("keys");
            keys.iter().map(move |(key, object)| (bucket, key, object))
        }) {
            let text = object["text"].as_str().expect("text");
            storage.0.insert((bucket.clone(), key.clone()), text.as_bytes().to_vec());
        }
        let mut config = map["ItemReader"]["ReaderConfig"].clone();
        let max_items = if config["MaxItems"].is_string() || config.get("MaxItemsPath").is_some() {
            config.as_object_mut().expect("fields").remove("MaxItems");
            case["input"]["MaxItems"].as_i64()
        } else {
            None
        };
        let request = Request {
            resource: "arn:aws:states:::s3:getObject",
            arguments: &(&case["input"]).into(),
            config: &(&config).into(),
            max_items,
            // All were recorded before objects could be read.
            objects_have_items: false,
        };
        if case["expect"]["error"] == "States.Runtime" {
            continue;
        }
        run += 1;
        match read(&request, &storage) {
            Ok(items) => {
                let found: Json = items.iter().map(|item| Json::from(&item.value)).collect();
                assert!(fits(&case["expect"]["output"], &found), "{name}: {found}");
            }
            Err(failure) => {
                assert_eq!(case["expect"]["error"], failure.error, "{name}");
                assert_eq!(case["expect"]["cause"], failure.cause, "{name}");
            }
        }
    }
    assert!(run >= 12, "only {run} cases found");
}
