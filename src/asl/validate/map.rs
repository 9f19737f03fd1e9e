//! What only Map and Parallel have: branches, processors, readers, batchers, writers.

use serde_json::{Map as Object, Value};

use super::fields::{BRANCH, PROCESSOR};
use super::report::Place;
use super::{Code, MachineType, Mode, Validator};
use crate::asl::text::is_substituted;

impl<'d> Validator<'d> {
    /// `Branches`
    pub(super) fn branches(&mut self, value: &'d Value, mode: Mode, at: &Place<'_>) {
        self.not_empty(value, at);
        for (index, branch) in self.as_list(value, at).iter().enumerate() {
            let at = at.index(index);
            if let Some(branch) = self.object(branch, &BRANCH, mode, &at) {
                self.states(branch, mode, &at);
            }
        }
    }

    /// `ItemProcessor`, or `Iterator` as it was called before.
    pub(super) fn processor(&mut self, value: &'d Value, mode: Mode, at: &Place<'_>) {
        let Some(processor) = self.object(value, &PROCESSOR, mode, at) else { return };
        let config = processor.get("ProcessorConfig").and_then(Value::as_object);
        if let Some(config) = config {
            self.processor_config(config, mode, &at.key("ProcessorConfig"));
        }
        let express = config.is_some_and(|config| is(config, "ExecutionType", "EXPRESS"));
        let machine = if express { MachineType::Express } else { mode.machine };
        self.states(processor, Mode { machine, ..mode }, at);
    }

    fn processor_config(&mut self, config: &Object<String, Value>, mode: Mode, at: &Place<'_>) {
        let written = config.get("Mode");
        if written.is_some_and(is_substituted) {
            return;
        }
        let distributed = is(config, "Mode", "DISTRIBUTED");
        if distributed {
            self.require(config, &["ExecutionType"], at);
        } else if config.contains_key("ExecutionType") {
            self.unsupported("ExecutionType", at);
        }
        if distributed && mode.machine == MachineType::Express {
            let message = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside \
                           'EXPRESS' state machines";
            self.report.schema(&at.key("Mode"), message);
        }
    }

    /// What the fields of a Map's own objects ask of each other.
    pub(super) fn map(&mut self, state: &Object<String, Value>, at: &Place<'_>) {
        if let Some(Value::Object(reader)) = state.get("ItemReader")
            && let Some(Value::Object(config)) = reader.get("ReaderConfig")
        {
            self.reader_config(config, &at.key("ItemReader").key("ReaderConfig"));
        }
        if let Some(Value::Object(batcher)) = state.get("ItemBatcher") {
            self.batcher(batcher, &at.key("ItemBatcher"));
        }
        if let Some(Value::Object(writer)) = state.get("ResultWriter") {
            self.writer(writer, &at.key("ResultWriter"));
        }
    }

    fn reader_config(&mut self, config: &Object<String, Value>, at: &Place<'_>) {
        // Whether files that were found or listed need it too is not known.
        let one_file =
            !["ManifestType", "Transformation"].iter().any(|name| config.contains_key(*name));
        if is(config, "InputType", "CSV") && one_file && !config.contains_key("CSVHeaderLocation") {
            self.report.schema(at, "The field 'CSVHeaderLocation' is required");
        }
        if is(config, "InputType", "JSON") {
            for name in ["CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"] {
                if config.contains_key(name) {
                    self.unsupported(name, at);
                }
            }
        }
        if is(config, "CSVHeaderLocation", "GIVEN") {
            self.require(config, &["CSVHeaders"], at);
        }
    }

    /// A batch ends by its items, its bytes or both.
    fn batcher(&mut self, batcher: &Object<String, Value>, at: &Place<'_>) {
        const LIMITS: [&str; 4] = [
            "MaxItemsPerBatch",
            "MaxItemsPerBatchPath",
            "MaxInputBytesPerBatch",
            "MaxInputBytesPerBatchPath",
        ];
        if !LIMITS.iter().any(|name| batcher.contains_key(*name)) {
            let message =
                format!("At least one of these fields is required: [{}]", LIMITS.join(", "));
            self.report.schema(at, message);
        }
    }

    /// Results are exported, formatted or both.
    fn writer(&mut self, writer: &Object<String, Value>, at: &Place<'_>) {
        let destination = ["Parameters", "Arguments"].iter().any(|name| writer.contains_key(*name));
        if destination || !writer.contains_key("WriterConfig") {
            self.require(writer, &["Resource"], at);
        }
    }

    fn unsupported(&mut self, name: &str, at: &Place<'_>) {
        let message = format!("Field '{name}' is not supported");
        self.report.add_for(Code::SchemaValidationFailed, at, name, message);
    }
}

fn is(object: &Object<String, Value>, name: &str, word: &str) -> bool {
    object.get(name).is_some_and(|value| value == word)
}
