//! Canonical text of a tree, without comments: what is printed parses to an equal tree.
//!
//! The formatter and tests compare trees by it. Lines are not broken to a width and comments are
//! lost: those are the formatter's work.

use std::fmt::Write;

use super::ast::{
    Arg, Arm, ArmPattern, Attribute, BinaryOp, Block, Branch, Catch, Clause, ClauseKind, Doc,
    Entry, ErrorName, Expr, ExprKind, File, FnParam, Function, FunctionBody, Import, Item,
    ItemKind, ListItem, Map, MapClause, MapClauseKind, Mock, MockAnswerKind, Name, Pattern,
    PatternKind, Retry, RetryGroup, RetryOptionKind, RetryPolicy, Statement, StatementKind,
    StringPart, Try, Type, TypeField, TypeKind, UnaryOp,
};

/// What stands for text no rule understood; it parses to `Bad` again.
const BAD: &str = "<bad>";

/// The canonical text of `file`.
#[must_use]
pub fn print(file: &File) -> String {
    let mut printer = Printer::default();
    for item in &file.items {
        printer.item(item);
        printer.newline();
    }
    printer.out
}

/// The canonical text of an expression, as it would stand in a block.
#[must_use]
pub fn print_expr(expr: &Expr) -> String {
    let mut printer = Printer::default();
    printer.expr(expr);
    printer.out
}

/// The canonical text of a block; of one without braces, its statement.
#[must_use]
pub fn print_block(block: &Block) -> String {
    let mut printer = Printer::default();
    printer.block(block);
    printer.out
}

/// The canonical text of a type.
#[must_use]
pub fn print_type(ty: &Type) -> String {
    let mut printer = Printer::default();
    printer.ty(ty);
    printer.out
}

#[derive(Default)]
struct Printer {
    out: String,
    indent: usize,
}

impl Printer {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn newline(&mut self) {
        self.out.push('\n');
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
    }

    /// Puts `items` with `separator` between them.
    fn list<T>(&mut self, items: &[T], separator: &str, mut put: impl FnMut(&mut Self, &T)) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.put(separator);
            }
            put(self, item);
        }
    }

    /// Puts `lines` in braces, one below the other.
    fn braces<T>(&mut self, lines: &[T], mut put: impl FnMut(&mut Self, &T)) {
        if lines.is_empty() {
            self.put("{ }");
            return;
        }
        self.put("{");
        self.indent += 1;
        for line in lines {
            self.newline();
            put(self, line);
        }
        self.indent -= 1;
        self.newline();
        self.put("}");
    }

    fn doc(&mut self, doc: &Doc) {
        for line in doc.iter().flat_map(|text| text.split('\n')) {
            self.put(if line.is_empty() { "///" } else { "/// " });
            self.put(line);
            self.newline();
        }
    }

    /// What separates a clause from what stands before it: a blank, or its doc comment on lines of
    /// its own.
    fn before_clause(&mut self, doc: &Doc) {
        if doc.is_none() {
            self.put(" ");
            return;
        }
        self.indent += 1;
        self.newline();
        self.doc(doc);
        self.indent -= 1;
    }

    fn attributes(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            self.put("@");
            self.put(&attribute.name.text);
            if !attribute.args.is_empty() {
                self.args(&attribute.args);
            }
            self.newline();
        }
    }

    fn string(&mut self, text: &str) {
        self.put("\"");
        self.escaped(text);
        self.put("\"");
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '"' => self.put("\\\""),
                '\\' => self.put("\\\\"),
                '$' => self.put("\\$"),
                '\n' => self.put("\\n"),
                '\r' => self.put("\\r"),
                '\t' => self.put("\\t"),
                control if control.is_control() => {
                    let _ = write!(self.out, "\\u{{{:x}}}", u32::from(control));
                }
                other => self.out.push(other),
            }
        }
    }

    /// A key: a word, or else a string.
    fn key(&mut self, key: &Name) {
        if is_word(&key.text) { self.put(&key.text) } else { self.string(&key.text) }
    }
}

/// Whether `text` can be written without quotes before a colon.
fn is_word(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Declarations.
impl Printer {
    fn item(&mut self, item: &Item) {
        self.doc(&item.doc);
        self.attributes(&item.attributes);
        match &item.kind {
            ItemKind::Import(import) => self.import(import),
            ItemKind::Param(param) => {
                self.declared("param", &param.name, param.ty.as_ref(), param.default.as_ref());
            }
            ItemKind::Const(constant) => {
                let value = Some(&constant.value);
                self.declared("const", &constant.name, constant.ty.as_ref(), value);
            }
            ItemKind::Type(alias) => {
                self.declared("type", &alias.name, None, None);
                self.put(" = ");
                self.ty(&alias.ty);
            }
            ItemKind::Error(error) => {
                self.declared("error", &error.name, None, None);
                if let Some(value) = &error.value {
                    self.put(" = ");
                    self.string(&value.value);
                }
            }
            ItemKind::Retry(retry) => {
                self.declared("retry", &retry.name, None, None);
                self.retry_groups(&retry.groups);
            }
            ItemKind::Lambda(function) => self.function("lambda", function),
            ItemKind::Activity(function) => self.function("activity", function),
            ItemKind::Fn(function) => self.function("fn", function),
            ItemKind::Workflow(function) => self.function("workflow", function),
            ItemKind::Resource(resource) => {
                self.declared("resource", &resource.name, None, None);
                self.put(": ");
                self.put(&resource.resource_type.text);
                if let Some(properties) = &resource.properties {
                    self.put(" ");
                    self.expr(properties);
                }
            }
            ItemKind::Test(test) => {
                self.put("test ");
                self.string(&test.name.value);
                self.put(" ");
                self.block(&test.body);
            }
            ItemKind::Bad => self.put(BAD),
        }
    }

    fn import(&mut self, import: &Import) {
        self.put(if import.names.is_empty() { "import {" } else { "import { " });
        self.list(&import.names, ", ", |printer, entry| {
            printer.put(&entry.name.text);
            if let Some(alias) = &entry.alias {
                printer.put(" as ");
                printer.put(&alias.text);
            }
        });
        self.put(" } from ");
        self.string(&import.path);
    }

    fn declared(&mut self, word: &str, name: &Name, ty: Option<&Type>, value: Option<&Expr>) {
        self.put(word);
        self.put(" ");
        self.put(&name.text);
        self.annotation(ty);
        if let Some(value) = value {
            self.put(" = ");
            self.expr(value);
        }
    }

    fn annotation(&mut self, ty: Option<&Type>) {
        if let Some(ty) = ty {
            self.put(": ");
            self.ty(ty);
        }
    }

    fn function(&mut self, word: &str, function: &Function) {
        self.put(word);
        self.put(" ");
        self.put(&function.name.text);
        self.put("(");
        self.list(&function.params, ", ", Self::param);
        self.put(")");
        if let Some(result) = &function.result {
            self.put(" -> ");
            self.ty(result);
        }
        match &function.body {
            FunctionBody::None => {}
            FunctionBody::Expr(expr) => {
                self.put(" = ");
                self.expr(expr);
            }
            FunctionBody::Block(block) => {
                self.put(" ");
                self.block(block);
            }
        }
        self.clauses(&function.clauses);
    }

    fn param(&mut self, param: &FnParam) {
        self.pattern(&param.pattern);
        self.annotation(param.ty.as_ref());
        self.initial(param.default.as_ref());
    }

    fn initial(&mut self, default: Option<&Expr>) {
        if let Some(default) = default {
            self.put(" = ");
            self.expr(default);
        }
    }

    fn retry_groups(&mut self, groups: &[RetryGroup]) {
        for group in groups {
            self.before_clause(&group.doc);
            self.retry_group(group);
        }
    }

    fn retry_group(&mut self, group: &RetryGroup) {
        self.put("on ");
        self.error_names(&group.errors);
        for option in &group.options {
            let (word, value) = match &option.kind {
                RetryOptionKind::Every(value) => (" every ", Some(value)),
                RetryOptionKind::Attempts(value) => (" attempts ", Some(value)),
                RetryOptionKind::Backoff(value) => (" backoff ", Some(value)),
                RetryOptionKind::Cap(value) => (" cap ", Some(value)),
                RetryOptionKind::Jitter => (" jitter", None),
            };
            self.put(word);
            if let Some(value) = value {
                self.expr(value);
            }
        }
    }

    fn error_names(&mut self, errors: &[ErrorName]) {
        self.list(errors, " | ", |printer, error| {
            if error.quoted { printer.string(&error.text) } else { printer.put(&error.text) }
        });
    }
}

/// Statements and patterns.
impl Printer {
    fn block(&mut self, block: &Block) {
        if block.braces {
            self.braces(&block.statements, Self::statement);
        } else {
            self.list(&block.statements, "; ", Self::statement);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        self.doc(&statement.doc);
        self.attributes(&statement.attributes);
        match &statement.kind {
            StatementKind::Let { pattern, ty, value } => {
                self.put("let ");
                self.pattern(pattern);
                self.annotation(ty.as_ref());
                self.initial(Some(value));
            }
            StatementKind::Var { name, ty, value } => {
                self.declared("var", name, ty.as_ref(), Some(value));
            }
            StatementKind::Assign { place, op, value, op_span: _ } => {
                self.expr(place);
                self.put(" ");
                self.put(op.map_or("", sign));
                self.put("= ");
                self.expr(value);
            }
            StatementKind::While { label, condition, body } => {
                self.label(label.as_ref());
                self.put("while ");
                self.expr(condition);
                self.put(" ");
                self.block(body);
            }
            StatementKind::For { label, index, item, source, body } => {
                self.label(label.as_ref());
                self.put("for ");
                self.binding(index.as_ref(), item, source);
                self.put(" ");
                self.block(body);
            }
            StatementKind::Wait(value) => self.word_before("wait ", value),
            StatementKind::WaitUntil(value) => self.word_before("wait until ", value),
            StatementKind::Expr(value) => self.expr(value),
            StatementKind::Mock(mock) => self.mock(mock),
            StatementKind::Expect(value) => self.word_before("expect ", value),
            StatementKind::Bad(_) => self.put(BAD),
        }
    }

    fn word_before(&mut self, word: &str, value: &Expr) {
        self.put(word);
        self.expr(value);
    }

    fn label(&mut self, label: Option<&Name>) {
        if let Some(label) = label {
            self.put("'");
            self.put(&label.text);
            self.put(": ");
        }
    }

    /// `i, x in xs`
    fn binding(&mut self, index: Option<&Name>, item: &Pattern, source: &Expr) {
        if let Some(index) = index {
            self.put(&index.text);
            self.put(", ");
        }
        self.pattern(item);
        self.put(" in ");
        self.expr(source);
    }

    fn mock(&mut self, mock: &Mock) {
        self.word_before("mock ", &mock.target);
        if let Some(args) = &mock.args {
            self.args(args);
        }
        self.put(" ");
        self.list(&mock.answers, " then ", |printer, answer| {
            match &answer.kind {
                MockAnswerKind::Returns(value) => printer.word_before("returns ", value),
                MockAnswerKind::Fails { error, span: _ } => printer.word_before("fails ", error),
                MockAnswerKind::TimesOut(_) => printer.put("times out"),
            }
            if let Some(delay) = &answer.delay {
                printer.word_before(" after ", delay);
            }
            if let Some(heartbeats) = &answer.heartbeats {
                printer.word_before(" heartbeats every ", heartbeats);
            }
        });
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Name(name) => self.put(&name.text),
            PatternKind::Ignore => self.put("_"),
            PatternKind::Object { fields, rest } => {
                self.put("{ ");
                self.list(fields, ", ", |printer, field| {
                    let own = matches!(&field.pattern.kind,
                        PatternKind::Name(name) if name.text == field.key.text);
                    printer.key(&field.key);
                    if !own {
                        printer.put(": ");
                        printer.pattern(&field.pattern);
                    }
                    printer.initial(field.default.as_ref());
                });
                self.rest(rest.as_ref(), fields.is_empty());
                self.put(" }");
            }
            PatternKind::List { items, rest } => {
                self.put("[");
                self.list(items, ", ", Self::pattern);
                self.rest(rest.as_ref(), items.is_empty());
                self.put("]");
            }
        }
    }

    fn rest(&mut self, rest: Option<&Name>, first: bool) {
        if let Some(rest) = rest {
            self.put(if first { "..." } else { ", ..." });
            self.put(&rest.text);
        }
    }
}

/// Expressions.
impl Printer {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Null => self.put("null"),
            ExprKind::Bool(value) => self.put(if *value { "true" } else { "false" }),
            ExprKind::Number(digits) => self.put(digits),
            ExprKind::Duration { digits, unit_seconds } => {
                self.put(digits);
                self.put(unit(*unit_seconds));
            }
            ExprKind::String(parts) => self.parts(parts),
            ExprKind::Raw { text, text_span: _ } => {
                self.put("{%");
                self.put(text);
                self.put("%}");
            }
            ExprKind::List(items) => {
                self.put("[");
                self.list(items, ", ", |printer, item| match item {
                    ListItem::Item(item) => printer.expr(item),
                    ListItem::Spread(item) => printer.word_before("...", item),
                    ListItem::Bad(_) => printer.put(BAD),
                });
                self.put("]");
            }
            ExprKind::Object(entries) => self.object(entries),
            ExprKind::Name(name) => self.put(name),
            ExprKind::Member { base, name } => {
                self.expr(base);
                self.put(".");
                self.put(&name.text);
            }
            ExprKind::Index { base, index } => {
                self.expr(base);
                self.put("[");
                self.expr(index);
                self.put("]");
            }
            ExprKind::Call { callee, args } => {
                self.expr(callee);
                self.args(args);
            }
            ExprKind::Clauses { chain, clauses } => {
                self.expr(chain);
                self.clauses(clauses);
            }
            ExprKind::Paren(inner) => {
                self.put("(");
                self.expr(inner);
                self.put(")");
            }
            ExprKind::Unary { op, operand } => self.unary(*op, operand),
            ExprKind::Binary { op, left, right, op_span: _ } => {
                let blank = match op {
                    BinaryOp::Range | BinaryOp::RangeInclusive => "",
                    _ => " ",
                };
                self.expr(left);
                self.put(blank);
                self.put(sign(*op));
                self.put(blank);
                self.expr(right);
            }
            ExprKind::As { value, ty } => self.typed(value, " as ", ty),
            ExprKind::Is { value, ty } => self.typed(value, " is ", ty),
            ExprKind::Lambda { params, body } => self.lambda(params, body),
            ExprKind::If { tests, otherwise } => self.if_expr(tests, otherwise.as_ref()),
            ExprKind::Match { value, arms } => {
                self.word_before("match ", value);
                self.put(" ");
                self.braces(arms, Self::arm);
            }
            ExprKind::Loop { label, body, until } => {
                self.label(label.as_ref());
                self.put("loop ");
                self.block(body);
                if let Some(until) = until {
                    self.word_before(" until ", until);
                }
            }
            ExprKind::Parallel(branches) => {
                self.put("parallel ");
                self.braces(branches, Self::branch);
            }
            ExprKind::Map(map) => self.map(map),
            ExprKind::Try(tried) => self.try_expr(tried),
            ExprKind::Return(value) => self.jump("return", None, value.as_deref()),
            ExprKind::Break { label, value } => {
                self.jump("break", label.as_ref(), value.as_deref());
            }
            ExprKind::Continue { label } => self.jump("continue", label.as_ref(), None),
            ExprKind::Fail(value) => self.jump("fail", None, value.as_deref()),
            ExprKind::Bad => self.put(BAD),
        }
    }

    fn parts(&mut self, parts: &[StringPart]) {
        self.put("\"");
        for part in parts {
            match part {
                StringPart::Text(text) => self.escaped(text),
                StringPart::Interpolation(expr) => {
                    self.put("${");
                    self.expr(expr);
                    self.put("}");
                }
            }
        }
        self.put("\"");
    }

    fn object(&mut self, entries: &[Entry]) {
        if entries.is_empty() {
            self.put("{}");
            return;
        }
        self.put("{ ");
        self.list(entries, ", ", |printer, entry| match entry {
            Entry::Field { key, optional, value } => printer.field(key, *optional, value),
            Entry::Shorthand(name) => printer.put(&name.text),
            Entry::Computed { key, value } => {
                if is_interpolated(key) {
                    printer.expr(key);
                } else {
                    printer.put("[");
                    printer.expr(key);
                    printer.put("]");
                }
                printer.word_before(": ", value);
            }
            Entry::Spread(value) => printer.word_before("...", value),
            Entry::Bad(_) => printer.put(BAD),
        });
        self.put(" }");
    }

    fn field(&mut self, key: &Name, optional: bool, value: &Expr) {
        self.key(key);
        self.put(if optional { "?: " } else { ": " });
        self.expr(value);
    }

    fn args(&mut self, args: &[Arg]) {
        self.put("(");
        self.list(args, ", ", |printer, arg| match arg {
            Arg::Positional(value) => printer.expr(value),
            Arg::Named { key, optional, value } => printer.field(key, *optional, value),
            Arg::Spread(value) => printer.word_before("...", value),
            Arg::Bad(_) => printer.put(BAD),
        });
        self.put(")");
    }

    fn unary(&mut self, op: UnaryOp, operand: &Expr) {
        let minus_again = matches!(operand.kind, ExprKind::Unary { op: UnaryOp::Minus, .. });
        self.put(match op {
            UnaryOp::Not => "!",
            // `--` is no operator.
            UnaryOp::Minus if minus_again => "- ",
            UnaryOp::Minus => "-",
        });
        self.expr(operand);
    }

    fn typed(&mut self, value: &Expr, word: &str, ty: &Type) {
        self.expr(value);
        self.put(word);
        self.ty(ty);
    }

    fn lambda(&mut self, params: &[Name], body: &Expr) {
        if let [param] = params {
            self.put(&param.text);
        } else {
            self.put("(");
            self.list(params, ", ", |printer, param| printer.put(&param.text));
            self.put(")");
        }
        self.word_before(" => ", body);
    }

    fn if_expr(&mut self, tests: &[(Expr, Block)], otherwise: Option<&Block>) {
        self.list(tests, " else ", |printer, (condition, block)| {
            printer.word_before("if ", condition);
            printer.put(" ");
            printer.block(block);
        });
        if let Some(block) = otherwise {
            self.put(" else ");
            self.block(block);
        }
    }

    fn arm(&mut self, arm: &Arm) {
        self.doc(&arm.doc);
        self.list(&arm.patterns, " | ", |printer, pattern| match pattern {
            ArmPattern::Literal(literal) => printer.expr(literal),
            ArmPattern::Binding(name) => printer.put(&name.text),
            ArmPattern::Any(_) => printer.put("_"),
            ArmPattern::Bad(_) => printer.put(BAD),
        });
        if let Some(guard) = &arm.guard {
            self.word_before(" if ", guard);
        }
        self.put(" => ");
        self.block(&arm.body);
    }

    fn branch(&mut self, branch: &Branch) {
        self.doc(&branch.doc);
        match &branch.name {
            Some(name) => {
                self.put(&name.text);
                self.put(": ");
            }
            None => self.put("branch "),
        }
        self.block(&branch.body);
    }

    fn map(&mut self, map: &Map) {
        self.put("map ");
        self.binding(map.index.as_ref(), &map.item, &map.source);
        for clause in &map.clauses {
            self.map_clause(clause);
        }
        self.before_clause(&map.body_doc);
        self.block(&map.body);
    }

    fn map_clause(&mut self, clause: &MapClause) {
        match &clause.kind {
            MapClauseKind::Concurrency(value) => self.word_before(" concurrency ", value),
            MapClauseKind::TolerateCount(value) => self.word_before(" tolerate ", value),
            MapClauseKind::ToleratePercent(value) => {
                self.word_before(" tolerate ", value);
                self.put("%");
            }
            MapClauseKind::Distributed { express } => {
                self.put(if *express { " distributed express" } else { " distributed" });
            }
            MapClauseKind::Select(value) => self.word_before(" select ", value),
            MapClauseKind::Batch(value) => self.word_before(" batch ", value),
            MapClauseKind::BatchBytes(value) => self.word_before(" batch bytes ", value),
            MapClauseKind::Label(value) => self.word_before(" label ", value),
            MapClauseKind::ResultsTo(value) => self.word_before(" results to ", value),
        }
    }

    fn try_expr(&mut self, tried: &Try) {
        self.put("try ");
        self.block(&tried.body);
        for retry in &tried.retries {
            self.retry(retry);
        }
        for catch in &tried.catches {
            self.catch(catch);
        }
        if let Some(block) = &tried.otherwise {
            self.put(" else ");
            self.block(block);
        }
        if let Some(block) = &tried.finally {
            self.put(" finally ");
            self.block(block);
        }
    }

    fn jump(&mut self, word: &str, label: Option<&Name>, value: Option<&Expr>) {
        self.put(word);
        if let Some(label) = label {
            self.put(" '");
            self.put(&label.text);
        }
        if let Some(value) = value {
            self.word_before(" ", value);
        }
    }

    fn clauses(&mut self, clauses: &[Clause]) {
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Timeout(value) => self.word_before(" timeout ", value),
                ClauseKind::Heartbeat(value) => self.word_before(" heartbeat ", value),
                ClauseKind::Role(value) => self.word_before(" role ", value),
                ClauseKind::Retry(retry) => self.retry(retry),
                ClauseKind::Catch(catch) => self.catch(catch),
            }
        }
    }

    fn retry(&mut self, retry: &Retry) {
        self.before_clause(&retry.doc);
        self.put("retry");
        match &retry.policy {
            RetryPolicy::Named(name) => {
                self.put(" ");
                self.put(&name.text);
            }
            RetryPolicy::Inline(groups) => self.retry_groups(groups),
        }
    }

    fn catch(&mut self, catch: &Catch) {
        self.before_clause(&catch.doc);
        self.put("catch ");
        if !catch.errors.is_empty() {
            self.error_names(&catch.errors);
            self.put(" ");
        }
        if let Some(binding) = &catch.binding {
            self.put("as ");
            self.put(&binding.text);
            self.put(" ");
        }
        self.block(&catch.body);
    }
}

/// Types.
impl Printer {
    fn ty(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::Name(name) => self.put(name),
            TypeKind::Literal(literal) => self.expr(literal),
            TypeKind::List(item) => {
                self.put("[");
                self.ty(item);
                self.put("]");
            }
            TypeKind::Object(fields) if fields.is_empty() => self.put("{}"),
            TypeKind::Object(fields) => {
                self.put("{ ");
                self.list(fields, ", ", Self::type_field);
                self.put(" }");
            }
            TypeKind::Record(value) => {
                self.put("{ [string]: ");
                self.ty(value);
                self.put(" }");
            }
            TypeKind::Union(members) => self.list(members, " | ", |printer, member| {
                printer.inner_type(member, matches!(member.kind, TypeKind::Union(_)));
            }),
            TypeKind::Optional(inner) => {
                let reads_otherwise =
                    matches!(inner.kind, TypeKind::Union(_) | TypeKind::Optional(_));
                self.inner_type(inner, reads_otherwise);
                self.put("?");
            }
            TypeKind::Bad => self.put(BAD),
        }
    }

    /// A type inside another, in brackets where it would be read otherwise.
    fn inner_type(&mut self, ty: &Type, brackets: bool) {
        if brackets {
            self.put("(");
        }
        self.ty(ty);
        if brackets {
            self.put(")");
        }
    }

    fn type_field(&mut self, field: &TypeField) {
        self.key(&field.name);
        self.put(if field.optional { "?: " } else { ": " });
        self.ty(&field.ty);
    }
}

/// The unit of a duration.
fn unit(seconds: u32) -> &'static str {
    match seconds {
        86_400 => "d",
        3_600 => "h",
        60 => "m",
        _ => "s",
    }
}

/// How an operator is written.
#[must_use]
pub fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Remainder => "%",
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Range => "..",
        BinaryOp::RangeInclusive => "..=",
        BinaryOp::Coalesce => "??",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::In => "in",
        BinaryOp::And => "&&",
        BinaryOp::Or => "||",
    }
}

/// Whether the key is a text that is computed: `"a ${b}"` needs no brackets, `"a"` in brackets is
/// another form than `"a"`.
fn is_interpolated(key: &Expr) -> bool {
    match &key.kind {
        ExprKind::String(parts) => {
            parts.iter().any(|part| matches!(part, StringPart::Interpolation(_)))
        }
        _ => false,
    }
}
