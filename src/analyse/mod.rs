//! Turns the trees of a program's files into the typed program, or says everything that is wrong
//! with it.
//!
//! In: [`Files`]. Out: [`Program`], unless the sink holds an error. All faults of all files are
//! found in one run; what is wrong once has the type `any` and is not complained about again.

mod arguments;
mod assigned;
mod assignments;
mod attributes;
mod calls;
mod clauses;
mod conditions;
mod consts;
mod context;
mod declarations;
mod error;
mod events;
mod express;
mod expressions;
mod facts;
mod failures;
mod flow;
mod growth;
mod handlers;
mod idle_mocks;
mod imports;
mod invoke;
pub mod library;
mod literals;
mod loops;
mod maps;
mod matches;
mod methods;
mod names;
mod operators;
mod patterns;
mod raised;
mod raised_states;
mod raw;
mod reader_options;
mod readers;
mod reads;
mod retries;
mod scopes;
mod service_calls;
mod statements;
mod surveys;
mod template_values;
mod tests_decl;
mod tokens;
mod tries;
mod types;
mod unretried;
mod validate;
mod warnings;
mod workflows;

use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use imports::{Files, ParsedFile, load};
pub use types::show as show_type;

use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::Program;
use crate::ir::program::{DeploySource, DeployValue, Functions, Local, LoopId, VarId, Workflow};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::with_room;

/// What the command line says about the meaning of the program.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--param Name=value`: the value is written into the definition in place of `${Name}`.
    pub params: BTreeMap<String, String>,
}

/// Checks all files and gives the program they mean; `None` while `sink` holds an error.
pub fn analyse(files: &Files, options: &Options, sink: &mut Sink) -> Option<Program> {
    analyse_each(files, options, sink, &mut |_, _| {})
}

/// [`analyse`], which calls `ready` with each workflow that can be compiled as soon as it is analysed, in
/// their order, and with the functions it may call. What comes behind may still be wrong.
pub fn analyse_each(
    files: &Files,
    options: &Options,
    sink: &mut Sink,
    ready: &mut Ready<'_>,
) -> Option<Program> {
    let readable = !sink.has_errors();
    let program = with_room(|| {
        let mut analyser = Analyser::new(files, options, sink, ready);
        analyser.declare();
        analyser.resolve_all();
        analyser.share_locals();
        analyser.bodies();
        analyser.finish(readable);
        analyser.program
    });
    (!sink.has_errors()).then_some(program)
}

/// What is done with a workflow that is ready.
pub type Ready<'a> = dyn FnMut(&Arc<Functions>, &Arc<Workflow>) + 'a;

/// The state of an analysis; each file of this module holds the part of one subject.
struct Analyser<'a> {
    files: &'a Files,
    options: &'a Options,
    sink: &'a mut Sink,
    ready: &'a mut Ready<'a>,
    program: Program,
    /// All declarations of all files, and for each file what its names stand for.
    names: names::Names<'a>,
    /// The file whose text is being analysed, as index into `files`.
    file: usize,
    /// The variables, by their numbers.
    locals: Vec<Local>,
    /// What is known of them beyond what the program says.
    variables: Vec<scopes::Variable>,
    scopes: scopes::Scopes,
    /// What tests and assignments say about variables here.
    facts: facts::Facts,
    /// Enclosing workflow, branches, map bodies and `fn`s, innermost last.
    frames: Vec<flow::Frame>,
    /// Enclosing loops, innermost last.
    loops: Vec<flow::Loop>,
    /// Enclosing `parallel`s, innermost last.
    parallels: Vec<flow::Parallel>,
    loop_count: u32,
    deploy_values: FxHashMap<DeploySource, Arc<DeployValue>>,
    place: flow::Place,
    /// Kinds of clauses written behind the chain being analysed: they replace a declaration's own.
    own_clauses: clauses::Kinds,
    /// How many declarations are being found, one for the sake of the other.
    underway: usize,
    /// Whether a link that may be missing was read where that is handled, since it was last reset.
    optional_read: bool,
    /// Callbacks, by the variable of their result, with whether anything limits their wait.
    callbacks: FxHashMap<VarId, (Span, bool)>,
    /// Calls of activities, by the variable of their result.
    activities: FxHashSet<VarId>,
    /// What calls of services call, by the variable of their result.
    callees: FxHashMap<VarId, raised::Callee>,
    /// The declared functions and workflows that are called, by the variables that hold what they give.
    declared: FxHashMap<VarId, unretried::Declared>,
    /// Variables of which a handler does not see what the body has assigned.
    stale: Vec<VarId>,
    /// Calls with clauses of their own behind them, by the variable of their result.
    closed: FxHashSet<VarId>,
    /// What the calls in each `fn` are, by its number.
    surveys: Vec<surveys::Survey>,
    growth: growth::Growth,
    warnings: warnings::Warnings,
}

impl<'a> Analyser<'a> {
    fn new(
        files: &'a Files,
        options: &'a Options,
        sink: &'a mut Sink,
        ready: &'a mut Ready<'a>,
    ) -> Self {
        Self {
            files,
            options,
            sink,
            ready,
            program: Program::default(),
            names: names::Names::default(),
            file: 0,
            locals: Vec::new(),
            variables: Vec::new(),
            scopes: scopes::Scopes::default(),
            facts: facts::Facts::default(),
            frames: Vec::new(),
            loops: Vec::new(),
            parallels: Vec::new(),
            loop_count: 0,
            deploy_values: FxHashMap::default(),
            place: flow::Place::default(),
            own_clauses: clauses::Kinds::default(),
            underway: 0,
            optional_read: false,
            callbacks: FxHashMap::default(),
            activities: FxHashSet::default(),
            callees: FxHashMap::default(),
            declared: FxHashMap::default(),
            stale: Vec::new(),
            closed: FxHashSet::default(),
            surveys: Vec::new(),
            growth: growth::Growth::default(),
            warnings: warnings::Warnings::default(),
        }
    }

    /// Gives the program the variables of its declarations.
    fn share_locals(&mut self) {
        Arc::make_mut(&mut self.program.functions).locals.clone_from(&self.locals);
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    /// Reports, and gives an expression nobody will complain about again.
    fn bad(&mut self, span: Span, diagnostic: Diagnostic) -> crate::ir::program::Expr {
        self.sink.push(diagnostic);
        literals::unknown(span)
    }

    fn new_loop(&mut self) -> LoopId {
        self.loop_count += 1;
        LoopId(self.loop_count - 1)
    }

    /// The value known at deployment that comes from `source`, made once.
    fn deploy(&mut self, source: DeploySource, key: &str, ty: Type) -> Arc<DeployValue> {
        if let Some(value) = self.deploy_values.get(&source) {
            return value.clone();
        }
        let key = unique_key(key, &self.program.deploy_values);
        let value = Arc::new(DeployValue { key, source: source.clone(), ty });
        self.program.deploy_values.push(value.clone());
        self.deploy_values.insert(source, value.clone());
        value
    }
}

/// `key` with letters and digits only, numbered when another value has it.
fn unique_key(key: &str, values: &[Arc<DeployValue>]) -> Arc<str> {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut candidate = plain.clone();
    let mut number = 2;
    while values.iter().any(|value| *value.key == candidate) {
        candidate = format!("{plain}{number}");
        number += 1;
    }
    candidate.into()
}
