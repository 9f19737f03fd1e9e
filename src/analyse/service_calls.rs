//! Calls of services: `aws.service.action(…)` by the SDK, `service.action(…)` by an integration of
//! their own.

use super::Analyser;
use super::arguments::{self, Call, Nothing};
use super::calls::label_of;
use super::error::calls as error;
use super::error::services as service_error;
use super::literals::unknown;
use super::raised::Callee;
use crate::diagnostic::suggest;
use crate::ir::program::{Expr, ExprKind, ResourcePart};
use crate::ir::types::Type;
use crate::services::catalog::{self, Availability, Support};
use crate::services::optimized::{self, Integration, Output};
use crate::services::{self, Pattern, Service};
use crate::source::Span;
use crate::syntax::ast::{Arg, Name};

impl<'a> Analyser<'a> {
    /// `aws.service.action(…)`
    pub(super) fn sdk_call(
        &mut self,
        service: &'a Name,
        action: &'a Name,
        pattern: &[&'a Name],
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        self.own_clauses = super::clauses::Kinds::default();
        let Some(called) = self.sdk_action(service, action) else {
            self.check_arguments(args);
            return unknown(span);
        };
        let name = format!("aws.{}.{}", service.text, action.text);
        let other = integration_of(called);
        let Some(suffix) = self.pattern(&name, other, pattern, &[Pattern::Callback]) else {
            self.check_arguments(args);
            return unknown(span);
        };
        let callback = suffix == Some(Pattern::Callback);
        let arguments =
            self.in_arguments(callback, |analyser| analyser.arguments_object(args, span));
        let call = Call { name, span: action.span, args };
        let faults = match called.input() {
            Some(structure) => arguments::faults(&call, structure, &arguments),
            None => arguments::faults(&call, Nothing, &arguments),
        };
        faults.into_iter().for_each(|fault| self.report(fault));
        let result = match called.output() {
            _ if callback => Type::Any,
            Some(structure) => Type::Api(structure),
            None => Type::object([]),
        };
        let end = suffix.map_or("", Pattern::suffix);
        let resource = format!("arn:aws:states:::aws-sdk:{}:{}{end}", service.text, action.text);
        let label = label_of(&action.text, &arguments, &self.program);
        let call = self.task(text(resource), Some(arguments), result, label, span);
        if !callback {
            self.remember(&call, Callee::Sdk(called));
        }
        call
    }

    /// The action of a service that `aws.service.action` names; what is wrong with it is reported.
    fn sdk_action(&mut self, service: &Name, action: &Name) -> Option<catalog::Action> {
        let Some(found) = catalog::service(&service.text) else {
            let names = catalog::services().map(catalog::Service::name);
            let nearest =
                other_name(&service.text).or_else(|| suggest::nearest(&service.text, names));
            self.report(error::unknown_sdk_service(service, nearest));
            return None;
        };
        match found.support() {
            Support::Removed(date) => {
                self.report(service_error::removed_service(&service.text, date, service.span));
                return None;
            }
            Support::Unlisted => {
                self.warn(super::error::warnings::unlisted_service(&service.text, service.span));
            }
            Support::Listed | Support::Since2026 => {}
        }
        let Some(called) = found.action(&action.text) else {
            let names = found.actions().map(catalog::Action::name);
            let nearest = suggest::nearest(&action.text, names);
            let fault = service_error::unknown_sdk_action(&service.text, action, nearest);
            self.report(fault);
            return None;
        };
        let name = || format!("aws.{}.{}", service.text, action.text);
        match called.availability() {
            Availability::Available => {}
            Availability::Unsupported => {
                self.report(service_error::cannot_call(&name(), action.span));
                return None;
            }
            Availability::EventStream => {
                self.warn(super::error::warnings::event_stream(&name(), action.span));
            }
        }
        Some(called)
    }

    /// `sqs.sendMessage(…)`, `ecs.runTask.sync(…)`
    pub(super) fn service_call(
        &mut self,
        service: &'static Service,
        action: &'a Name,
        pattern: &[&'a Name],
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        self.own_clauses = super::clauses::Kinds::default();
        let Some(known) = service.actions.iter().find(|known| known.name == &*action.text) else {
            self.check_arguments(args);
            let names = service.actions.iter().map(|action| action.name);
            let nearest = suggest::nearest(&action.text, names);
            let sdk = services::is_sdk_service(service.name);
            return self.bad(span, error::unknown_action(service.name, action, nearest, sdk));
        };
        let name = format!("{}.{}", service.name, known.name);
        let Some(suffix) = self.pattern(&name, None, pattern, known.patterns) else {
            self.check_arguments(args);
            return unknown(span);
        };
        let callback = suffix == Some(Pattern::Callback);
        let arguments =
            self.in_arguments(callback, |analyser| analyser.arguments_object(args, span));
        let integration = optimized::integration(service.name, known.name);
        let result = integration.map_or(Type::Any, |called| {
            let call = Call { name, span: action.span, args };
            self.check_given(&call, called, &arguments);
            result_of(called, suffix)
        });
        let end = suffix.map_or("", Pattern::suffix);
        let resource = format!("arn:aws:states:::{}:{}{end}", service.name, known.name);
        let label = label_of(known.name, &arguments, &self.program);
        let call = self.task(text(resource), Some(arguments), result, label, span);
        if let (false, Some(called)) = (callback, integration) {
            self.remember(&call, Callee::Optimized(called));
        }
        call
    }

    fn check_given(&mut self, call: &Call<'a>, called: Integration, arguments: &Expr) {
        for fault in arguments::faults(call, called, arguments) {
            self.report(fault);
        }
        for (name, span) in arguments::given_names(call.args) {
            if called.parameter(name).is_some_and(|known| !known.documented()) {
                let warning =
                    super::error::warnings::undocumented_parameter(&call.name, name, span);
                self.warn(warning);
            }
        }
    }

    /// The pattern written behind the action that `call` names; `None` where it is wrong, which is
    /// reported. `other` is the integration that may know it.
    fn pattern(
        &mut self,
        call: &str,
        other: Option<Integration>,
        written: &[&'a Name],
        known: &[Pattern],
    ) -> Option<Option<Pattern>> {
        let [word, rest @ ..] = written else { return Some(None) };
        let found = known.iter().find(|pattern| pattern.word() == &*word.text);
        let (Some(pattern), []) = (found, rest) else {
            let words: Vec<&str> = known.iter().map(|pattern| pattern.word()).collect();
            let nearest = suggest::nearest(&word.text, words.iter().copied());
            let has_it =
                |other: &Integration| other.patterns().any(|pattern| pattern.word() == &*word.text);
            let fault = match other.filter(has_it) {
                Some(other) => service_error::pattern_of_integration(call, word, other),
                None => error::unknown_pattern(call, word, &words, nearest),
            };
            self.report(fault);
            return None;
        };
        let what = format!("`.{}`", pattern.word());
        self.needs_standard(word.span, &what, None);
        Some(Some(*pattern))
    }

    /// Remembers what a call calls, for the clauses behind it.
    fn remember(&mut self, call: &Expr, callee: Callee) {
        if let ExprKind::Work(work) = &call.kind {
            self.callees.insert(work.result, callee);
        }
    }
}

/// The integration that does what an action does, and more.
fn integration_of(action: catalog::Action) -> Option<Integration> {
    optimized::integrations().find(|each| each.api() == Some(action))
}

/// The type of what a call gives.
fn result_of(called: Integration, pattern: Option<Pattern>) -> Type {
    match called.output(pattern) {
        Output::Structure(structure) => Type::Api(structure),
        Output::Unknown => Type::Any,
    }
}

fn text(resource: String) -> Vec<ResourcePart> {
    vec![ResourcePart::Text(resource)]
}

/// The SDK's name of a service that has another one elsewhere: in ARNs, in the CLI.
fn other_name(name: &str) -> Option<&'static str> {
    const OTHERS: &[(&str, &str)] = &[
        ("ce", "costexplorer"),
        ("cloudwatchevents", "eventbridge"),
        ("cognitoidp", "cognitoidentityprovider"),
        ("dms", "databasemigration"),
        ("elasticmapreduce", "emr"),
        ("elb", "elasticloadbalancing"),
        ("elbv2", "elasticloadbalancingv2"),
        ("events", "eventbridge"),
        ("logs", "cloudwatchlogs"),
        ("states", "sfn"),
        ("stepfunctions", "sfn"),
    ];
    OTHERS.iter().find(|(other, _)| *other == name).map(|(_, name)| *name)
}
