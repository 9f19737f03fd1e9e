//! `flowc run`: runs a workflow, a state machine or one state here, and tells what happens.

mod command;
mod data;
pub(super) mod histories;
pub(super) mod machine;
mod map_runs;
pub(super) mod paint;
mod state;
pub(super) mod trace;

use std::io;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value as Json;

use crate::asl::limits::PAYLOAD_BYTES;
use crate::cli::args::{MachineTypeArg, RunArgs, RunFormat};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{complain, print, report};
use crate::sim::{
    Kind, Mocks, Nobody, Observer, Options, Outcome, Outside, Past, Plan, Redrive, Status, redrive,
    simulate,
};
use crate::value::{Timestamp, Value};
use histories::Histories;
use machine::Machine;
use trace::Trace;

/// A file of JSON or YAML.
pub(super) fn document(path: &Path) -> Result<Json, Stop> {
    data::read(path)
}

/// Runs the state machine the arguments name.
pub fn run(args: &RunArgs) -> Result<Exit, Stop> {
    let Some(machines) = machine::load(args)? else { return Ok(Exit::CouldNotRun) };
    let machine = machine::chosen(args, &machines)?;
    let mut mocks = mocks(args, machine)?;
    let is_test = args.test.state.is_some() || machine.is_state();
    let mut plan = None;
    for other in &machines {
        let is_chosen = std::ptr::eq(other, machine);
        if is_test && is_chosen {
            continue;
        }
        let ready = other.plan()?;
        mocks.add_machine(&other.name, Rc::clone(&ready));
        plan = plan.or(is_chosen.then_some(ready));
    }
    match plan {
        None => state::run(args, machine, input(args)?, options(args, machine), &mut mocks),
        Some(plan) => execute(args, machine, &plan, mocks),
    }
}

/// Runs a whole execution.
fn execute(args: &RunArgs, machine: &Machine, plan: &Plan, mocks: Mocks) -> Result<Exit, Stop> {
    if let Some(option) = args.test.first() {
        let help = "tests one state; say which with `--state NAME`";
        return Err(Stop::because(format!("`{option}` {help}")));
    }
    let past = past(args)?;
    let options = match &past {
        None => options(args, machine),
        Some(past) => options_of_redrive(args, machine, past),
    };
    let start = match &past {
        None => Start::Input(input(args)?),
        Some(past) => Start::Redrive(redriven(args, past, plan, &options)?),
    };
    let mut outside = Paced { mocks, real_time: args.real_time };
    match args.format {
        RunFormat::Human => {
            let colour = report::colour(args.color, report::Stream::Out);
            let mut out = io::stdout().lock();
            let mut trace = Trace::new(&mut out, colour, &machine.places, options.start);
            let outcome = ended(plan, start, &options, &mut outside, &mut trace)?;
            trace.finish(&outcome)?;
            Ok(exit(&outcome))
        }
        RunFormat::Json => {
            let mut histories = Histories::new(past, args.children);
            let outcome = ended(plan, start, &options, &mut outside, &mut histories)?;
            print(&format!("{:#}\n", histories.into_json(Some(&outcome))))?;
            Ok(exit(&outcome))
        }
        RunFormat::None => {
            let outcome = ended(plan, start, &options, &mut outside, &mut Nobody)?;
            if let Some(output) = &outcome.output {
                print(&format!("{output}\n"))?;
            }
            Ok(exit(&outcome))
        }
    }
}

/// Simulates; where nobody answers a call, says what would help.
fn ended(
    plan: &Plan,
    start: Start,
    options: &Options,
    outside: &mut Paced,
    observer: &mut dyn Observer,
) -> Result<Outcome, Stop> {
    let ended = match start {
        Start::Input(input) => simulate(plan, input, options, outside, observer),
        Start::Redrive(start) => redrive(plan, start, options, outside, observer),
    };
    ended.map_err(|unanswered| Stop::because(unanswered.message))
}

/// Where the execution begins.
enum Start {
    Input(Value),
    Redrive(Redrive),
}

/// What the file of `--redrive` says the execution did before.
fn past(args: &RunArgs) -> Result<Option<Past>, Stop> {
    let Some(path) = &args.redrive else { return Ok(None) };
    Past::read(&data::read(path)?).map(Some).map_err(|why| not_redrivable(args, &why))
}

/// Where the execution takes up again; says so where what may have been done is done again.
fn redriven(args: &RunArgs, past: &Past, plan: &Plan, options: &Options) -> Result<Redrive, Stop> {
    let redrive = Redrive::read(past, plan, options).map_err(|why| not_redrivable(args, &why))?;
    for state in &redrive.unknown {
        complain(&format!(
            "what children of `{state}` did is not in the history, so that they run again; \
             `flowc run --format json --children` prints histories with them"
        ));
    }
    Ok(redrive)
}

fn not_redrivable(args: &RunArgs, why: &str) -> Stop {
    let path = args.redrive.as_deref().unwrap_or(Path::new("")).display();
    Stop::because(format!("`{path}`: {why}"))
}

/// What `--input` says.
fn input(args: &RunArgs) -> Result<Value, Stop> {
    let input = data::value(&args.input, "--input")?;
    if !input.fits(PAYLOAD_BYTES) {
        return Err(Stop::because(format!("the input has more than {PAYLOAD_BYTES} bytes")));
    }
    Ok(input)
}

fn exit(outcome: &Outcome) -> Exit {
    if outcome.status == Status::Succeeded { Exit::Done } else { Exit::FaultsFound }
}

/// `--mocks`: a file, `auto`, or both.
fn mocks(args: &RunArgs, machine: &Machine) -> Result<Mocks, Stop> {
    let (made_up, files): (Vec<_>, Vec<_>) =
        args.mocks.iter().partition(|path| path.as_os_str() == "auto");
    let mut mocks = match files.as_slice() {
        [] => Mocks::default(),
        [path] => mocks_of(path, args, machine)?,
        _ => return Err(Stop::because("`--mocks` takes one file, and `auto` beside it")),
    };
    if !made_up.is_empty() {
        mocks.make_up_the_rest();
    }
    Ok(mocks)
}

fn mocks_of(path: &Path, args: &RunArgs, machine: &Machine) -> Result<Mocks, Stop> {
    let shown = path.display();
    let json = data::read(path)?;
    let mocks = match (Mocks::is_local(&json), &args.test_case) {
        (true, Some(case)) => Mocks::read_local(&json, &machine.name, case),
        (true, None) => {
            return Err(Stop::because(format!(
                "`{shown}` holds test cases; say which with `--test-case NAME`"
            )));
        }
        (false, _) => Mocks::read(&json),
    };
    let mut mocks = mocks.map_err(|errors| {
        Stop::CouldNotRun(errors.iter().map(|error| format!("`{shown}`: {error}")).collect())
    })?;
    data::add_files(&mut mocks, &json, path)?;
    mocks.set_command(Box::new(command::run));
    Ok(mocks)
}

fn options(args: &RunArgs, machine: &Machine) -> Options {
    let kind = match args.kind {
        None => machine.kind,
        Some(MachineTypeArg::Standard) => Kind::Standard,
        Some(MachineTypeArg::Express) => Kind::Express,
    };
    Options {
        kind,
        machine: machine.name.clone(),
        execution: args.name.clone(),
        start: args.start.unwrap_or_else(now),
        seed: args.seed.unwrap_or(0),
        shuffle: args.seed.is_some(),
        ..Options::default()
    }
}

/// As [`options`]: the execution keeps its name, and time goes on from its end.
fn options_of_redrive(args: &RunArgs, machine: &Machine, past: &Past) -> Options {
    let options = options(args, machine);
    Options {
        execution: options.execution.or(past.name().map(str::to_owned)),
        start: args.start.or(past.stopped()).unwrap_or(options.start),
        ..options
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Mocks that let time pass for real, if that is wanted.
struct Paced {
    mocks: Mocks,
    real_time: bool,
}

impl Outside for Paced {
    fn call(
        &mut self,
        call: &crate::sim::Call<'_>,
    ) -> Result<crate::sim::Answer, crate::sim::Unanswered> {
        self.mocks.call(call)
    }

    fn object(&self, bucket: &str, key: &str) -> Option<std::borrow::Cow<'_, [u8]>> {
        self.mocks.object(bucket, key)
    }

    fn list(&self, bucket: &str, prefix: &str) -> Vec<(String, u64)> {
        self.mocks.list(bucket, prefix)
    }

    fn put(&mut self, bucket: &str, key: &str, bytes: Vec<u8>) {
        self.mocks.put(bucket, key, bytes);
    }

    fn machine(&self, arn: &str) -> Option<std::rc::Rc<crate::sim::Plan>> {
        self.mocks.machine(arn)
    }

    fn pass(&mut self, millis: i64) {
        if self.real_time {
            std::thread::sleep(Duration::from_millis(u64::try_from(millis).unwrap_or(0)));
        }
    }
}
