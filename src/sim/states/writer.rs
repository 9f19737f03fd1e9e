//! `ResultWriter`: what became of the children as objects.

use super::map_run::{MapRun, name_of};
use crate::items::{self, Child, End, Settings};
use crate::sim::execution::Attempt;
use crate::sim::failure::Failure;
use crate::sim::plan::Writer;
use crate::sim::query::Scope;
use crate::sim::redrive::Ended;
use crate::sim::visit::Visit;
use crate::value::Value;

/// Writes the children's results; the result of the state.
///
/// # Errors
/// `States.ResultWriterFailed`, with the reason.
pub(super) fn write(
    visit: &Visit<'_>,
    writer: &Writer,
    ended: &[Ended],
    map_run: &MapRun<'_>,
) -> Attempt<Value> {
    let scope = Scope::new(visit, &visit.input);
    let arguments = writer.arguments.as_ref().map(|it| it.render(&scope)).transpose()?;
    let config = Value::from(&serde_json::Value::Object(writer.config.clone()));
    let settings = Settings::read(arguments.as_ref(), Some(&config))
        .map_err(|failure| Failure::new(failure.error, failure.cause))?;
    let machine_arn = map_run.machine_arn();
    let children: Vec<Child<'_>> = ended.iter().map(|ended| child(ended, &machine_arn)).collect();
    let written = items::write(&settings, &map_run.arn, &children);
    for file in written.files {
        visit.execution.world.rim.put(&file.bucket, &file.key, file.bytes);
    }
    Ok(written.result)
}

fn child<'e>(ended: &'e Ended, machine_arn: &'e str) -> Child<'e> {
    Child {
        arn: &ended.arn,
        name: name_of(&ended.arn),
        machine_arn,
        input: &ended.input,
        started: ended.started,
        stopped: ended.stopped,
        redrives: ended.redrives,
        end: match &ended.outcome {
            Ok(output) => End::Succeeded(output),
            Err(failure) => {
                End::Failed { error: failure.error.as_deref(), cause: failure.cause.as_deref() }
            }
        },
    }
}
