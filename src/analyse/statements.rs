//! Statements and blocks.

use super::Analyser;
use super::assignments::Assignment;
use super::attributes::schedules::is_timestamp;
use super::consts::constant_text;
use super::error::statements as error;
use super::facts::Spot;
use super::flow::FrameKind;
use super::loops::ForHead;
use super::scopes::Role;
use super::types::widen;
use crate::asl::limits;
use crate::ir::program::{Block, Expr, ExprKind, Notes, Statement, StatementKind, VarId};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{
    self, ExprKind as Ast, Name, Pattern, PatternKind, StatementKind as Ast2,
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
                // Nothing more is said of what is never reached than that.
                Ast2::Expr(e) if dead => {
                    self.expr(e);
                }
                // The value may be in the text that was lost.
                Ast2::Bad(_) if last && wanted && !dead => ty = Type::Any,
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
                if constant_text(&time).is_some_and(|text| !is_timestamp(text)) {
                    self.report(error::bad_timestamp(time.span));
                }
                out.push(StatementKind::WaitUntil(time), notes, span);
            }
            Ast2::Expr(e) => {
                let value = self.expr(e);
                self.warn_useless(&value);
                out.never |= value.ty == Type::Never;
                out.push(StatementKind::Expr(value), notes, span);
            }
            Ast2::Mock(mock) => self.mock(mock, notes, span, out),
            Ast2::Expect(e) => self.expectation(e, notes, span, out),
            Ast2::Bad(names) => self.bind_unread(names),
        }
    }

    /// Names of a statement that could not be read, so that what uses them is not wrong too.
    fn bind_unread(&mut self, names: &'a [Name]) {
        for name in names {
            self.bind_unknown(&name.text, name.span);
        }
    }

    fn check_wait(&mut self, seconds: &Expr) {
        if let Some(number) = super::consts::value_of(seconds).and_then(|value| value.as_f64()) {
            if number < 0.0 || number.fract() != 0.0 || number > f64::from(limits::SECONDS) {
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
    pub(super) fn check_jump_place(&mut self, span: Span) {
        if self.place.lambda {
            self.report(error::jump_in_lambda(span));
        }
    }
}

/// `return`, `break` and their like end a block whose value nobody wants, too.
fn is_leaving(e: &ast::Expr) -> bool {
    matches!(e.kind, Ast::Return(_) | Ast::Break { .. } | Ast::Continue { .. } | Ast::Fail(_))
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
