//! The tree of a source file: what was written, before any meaning is given to it.
//!
//! Owned enums, the source form in a doc line on each variant. Every node carries its [`Span`].
//! `Bad` variants stand for text no rule understood; the parser has complained about it already.

use std::sync::Arc;

use crate::source::{FileId, Span};

/// A word of the source and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The word; empty where one is missing, as in `order.`.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// `/// …` lines before a declaration, a statement, a branch, an arm, a `retry`, a `catch` or the body
/// of a `map`: the text without the slashes.
pub type Doc = Option<String>;

/// A whole file.
#[derive(Clone, Debug)]
pub struct File {
    /// Which one.
    pub id: FileId,
    /// Its declarations in order.
    pub items: Vec<Item>,
    /// The names that [`ItemKind::Bad`] seems to declare.
    pub unreadable: Vec<Name>,
}

/// A declaration with what stands before it.
#[derive(Clone, Debug)]
pub struct Item {
    /// The doc comment.
    pub doc: Doc,
    /// `@express`, `@timeout(15m)` …
    pub attributes: Vec<Attribute>,
    /// The declaration itself.
    pub kind: ItemKind,
    /// From the first attribute to the end.
    pub span: Span,
}

/// The declarations.
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// `import { a, b as c } from "./x.flow"`
    Import(Import),
    /// `param Name: string = "default"`
    Param(Param),
    /// `const NAME = expr`
    Const(Const),
    /// `type T = { … }`
    Type(TypeAlias),
    /// `error Name = "Dotted.Name"`
    Error(ErrorDecl),
    /// `retry name on A | B every 2s attempts 3`
    Retry(RetryDecl),
    /// `lambda F(input: T) -> R = target` and clauses
    Lambda(Function),
    /// `activity A(input: T) -> R = target` and clauses
    Activity(Function),
    /// `resource R: AWS::Service::Type { … }`
    Resource(Resource),
    /// `fn f(a: T) -> R = expr`, `fn f(a: T) { … }`
    Fn(Function),
    /// `workflow W(input: T) -> R { … }`, `workflow W(input: T) -> R = target`
    Workflow(Function),
    /// `test "name" { … }`
    Test(Test),
    /// Text no rule understood.
    Bad,
}

/// `@name(args)`
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Without the `@`.
    pub name: Name,
    /// Empty without brackets.
    pub args: Vec<Arg>,
    /// With the `@` and the brackets.
    pub span: Span,
}

/// See [`ItemKind::Import`].
#[derive(Clone, Debug)]
pub struct Import {
    /// Each name and what it is called here.
    pub names: Vec<ImportName>,
    /// The path as written, without its quotes.
    pub path: String,
    /// Where the path stands, quotes included.
    pub path_span: Span,
}

/// `b as c`
#[derive(Clone, Debug)]
pub struct ImportName {
    /// The name in the other file.
    pub name: Name,
    /// The name here, if another.
    pub alias: Option<Name>,
}

/// See [`ItemKind::Param`].
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name in the template.
    pub name: Name,
    /// Its type, if written.
    pub ty: Option<Type>,
    /// Its default.
    pub default: Option<Expr>,
}

/// See [`ItemKind::Const`].
#[derive(Clone, Debug)]
pub struct Const {
    /// Its name.
    pub name: Name,
    /// `const N: T = …`
    pub ty: Option<Type>,
    /// Its value.
    pub value: Expr,
}

/// See [`ItemKind::Type`].
#[derive(Clone, Debug)]
pub struct TypeAlias {
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub ty: Type,
}

/// See [`ItemKind::Error`].
#[derive(Clone, Debug)]
pub struct ErrorDecl {
    /// Its name in Flow.
    pub name: Name,
    /// Its name in AWS, if another.
    pub value: Option<StringLiteral>,
}

/// A string without interpolation.
#[derive(Clone, Debug)]
pub struct StringLiteral {
    /// The text, escapes resolved.
    pub value: String,
    /// With the quotes.
    pub span: Span,
}

/// See [`ItemKind::Retry`].
#[derive(Clone, Debug)]
pub struct RetryDecl {
    /// Its name.
    pub name: Name,
    /// One retrier for each `on`.
    pub groups: Vec<RetryGroup>,
}

/// `on A | B every 2s attempts 3 backoff 2 cap 1m jitter`
#[derive(Clone, Debug)]
pub struct RetryGroup {
    /// The doc comment, which becomes the `Comment` of its retrier.
    pub doc: Doc,
    /// The errors it matches.
    pub errors: Vec<ErrorName>,
    /// `every`, `attempts`, `backoff`, `cap`, `jitter` in the order written.
    pub options: Vec<RetryOption>,
    /// The whole group.
    pub span: Span,
}

/// One word of a retry group.
#[derive(Clone, Debug)]
pub struct RetryOption {
    /// Which.
    pub kind: RetryOptionKind,
    /// The word and its value.
    pub span: Span,
}

/// See [`RetryOption`].
#[derive(Clone, Debug)]
pub enum RetryOptionKind {
    /// `every 2s`
    Every(Expr),
    /// `attempts 3`
    Attempts(Expr),
    /// `backoff 2`
    Backoff(Expr),
    /// `cap 1m`
    Cap(Expr),
    /// `jitter`
    Jitter,
}

/// `States.ALL`, `OutOfStock`, `"odd name"`
#[derive(Clone, Debug)]
pub struct ErrorName {
    /// The dotted words, or the string, as one text.
    pub text: String,
    /// Whether it was written as a string: then it is no declared name.
    pub quoted: bool,
    /// Where it stands.
    pub span: Span,
}

/// `lambda`, `activity`, `fn` and `workflow` alike.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub params: Vec<FnParam>,
    /// The type behind `->`.
    pub result: Option<Type>,
    /// What follows.
    pub body: FunctionBody,
    /// Clauses of a `lambda` or `activity`.
    pub clauses: Vec<Clause>,
}

/// See [`Function`].
#[derive(Clone, Debug)]
pub enum FunctionBody {
    /// Nothing: `lambda F(x: T)`
    None,
    /// `= expr`: a pure `fn`'s value, or the target of the others.
    Expr(Expr),
    /// `{ … }`
    Block(Block),
}

/// `a: T = default`, `{ id, items }: T`
#[derive(Clone, Debug)]
pub struct FnParam {
    /// Its name or names.
    pub pattern: Pattern,
    /// Its type.
    pub ty: Option<Type>,
    /// Its default.
    pub default: Option<Expr>,
    /// The whole parameter.
    pub span: Span,
}

/// See [`ItemKind::Resource`].
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its logical id.
    pub name: Name,
    /// `AWS::SQS::Queue`
    pub resource_type: Name,
    /// Its properties, an object; `None` where it stands in the template already.
    pub properties: Option<Expr>,
}

/// See [`ItemKind::Test`].
#[derive(Clone, Debug)]
pub struct Test {
    /// What it shows.
    pub name: StringLiteral,
    /// Its statements, `mock` and `expect` among them.
    pub body: Block,
}

/// `{ … }`; also the single expression of an arm or branch without braces.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its statements.
    pub statements: Vec<Statement>,
    /// Whether it stands in braces.
    pub braces: bool,
    /// With the braces.
    pub span: Span,
}

/// A statement with what stands before it.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The doc comment, which becomes the `Comment` of its state.
    pub doc: Doc,
    /// `@name("…")`, `@allow(F0601)`
    pub attributes: Vec<Attribute>,
    /// The statement itself.
    pub kind: StatementKind,
    /// From the first attribute to the end.
    pub span: Span,
}

/// The statements. `if`, `match`, `loop`, `parallel`, `map` and `try` are expressions.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// `let pattern: T = e`
    Let { pattern: Pattern, ty: Option<Type>, value: Expr },
    /// `var n: T = e`
    Var { name: Name, ty: Option<Type>, value: Expr },
    /// `n = e`, `n += e`, `v.field = e`: the place is any expression here, checked by `analyse`.
    Assign { place: Expr, op: Option<BinaryOp>, op_span: Span, value: Expr },
    /// `'label: while c { }`
    While { label: Option<Name>, condition: Expr, body: Block },
    /// `'label: for i, x in xs { }`; the source may be a range.
    For { label: Option<Name>, index: Option<Name>, item: Pattern, source: Expr, body: Block },
    /// `wait 30s`, `wait seconds`
    Wait(Expr),
    /// `wait until timestamp`
    WaitUntil(Expr),
    /// An expression; the last one of a block is its value.
    Expr(Expr),
    /// `mock target(args) returns e then …`, in tests.
    Mock(Mock),
    /// `expect e`, in tests.
    Expect(Expr),
    /// Text no rule understood, and the names it seems to declare.
    Bad(Vec<Name>),
}

/// See [`StatementKind::Mock`].
#[derive(Clone, Debug)]
pub struct Mock {
    /// `aws.dynamodb.updateItem`, `Charge`
    pub target: Expr,
    /// The arguments it answers to; `None` for all.
    pub args: Option<Vec<Arg>>,
    /// The answers to the first, second … call.
    pub answers: Vec<MockAnswer>,
}

/// One answer of a mock.
#[derive(Clone, Debug)]
pub struct MockAnswer {
    /// What the answer is.
    pub kind: MockAnswerKind,
    /// `after 3s`
    pub delay: Option<Expr>,
    /// `heartbeats every 20s`
    pub heartbeats: Option<Expr>,
}

/// See [`MockAnswer`].
#[derive(Clone, Debug)]
pub enum MockAnswerKind {
    /// `returns e`, `=> e`
    Returns(Expr),
    /// `fails E("cause")`
    Fails { error: Box<Expr>, span: Span },
    /// `times out`
    TimesOut(Span),
}

/// What stands left of `=` in `let`, before `in`, and as a parameter.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its form.
    pub kind: PatternKind,
    /// Where it stands.
    pub span: Span,
}

/// See [`Pattern`].
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// `x`
    Name(Name),
    /// `_`
    Ignore,
    /// `{ a, b: c, d = 1, ...rest }`
    Object { fields: Vec<PatternField>, rest: Option<Name> },
    /// `[a, b, ...rest]`
    List { items: Vec<Pattern>, rest: Option<Name> },
}

/// `a`, `b: c`, `d = 1`
#[derive(Clone, Debug)]
pub struct PatternField {
    /// The field read.
    pub key: Name,
    /// What it is bound to; the key's own name where none is written.
    pub pattern: Pattern,
    /// The value where the field is missing.
    pub default: Option<Expr>,
}

/// An expression and where it stands.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its form.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `1`, `2.5`, `1e3`: the digits as written
    Number(Arc<str>),
    /// `30s`, `5m`, `2h`, `1d`: the number as written, and seconds per unit
    Duration { digits: Arc<str>, unit_seconds: u32 },
    /// `"a ${b}"`, `"""…"""`
    String(Vec<StringPart>),
    /// `{% $pad($code, -5) %}`: the text between the delimiters and where it stands
    Raw { text: String, text_span: Span },
    /// `[a, ...b]`
    List(Vec<ListItem>),
    /// `{ a, b: e, "odd": e, [k]: e, ...c }`
    Object(Vec<Entry>),
    /// `order`, `_` is refused by the parser
    Name(Arc<str>),
    /// `base.name`
    Member { base: Box<Expr>, name: Name },
    /// `base[index]`
    Index { base: Box<Expr>, index: Box<Expr> },
    /// `callee(args)`
    Call { callee: Box<Expr>, args: Vec<Arg> },
    /// A chain with the clauses behind it: `f(x).Items[0] retry p`, `parallel { … } catch …`
    Clauses { chain: Box<Expr>, clauses: Vec<Clause> },
    /// `(e)`
    Paren(Box<Expr>),
    /// `!e`, `-e`
    Unary { op: UnaryOp, operand: Box<Expr> },
    /// `a + b`, `a ?? b`, `a in b`, `0..n`
    Binary { op: BinaryOp, op_span: Span, left: Box<Expr>, right: Box<Expr> },
    /// `e as T`
    As { value: Box<Expr>, ty: Type },
    /// `e is T`
    Is { value: Box<Expr>, ty: Type },
    /// `x => e`, `(a, b) => e`; only as an argument
    Lambda { params: Vec<Name>, body: Box<Expr> },
    /// `if c { } else if d { } else { }`: tests in order, then the last block
    If { tests: Vec<(Expr, Block)>, otherwise: Option<Block> },
    /// `match e { … }`
    Match { value: Box<Expr>, arms: Vec<Arm> },
    /// `'label: loop { } until c`
    Loop { label: Option<Name>, body: Block, until: Option<Box<Expr>> },
    /// `parallel { a: …, branch { … } }`
    Parallel(Vec<Branch>),
    /// `map i, x in xs … { }`
    Map(Box<Map>),
    /// `try { … } retry P catch E as e { … } else { … } finally { … }`
    Try(Box<Try>),
    /// `return`, `return e`
    Return(Option<Box<Expr>>),
    /// `break 'label e`
    Break { label: Option<Name>, value: Option<Box<Expr>> },
    /// `continue 'label`
    Continue { label: Option<Name> },
    /// `fail`, `fail Name("cause")`, `fail e`, `fail error(name, cause)`: the expression as written
    Fail(Option<Box<Expr>>),
    /// Text no rule understood.
    Bad,
}

/// A piece of a string.
#[derive(Clone, Debug)]
pub enum StringPart {
    /// Text, escapes resolved.
    Text(String),
    /// `${e}`
    Interpolation(Expr),
}

/// An item of a list.
#[derive(Clone, Debug)]
pub enum ListItem {
    /// `e`
    Item(Expr),
    /// `...e`
    Spread(Expr),
    /// Text no rule understood.
    Bad(Span),
}

/// An entry of an object.
#[derive(Clone, Debug)]
pub enum Entry {
    /// `key: e`; `Name?: e` leaves it out when `e` is missing or null
    Field { key: Name, optional: bool, value: Expr },
    /// `a`
    Shorthand(Name),
    /// `[k]: e`, and `"a ${b}": e`
    Computed { key: Expr, value: Expr },
    /// `...e`
    Spread(Expr),
    /// Text no rule understood.
    Bad(Span),
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub enum Arg {
    /// `e`
    Positional(Expr),
    /// `Name: e`, `Name?: e`
    Named { key: Name, optional: bool, value: Expr },
    /// `...e`
    Spread(Expr),
    /// Text no rule understood.
    Bad(Span),
}

/// Prefix operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Minus,
}

/// Infix operators, loosest last: see the table in `docs/language.md`.
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
    /// `..`
    Range,
    /// `..=`
    RangeInclusive,
    /// `??`
    Coalesce,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `&&`
    And,
    /// `||`
    Or,
}

impl BinaryOp {
    /// Which of two operators takes the operand between them.
    #[must_use]
    pub fn tightness(self) -> Tightness {
        match self {
            Self::Multiply | Self::Divide | Self::Remainder => Tightness::Product,
            Self::Add | Self::Subtract => Tightness::Sum,
            Self::Range | Self::RangeInclusive => Tightness::Range,
            Self::Coalesce => Tightness::Coalesce,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual
            | Self::In => Tightness::Comparison,
            Self::And => Tightness::And,
            Self::Or => Tightness::Or,
        }
    }
}

/// How tight operators bind, from the loosest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tightness {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==` `<` `in` `is` …
    Comparison,
    /// `??`
    Coalesce,
    /// `..` `..=`
    Range,
    /// `+` `-`
    Sum,
    /// `*` `/` `%`
    Product,
    /// `as`
    Cast,
}

/// A clause behind a call, a `parallel` or a `map`, or of a `lambda` declaration.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Which.
    pub kind: ClauseKind,
    /// The word and its value.
    pub span: Span,
}

/// See [`Clause`].
#[derive(Clone, Debug)]
pub enum ClauseKind {
    /// `timeout 30s`
    Timeout(Expr),
    /// `heartbeat 5s`
    Heartbeat(Expr),
    /// `role expr`
    Role(Expr),
    /// `retry policy`, `retry on E every 2s`
    Retry(Retry),
    /// `catch E | F as e { … }`
    Catch(Catch),
}

/// `retry …` behind a call or the body of a `try`.
#[derive(Clone, Debug)]
pub struct Retry {
    /// The doc comment, which becomes the `Comment` of its retriers.
    pub doc: Doc,
    /// What follows the word.
    pub policy: RetryPolicy,
    /// The whole clause.
    pub span: Span,
}

/// `policy` or `on …`
#[derive(Clone, Debug)]
pub enum RetryPolicy {
    /// A declared policy.
    Named(Name),
    /// Written in place.
    Inline(Vec<RetryGroup>),
}

/// `catch E | F as e { … }`
#[derive(Clone, Debug)]
pub struct Catch {
    /// The doc comment, which becomes the `Comment` of its catchers.
    pub doc: Doc,
    /// Empty: all errors.
    pub errors: Vec<ErrorName>,
    /// `as e`
    pub binding: Option<Name>,
    /// The handler.
    pub body: Block,
    /// The whole clause.
    pub span: Span,
}

/// `pattern if guard => body`
#[derive(Clone, Debug)]
pub struct Arm {
    /// The doc comment.
    pub doc: Doc,
    /// `"B" | "C"`: one or more.
    pub patterns: Vec<ArmPattern>,
    /// `if n > 3`
    pub guard: Option<Expr>,
    /// What it does.
    pub body: Block,
    /// The whole arm.
    pub span: Span,
}

/// What an arm matches.
#[derive(Clone, Debug)]
pub enum ArmPattern {
    /// A literal: string, number (also negative), duration, `true`, `false`, `null`.
    Literal(Expr),
    /// A bare name binds.
    Binding(Name),
    /// `_`
    Any(Span),
    /// Text no rule understood.
    Bad(Span),
}

/// `name: …`, `name { … }` or `branch { … }` of a `parallel`
#[derive(Clone, Debug)]
pub struct Branch {
    /// The doc comment, which becomes the branch's `Comment`.
    pub doc: Doc,
    /// `None` for `branch { … }`.
    pub name: Option<Name>,
    /// What it does.
    pub body: Block,
    /// The whole branch.
    pub span: Span,
}

/// See [`ExprKind::Map`].
#[derive(Clone, Debug)]
pub struct Map {
    /// `i` of `map i, x in xs`
    pub index: Option<Name>,
    /// `x`
    pub item: Pattern,
    /// `xs`, or a reader as `s3.csv(…)`
    pub source: Expr,
    /// In the order written.
    pub clauses: Vec<MapClause>,
    /// The doc comment before the body.
    pub body_doc: Doc,
    /// The body.
    pub body: Block,
}

/// A clause between the source of a `map` and its body.
#[derive(Clone, Debug)]
pub struct MapClause {
    /// Which.
    pub kind: MapClauseKind,
    /// The word and its value.
    pub span: Span,
}

/// See [`MapClause`].
#[derive(Clone, Debug)]
pub enum MapClauseKind {
    /// `concurrency 5`
    Concurrency(Expr),
    /// `tolerate 3`
    TolerateCount(Expr),
    /// `tolerate 5%`, `tolerate (e)%`
    ToleratePercent(Expr),
    /// `distributed`, `distributed express`
    Distributed { express: bool },
    /// `select x => e`: an [`ExprKind::Lambda`]
    Select(Expr),
    /// `batch 100`
    Batch(Expr),
    /// `batch bytes 200000`
    BatchBytes(Expr),
    /// `label "x"`
    Label(Expr),
    /// `results to s3(Bucket: …, Prefix: …)`: the call
    ResultsTo(Expr),
}

/// See [`ExprKind::Try`].
#[derive(Clone, Debug)]
pub struct Try {
    /// What is tried.
    pub body: Block,
    /// In order.
    pub retries: Vec<Retry>,
    /// In order.
    pub catches: Vec<Catch>,
    /// Runs when the body did not fail.
    pub otherwise: Option<Block>,
    /// Runs on every way out.
    pub finally: Option<Block>,
}

/// A type and where it stands.
#[derive(Clone, Debug)]
pub struct Type {
    /// Its form.
    pub kind: TypeKind,
    /// Where it stands.
    pub span: Span,
}

/// The types.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `any bool number string null` and declared names
    Name(Arc<str>),
    /// `"literal"`, `1`, `true`
    Literal(Box<Expr>),
    /// `[T]`
    List(Box<Type>),
    /// `{ a: T, b?: T }`
    Object(Vec<TypeField>),
    /// `{ [string]: T }`
    Record(Box<Type>),
    /// `T | U`
    Union(Vec<Type>),
    /// `T?`
    Optional(Box<Type>),
    /// Text no rule understood.
    Bad,
}

/// `a: T`, `b?: T`
#[derive(Clone, Debug)]
pub struct TypeField {
    /// Its name.
    pub name: Name,
    /// Whether it may be missing.
    pub optional: bool,
    /// Its type.
    pub ty: Type,
}
