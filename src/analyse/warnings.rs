//! Warnings: what is allowed and still likely a mistake.
//!
//! They are gathered while the program is analysed and shown at its end, when every `@allow` is known.
//! Those that the service catalog knows of stand with their subjects: errors that a call cannot raise
//! in `raised`, calls that nothing tries again in `unretried`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Analyser;
use super::error::warnings as error;
use super::scopes::Role;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::program::{
    Block, Expr, ExprKind, Map, MapSource, Statement, StatementKind, WorkKind,
};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};

/// Warnings so far, and where which are not wanted.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    found: Vec<Diagnostic>,
    allowed: BTreeMap<&'static str, Vec<Span>>,
}

impl Warnings {
    /// No warnings of this code inside `span`.
    pub fn allow(&mut self, code: Code, span: Span) {
        self.allowed.entry(code.id).or_default().push(span);
    }

    fn is_allowed(&self, warning: &Diagnostic) -> bool {
        let at = warning.span();
        self.allowed.get(warning.code.id).is_some_and(|spans| {
            spans
                .iter()
                .any(|span| span.file == at.file && span.start <= at.start && at.end <= span.end)
        })
    }
}

impl<'a> Analyser<'a> {
    pub(super) fn warn(&mut self, warning: Diagnostic) {
        self.warnings.found.push(warning);
    }

    /// Shows the warnings that no `@allow` covers.
    pub(super) fn flush_warnings(&mut self) {
        self.warn_callbacks();
        let warnings = std::mem::take(&mut self.warnings);
        for warning in &warnings.found {
            if !warnings.is_allowed(warning) {
                self.report(warning.clone());
            }
        }
        let allowed = warnings.allowed.into_iter();
        self.program.allowed =
            allowed.flat_map(|(id, spans)| spans.into_iter().map(move |span| (id, span))).collect();
    }

    /// `exists` of a variable: what was read into it was there, or the state has failed.
    pub(super) fn warn_always_there(&mut self, name: &str, span: Span) {
        self.warn(error::always_there(name, span));
    }

    pub(super) fn warn_unreachable(&mut self, span: Span) {
        self.warn(error::unreachable(span));
    }

    /// Variables never read, declarations of the root file nobody refers to, imports.
    pub(super) fn warn_unused(&mut self) {
        for at in 0..self.variables.len() {
            let variable = &self.variables[at];
            let named = matches!(
                variable.role,
                Role::Fixed | Role::Changing | Role::Parameter | Role::Caught
            );
            let local = &self.locals[at];
            if named && !variable.used && !local.name.starts_with('_') {
                let (name, span) = (local.name.clone(), local.span);
                let role = variable.role;
                self.warn(error::unused_variable(&name, role, span));
            }
        }
        for (name, span) in self.names.unused_imports() {
            self.warn(error::unused_import(&name, span));
        }
        self.warn_unused_declarations();
    }

    fn warn_unused_declarations(&mut self) {
        let unused: Vec<(Arc<str>, &'static str, Span)> = self
            .names
            .decls
            .iter()
            .filter(|decl| decl.file == 0 && !decl.used && !stands_alone(&decl.item.kind))
            .map(|decl| {
                let kind = super::declarations::kind_name(&decl.item.kind);
                (decl.name.text.clone(), kind, decl.name.span)
            })
            .collect();
        // A file without workflows is there to be imported.
        let has_workflows = !self.program.workflows.is_empty();
        for (name, kind, span) in unused {
            if has_workflows {
                self.warn(error::unused_declaration(&name, kind, span));
            }
        }
    }

    /// A value that nothing happens with.
    pub(super) fn warn_useless(&mut self, value: &Expr) {
        let plain =
            !value.steps && value.ty != Type::Never && !super::literals::holds_unknown(value);
        if plain
            && !self.in_test()
            && !matches!(value.kind, ExprKind::If { .. } | ExprKind::Match { .. })
        {
            self.warn(error::useless_value(value.span));
        }
    }

    /// A loop that nothing leaves.
    pub(super) fn warn_endless(&mut self, body: &Block, span: Span) {
        if !leaves(body) {
            self.warn(error::endless_loop(span));
        }
    }

    /// A handler of everything that does nothing about it.
    pub(super) fn warn_swallowed(&mut self, errors: &[Arc<str>], body: &ast::Block, span: Span) {
        let all = errors.iter().any(|error| &**error == "States.ALL");
        if all && body.statements.is_empty() {
            self.warn(error::swallowed(span));
        }
    }

    /// The output of a workflow is what a service says about the call.
    pub(super) fn warn_metadata(&mut self, block: &Block, declared: Option<&Type>) {
        if declared.is_some() {
            return;
        }
        let Some(value) = &block.value else { return };
        let ExprKind::Work(work) = &value.kind else { return };
        let whole = matches!(&work.value.kind, ExprKind::Local(var) if *var == work.result);
        let WorkKind::Task(task) = &work.kind else { return };
        let resource = super::surveys::resource_text(task);
        let service = whole
            && !resource.ends_with(".waitForTaskToken")
            && METADATA.iter().any(|known| resource.ends_with(known));
        if service {
            self.warn(error::metadata(value.span));
        }
    }

    /// A map without `concurrency` over calls of a service calls as fast as it can: a distributed one
    /// 10,000 times at once, an inline one 40 times.
    pub(super) fn warn_open_ended(&mut self, map: &Map, span: Span) {
        let open = match &map.source {
            MapSource::Reader { .. } => true,
            MapSource::Items(items) => {
                !matches!(items.kind, ExprKind::List(_) | ExprKind::Literal(_))
            }
        };
        if map.concurrency.is_some() || !open {
            return;
        }
        let (service, limited) = self.calls_of(&map.body);
        if map.distributed.is_some() && service {
            self.warn(error::open_ended("10,000", 100, span));
        } else if map.distributed.is_none() && limited {
            self.warn(error::open_ended("40", 5, span));
        }
    }

    /// A map over what a reader finds has no end that the source knows, and the state that holds the
    /// results of all items fails with `States.DataLimitExceeded` when they pass 256 KiB.
    pub(super) fn warn_payload(&mut self, map: &Map, reader: Span) {
        let (MapSource::Reader { config, .. }, Some(options)) = (&map.source, &map.distributed)
        else {
            return;
        };
        let few = config.iter().any(|(field, _)| *field == "MaxItems");
        let small = map.body.value.as_ref().is_none_or(|value| is_small(&value.ty));
        if options.writer.is_none() && !few && !small {
            self.warn(error::payload(reader));
        }
    }

    /// A callback that nobody answers waits for a year.
    fn warn_callbacks(&mut self) {
        let mut open: Vec<Span> = self
            .callbacks
            .values()
            .filter(|(_, limited)| !limited)
            .map(|(span, _)| *span)
            .collect();
        open.sort_unstable();
        for span in open {
            self.warn(error::callback_without_limit(span));
        }
    }

    /// An account id, region or ARN in the text is one environment's.
    pub(super) fn warn_literal(&mut self, text: &str, span: Span) {
        if let Some(what) = environment_of(text) {
            self.warn(error::environment_literal(what, span));
        }
    }
}

/// Whether a value takes a few bytes only.
fn is_small(ty: &Type) -> bool {
    match ty {
        Type::Never | Type::Null | Type::Bool | Type::Number => true,
        Type::Union(types) => types.iter().all(is_small),
        _ => false,
    }
}

/// Declarations that need nobody to refer to them.
fn stands_alone(kind: &ItemKind) -> bool {
    match kind {
        ItemKind::Resource(resource) => resource.properties.is_some(),
        ItemKind::Workflow(function) => matches!(function.body, ast::FunctionBody::Block(_)),
        ItemKind::Import(_) | ItemKind::Test(_) | ItemKind::Bad => true,
        ItemKind::Param(_)
        | ItemKind::Const(_)
        | ItemKind::Type(_)
        | ItemKind::Error(_)
        | ItemKind::Retry(_)
        | ItemKind::Lambda(_)
        | ItemKind::Activity(_)
        | ItemKind::Fn(_) => false,
    }
}

/// Whether something in the loop's body leaves it for good: `return` or `fail`.
fn leaves(body: &Block) -> bool {
    body.statements.iter().filter_map(expr_of).any(expr_leaves)
        || body.statements.iter().any(|statement| match &statement.kind {
            StatementKind::While { body, .. } | StatementKind::For { body, .. } => leaves(body),
            _ => false,
        })
        || body.value.as_ref().is_some_and(|value| expr_leaves(value))
}

fn expr_leaves(expr: &Expr) -> bool {
    if !expr.steps {
        return false;
    }
    match &expr.kind {
        ExprKind::Return(_)
        | ExprKind::Fail { .. }
        | ExprKind::FailAgain(_)
        | ExprKind::Break { .. } => true,
        ExprKind::If { tests, otherwise } => {
            tests.iter().any(|(_, body)| leaves(body)) || otherwise.as_ref().is_some_and(leaves)
        }
        ExprKind::Match { arms, .. } => arms.iter().any(|arm| leaves(&arm.body)),
        ExprKind::Loop { body, .. } | ExprKind::Block(body) => leaves(body),
        ExprKind::Try(attempt) => {
            leaves(&attempt.body)
                || attempt.catches.iter().any(|catch| leaves(&catch.body))
                || attempt.otherwise.as_ref().is_some_and(leaves)
        }
        ExprKind::Work(work) => work.catches.iter().any(|catch| leaves(&catch.body)),
        ExprKind::Coalesce(left, right)
        | ExprKind::And(left, right)
        | ExprKind::Or(left, right) => expr_leaves(left) || expr_leaves(right),
        ExprKind::Inline { .. } => true,
        _ => false,
    }
}

fn expr_of(statement: &Statement) -> Option<&Expr> {
    match &statement.kind {
        StatementKind::Let { value, .. }
        | StatementKind::Assign { value, .. }
        | StatementKind::Expr(value) => Some(value),
        StatementKind::While { .. }
        | StatementKind::For { .. }
        | StatementKind::Wait(_)
        | StatementKind::WaitUntil(_) => None,
    }
}

/// Calls whose whole result is about the call, not about what it was for.
const METADATA: &[&str] = &[
    ":putItem",
    ":deleteItem",
    ":updateItem",
    ":sendMessage",
    ":publish",
    ":putEvents",
    ":putObject",
    ":deleteObject",
    ":batchWriteItem",
    ":transactWriteItems",
    ":putMetricData",
    ":startExecution",
];

/// What of one environment a literal text names.
fn environment_of(text: &str) -> Option<&'static str> {
    let is_account =
        |part: &str| part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(rest) = text.strip_prefix("arn:") {
        let parts: Vec<&str> = rest.splitn(5, ':').collect();
        let bound = parts.len() == 5 && (is_region(parts[2]) || is_account(parts[3]));
        return bound.then_some("ARN");
    }
    if text.starts_with("https://") && text.contains(".amazonaws.com") {
        let bound = text.split(['/', '.']).any(|part| is_region(part) || is_account(part));
        return bound.then_some("URL");
    }
    if is_account(text) {
        return Some("account id");
    }
    is_region(text).then_some("region")
}

/// `eu-west-1`
fn is_region(text: &str) -> bool {
    const AREAS: &[&str] = &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "cn", "mx"];
    let parts: Vec<&str> = text.split('-').collect();
    let (Some(area), Some(number)) = (parts.first(), parts.last()) else { return false };
    (3..=4).contains(&parts.len())
        && AREAS.contains(area)
        && number.len() == 1
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_are_seen() {
        assert_eq!(environment_of("arn:aws:sns:eu-west-1:123456789012:t"), Some("ARN"));
        assert_eq!(environment_of("arn:aws:s3:::bucket"), None);
        let queue = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders";
        assert_eq!(environment_of(queue), Some("URL"));
        assert_eq!(environment_of("https://bucket.s3.amazonaws.com/key"), None);
        assert_eq!(environment_of("https://example.com/123456789012"), None);
        assert_eq!(environment_of("123456789012"), Some("account id"));
        assert_eq!(environment_of("us-gov-west-1"), Some("region"));
        assert_eq!(environment_of("to-do-1"), None);
    }
}
