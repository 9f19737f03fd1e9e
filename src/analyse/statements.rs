//! Statements and blocks.

use super::Analyser;
use super::assignments::Assignment;
use super::conditions::{facts_of, spot_of};
use super::error::statements as error;
use super::facts::Spot;
use super::flow::{FrameKind, Loop};
use super::literals::unknown;
use super::scopes::Role;
use super::types::{assignable, show, widen};
use crate::ir::program::{
    Block, Expr, ExprKind, ForSource, Notes, Statement, StatementKind, VarId,
};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{
    self, BinaryOp as Op, ExprKind as Ast, Name, Pattern, PatternKind, StatementKind as Ast2,
};

/// What a list of statements becomes.
#[derive(Default)]
pub(super) struct Builder {
    pub statements: Vec<Statement>,
    /// Whether the end of what stands here is never reached.
    pub never: bool,
}

impl Builder {
    pub fn push(&mut self, kind: StatementKind, notes: Notes, span: Span) {
        self.statements.push(Statement { kind, notes, span });
    }

    pub fn binding(&mut self, var: VarId, value: Expr, span: Span) {
        self.push(StatementKind::Let { var, value }, Notes::default(), span);
    }
}

impl<'a> Analyser<'a> {
    /// A block with a scope of its own, and the type of its value: `never` where its end is not
    /// reached.
    pub(super) fn block(&mut self, block: &'a ast::Block) -> (Block, Type) {
        self.scopes.open();
        let result = self.block_after(block, Builder::default(), true);
        self.scopes.close();
        result
    }

    /// A block whose value nobody wants: the body of a loop.
    pub(super) fn dropped_block(&mut self, block: &'a ast::Block, start: Builder) -> (Block, Type) {
        self.block_after(block, start, false)
    }

    /// The statements of a block behind those of `builder`, in the scope that is open.
    pub(super) fn block_after(
        &mut self,
        block: &'a ast::Block,
        mut builder: Builder,
        wanted: bool,
    ) -> (Block, Type) {
        let mut value = None;
        let mut value_notes = Notes::default();
        let mut ty = Type::Null;
        let mut warned = false;
        let count = block.statements.len();
        for (at, statement) in block.statements.iter().enumerate() {
            if builder.never && !std::mem::replace(&mut warned, true) {
                self.warn_unreachable(statement.span);
            }
            let dead = builder.never;
            let notes = self.notes(statement);
            let last = at + 1 == count;
            match &statement.kind {
                Ast2::Expr(e) if last && !dead && (wanted || is_leaving(e)) => {
                    let e = self.expr(e);
                    ty = e.ty.clone();
                    builder.never = ty == Type::Never;
                    value = Some(Box::new(e));
                    value_notes = notes;
                }
                _ if dead => {
                    let mut dropped = Builder::default();
                    self.statement(statement, notes, &mut dropped);
                }
                _ => self.statement(statement, notes, &mut builder),
            }
        }
        if builder.never {
            ty = Type::Never;
        }
        (Block { statements: builder.statements, value, value_notes }, ty)
    }

    fn statement(&mut self, statement: &'a ast::Statement, notes: Notes, out: &mut Builder) {
        let span = statement.span;
        match &statement.kind {
            Ast2::Let { pattern, ty, value } => {
                self.let_statement(pattern, ty.as_ref(), value, notes, span, out);
            }
            Ast2::Var { name, ty, value } => {
                self.var_statement(name, ty.as_ref(), value, notes, span, out);
            }
            Ast2::Assign { place, op, value, .. } => {
                let assignment = Assignment { place, op: *op, value };
                self.assign(&assignment, notes, span, out);
            }
            Ast2::While { label, condition, body } => {
                self.while_statement(label.as_ref(), condition, body, notes, span, out);
            }
            Ast2::For { label, index, item, source, body } => {
                let head = ForHead { label: label.as_ref(), index: index.as_ref(), item, source };
                self.for_statement(&head, body, notes, span, out);
            }
            Ast2::Wait(seconds) => {
                self.check_work_place(span);
                let seconds = self.expr(seconds);
                self.expect_number(&seconds, "`wait`");
                self.check_wait(&seconds);
                out.push(StatementKind::Wait(seconds), notes, span);
            }
            Ast2::WaitUntil(time) => {
                self.check_work_place(span);
                let time = self.expr(time);
                self.expect(&time, &Type::String, "the timestamp");
                out.push(StatementKind::WaitUntil(time), notes, span);
            }
            Ast2::Expr(e) => {
                let value = self.expr(e);
                self.warn_useless(&value);
                out.never |= value.ty == Type::Never;
                out.push(StatementKind::Expr(value), notes, span);
            }
            Ast2::Mock(mock) => self.mock(mock, span),
            Ast2::Expect(e) => self.expectation(e, span),
            Ast2::Bad => {}
        }
    }

    fn check_wait(&mut self, seconds: &Expr) {
        if let Some(number) = super::consts::value_of(seconds).and_then(|value| value.as_f64()) {
            if number < 0.0 || number.fract() != 0.0 || number > 99_999_999.0 {
                self.report(error::bad_wait(seconds.span));
            }
        }
    }

    fn let_statement(
        &mut self,
        pattern: &'a Pattern,
        ty: Option<&'a ast::Type>,
        value: &'a ast::Expr,
        notes: Notes,
        span: Span,
        out: &mut Builder,
    ) {
        let value = self.claimed(ty, value, pattern);
        if value.ty == Type::Never {
            self.warn_unreachable(pattern.span);
        }
        out.never |= value.ty == Type::Never;
        let ty = if value.ty == Type::Never { Type::Any } else { value.ty.clone() };
        match &pattern.kind {
            PatternKind::Name(name) => {
                let var = self.bind(&name.text, ty, Role::Fixed, name.span);
                out.push(StatementKind::Let { var, value }, notes, span);
            }
            PatternKind::Ignore => {
                out.push(StatementKind::Expr(value), notes, span);
            }
            PatternKind::Object { .. } | PatternKind::List { .. } => {
                let var = match value.kind {
                    // What does not change needs no second name.
                    ExprKind::Local(var) if !self.local(var).mutable => var,
                    _ => {
                        let var = self.hidden(pattern_word(pattern), ty.clone(), pattern.span);
                        out.push(StatementKind::Let { var, value }, notes, span);
                        var
                    }
                };
                let base = Expr::new(ExprKind::Local(var), ty, pattern.span);
                self.take_apart(pattern, base, out);
            }
        }
    }

    /// The value of `let x: T = e`: its type is `T`.
    fn claimed(
        &mut self,
        ty: Option<&'a ast::Type>,
        value: &'a ast::Expr,
        pattern: &Pattern,
    ) -> Expr {
        let mut value = self.expr(value);
        if let Some(written) = ty {
            let ty = self.type_of(written);
            let role = match &pattern.kind {
                PatternKind::Name(name) => format!("`{}`", name.text),
                _ => "the value".to_owned(),
            };
            self.expect(&value, &ty, &role);
            if value.ty != Type::Never {
                value.ty = ty;
            }
        }
        value
    }

    fn var_statement(
        &mut self,
        name: &'a Name,
        ty: Option<&'a ast::Type>,
        value: &'a ast::Expr,
        notes: Notes,
        span: Span,
        out: &mut Builder,
    ) {
        let value = self.expr(value);
        out.never |= value.ty == Type::Never;
        let ty = match ty {
            Some(written) => {
                let ty = self.type_of(written);
                self.expect(&value, &ty, &format!("`{}`", name.text));
                ty
            }
            None => widen(&value.ty),
        };
        let known = value.ty.clone();
        let var = self.bind(&name.text, ty.clone(), Role::Changing, name.span);
        self.know(&Spot { var, path: Vec::new() }, &known, &ty);
        out.push(StatementKind::Let { var, value }, notes, span);
    }

    fn while_statement(
        &mut self,
        label: Option<&'a Name>,
        condition: &'a ast::Expr,
        body: &'a ast::Block,
        notes: Notes,
        span: Span,
        out: &mut Builder,
    ) {
        self.forget_assigned(body);
        let condition = self.expr(condition);
        self.expect_bool(&condition);
        let mark = self.facts.mark();
        self.assume_all(facts_of(&condition, true));
        let (id, found) = self.open_loop(label, false);
        self.scopes.open();
        let (body, _) = self.dropped_block(body, Builder::default());
        self.scopes.close();
        let left = self.close_loop();
        self.facts.leave(mark);
        let endless = is_true(&condition) && left.is_empty();
        if endless {
            self.warn_endless(found, &body, span);
            out.never = true;
        } else if left.is_empty() {
            self.assume_all(facts_of(&condition, false));
        }
        out.push(StatementKind::While { id, condition, body }, notes, span);
    }

    fn for_statement(
        &mut self,
        head: &ForHead<'a>,
        body: &'a ast::Block,
        notes: Notes,
        span: Span,
        out: &mut Builder,
    ) {
        let (source, item_type) = self.for_source(head.source);
        self.forget_assigned(body);
        let mark = self.facts.mark();
        let (id, _) = self.open_loop(head.label, false);
        self.scopes.open();
        let index =
            head.index.map(|name| self.bind(&name.text, Type::Number, Role::Fixed, name.span));
        let mut start = Builder::default();
        let item = self.item_variable(head.item, item_type, &mut start);
        let (body, _) = self.dropped_block(body, start);
        self.scopes.close();
        self.close_loop();
        self.facts.leave(mark);
        out.push(StatementKind::For { id, index, item, source, body }, notes, span);
    }

    /// The variable that holds an item; a pattern is taken apart first thing in the body.
    pub(super) fn item_variable(
        &mut self,
        pattern: &'a Pattern,
        ty: Type,
        start: &mut Builder,
    ) -> VarId {
        match &pattern.kind {
            PatternKind::Name(name) => self.bind(&name.text, ty, Role::Fixed, name.span),
            PatternKind::Ignore => self.hidden("item", ty, pattern.span),
            PatternKind::Object { .. } | PatternKind::List { .. } => {
                let var = self.hidden("item", ty.clone(), pattern.span);
                let base = Expr::new(ExprKind::Local(var), ty, pattern.span);
                self.take_apart(pattern, base, start);
                var
            }
        }
    }

    fn for_source(&mut self, source: &'a ast::Expr) -> (ForSource, Type) {
        if let Ast::Binary { op: op @ (Op::Range | Op::RangeInclusive), left, right, .. } =
            &source.kind
        {
            let (start, end) = self.range_ends(left, right);
            let inclusive = *op == Op::RangeInclusive;
            return (ForSource::Range { start, end, inclusive }, Type::Number);
        }
        if let Ast::Paren(inner) = &source.kind {
            return self.for_source(inner);
        }
        let list = self.expr(source);
        let item = self.items_of(&list);
        (ForSource::List(list), item)
    }

    pub(super) fn range_ends(&mut self, left: &'a ast::Expr, right: &'a ast::Expr) -> (Expr, Expr) {
        let (start, end) = (self.expr(left), self.expr(right));
        self.expect_number(&start, "the start of the range");
        self.expect_number(&end, "the end of the range");
        (start, end)
    }

    /// The type of the items of what a loop goes through.
    pub(super) fn items_of(&mut self, list: &Expr) -> Type {
        if list.ty != Type::Any && !list.ty.is_list() && list.ty != Type::Never {
            self.report(error::not_a_list(&show(&list.ty), list.span));
            return Type::Any;
        }
        match list.ty.item() {
            Type::Never => Type::Any,
            item => item,
        }
    }

    /// Opens a loop; whether it stands in a workflow (and not in a constant).
    fn open_loop(
        &mut self,
        label: Option<&'a Name>,
        takes_value: bool,
    ) -> (crate::ir::program::LoopId, bool) {
        if let Some(label) = label {
            let reach = self.frames.last().map_or(0, |frame| frame.loops);
            let twice = self.loops[reach..]
                .iter()
                .any(|known| known.label.as_deref() == Some(&*label.text));
            if twice {
                self.report(error::label_twice(label));
            }
        }
        let id = self.new_loop();
        self.loops.push(Loop {
            label: label.map(|label| label.text.to_string()),
            id,
            takes_value,
            breaks: Vec::new(),
            finally: self.place.finally,
        });
        (id, self.loops.len() == 1)
    }

    /// Closes the innermost loop: the types its `break`s give it.
    fn close_loop(&mut self) -> Vec<Type> {
        self.loops.pop().expect("every loop is closed where it was opened").breaks
    }

    /// `loop { } until c`
    pub(super) fn loop_expr(
        &mut self,
        label: Option<&'a Name>,
        body: &'a ast::Block,
        until: Option<&'a ast::Expr>,
        span: Span,
    ) -> Expr {
        self.check_work_place(span);
        self.forget_assigned(body);
        let mark = self.facts.mark();
        let (id, outermost) = self.open_loop(label, until.is_none());
        self.scopes.open();
        let (body, body_type) = self.dropped_block(body, Builder::default());
        // The test sees the names of the body.
        let until = until.map(|condition| {
            let condition = self.expr(condition);
            self.expect_bool(&condition);
            Box::new(condition)
        });
        self.scopes.close();
        let mut types = self.close_loop();
        self.facts.leave(mark);
        if until.is_some() && body_type != Type::Never {
            types.push(Type::Null);
        }
        if types.is_empty() {
            self.warn_endless(outermost, &body, span);
        } else {
            self.warn_polling(&body, span);
        }
        let ty = Type::union(types);
        Expr::new(ExprKind::Loop { id, body, until }, ty, span)
    }

    /// `break 'label e`
    pub(super) fn break_expr(
        &mut self,
        label: Option<&'a Name>,
        value: Option<&'a ast::Expr>,
        span: Span,
    ) -> Expr {
        self.check_jump_place(span);
        let found = self.loop_of(label, "break", span);
        let value = value.map(|value| Box::new(self.expr(value)));
        let Some(at) = found else { return never_unknown(span) };
        let ty = value.as_ref().map_or(Type::Null, |value| value.ty.clone());
        self.loops[at].breaks.push(ty);
        if let (Some(value), false) = (&value, self.loops[at].takes_value) {
            self.report(error::break_value(value.span));
        }
        let kind = ExprKind::Break { id: self.loops[at].id, value };
        Expr::new(kind, Type::Never, span)
    }

    /// `continue 'label`
    pub(super) fn continue_expr(&mut self, label: Option<&'a Name>, span: Span) -> Expr {
        self.check_jump_place(span);
        let Some(at) = self.loop_of(label, "continue", span) else { return never_unknown(span) };
        Expr::new(ExprKind::Continue(self.loops[at].id), Type::Never, span)
    }

    /// `return e`
    pub(super) fn return_expr(&mut self, value: Option<&'a ast::Expr>, span: Span) -> Expr {
        self.check_jump_place(span);
        if self.place.finally > 0 {
            self.report(error::leaves_finally("return", span));
        }
        let value = value.map(|value| Box::new(self.expr(value)));
        let ty = value.as_ref().map_or(Type::Null, |value| value.ty.clone());
        let kind = self.frames.last().map(|frame| frame.kind);
        match self.frames.last_mut() {
            Some(frame) if kind != Some(FrameKind::Declaration) => frame.returns.push(ty),
            _ => self.report(error::return_out_of_place(span)),
        }
        Expr::new(ExprKind::Return(value), Type::Never, span)
    }

    /// Jumps are no values: JSONata has none.
    fn check_jump_place(&mut self, span: Span) {
        if self.place.lambda {
            self.report(error::jump_in_lambda(span));
        }
    }

    /// `fail`, `fail Name("cause")`, `fail e`, `fail error(name, cause)`
    pub(super) fn fail_expr(&mut self, what: Option<&'a ast::Expr>, span: Span) -> Expr {
        self.check_jump_place(span);
        let kind = match what {
            None => ExprKind::Fail { error: None, cause: None },
            Some(what) => self.failure(what),
        };
        Expr::new(kind, Type::Never, span)
    }

    fn failure(&mut self, what: &'a ast::Expr) -> ExprKind {
        match &what.kind {
            Ast::Paren(inner) => self.failure(inner),
            Ast::Call { callee, args } => match self.failure_name(callee) {
                Some(name) => {
                    let cause = self.failure_cause(args, what.span);
                    ExprKind::Fail { error: Some(Box::new(name)), cause }
                }
                None if is_error_function(callee) && self.scopes.find("error").is_none() => {
                    self.computed_failure(args, what.span)
                }
                None => self.failure_value(what),
            },
            _ => match self.failure_name(what) {
                Some(name) => ExprKind::Fail { error: Some(Box::new(name)), cause: None },
                None => self.failure_value(what),
            },
        }
    }

    /// The constant that names an error: a declared one, `Dotted.Name`, `"text"`.
    fn failure_name(&mut self, e: &'a ast::Expr) -> Option<Expr> {
        use super::names::{Found, Meaning};
        match &e.kind {
            Ast::Name(name) => {
                if self.scopes.find(name).is_some() {
                    return None;
                }
                let Found::Decl(id) = self.names.find(self.file, name) else { return None };
                let Meaning::Value(value) = self.meaning(id, e.span) else { return None };
                let text = value.ty.is_string() || matches!(value.kind, ExprKind::Literal(_));
                text.then(|| Expr { span: e.span, ..(*value).clone() })
            }
            Ast::Member { .. } => {
                let (base, steps) = super::reads::chain_of(e);
                let Ast::Name(root) = &base.kind else { return None };
                let known = self.scopes.find(root).is_some()
                    || !matches!(self.names.find(self.file, root), Found::Nothing)
                    || matches!(&**root, "context" | "aws");
                if known {
                    return None;
                }
                let mut text = root.to_string();
                for step in &steps {
                    let super::reads::Step::Member(name, _) = step else { return None };
                    text.push('.');
                    text.push_str(&name.text);
                }
                Some(super::invoke::string(&text, e.span))
            }
            Ast::String(_) => Some(self.expr(e)),
            _ => None,
        }
    }

    fn failure_cause(&mut self, args: &'a [ast::Arg], span: Span) -> Option<Box<Expr>> {
        match args {
            [] => None,
            [ast::Arg::Positional(cause)] => {
                let cause = self.expr(cause);
                self.expect(&cause, &Type::String, "the cause");
                Some(Box::new(cause))
            }
            _ => {
                self.check_arguments(args);
                self.report(error::fail_takes_one(span));
                None
            }
        }
    }

    /// `fail error(name, cause)`
    fn computed_failure(&mut self, args: &'a [ast::Arg], span: Span) -> ExprKind {
        let (mut error, mut cause) = (None, None);
        let mut right = !args.is_empty();
        for (position, arg) in args.iter().enumerate() {
            let (slot, value) = match (arg, position) {
                (ast::Arg::Positional(value), 0) => (&mut error, value),
                (ast::Arg::Positional(value), 1) => (&mut cause, value),
                (ast::Arg::Named { key, value, .. }, _) if &*key.text == "name" => {
                    (&mut error, value)
                }
                (ast::Arg::Named { key, value, .. }, _) if &*key.text == "cause" => {
                    (&mut cause, value)
                }
                _ => {
                    right = false;
                    self.check_arguments(std::slice::from_ref(arg));
                    continue;
                }
            };
            right &= slot.replace(self.expr(value)).is_none();
        }
        if !right {
            self.report(error::error_takes_two(span));
        }
        for (value, role) in [(&error, "the name of the error"), (&cause, "the cause")] {
            if let Some(value) = value {
                self.expect(value, &Type::String, role);
            }
        }
        ExprKind::Fail { error: error.map(Box::new), cause: cause.map(Box::new) }
    }

    /// `fail e` of a caught error.
    fn failure_value(&mut self, what: &'a ast::Expr) -> ExprKind {
        if let Ast::Name(name) = &what.kind {
            if self.unknown_error_name(name, what.span) {
                return ExprKind::Fail { error: None, cause: None };
            }
        }
        let value = self.expr(what);
        let output = super::clauses::error_output();
        if !assignable(&value.ty, &output) || spot_of(&value).is_none() && value.ty.is_string() {
            self.report(error::not_a_failure(&show(&value.ty), value.span));
        }
        ExprKind::FailAgain(Box::new(value))
    }

    /// `fail Name` where nothing is called so: the nearest declared error is meant.
    fn unknown_error_name(&mut self, name: &str, span: Span) -> bool {
        use super::names::Found;
        let unknown = self.scopes.find(name).is_none()
            && matches!(self.names.find(self.file, name), Found::Nothing)
            && name != "context";
        if unknown {
            let own =
                self.names.candidates(self.file, |kind| matches!(kind, ast::ItemKind::Error(_)));
            let locals = self.scopes.names();
            let known = own.into_iter().chain(locals);
            let nearest = crate::diagnostic::suggest::nearest(name, known).map(str::to_owned);
            self.report(error::unknown_failure(name, span, nearest.as_deref()));
        }
        unknown
    }

    /// Before a loop's body: what it assigns may have changed in an earlier round.
    pub(super) fn forget_assigned(&mut self, body: &'a ast::Block) {
        let mut names = Vec::new();
        if !self.facts.is_empty() {
            super::assigned::in_block(body, &mut names);
        }
        for name in names {
            if let Some(var) = self.scopes.find(&name) {
                self.facts.forget(var);
            }
        }
    }
}

/// What stands between `for` and `{`.
struct ForHead<'a> {
    label: Option<&'a Name>,
    index: Option<&'a Name>,
    item: &'a Pattern,
    source: &'a ast::Expr,
}

/// `return`, `break` and their like end a block whose value nobody wants, too.
fn is_leaving(e: &ast::Expr) -> bool {
    matches!(e.kind, Ast::Return(_) | Ast::Break { .. } | Ast::Continue { .. } | Ast::Fail(_))
}

fn is_error_function(callee: &ast::Expr) -> bool {
    matches!(&callee.kind, Ast::Name(name) if &**name == "error")
}

/// What stands for a jump that leads nowhere.
fn never_unknown(span: Span) -> Expr {
    Expr { ty: Type::Never, ..unknown(span) }
}

fn is_true(condition: &Expr) -> bool {
    matches!(condition.kind, ExprKind::Literal(serde_json::Value::Bool(true)))
}

/// The name of what a pattern takes apart.
pub(super) fn pattern_word(pattern: &Pattern) -> &'static str {
    match pattern.kind {
        PatternKind::List { .. } => "list",
        PatternKind::Object { .. } | PatternKind::Name(_) | PatternKind::Ignore => "object",
    }
}

/// Literals count as what they are literals of, unless the declared type names them.
pub(super) fn widen_scalars(known: &Type, declared: &Type) -> Type {
    Type::union(known.members().iter().map(|member| match member {
        Type::Literal(_) if !declared.members().contains(member) => widen(member),
        other => other.clone(),
    }))
}
