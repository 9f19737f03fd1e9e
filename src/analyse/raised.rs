//! Which errors a call can fail with: whether AWS knows a name at all, and whether a call raises it.
//!
//! An error of an SDK integration is called after its class in the SDK for Java, `DynamoDb.…`, and
//! those classes are known. Optimized integrations have prefixes of their own, `DynamoDB.…`, and may
//! fail with names that no model lists.

use super::Analyser;
use super::clauses::Kinds;
use super::error::services as error;
use super::error::warnings as warning;
use crate::diagnostic::suggest;
use crate::ir::program::{Expr, ExprKind, Work, WorkKind};
use crate::services::catalog;
use crate::services::optimized::{self, Integration};
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, ErrorName, RetryPolicy};

/// What a call calls.
#[derive(Clone, Copy, Debug)]
pub(super) enum Callee {
    /// `aws.service.action`
    Sdk(catalog::Action),
    /// `service.action`
    Optimized(Integration),
}

impl Analyser<'_> {
    /// A name of the form `Prefix.Name` in a `catch`, a `retry` or a `fail`.
    pub(super) fn check_error_name(&mut self, name: &str, span: Span) {
        let Some((prefix, rest)) = name.split_once('.') else { return };
        if integrations_of(prefix).next().is_some() {
            self.check_optimized_error(prefix, name, span);
        } else if let Some(service) = catalog::service(&prefix.to_ascii_lowercase()) {
            self.check_sdk_error(service, prefix, rest, span);
        }
    }

    /// Programs may have errors of their own that begin like a service's: what looks like nothing of
    /// AWS's is left alone.
    fn check_sdk_error(&mut self, service: catalog::Service, prefix: &str, rest: &str, span: Span) {
        let right = service.error_prefix();
        if right == prefix && is_sdk_error(service, rest) {
            return;
        }
        let near = near_error(rest, service.errors());
        let of_aws = right == prefix && rest.ends_with("Exception");
        if near.is_none() && !of_aws {
            return;
        }
        let name = format!("{prefix}.{rest}");
        let near = near.map(|near| format!("{right}.{near}"));
        self.report(error::unknown_api_error(&name, span, near.as_deref(), service.name()));
    }

    /// More names are possible than are known: only what is nearly one of them is a mistake.
    fn check_optimized_error(&mut self, prefix: &str, name: &str, span: Span) {
        let sdk = catalog::service(&prefix.to_ascii_lowercase())
            .filter(|service| service.error_prefix() == prefix);
        let mut known: Vec<String> =
            integrations_of(prefix).flat_map(Integration::errors).map(str::to_owned).collect();
        if let Some(service) = sdk {
            known.extend(sdk_errors(service).map(|error| format!("{prefix}.{error}")));
        }
        if known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return;
        }
        let near = suggest::misspelt(name, known.iter().map(String::as_str));
        if let Some(near) = near.map(str::to_owned) {
            self.warn(warning::misspelt_error(name, &near, span));
        }
    }

    /// Warns of errors in the clauses of a call that it cannot fail with.
    pub(super) fn check_raised(&mut self, call: &Expr, clauses: &[Clause]) {
        let ExprKind::Work(work) = &call.kind else { return };
        let callee = self.callees.get(&work.result).copied();
        let heartbeat = Kinds::of(clauses).heartbeat;
        for name in clauses.iter().flat_map(named_errors).filter(|name| !name.quoted) {
            let Some((prefix, rest)) = name.text.split_once('.') else { continue };
            if prefix == "States" {
                self.check_raised_state(work, callee, name, rest, heartbeat);
            } else if let Some(callee) = callee {
                if let Some(reason) = unraised(callee, prefix, rest) {
                    self.warn(warning::unraised(&callee.written(), &name.text, &reason, name.span));
                }
            }
        }
    }

    /// `States.rest`
    fn check_raised_state(
        &mut self,
        work: &Work,
        callee: Option<Callee>,
        name: &ErrorName,
        rest: &str,
        heartbeat: bool,
    ) {
        let Some(reason) = self.never_fails_with(work, rest, heartbeat) else { return };
        let called = match &work.kind {
            WorkKind::Task(_) => callee.map_or_else(|| work.label.clone(), Callee::written),
            WorkKind::Map(_) => "map".to_owned(),
            WorkKind::Parallel { .. } => "parallel".to_owned(),
        };
        self.warn(warning::unraised(&called, &name.text, reason, name.span));
    }
}

/// The errors that a clause names itself: a declared policy serves calls of several services.
fn named_errors(clause: &Clause) -> Vec<&ErrorName> {
    match &clause.kind {
        ClauseKind::Catch(catch) => catch.errors.iter().collect(),
        ClauseKind::Retry(retry) => match &retry.policy {
            RetryPolicy::Inline(groups) => {
                groups.iter().flat_map(|group| group.errors.iter()).collect()
            }
            RetryPolicy::Named(_) => Vec::new(),
        },
        ClauseKind::Timeout(_) | ClauseKind::Heartbeat(_) | ClauseKind::Role(_) => Vec::new(),
    }
}

impl Callee {
    /// An error after which the same call may well succeed, if its model has one: a fault of the service where
    /// that is among them, as it is the one that is met.
    pub(super) fn passing_error(self) -> Option<String> {
        let action = match self {
            Self::Sdk(action) => Some(action),
            Self::Optimized(integration) => integration.api(),
        };
        let action = action?;
        let usual = action.transient_errors().find(|error| *error == "ServiceException");
        let error = usual.or_else(|| action.transient_errors().next())?;
        Some(format!("{}.{error}", self.prefix()?))
    }

    /// As it is written.
    pub(super) fn written(self) -> String {
        match self {
            Self::Sdk(action) => format!("aws.{}.{}", action.service().name(), action.name()),
            Self::Optimized(integration) => {
                format!("{}.{}", integration.service(), integration.action())
            }
        }
    }

    /// The action alone.
    pub(super) fn action(self) -> &'static str {
        match self {
            Self::Sdk(action) => action.name(),
            Self::Optimized(integration) => integration.action(),
        }
    }

    /// What the names of its errors begin with.
    fn prefix(self) -> Option<&'static str> {
        match self {
            Self::Sdk(action) => Some(action.service().error_prefix()),
            Self::Optimized(integration) => integration.error_prefix(),
        }
    }
}

/// Why a call does not fail with `prefix.rest`, as far as that is sure.
fn unraised(callee: Callee, prefix: &str, rest: &str) -> Option<String> {
    let own = callee.prefix()?;
    if own == prefix {
        let Callee::Sdk(action) = callee else { return None };
        return is_of_others(action, rest).then(|| {
            let errors: Vec<String> =
                action.errors().map(|error| format!("{own}.{error}")).collect();
            format!("it fails with {}", error::listed(errors.iter().map(String::as_str)))
        });
    }
    let listed = match callee {
        Callee::Sdk(_) => false,
        Callee::Optimized(integration) => {
            let name = format!("{prefix}.{rest}");
            integration.errors().any(|error| error == name)
                || integration.error_patterns().any(|pattern| matches(pattern, &name))
        }
    };
    let of_aws = integrations_of(prefix).next().is_some()
        || catalog::service(&prefix.to_ascii_lowercase())
            .is_some_and(|service| service.error_prefix() == prefix && is_sdk_error(service, rest));
    (of_aws && !listed).then(|| format!("the names of its errors begin with `{own}.`"))
}

/// Whether an error is known to be one of a few other actions of the service. What many of them share,
/// any of them may raise, whatever its model says.
fn is_of_others(action: catalog::Action, error: &str) -> bool {
    if action.errors().next().is_none() || action.errors().any(|own| own == error) {
        return false;
    }
    let service = action.service();
    let raising =
        service.actions().filter(|other| other.errors().any(|known| known == error)).count();
    raising > 0 && raising * 4 <= service.actions().len()
}

/// `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((head, tail)) => {
            name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
        }
        None => pattern == name,
    }
}

fn integrations_of(prefix: &str) -> impl Iterator<Item = Integration> {
    optimized::integrations().filter(move |each| each.error_prefix() == Some(prefix))
}

fn is_sdk_error(service: catalog::Service, name: &str) -> bool {
    sdk_errors(service).any(|error| error == name)
}

/// The errors of a service, those included that no model describes.
fn sdk_errors(service: catalog::Service) -> impl Iterator<Item = String> {
    let others = [format!("{}Exception", service.error_prefix()), "SdkClientException".to_owned()];
    service.errors().map(str::to_owned).chain(others)
}

/// The error that is meant, also by the name that the API gives it.
fn near_error<'e>(name: &str, errors: impl Iterator<Item = &'e str>) -> Option<&'e str> {
    let errors: Vec<&str> = errors.collect();
    let stem = name.strip_suffix("Fault").or_else(|| name.strip_suffix("Error")).unwrap_or(name);
    let full = format!("{stem}Exception");
    let same = errors.iter().find(|error| error.eq_ignore_ascii_case(&full));
    same.copied().or_else(|| suggest::nearest(name, errors.iter().copied()))
}
