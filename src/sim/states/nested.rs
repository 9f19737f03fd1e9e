//! Executions that a task starts and waits for, of state machines that are known.

use std::rc::Rc;

use crate::sim::Plan;
use crate::sim::execution::{Execution, Identity, Strand, Variables};
use crate::sim::failure::{Failure, TASK_FAILED};
use crate::sim::history::What;
use crate::sim::plan::Task;
use crate::sim::resource::Pattern;
use crate::sim::visit::Visit;
use crate::sim::{Kind, run};
use crate::value::{Text, Value};

/// The state machine a task starts, where it waits for it and it is known.
pub(super) fn machine(visit: &Visit<'_>, task: &Task, arguments: &Value) -> Option<Rc<Plan>> {
    if !matches!(task.resource.action(), Some(("states", "startExecution"))) {
        return None;
    }
    if !matches!(task.resource.pattern(), Pattern::Sync | Pattern::Sync2) {
        return None;
    }
    let arn = arguments.get("StateMachineArn")?.as_str()?;
    visit.execution.world.rim.machine(arn)
}

/// Runs the state machine; what a `.sync` task gives, or its failure.
pub(super) async fn run(
    visit: &Visit<'_>,
    task: &Task,
    plan: &Plan,
    arguments: &Value,
) -> Result<Value, Failure> {
    let world = visit.execution.world;
    let machine_arn = text(arguments.get("StateMachineArn")).unwrap_or_default();
    let machine: Text = machine_arn.rsplit(':').next().unwrap_or_default().into();
    let name = text(arguments.get("Name")).unwrap_or_else(|| world.uuid());
    let arn: Text =
        format!("{}:{name}", machine_arn.replacen(":stateMachine:", ":execution:", 1)).into();
    let input = arguments.get("Input").cloned().unwrap_or_else(Value::empty_object);
    let started = world.clock.now();
    let submitted = Value::object([
        ("ExecutionArn", Value::String(arn.clone())),
        ("StartDate", started.to_string().into()),
    ]);
    let id = visit.execution.record(visit.strand.last.get(), || What::Submitted {
        resource: Rc::clone(&task.resource),
        output: submitted,
    });
    visit.strand.advance(id);
    let identity = Identity {
        arn: arn.clone(),
        name: &name,
        machine_arn: machine_arn.clone(),
        machine,
        kind: Kind::Standard,
        input: &input,
        started,
        redrives: 0,
    };
    let execution = Execution::new(world, identity);
    let strand = Strand::new(0, Rc::<Variables>::default(), None);
    let ended = run::whole(&execution, plan, &strand, input.clone()).await;
    let text_of = |value: &Value| match task.resource.pattern() {
        Pattern::Sync2 => value.clone(),
        _ => Value::String(value.to_string().into()),
    };
    let mut described = vec![
        ("ExecutionArn", Value::String(arn)),
        ("Input", text_of(&input)),
        ("InputDetails", Value::object([("Included", Value::Bool(true))])),
        ("Name", Value::String(name)),
    ];
    let stopped = world.clock.now().to_string();
    match ended {
        Ok(output) => {
            described.push(("Output", text_of(&output)));
            described.push(("OutputDetails", Value::object([("Included", Value::Bool(true))])));
            described.extend(dates(&started.to_string(), &stopped, &machine_arn, "SUCCEEDED"));
            Ok(Value::object(described))
        }
        Err(failure) => {
            described.extend(failure.error.clone().map(|error| ("Error", Value::String(error))));
            described.extend(failure.cause.map(|cause| ("Cause", Value::String(cause))));
            described.extend(dates(&started.to_string(), &stopped, &machine_arn, "FAILED"));
            Err(Failure::new(TASK_FAILED, Value::object(described).to_string()))
        }
    }
}

fn dates(
    started: &str,
    stopped: &str,
    machine_arn: &Text,
    status: &str,
) -> [(&'static str, Value); 4] {
    [
        ("StartDate", started.into()),
        ("StateMachineArn", Value::String(machine_arn.clone())),
        ("Status", status.into()),
        ("StopDate", stopped.into()),
    ]
}

fn text(value: Option<&Value>) -> Option<Text> {
    match value {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    }
}
