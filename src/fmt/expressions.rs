//! Expressions: which rule lays out which, chains of calls, and what stands right of `=`.

use super::doc::Fit;
use super::formatter::Formatter;
use super::lists::Style;
use crate::syntax::ast::{Arg, Expr, ExprKind, Name};

/// What follows the start of a chain.
enum Link<'a> {
    Member,
    Index(&'a Expr),
    Call(&'a [Arg]),
}

impl Formatter<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::Duration { .. }
            | ExprKind::String(_)
            | ExprKind::Raw { .. }
            | ExprKind::Name(_)
            | ExprKind::Bad => self.token(),
            ExprKind::List(items) => self.items(items),
            ExprKind::Object(entries) => self.object(entries),
            ExprKind::Member { .. } | ExprKind::Index { .. } | ExprKind::Call { .. } => {
                self.chain(expr);
            }
            ExprKind::Clauses { chain, clauses } => {
                self.expr(chain);
                if ends_in_block(chain) {
                    self.clauses_of_block(clauses);
                } else {
                    self.clauses(clauses);
                }
            }
            ExprKind::Paren(inner) => self.paren(inner),
            ExprKind::Unary { op, operand } => self.unary(*op, operand),
            ExprKind::Binary { .. } => self.binary(expr),
            ExprKind::As { value, ty } => {
                self.expr(value);
                self.blank();
                self.word("as");
                self.blank();
                self.ty(ty);
            }
            ExprKind::Is { value, ty } => {
                self.expr(value);
                self.blank();
                self.word("is");
                self.blank();
                self.ty(ty);
            }
            ExprKind::Lambda { params, body } => self.lambda(params, body),
            ExprKind::If { tests, otherwise } => self.if_expr(tests, otherwise.as_ref()),
            ExprKind::Match { value, arms } => self.match_expr(value, arms),
            ExprKind::Loop { label, body, until } => {
                self.loop_expr(label.as_ref(), body, until.as_deref());
            }
            ExprKind::Parallel(branches) => self.parallel(branches),
            ExprKind::Map(map) => self.map(map),
            ExprKind::Try(tried) => self.try_expr(tried),
            ExprKind::Return(value) => self.jump("return", None, value.as_deref()),
            ExprKind::Break { label, value } => {
                self.jump("break", label.as_ref(), value.as_deref());
            }
            ExprKind::Continue { label } => self.jump("continue", label.as_ref(), None),
            ExprKind::Fail(value) => self.jump("fail", None, value.as_deref()),
        }
    }

    /// What stands right of `=` or `=>`: on its line if it has lines of its own to break, else on the
    /// next one where it does not fit.
    pub(super) fn right_side(&mut self, value: &Expr) {
        let noted = self.is_at_note();
        if has_lines(value) && !noted {
            self.blank();
            self.expr(value);
            return;
        }
        self.open_line(if noted { Fit::Never } else { Fit::Head });
        self.indent_if_broken();
        self.line();
        self.expr(value);
        self.dedent();
        self.close();
    }

    /// `x => e`, `(a, b) => e`
    fn lambda(&mut self, params: &[Name], body: &Expr) {
        if self.sees("(") {
            self.list(("(", ")"), Style::Tight, params, |this, _| this.token());
        } else {
            self.token();
        }
        self.blank();
        self.word("=>");
        self.right_side(body);
    }

    /// `(e)`
    fn paren(&mut self, inner: &Expr) {
        let hugs = has_lines(inner) && !is_chain(inner);
        if hugs && !self.second_has_note() {
            self.word("(");
            self.expr(inner);
            self.word(")");
            return;
        }
        self.open(Fit::Head);
        self.word("(");
        self.indent_if_broken();
        self.soft();
        if matches!(inner.kind, ExprKind::Binary { .. }) {
            self.operands(inner, false);
        } else {
            self.expr(inner);
        }
        self.closing_notes();
        self.dedent();
        self.soft();
        self.word(")");
        self.close();
    }

    fn second_has_note(&self) -> bool {
        self.second().is_some_and(|second| self.has_note_before(second.offset()))
    }

    /// `f(x).Items[0].map(g)`: on one line, or a method a line where there are several, or broken
    /// within the brackets of its calls.
    fn chain(&mut self, expr: &Expr) {
        let (start, links) = links_of(expr);
        let methods = methods_of(&links);
        let has_args = |at: &&usize| match links.get(**at + 1) {
            Some(Link::Call(args)) => !args.is_empty(),
            _ => false,
        };
        let by_method = methods.iter().filter(has_args).count() > 1;
        if by_method {
            self.open(Fit::Head);
        }
        self.expr(start);
        if by_method {
            self.indent_if_broken();
        }
        for (at, link) in links.iter().enumerate() {
            match link {
                Link::Member => {
                    if by_method && methods.contains(&at) {
                        self.soft();
                    }
                    self.word(".");
                    self.token();
                }
                Link::Index(index) => {
                    self.word("[");
                    self.expr(index);
                    self.word("]");
                }
                Link::Call(args) => self.args(args),
            }
        }
        if by_method {
            self.dedent();
            self.close();
        }
    }
}

/// The start of a chain and what follows it.
fn links_of(expr: &Expr) -> (&Expr, Vec<Link<'_>>) {
    let mut links = Vec::new();
    let mut start = expr;
    loop {
        start = match &start.kind {
            ExprKind::Member { base, .. } => {
                links.push(Link::Member);
                base
            }
            ExprKind::Index { base, index } => {
                links.push(Link::Index(index));
                base
            }
            ExprKind::Call { callee, args } => {
                links.push(Link::Call(args));
                callee
            }
            _ => break,
        };
    }
    links.reverse();
    (start, links)
}

/// The names that begin a line where a chain is broken: those of methods. The first call with named
/// arguments is one of a service and stays with its path.
fn methods_of(links: &[Link<'_>]) -> Vec<usize> {
    let called = |at: &usize| {
        matches!((&links[*at], links.get(at + 1)), (Link::Member, Some(Link::Call(_))))
    };
    let mut methods: Vec<usize> = (0..links.len()).filter(called).collect();
    let service = methods.first().is_some_and(|first| match links.get(first + 1) {
        Some(Link::Call(args)) => args.iter().any(|arg| matches!(arg, Arg::Named { .. })),
        _ => false,
    });
    if service {
        methods.remove(0);
    }
    methods
}

/// Whether an expression has brackets or braces whose lines can be broken.
fn has_lines(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::List(items) => !items.is_empty(),
        ExprKind::Object(entries) => !entries.is_empty(),
        ExprKind::Member { base, .. } | ExprKind::Index { base, .. } => has_lines(base),
        ExprKind::Call { callee, args } => !args.is_empty() || has_lines(callee),
        ExprKind::Clauses { chain, .. } => has_lines(chain),
        ExprKind::Unary { operand, .. } => has_lines(operand),
        ExprKind::As { value, .. } | ExprKind::Is { value, .. } => has_lines(value),
        ExprKind::Break { value, .. } => value.as_deref().is_none_or(has_lines),
        ExprKind::Return(value) | ExprKind::Fail(value) => value.as_deref().is_none_or(has_lines),
        ExprKind::Raw { text, .. } => text.contains('\n'),
        ExprKind::Paren(_)
        | ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::Loop { .. }
        | ExprKind::Parallel(_)
        | ExprKind::Map(_)
        | ExprKind::Try(_)
        | ExprKind::Continue { .. } => true,
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::Duration { .. }
        | ExprKind::String(_)
        | ExprKind::Name(_)
        | ExprKind::Binary { .. }
        | ExprKind::Lambda { .. }
        | ExprKind::Bad => false,
    }
}

/// Whether an expression is a chain or begins with one.
fn is_chain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Member { .. }
        | ExprKind::Index { .. }
        | ExprKind::Call { .. }
        | ExprKind::Paren(_)
        | ExprKind::Unary { .. }
        | ExprKind::As { .. }
        | ExprKind::Is { .. } => true,
        ExprKind::Clauses { chain, .. } => !ends_in_block(chain),
        _ => false,
    }
}

/// Whether clauses behind it stand behind a `}`.
fn ends_in_block(chain: &Expr) -> bool {
    matches!(
        chain.kind,
        ExprKind::If { .. }
            | ExprKind::Match { .. }
            | ExprKind::Loop { .. }
            | ExprKind::Parallel(_)
            | ExprKind::Map(_)
            | ExprKind::Try(_)
    )
}
