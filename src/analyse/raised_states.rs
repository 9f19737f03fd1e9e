//! Which errors of Step Functions itself, `States.…`, a state cannot fail with.
//!
//! Only what is sure: whoever answers a callback or an activity may choose any name, and what happens in
//! branches and in the bodies of inline maps is passed on by its own name.

use super::Analyser;
use super::calls::ends_in_callback;
use crate::ir::program::{Distributed, MapSource, ResourcePart, Task, Work, WorkKind};

/// What no state of a definition in JSONata fails with.
const OF_JSONPATH: &[&str] =
    &["ResultPathMatchFailure", "ParameterPathFailure", "IntrinsicFailure"];

impl Analyser<'_> {
    /// Why the state does not fail with `States.name`; `heartbeat`: a clause behind it has one.
    pub(super) fn never_fails_with(
        &self,
        work: &Work,
        name: &str,
        heartbeat: bool,
    ) -> Option<&'static str> {
        match &work.kind {
            WorkKind::Task(task) if name == "HeartbeatTimeout" => {
                let beats = heartbeat || task.heartbeat.is_some();
                (!beats).then_some("only a call with a `heartbeat` does")
            }
            WorkKind::Task(task) => {
                let answered = ends_in_callback(&task.resource)
                    || self.calls_activity(work.result, &task.resource);
                if answered { None } else { never_of_task(task, name) }
            }
            WorkKind::Map(map) => {
                let reads = matches!(map.source, MapSource::Reader { .. });
                map.distributed.as_ref().and_then(|options| never_of_map(options, reads, name))
            }
            WorkKind::Parallel { .. } => None,
        }
    }
}

fn never_of_task(task: &Task, name: &str) -> Option<&'static str> {
    // What is put in at deployment may be anything.
    let Some(ResourcePart::Text(resource)) = task.resource.first() else { return None };
    match name {
        "BranchFailed" => Some("only `parallel` does"),
        "NoChoiceMatched" => Some("only a Choice does"),
        "ExceedToleratedFailureThreshold" | "ItemReaderFailed" | "ResultWriterFailed" => {
            Some("only a distributed `map` does")
        }
        name if name.starts_with("Http.") => {
            (!resource.ends_with(":http:invoke")).then_some("only `http.invoke` does")
        }
        name => of_jsonpath(name),
    }
}

/// A child that fails is counted, whatever its error is called.
fn never_of_map(options: &Distributed, reads: bool, name: &str) -> Option<&'static str> {
    match name {
        "ItemReaderFailed" => (!reads).then_some("only a map over a reader does"),
        "ResultWriterFailed" => {
            options.writer.is_none().then_some("only a map with `results to` does")
        }
        "BranchFailed" | "NoChoiceMatched" | "HeartbeatTimeout" => {
            Some("failures of its children are `States.ExceedToleratedFailureThreshold`")
        }
        name if name.starts_with("Http.") => {
            Some("failures of its children are `States.ExceedToleratedFailureThreshold`")
        }
        name => of_jsonpath(name),
    }
}

fn of_jsonpath(name: &str) -> Option<&'static str> {
    OF_JSONPATH.contains(&name).then_some("only states in JSONPath do")
}
