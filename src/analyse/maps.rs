//! `map` and `parallel`: bodies that run beside each other.

use serde_json::Value;

use super::Analyser;
use super::consts::value_of;
use super::error::calls as error;
use super::facts::CONTEXT;
use super::flow::{FrameKind, Parallel};
use super::literals::{is_unknown, unknown};
use super::readers::is_given;
use super::scopes::Role;
use super::statements::Builder;
use crate::ir::program::{
    BinaryOp, Block, Branch, Distributed, Entry, Expr, ExprKind, IndexKind, Library, Map,
    MapSource, VarId, WorkKind, Writer,
};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, Arg, BinaryOp as Op, ExprKind as Ast, MapClauseKind, PatternKind};

/// The clauses of a `map` as they are gathered.
#[derive(Default)]
struct Options {
    concurrency: Option<Expr>,
    tolerated_count: Option<Expr>,
    tolerated_percentage: Option<Expr>,
    distributed: Option<bool>,
    select: Option<(VarId, Expr)>,
    batch_items: Option<Expr>,
    batch_bytes: Option<Expr>,
    label: Option<String>,
    writer: Option<Writer>,
    /// The first clause that only a distributed map has.
    needs_distributed: Option<(&'static str, Span)>,
}

/// So many bytes an execution may be given: 256 KiB.
const BATCH_BYTES: u32 = 262_144;

impl<'a> Analyser<'a> {
    /// `parallel { a: …, b: … }`
    pub(super) fn parallel(&mut self, branches: &'a [ast::Branch], span: Span) -> Expr {
        self.own_clauses = super::clauses::Kinds::default();
        let named = branches.iter().filter(|branch| branch.name.is_some()).count();
        if branches.is_empty() {
            return self.bad(span, error::no_branches(span));
        }
        if named != 0 && named != branches.len() {
            self.report(error::mixed_branches(span));
        }
        let at = self.parallels.len();
        self.parallels.push(Parallel::default());
        let mut types = Vec::with_capacity(branches.len());
        let mut result = Vec::with_capacity(branches.len());
        for (index, branch) in branches.iter().enumerate() {
            if let Some(name) = &branch.name {
                let twice = branches[..index]
                    .iter()
                    .any(|other| other.name.as_ref().is_some_and(|other| other.text == name.text));
                if twice {
                    self.report(error::branch_twice(name));
                }
            }
            let kind = FrameKind::Branch { parallel: at, index };
            let ((), body, ty) = self.frame_body(kind, &branch.body, |_, _| ());
            types.push(ty);
            result.push(Branch {
                name: branch.name.as_ref().map(|name| name.text.clone()),
                comment: branch.doc.clone(),
                body,
            });
        }
        self.close_parallel();
        self.forget_all_assigned(branches);
        self.parallel_work(branches, result, &types, span)
    }

    fn parallel_work(
        &mut self,
        branches: &[ast::Branch],
        result: Vec<Branch>,
        types: &[Type],
        span: Span,
    ) -> Expr {
        let list = Type::list(Type::union(types.iter().cloned()));
        let kind = WorkKind::Parallel { branches: result };
        let call = self.work(kind, list, "parallel".to_owned(), span);
        if branches.iter().any(|branch| branch.name.is_none()) {
            return call;
        }
        self.fold_into_work(call, span, |_, list| {
            let entries: Vec<Entry> = branches
                .iter()
                .zip(types)
                .enumerate()
                .filter_map(|(at, (branch, ty))| {
                    let name = branch.name.as_ref()?;
                    let index = Expr::literal(Value::from(at), name.span);
                    let kind = ExprKind::Index {
                        base: Box::new(list.clone()),
                        index: Box::new(index),
                        kind: IndexKind::Item,
                    };
                    let value = Expr::new(kind, ty.clone(), name.span);
                    Some(Entry::Field { key: name.text.clone(), value })
                })
                .collect();
            let fields = entries.iter().filter_map(|entry| match entry {
                Entry::Field { key, value } => Some((&**key, value.ty.clone())),
                _ => None,
            });
            let ty = Type::object(
                fields.map(|(key, ty)| (key, if ty == Type::Never { Type::Any } else { ty })),
            );
            Expr::new(ExprKind::Object(entries), ty, span)
        })
    }

    fn forget_all_assigned(&mut self, branches: &'a [ast::Branch]) {
        for branch in branches {
            self.forget_assigned(&branch.body);
        }
    }

    /// The body of a branch or map: a frame of its own, whose value is what its end or a `return`
    /// gives. `prepare` binds what the body starts with.
    pub(super) fn frame_body<T>(
        &mut self,
        kind: FrameKind,
        body: &'a ast::Block,
        prepare: impl FnOnce(&mut Self, &mut Builder) -> T,
    ) -> (T, Block, Type) {
        self.open_frame(kind);
        let mark = self.facts.mark();
        self.scopes.open();
        let before = std::mem::take(&mut self.place);
        self.place.lambda = before.lambda;
        self.place.constant = before.constant;
        let mut start = Builder::default();
        let prepared = prepare(self, &mut start);
        let (mut block, ty) = self.block_after(body, start, true);
        self.place = before;
        self.scopes.close();
        self.facts.leave(mark);
        let frame = self.close_frame();
        let ty = Type::union(frame.returns.into_iter().chain([ty]));
        strip_return(&mut block);
        (prepared, block, ty)
    }

    /// `map i, x in xs … { }`
    pub(super) fn map(&mut self, map: &'a ast::Map, span: Span) -> Expr {
        self.own_clauses = super::clauses::Kinds::default();
        let (source, mut item_type) = self.map_source(&map.source, is_distributed(map));
        let options = self.map_options(&map.clauses, &item_type);
        if let (None, Some((word, at))) = (options.distributed, options.needs_distributed) {
            self.report(error::needs_distributed(word, at));
        }
        if matches!(source, MapSource::Reader { .. }) && options.distributed.is_none() {
            self.report(error::reader_not_distributed(map.source.span));
        }
        if options.distributed.is_some() {
            self.needs_standard(span, "a distributed `map`", Some("leave `distributed` out"));
        }
        if let Some((_, selected)) = &options.select {
            item_type = selected.ty.clone();
        }
        if options.batch_items.is_some() || options.batch_bytes.is_some() {
            item_type = Type::list(item_type);
        }
        let (item, index, body, body_type) = self.map_body(map, item_type, &options);
        self.forget_assigned(&map.body);
        let ty = result_type(&options, body_type);
        let label = format!("map {}", item_word(&map.item));
        let comment = map.body_doc.clone();
        let reader = map.source.span;
        let map = Map { comment, ..self.assemble(source, item, index, body, options) };
        self.warn_open_ended(&map, span);
        self.warn_payload(&map, reader);
        self.work(WorkKind::Map(Box::new(map)), ty, label, span)
    }

    fn map_body(
        &mut self,
        map: &'a ast::Map,
        item_type: Type,
        options: &Options,
    ) -> (VarId, Option<VarId>, Block, Type) {
        let batched = options.batch_items.is_some() || options.batch_bytes.is_some();
        if let (Some(name), true) = (&map.index, batched) {
            self.report(error::index_of_batch(name));
        }
        let kind = FrameKind::MapBody { express: options.distributed == Some(true) };
        let ((index, item), body, ty) = self.frame_body(kind, &map.body, |analyser, start| {
            if options.distributed.is_some() {
                // Its children are executions of their own.
                analyser.facts.forget(CONTEXT);
            }
            let index = map
                .index
                .as_ref()
                .map(|name| analyser.bind(&name.text, Type::Number, Role::Fixed, name.span));
            (index, analyser.item_variable(&map.item, item_type, start))
        });
        (item, index, body, ty)
    }

    fn assemble(
        &mut self,
        source: MapSource,
        item: VarId,
        index: Option<VarId>,
        body: Block,
        options: Options,
    ) -> Map {
        let distributed = options.distributed.map(|express| Distributed {
            express,
            select: options.select,
            batch_items: options.batch_items,
            batch_bytes: options.batch_bytes,
            label: options.label,
            writer: options.writer,
        });
        Map {
            item,
            index,
            source,
            concurrency: options.concurrency,
            tolerated_count: options.tolerated_count,
            tolerated_percentage: options.tolerated_percentage,
            distributed,
            comment: None,
            body,
        }
    }

    /// What a map goes through, and the type of its items.
    fn map_source(&mut self, source: &'a ast::Expr, distributed: bool) -> (MapSource, Type) {
        match &source.kind {
            Ast::Paren(inner) => self.map_source(inner, distributed),
            Ast::Binary { op: op @ (Op::Range | Op::RangeInclusive), left, right, .. } => {
                let (start, end) = self.range_ends(left, right);
                let list = range_list(start, end, *op == Op::RangeInclusive, source.span);
                (MapSource::Items(list), Type::Number)
            }
            Ast::Call { callee, args } => match self.reader_name(callee) {
                Some(reader) => self.reader(reader, args, source.span),
                None => self.map_items(source, distributed),
            },
            _ => self.map_items(source, distributed),
        }
    }

    /// A list; of a distributed map also an object, whose items are its fields.
    fn map_items(&mut self, source: &'a ast::Expr, distributed: bool) -> (MapSource, Type) {
        let list = self.expr(source);
        if distributed && list.ty.is_object() {
            let value = match &list.ty {
                Type::Record(value) => (**value).clone(),
                _ => Type::Any,
            };
            let item = Type::object([("Key", Type::String), ("Value", value)]);
            return (MapSource::Items(list), item);
        }
        let item = self.items_of(&list);
        (MapSource::Items(list), item)
    }

    fn map_options(&mut self, clauses: &'a [ast::MapClause], item: &Type) -> Options {
        let mut options = Options::default();
        let mut seen: Vec<&'static str> = Vec::new();
        for clause in clauses {
            let (word, inline) = clause_word(&clause.kind);
            if seen.contains(&word) {
                self.report(error::clause_twice(word, clause.span));
            }
            seen.push(word);
            if !inline {
                options.needs_distributed.get_or_insert((word, clause.span));
            }
            self.map_option(clause, item, &mut options);
        }
        options
    }

    fn map_option(&mut self, clause: &'a ast::MapClause, item: &Type, options: &mut Options) {
        match &clause.kind {
            MapClauseKind::Concurrency(value) => {
                options.concurrency = Some(self.count(value, "concurrency", (0, None)));
            }
            MapClauseKind::TolerateCount(value) => {
                options.tolerated_count = Some(self.count(value, "tolerate", (0, None)));
            }
            MapClauseKind::ToleratePercent(value) => {
                let value = self.expr(value);
                self.expect_number(&value, "`tolerate`");
                let number = value_of(&value).and_then(|value| value.as_f64());
                if number.is_some_and(|number| !(0.0..=100.0).contains(&number)) {
                    self.report(error::percentage(value.span));
                }
                options.tolerated_percentage = Some(value);
            }
            MapClauseKind::Distributed { express } => options.distributed = Some(*express),
            MapClauseKind::Select(lambda) => options.select = self.select(lambda, item),
            MapClauseKind::Batch(value) => {
                options.batch_items = Some(self.count(value, "batch", (1, None)));
            }
            MapClauseKind::BatchBytes(value) => {
                options.batch_bytes =
                    Some(self.count(value, "batch bytes", (1, Some(BATCH_BYTES))));
            }
            MapClauseKind::Label(value) => {
                options.label = self.map_label(value);
                if let Some(label) = &options.label {
                    self.note_label(label, value.span);
                }
            }
            MapClauseKind::ResultsTo(call) => options.writer = self.writer(call),
        }
    }

    /// A whole number in a range.
    fn count(&mut self, value: &'a ast::Expr, word: &str, range: (u32, Option<u32>)) -> Expr {
        let value = self.expr(value);
        self.expect_number(&value, &format!("`{word}`"));
        if let Some(number) = value_of(&value).and_then(|value| value.as_f64()) {
            let (least, most) = range;
            let inside =
                number >= f64::from(least) && most.is_none_or(|most| number <= f64::from(most));
            if !inside || number.fract() != 0.0 {
                self.report(error::no_count(word, range, value.span));
            }
        }
        value
    }

    /// `select x => e`
    fn select(&mut self, lambda: &'a ast::Expr, item: &Type) -> Option<(VarId, Expr)> {
        let Ast::Lambda { params, body } = &lambda.kind else {
            let value = self.expr(lambda);
            if !is_unknown(&value) {
                self.report(error::select_wants_lambda(lambda.span));
            }
            return None;
        };
        if params.len() != 1 {
            self.report(error::lambda_parameters("select", 1, 1, params.len(), lambda.span));
        }
        let types = vec![item.clone(); params.len()];
        let selected = self.in_place(
            |place| place.select = true,
            |analyser| analyser.lambda(params, body, &types, lambda.span),
        );
        match selected.kind {
            ExprKind::Lambda { params, body } => Some((*params.first()?, *body)),
            _ => None,
        }
    }

    /// `label "x"`: a constant of up to 40 characters.
    fn map_label(&mut self, value: &'a ast::Expr) -> Option<String> {
        const FORBIDDEN: &str = "?*<>{}[]:;,\\|^~$#%&\"` ";
        let found = self.constant_value(value, "the `label` of a `map`")?;
        match found {
            Value::String(text)
                if (1..=40).contains(&text.chars().count())
                    && !text.contains(|c: char| c.is_control() || FORBIDDEN.contains(c)) =>
            {
                Some(text)
            }
            _ => {
                self.report(error::bad_label(value.span));
                None
            }
        }
    }

    /// Labels are unique in a workflow; a `fn` that is called twice is found when it is written out.
    fn note_label(&mut self, label: &str, span: Span) {
        let Some(frame) = self.frames.iter_mut().rev().find(|frame| frame.kind.is_outermost())
        else {
            return;
        };
        match frame.labels.iter().find(|(known, _)| known == label) {
            Some((_, first)) => {
                let fault = error::label_twice(label, span, *first);
                self.report(fault);
            }
            None => frame.labels.push((label.to_owned(), span)),
        }
    }

    /// `results to s3(Bucket: …, Prefix: …, OutputType: …, Transformation: …)`
    fn writer(&mut self, call: &'a ast::Expr) -> Option<Writer> {
        let args = match &call.kind {
            Ast::Call { callee, args } if is_s3(callee) => args,
            Ast::Call { args, .. } => {
                self.check_arguments(args);
                self.report(error::writer(call.span));
                return None;
            }
            _ => {
                self.report(error::writer(call.span));
                return None;
            }
        };
        let mut config = Vec::new();
        let mut plain: Vec<&'a Arg> = Vec::new();
        for arg in args {
            match arg {
                Arg::Named { key, value, .. } if &*key.text == "OutputType" => {
                    let value = self.writer_word(value, &["JSON", "JSONL"]);
                    config.push(("OutputType", value));
                }
                Arg::Named { key, value, .. } if &*key.text == "Transformation" => {
                    let value = self.writer_word(value, &["NONE", "COMPACT", "FLATTEN"]);
                    config.push(("Transformation", value));
                }
                other => plain.push(other),
            }
        }
        config.sort_by_key(|(key, _)| *key);
        let open = plain.iter().any(|arg| !matches!(arg, Arg::Named { .. }));
        if !plain.is_empty() && !open && !is_given(&plain, "Bucket") {
            self.report(error::writer_lacks_bucket(call.span));
        }
        let arguments = (!plain.is_empty()).then(|| {
            self.known_arguments(
                "s3",
                &plain,
                &["Bucket", "Prefix", "ExpectedBucketOwner"],
                call.span,
            )
        });
        if arguments.is_none() && config.is_empty() {
            self.report(error::writer(call.span));
        }
        Some(Writer { arguments, config })
    }

    fn writer_word(&mut self, value: &'a ast::Expr, words: &[&str]) -> Expr {
        let span = value.span;
        match self.constant_value(value, "an option of a result writer") {
            Some(Value::String(text)) if words.contains(&text.as_str()) => {
                super::invoke::string(&text, span)
            }
            Some(_) => self.bad(span, error::one_of_words(words, span)),
            None => unknown(span),
        }
    }
}

fn is_distributed(map: &ast::Map) -> bool {
    map.clauses.iter().any(|clause| matches!(clause.kind, MapClauseKind::Distributed { .. }))
}

fn is_s3(callee: &ast::Expr) -> bool {
    matches!(&callee.kind, Ast::Name(name) if &**name == "s3")
}

/// The word of a clause, and whether an inline map has it too.
fn clause_word(kind: &MapClauseKind) -> (&'static str, bool) {
    match kind {
        MapClauseKind::Concurrency(_) => ("concurrency", true),
        MapClauseKind::TolerateCount(_) | MapClauseKind::ToleratePercent(_) => ("tolerate", false),
        MapClauseKind::Distributed { .. } => ("distributed", true),
        MapClauseKind::Select(_) => ("select", false),
        MapClauseKind::Batch(_) => ("batch", false),
        MapClauseKind::BatchBytes(_) => ("batch bytes", false),
        MapClauseKind::Label(_) => ("label", false),
        MapClauseKind::ResultsTo(_) => ("results to", false),
    }
}

/// What the loop variable is called in the label of the state.
fn item_word(pattern: &ast::Pattern) -> &str {
    match &pattern.kind {
        PatternKind::Name(name) => &name.text,
        PatternKind::Ignore | PatternKind::Object { .. } | PatternKind::List { .. } => "items",
    }
}

/// `a..b` as a list.
fn range_list(start: Expr, end: Expr, inclusive: bool, span: Span) -> Expr {
    let end = if inclusive { one_more(end) } else { end };
    let kind = ExprKind::Library(Library::Range, vec![start, end]);
    Expr::new(kind, Type::list(Type::Number), span)
}

fn one_more(end: Expr) -> Expr {
    let span = end.span;
    let one = Expr::literal(Value::from(1), span);
    match super::consts::fold(BinaryOp::Add, &end, &one) {
        Some(value) => Expr::literal(value, span),
        None => {
            let kind =
                ExprKind::Binary { op: BinaryOp::Add, left: Box::new(end), right: Box::new(one) };
            Expr::new(kind, Type::Number, span)
        }
    }
}

/// What a map gives: the bodies' values, or where the writer has put them.
fn result_type(options: &Options, body: Type) -> Type {
    if options.writer.as_ref().is_some_and(|writer| writer.arguments.is_some()) {
        let place = Type::object([("Bucket", Type::String), ("Key", Type::String)]);
        return Type::object([("MapRunArn", Type::String), ("ResultWriterDetails", place)]);
    }
    let tolerates = options.tolerated_count.is_some() || options.tolerated_percentage.is_some();
    if tolerates {
        let failed = Type::object([
            ("Status", Type::String),
            ("Error", Type::String),
            ("Cause", Type::String),
        ]);
        return Type::list(Type::union([body, failed]));
    }
    Type::list(body)
}

/// A `return` at the very end of a body is its value.
pub(super) fn strip_return(block: &mut Block) {
    let Some(value) = &mut block.value else { return };
    if let ExprKind::Return(inner) = &mut value.kind {
        let inner = inner.take();
        block.value = inner;
    }
}
