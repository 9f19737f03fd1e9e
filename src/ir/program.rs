//! The typed program: names resolved to ids, constants evaluated, sugar gone, control flow kept.
//!
//! Rules of this representation, which `analyse` establishes and `lower` relies on:
//! - every [`VarId`], [`FunctionId`] and [`LoopId`] is one of this program;
//! - a [`Local`] is written by its `Let` (or parameter, loop, catch, branch) before it is read on
//!   every way, and assigned elsewhere only when [`Local::mutable`];
//! - `fn`s are not recursive; [`ExprKind::Inline`] has one argument for each parameter;
//! - within an [`ExprKind::Lambda`] every expression has [`Expr::steps`] false;
//! - patterns, defaults, compound assignments and `v.field = e` are written out in simpler forms;
//! - [`ExprKind::Return`] leaves the innermost enclosing workflow, branch, map body or `fn`.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use crate::ir::types::Type;
use crate::jsonata;
use crate::source::FileId;
use crate::source::Span;

/// Names a [`Local`] of [`Functions::locals`] or, behind those, of [`Workflow::locals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VarId(pub u32);

/// Names a [`Function`] of [`Functions::declared`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionId(pub u32);

/// Names a loop; unique in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LoopId(pub u32);

/// All files of a compilation, checked.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// What the workflows share.
    pub functions: Arc<Functions>,
    /// Values known at deployment, referred to by `${key}`.
    pub deploy_values: Vec<Arc<DeployValue>>,
    /// The template parameters, in order of declaration.
    pub params: Vec<Param>,
    /// The resources declared, in order.
    pub resources: Vec<Resource>,
    /// Workflows with a body of the root file, in order. (Those of imported files are called, not built.)
    pub workflows: Vec<Arc<Workflow>>,
    /// The codes of warnings that `@allow` silences, and inside what. Those found by then are silenced
    /// already.
    pub allowed: Vec<(&'static str, Span)>,
    /// The `test`s of the root file, in order: what they do beside a workflow's work is calls of
    /// [`TestCall`]s.
    pub tests: Vec<Workflow>,
}

impl Program {
    /// A workflow or test of this program with what it may call.
    #[must_use]
    pub fn unit<'p>(&'p self, workflow: &'p Workflow) -> Unit<'p> {
        Unit { functions: &self.functions, workflow }
    }
}

/// The `fn` declarations of a program.
#[derive(Clone, Debug, Default)]
pub struct Functions {
    /// Each behind those it calls.
    pub declared: Vec<Function>,
    /// Their variables.
    pub locals: Vec<Local>,
}

/// A workflow and the functions it may call: what is compiled by itself.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'p> {
    /// What it may call.
    pub functions: &'p Functions,
    /// What is compiled.
    pub workflow: &'p Workflow,
}

impl<'p> Unit<'p> {
    /// The variable; `None` of one that is not of the source.
    #[must_use]
    pub fn local(self, var: VarId) -> Option<&'p Local> {
        let own = var.0.checked_sub(self.workflow.first_local);
        match own {
            Some(own) => self.workflow.locals.get(own as usize),
            None => self.functions.locals.get(var.0 as usize),
        }
    }

    /// The function.
    #[must_use]
    pub fn function(self, id: FunctionId) -> &'p Function {
        &self.functions.declared[id.0 as usize]
    }

    /// The first number behind those of the variables.
    #[must_use]
    pub fn next_var(self) -> u32 {
        let own = u32::try_from(self.workflow.locals.len()).expect("fewer than 2^32 variables");
        self.workflow.first_local + own
    }
}

/// What only a `test` does, as the `Resource` of a Task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestCall {
    /// `mock F returns e`: `{Call, Answers: [{Return} | {Error, Cause} | {TimesOut}, After, HeartbeatsEvery]}`, where `Call`
    /// is `{Resource, Arguments, Wrap}`.
    Mock,
    /// A call of a workflow: `{Workflow, Input}`; its result is the run.
    Run,
    /// `calls(F)`: the `Call` of a mock; its result is the list of what the calls were given.
    Calls,
    /// `redrive(run)`: `{Run}`, the number of a run that did not succeed; its result is a run.
    Redrive,
    /// `expect e`: `{Holds}`, and of a comparison `{Left, Right}`.
    Expect,
}

impl TestCall {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Mock, Self::Run, Self::Calls, Self::Redrive, Self::Expect];

    /// The `Resource` of its Task.
    #[must_use]
    pub fn resource(self) -> &'static str {
        match self {
            Self::Mock => "flowc:test:mock",
            Self::Run => "flowc:test:run",
            Self::Calls => "flowc:test:calls",
            Self::Redrive => "flowc:test:redrive",
            Self::Expect => "flowc:test:expect",
        }
    }
}

/// A variable.
#[derive(Clone, Debug)]
pub struct Local {
    /// As written; for one the compiler made, a word that says what it is.
    pub name: Arc<str>,
    /// Its declared or inferred type.
    pub ty: Type,
    /// Whether it is assigned after its declaration.
    pub mutable: bool,
    /// Where it is declared.
    pub span: Span,
}

/// `param Name: string = default`
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name in the template.
    pub name: Arc<str>,
    /// `string`, `number`, `bool` or `[string]`.
    pub ty: Type,
    /// Its default.
    pub default: Option<Value>,
    /// The doc comment.
    pub doc: Option<String>,
    /// The name in its declaration.
    pub span: Span,
}

/// `resource R: AWS::SQS::Queue { … }`
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its logical id.
    pub name: Arc<str>,
    /// `AWS::SQS::Queue`
    pub resource_type: Arc<str>,
    /// Its properties, an object: `${key}` in a string stands for a value known at deployment, `${!` for
    /// `${`. `None` where it stands in the template already.
    pub properties: Option<Value>,
    /// The name in its declaration.
    pub span: Span,
}

/// A value known at deployment, written `${key}` in the definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployValue {
    /// Letters and digits only, unique in the program: `StockTable`, `ChargeArn`, `AwsRegion`.
    pub key: Arc<str>,
    /// Where its value comes from.
    pub source: DeploySource,
    /// `string`, `number`, `bool` or `[string]` (written as comma-separated text).
    pub ty: Type,
}

/// Where a [`DeployValue`] comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DeploySource {
    /// A `param`.
    Param(Arc<str>),
    /// The `Ref` of a `resource`.
    Ref(Arc<str>),
    /// An attribute of a `resource`: `Labels.Arn`.
    Attribute(Arc<str>, Arc<str>),
    /// `AWS::Region` and its like.
    Pseudo(&'static str),
    /// The ARN of a `lambda` without a target: a parameter of the template.
    LambdaArn(Arc<str>),
    /// The ARN of an `activity` without a target.
    ActivityArn(Arc<str>),
    /// The ARN of a workflow without a target: of the one with a body in this file, or of one that
    /// exists already.
    WorkflowArn(Arc<str>, Option<FileId>),
}

/// One state machine.
#[derive(Clone, Debug)]
pub struct Workflow {
    /// Its name.
    pub name: Arc<str>,
    /// The doc comment, the `Comment` of the definition.
    pub comment: Option<String>,
    /// `@express`
    pub express: bool,
    /// `@timeout(15m)` in seconds.
    pub timeout: Option<u64>,
    /// Holds the execution input; destructuring and `@validate` are the first statements of the body.
    pub input: Option<VarId>,
    /// What it does; its value is the output.
    pub body: Block,
    /// Its variables, which have the numbers from `first_local` on.
    pub locals: Vec<Local>,
    /// Not below the number of [`Functions::locals`].
    pub first_local: u32,
    /// The other attributes (`@tracing`, `@schedule` …), names to evaluated arguments, for templates;
    /// strings as in [`Resource::properties`].
    pub attributes: Vec<(Arc<str>, IndexMap<String, Value>)>,
    /// The name in its declaration.
    pub span: Span,
}

/// A `fn`, written in place at each call.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: Arc<str>,
    /// Its parameters.
    pub params: Vec<VarId>,
    /// Its body; a `fn f(a) = e` has no statements.
    pub body: Block,
    /// Whether a `return` stands in it (other than as its last expression).
    pub returns_early: bool,
    /// The name in its declaration.
    pub span: Span,
}

/// Statements and the value behind them.
#[derive(Clone, Debug)]
pub struct Block {
    /// In order.
    pub statements: Vec<Statement>,
    /// The value of the block; `None`: `null`, or never reached.
    pub value: Option<Box<Expr>>,
    /// The `@name` and `///` of the value's statement.
    pub value_notes: Notes,
}

/// What the source says about the state a statement makes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// `@name("…")`
    pub name: Option<String>,
    /// `/// …`
    pub comment: Option<String>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// `@name` and `///`.
    pub notes: Notes,
    /// Where it stands.
    pub span: Span,
}

/// The statements.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// `let x = e`, `var x = e`: the first write of a variable.
    Let { var: VarId, value: Expr },
    /// `x = e`
    Assign { var: VarId, value: Expr },
    /// `while c { }`
    While { id: LoopId, condition: Expr, body: Block },
    /// `for i, x in xs { }`, `for i in a..b { }`
    For { id: LoopId, index: Option<VarId>, item: VarId, source: Box<ForSource>, body: Block },
    /// `wait 30s`
    Wait(Expr),
    /// `wait until t`
    WaitUntil(Expr),
    /// An expression whose value is dropped.
    Expr(Expr),
}

/// What a `for` goes through.
#[derive(Clone, Debug)]
pub enum ForSource {
    /// A list; of type `any` it must be checked at run time.
    List(Expr),
    /// Numbers from the first to below (or with `inclusive`, to) the last.
    Range { start: Expr, end: Expr, inclusive: bool },
}

/// An expression with what is known of it.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its form.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Whether it needs states of its own: it holds work, a jump, a loop or an assignment. An expression
    /// without is one JSONata expression.
    pub steps: bool,
    /// Where it stands.
    pub span: Span,
}

/// The expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A constant, objects and lists of constants included.
    Literal(Value),
    /// A value known at deployment.
    Deploy(Arc<DeployValue>),
    /// A variable.
    Local(VarId),
    /// `context.Execution.Id`: the path behind `context`, may be empty.
    Context(Vec<Arc<str>>),
    /// `"a ${b}"`: strings as they are, numbers and booleans as JSON; values of type `any` that are
    /// objects or lists print as JSON.
    Interpolation(Vec<TextPart>),
    /// `[a, ...b]`
    List(Vec<ListItem>),
    /// `{ a: e, [k]: e, ...c }`; of two entries with one key the later counts.
    Object(Vec<Entry>),
    /// `base.name`
    Field { base: Box<Expr>, name: Arc<str>, presence: Presence },
    /// `base[index]`; a miss is a missing value.
    Index { base: Box<Expr>, index: Box<Expr>, kind: IndexKind },
    /// `!e`
    Not(Box<Expr>),
    /// `-e`
    Negate(Box<Expr>),
    /// Arithmetic and comparison.
    Binary { op: BinaryOp, left: Box<Expr>, right: Box<Expr> },
    /// `a && b`; the right side runs only when the left is true.
    And(Box<Expr>, Box<Expr>),
    /// `a || b`; the right side runs only when the left is false.
    Or(Box<Expr>, Box<Expr>),
    /// `a ?? b`: a missing link anywhere in the chain `a`, or null, gives `b`.
    Coalesce(Box<Expr>, Box<Expr>),
    /// `exists(a.b.c)`
    Exists(Box<Expr>),
    /// `e is T`: a missing value is of no type.
    Is(Box<Expr>, Type),
    /// A function of the library, the receiver of a method first.
    Library(Library, Vec<Expr>),
    /// `x => e`; only an argument of [`ExprKind::Library`]. Never has steps.
    Lambda { params: Vec<VarId>, body: Box<Expr> },
    /// `{% … %}`: reads the program's variables under the given names.
    Raw { expr: jsonata::Expr, variables: IndexMap<Arc<str>, VarId> },
    /// A call of a `fn`.
    Inline { function: FunctionId, args: Vec<Expr> },
    /// A call, `parallel` or `map` with the reads and clauses behind it.
    Work(Box<Work>),
    /// `if`; the value of the first arm whose test holds, `null` if none does.
    If { tests: Vec<(Expr, Block)>, otherwise: Option<Block> },
    /// `match`: the arms are tests over `subject`, which holds `value`. `exhaustive`: one arm always
    /// holds, so the last needs no test.
    Match { value: Box<Expr>, subject: VarId, arms: Vec<Arm>, exhaustive: bool },
    /// `loop { } until c`; its value is that of the `break` that left it.
    Loop { id: LoopId, body: Block, until: Option<Box<Expr>> },
    /// `try`
    Try(Box<Try>),
    /// A block in the place of an expression.
    Block(Block),
    /// `return e`
    Return(Option<Box<Expr>>),
    /// `break e`
    Break { id: LoopId, value: Option<Box<Expr>> },
    /// `continue`
    Continue(LoopId),
    /// `fail Name("cause")`; both strings.
    Fail { error: Option<Box<Expr>>, cause: Option<Box<Expr>> },
    /// `fail e`: fails again with the error and cause of an error output.
    FailAgain(Box<Expr>),
}

/// Whether a field read can miss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The type claims it is there.
    Sure,
    /// It may be missing: outside `??`, `exists` and `is` the read then fails the state.
    Maybe,
}

/// How `base[index]` is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexKind {
    /// An item of a list by number.
    Item,
    /// A field of an object by name.
    Key,
    /// Nothing is known: the value decides at run time.
    Dynamic,
}

/// A piece of an interpolated string.
#[derive(Clone, Debug)]
pub enum TextPart {
    /// Text as it is.
    Text(String),
    /// A value printed.
    Value(Expr),
}

/// An item of a list literal.
#[derive(Clone, Debug)]
pub enum ListItem {
    /// One item.
    Item(Expr),
    /// The items of a list.
    Spread(Expr),
}

/// An entry of an object literal.
#[derive(Clone, Debug)]
pub enum Entry {
    /// `key: e`
    Field { key: Arc<str>, value: Expr },
    /// `key?: e`: left out when `e` is missing or null.
    Optional { key: Arc<str>, value: Expr },
    /// `[k]: e`
    Computed { key: Expr, value: Expr },
    /// `...e`
    Spread(Expr),
}

/// Arithmetic and comparison; what may be of type `any` is checked by JSONata itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `==`: deep equality
    Equal,
    /// `!=`: always `!(a == b)`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `a in list`: deep equality with an item
    In,
}

/// An arm of a `match`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The doc comment, the `Comment` of the rule it becomes.
    pub comment: Option<String>,
    /// The literals it matches; empty: everything.
    pub values: Vec<Value>,
    /// `n` of `n if n > 3`: bound to the subject.
    pub binding: Option<VarId>,
    /// `if n > 3`
    pub guard: Option<Expr>,
    /// What it does.
    pub body: Block,
    /// Where the pattern stands.
    pub span: Span,
}

/// What costs at least one state that does something: a call, a `parallel`, a `map`.
#[derive(Clone, Debug)]
pub struct Work {
    /// Which.
    pub kind: WorkKind,
    /// In order; the first that matches counts.
    pub retriers: Vec<Retrier>,
    /// Handlers of `catch` clauses; the value of the handler is the value of the whole.
    pub catches: Vec<Catch>,
    /// Stands for the raw result in `value`.
    pub result: VarId,
    /// The value of the whole, over `result`: the fields read off the call. Evaluated in the state itself.
    pub value: Box<Expr>,
    /// What the state is called where no variable names it: `updateItem StockTable`, `Charge`.
    pub label: String,
    /// Where it stands.
    pub span: Span,
}

/// See [`Work`].
#[derive(Clone, Debug)]
pub enum WorkKind {
    /// A Task state.
    Task(Box<Task>),
    /// A Parallel state: `result` is the list of the branches' values in order.
    Parallel { branches: Vec<Branch> },
    /// A Map state: `result` is the list of the bodies' values, or the writer's summary.
    Map(Box<Map>),
}

/// A Task state.
#[derive(Clone, Debug)]
pub struct Task {
    /// The constant `Resource`, with deploy-time values in it.
    pub resource: Vec<ResourcePart>,
    /// The `Arguments`.
    pub arguments: Option<Expr>,
    /// `timeout`
    pub timeout: Option<Expr>,
    /// `heartbeat`
    pub heartbeat: Option<Expr>,
    /// `role`: the RoleArn of `Credentials`.
    pub role: Option<Expr>,
}

/// A piece of a `Resource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourcePart {
    /// Text as it is.
    Text(String),
    /// `${key}`
    Deploy(Arc<DeployValue>),
}

/// A branch of a `parallel`.
#[derive(Clone, Debug)]
pub struct Branch {
    /// `None` for `branch { … }`.
    pub name: Option<Arc<str>>,
    /// The doc comment.
    pub comment: Option<String>,
    /// What it does.
    pub body: Block,
}

/// A Map state.
#[derive(Clone, Debug)]
pub struct Map {
    /// Holds the item, or with `batch` the list of the batch's items.
    pub item: VarId,
    /// Holds the index from 0.
    pub index: Option<VarId>,
    /// What it goes through.
    pub source: MapSource,
    /// `concurrency`
    pub concurrency: Option<Expr>,
    /// `tolerate 3`
    pub tolerated_count: Option<Expr>,
    /// `tolerate 5%`
    pub tolerated_percentage: Option<Expr>,
    /// `distributed`
    pub distributed: Option<Distributed>,
    /// The doc comment of the body.
    pub comment: Option<String>,
    /// What is done with each item.
    pub body: Block,
}

/// What a [`Map`] goes through.
#[derive(Clone, Debug)]
pub enum MapSource {
    /// A list (for a distributed map also an object).
    Items(Expr),
    /// An ItemReader.
    Reader {
        /// `csv` of `s3.csv`
        name: &'static str,
        /// `arn:aws:states:::s3:getObject` or `…:listObjectsV2`
        resource: &'static str,
        /// Its `Arguments`.
        arguments: Expr,
        /// Its `ReaderConfig`, in the order of the documentation.
        config: Vec<(&'static str, Expr)>,
    },
}

/// The options of a distributed map.
#[derive(Clone, Debug)]
pub struct Distributed {
    /// `distributed express`
    pub express: bool,
    /// `select x => e`: the parameter stands for the item as read.
    pub select: Option<(VarId, Expr)>,
    /// `batch 100`
    pub batch_items: Option<Expr>,
    /// `batch bytes 200000`
    pub batch_bytes: Option<Expr>,
    /// `label "x"`
    pub label: Option<String>,
    /// `results to s3(…)`
    pub writer: Option<Writer>,
}

/// A ResultWriter.
#[derive(Clone, Debug)]
pub struct Writer {
    /// Bucket and Prefix.
    pub arguments: Option<Expr>,
    /// OutputType and Transformation.
    pub config: Vec<(&'static str, Expr)>,
}

/// A retrier with ASL's fields; `None` is ASL's default.
#[derive(Clone, Debug, PartialEq)]
pub struct Retrier {
    /// The doc comment.
    pub comment: Option<String>,
    /// Names as AWS knows them.
    pub errors: Vec<Arc<str>>,
    /// `every`, in seconds.
    pub interval_seconds: Option<u64>,
    /// `attempts`
    pub max_attempts: Option<u64>,
    /// `backoff`
    pub backoff_rate: Option<serde_json::Number>,
    /// `cap`, in seconds.
    pub max_delay_seconds: Option<u64>,
    /// `jitter`
    pub jitter: bool,
}

/// A handler.
#[derive(Clone, Debug)]
pub struct Catch {
    /// The doc comment.
    pub comment: Option<String>,
    /// Names as AWS knows them; a handler of everything has `States.ALL`.
    pub errors: Vec<Arc<str>>,
    /// Holds the error output `{ Error, Cause }`.
    pub binding: Option<VarId>,
    /// What it does.
    pub body: Block,
    /// Where it stands.
    pub span: Span,
}

/// See [`ExprKind::Try`].
#[derive(Clone, Debug)]
pub struct Try {
    /// What is tried.
    pub body: Block,
    /// Run the whole body again.
    pub retriers: Vec<Retrier>,
    /// In order.
    pub catches: Vec<Catch>,
    /// Runs when the body did not fail, outside the reach of `catches`.
    pub otherwise: Option<Block>,
    /// Runs on every way out.
    pub finally: Option<Block>,
}

/// The functions of the library. The receiver of a method is the first argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Library {
    Length,
    Map,
    Filter,
    Reduce,
    Find,
    Any,
    All,
    Sort,
    SortBy,
    Reverse,
    Distinct,
    Join,
    Contains,
    Slice,
    First,
    Last,
    Concat,
    Flatten,
    Zip,
    Chunk,
    GroupBy,
    Sum,
    Min,
    Max,
    Average,
    Upper,
    Lower,
    Trim,
    Split,
    Replace,
    StartsWith,
    EndsWith,
    PadStart,
    PadEnd,
    Matches,
    Like,
    ToNumber,
    /// `regex("…")`: a literal regular expression, first argument of `matches`, `replace`, `split`.
    Regex,
    Keys,
    Values,
    Entries,
    Merge,
    Has,
    Pick,
    Omit,
    Round,
    Floor,
    Ceil,
    Abs,
    JsonParse,
    JsonStringify,
    Base64Encode,
    Base64Decode,
    UrlEncode,
    UrlDecode,
    HashMd5,
    HashSha1,
    HashSha256,
    HashSha384,
    HashSha512,
    Uuid,
    Random,
    RandomInt,
    Now,
    TimeParse,
    TimeFormat,
    TimeAdd,
    TimeDiff,
    Range,
    DynamodbMarshal,
    /// `aws.dynamodb.marshal`: `Bool`, `Nul` as the SDK integrations spell them.
    AwsDynamodbMarshal,
    DynamodbUnmarshal,
    ArnSplit,
}

impl Expr {
    /// An expression whose `steps` follow from its parts.
    #[must_use]
    pub fn new(kind: ExprKind, ty: Type, span: Span) -> Self {
        let steps = kind.steps();
        Self { kind, ty, steps, span }
    }

    /// A constant.
    #[must_use]
    pub fn literal(value: Value, span: Span) -> Self {
        let ty = type_of(&value);
        Self::new(ExprKind::Literal(value), ty, span)
    }
}

/// The type of a constant: scalars are literal types, lists and objects structural.
#[must_use]
pub fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Type::Literal(Arc::new(value.clone()))
        }
        Value::Array(items) => Type::list(Type::union(items.iter().map(type_of))),
        Value::Object(fields) => {
            Type::object(fields.iter().map(|(name, value)| (name.as_str(), type_of(value))))
        }
    }
}

impl Work {
    /// Whether what it is given (arguments, clauses, the source of a map) needs states of its own.
    #[must_use]
    pub fn operands_have_steps(&self) -> bool {
        match &self.kind {
            WorkKind::Task(task) => {
                let Task { resource: _, arguments, timeout, heartbeat, role } = &**task;
                [arguments, timeout, heartbeat, role].into_iter().flatten().any(|expr| expr.steps)
            }
            WorkKind::Parallel { .. } => false,
            WorkKind::Map(map) => match &map.source {
                MapSource::Items(items) => items.steps,
                MapSource::Reader { arguments, config, .. } => {
                    arguments.steps || config.iter().any(|(_, value)| value.steps)
                }
            },
        }
    }
}

impl Block {
    /// Whether it needs states: it assigns, waits, loops or holds an expression that does.
    /// A `Let` alone does not: it can be a binding inside an expression.
    #[must_use]
    pub fn steps(&self) -> bool {
        self.statements.iter().any(|statement| match &statement.kind {
            StatementKind::Let { value, .. } | StatementKind::Expr(value) => value.steps,
            StatementKind::Assign { .. }
            | StatementKind::While { .. }
            | StatementKind::For { .. }
            | StatementKind::Wait(_)
            | StatementKind::WaitUntil(_) => true,
        }) || self.value.as_ref().is_some_and(|value| value.steps)
    }
}

impl ExprKind {
    fn steps(&self) -> bool {
        match self {
            Self::Literal(_)
            | Self::Deploy(_)
            | Self::Local(_)
            | Self::Context(_)
            | Self::Raw { .. } => false,
            Self::Interpolation(parts) => parts.iter().any(|part| match part {
                TextPart::Text(_) => false,
                TextPart::Value(value) => value.steps,
            }),
            Self::List(items) => items.iter().any(|item| match item {
                ListItem::Item(value) | ListItem::Spread(value) => value.steps,
            }),
            Self::Object(entries) => entries.iter().any(|entry| match entry {
                Entry::Field { value, .. }
                | Entry::Optional { value, .. }
                | Entry::Spread(value) => value.steps,
                Entry::Computed { key, value } => key.steps || value.steps,
            }),
            Self::Field { base, .. } => base.steps,
            Self::Not(operand)
            | Self::Negate(operand)
            | Self::Exists(operand)
            | Self::Is(operand, _) => operand.steps,
            Self::Index { base: left, index: right, .. }
            | Self::Binary { left, right, .. }
            | Self::And(left, right)
            | Self::Or(left, right)
            | Self::Coalesce(left, right) => left.steps || right.steps,
            Self::Library(_, args) => args.iter().any(|arg| arg.steps),
            Self::Lambda { body, .. } => body.steps,
            // Whether a `fn` has steps is known to `analyse`, which sets the field itself.
            Self::Inline { args, .. } => args.iter().any(|arg| arg.steps),
            Self::If { tests, otherwise } => {
                tests.iter().any(|(test, block)| test.steps || block.steps())
                    || otherwise.as_ref().is_some_and(Block::steps)
            }
            Self::Match { value, arms, .. } => {
                value.steps
                    || arms.iter().any(|arm| {
                        arm.body.steps() || arm.guard.as_ref().is_some_and(|guard| guard.steps)
                    })
            }
            Self::Block(block) => block.steps(),
            Self::Work(_)
            | Self::Loop { .. }
            | Self::Try(_)
            | Self::Return(_)
            | Self::Break { .. }
            | Self::Continue(_)
            | Self::Fail { .. }
            | Self::FailAgain(_) => true,
        }
    }
}
