//! Calls of services: `aws.service.action(…)` by the SDK, `service.action(…)` by an integration of
//! their own.

use super::Analyser;
use super::arguments::{self, Call, Nothing};
use super::calls::label_of;
use super::error::calls as error;
use super::error::services as service_error;
use super::error::warnings as warning;
use super::literals::unknown;
use super::raised::Callee;
use crate::diagnostic::{Diagnostic, suggest};
use crate::ir::program::{Expr, ExprKind, ResourcePart};
use crate::ir::types::Type;
use crate::services::catalog::{self, Availability, Support};
use crate::services::optimized::{self, Integration, Output};
use crate::services::{self, Pattern, Service};
use crate::source::Span;
use crate::syntax::ast::{Arg, Name};

/// A call of a service, without its arguments.
#[derive(Clone, Copy)]
pub(super) struct Called {
    /// What is called.
    pub callee: Callee,
    /// What it waits for beside the answer.
    pattern: Option<Pattern>,
    /// Where the action is written.
    span: Span,
}

impl Called {
    /// Its `Resource`.
    pub fn resource(self) -> String {
        let end = self.pattern.map_or("", Pattern::suffix);
        match self.callee {
            Callee::Sdk(action) => {
                let service = action.service().name();
                format!("arn:aws:states:::aws-sdk:{service}:{}{end}", action.name())
            }
            Callee::Optimized(called) => {
                format!("arn:aws:states:::{}:{}{end}", called.service(), called.action())
            }
        }
    }

    /// The type of what it gives. Who sends a token back decides what that call gives.
    pub fn result(self) -> Type {
        match self.callee {
            _ if self.is_callback() => Type::Any,
            Callee::Sdk(action) => action.output().map_or_else(|| Type::object([]), Type::Api),
            Callee::Optimized(called) => match called.output(self.pattern) {
                Output::Structure(structure) => Type::Api(structure),
                Output::Unknown => Type::Any,
            },
        }
    }

    /// Whether it waits for anything, and so has a token.
    pub fn waits(self) -> bool {
        self.pattern.is_some()
    }

    fn is_callback(self) -> bool {
        self.pattern == Some(Pattern::Callback)
    }
}

impl<'a> Analyser<'a> {
    /// `aws.service.action(…)`, `sqs.sendMessage(…)`, `ecs.runTask.sync(…)`
    pub(super) fn service_call(
        &mut self,
        root: &str,
        members: &[&'a Name],
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        self.own_clauses = super::clauses::Kinds::default();
        let Some(called) = self.called_service(root, members) else {
            self.check_arguments(args);
            return unknown(span);
        };
        // What waits has a token, if for a job none that anybody needs.
        let arguments =
            self.in_arguments(called.waits(), |analyser| analyser.arguments_object(args, span));
        self.check_service_arguments(called, args, false, &arguments);
        let label = label_of(called.callee.action(), &arguments);
        let resource = vec![ResourcePart::Text(called.resource())];
        let call = self.task(resource, Some(arguments), called.result(), label, span);
        self.remember_callee(called, &call);
        call
    }

    /// For the clauses behind the call.
    pub(super) fn remember_callee(&mut self, called: Called, call: &Expr) {
        if let (false, ExprKind::Work(work)) = (called.is_callback(), &call.kind) {
            self.callees.insert(work.result, called.callee);
        }
    }

    /// What a resource calls that is a service's: `arn:aws:states:::sqs:sendMessage`. `None` is another
    /// resource, `Some(None)` a wrong one, of which is reported what is wrong.
    pub(super) fn service_of_resource(&mut self, arn: &str, span: Span) -> Option<Option<Called>> {
        let (partition, call) = arn.strip_prefix("arn:")?.split_once(":states:::")?;
        if partition.contains(':') {
            return None;
        }
        // The colon of this pattern is none between the words.
        let call = call
            .strip_suffix(Pattern::Sync2.suffix())
            .map_or_else(|| call.to_owned(), |call| format!("{call}.{}", Pattern::Sync2.word()));
        let (service, action) = call.rsplit_once(':')?;
        let mut words = action.split('.').map(|word| Name { text: word.into(), span });
        let action = words.next()?;
        let pattern: Vec<Name> = words.collect();
        Some(self.called_resource(service, &action, &pattern, span))
    }

    fn called_resource(
        &mut self,
        service: &str,
        action: &Name,
        pattern: &[Name],
        span: Span,
    ) -> Option<Called> {
        let callee = if let Some(service) = service.strip_prefix("aws-sdk:") {
            Callee::Sdk(self.sdk_action(&Name { text: service.into(), span }, action)?)
        } else {
            let known = services::find(service).filter(|known| known.name == service);
            let Some(known) = known else {
                let names = services::SERVICES.iter().map(|known| known.name);
                let nearest = suggest::nearest(service, names);
                self.report(service_error::unknown_integration(service, span, nearest));
                return None;
            };
            Callee::Optimized(self.own_action(known, action)?)
        };
        let pattern: Vec<&Name> = pattern.iter().collect();
        let pattern = self.pattern(callee, &pattern)?;
        Some(Called { callee, pattern, span })
    }

    /// What `root.members` calls; what is wrong with that is reported.
    pub(super) fn called_service(&mut self, root: &str, members: &[&'a Name]) -> Option<Called> {
        match members {
            [service, action, pattern @ ..] if root == "aws" => {
                let callee = Callee::Sdk(self.sdk_action(service, action)?);
                let pattern = self.pattern(callee, pattern)?;
                Some(Called { callee, pattern, span: action.span })
            }
            [action, pattern @ ..] => {
                let callee = Callee::Optimized(self.own_action(services::find(root)?, action)?);
                let pattern = self.pattern(callee, pattern)?;
                Some(Called { callee, pattern, span: action.span })
            }
            [] => None,
        }
    }

    /// Holds what a call is given against what it takes. `partial`: it may lack what the call needs.
    pub(super) fn check_service_arguments(
        &mut self,
        called: Called,
        args: &'a [Arg],
        partial: bool,
        arguments: &Expr,
    ) {
        let call = Call { name: called.callee.written(), span: called.span, args, partial };
        let faults = match called.callee {
            Callee::Sdk(action) => match action.input() {
                Some(structure) => arguments::faults(&call, structure, arguments),
                None => arguments::faults(&call, Nothing, arguments),
            },
            Callee::Optimized(integration) => arguments::faults(&call, integration, arguments),
        };
        faults.into_iter().for_each(|fault| self.report(fault));
        if let Callee::Optimized(integration) = called.callee {
            self.warn_undocumented(&call, integration);
        }
    }

    fn warn_undocumented(&mut self, call: &Call<'_>, called: Integration) {
        for (name, span) in arguments::given_names(call.args) {
            if called.parameter(name).is_some_and(|known| !known.documented()) {
                self.warn(warning::undocumented_parameter(&call.name, name, span));
            }
        }
    }

    /// The action of a service that `aws.service.action` names; what is wrong with it is reported.
    fn sdk_action(&mut self, service: &Name, action: &Name) -> Option<catalog::Action> {
        let Some(found) = catalog::service(&service.text) else {
            if services::is_retired(&service.text) {
                self.report(service_error::retired_service(service));
                return None;
            }
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
                self.warn(warning::unlisted_service(&service.text, service.span));
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
                self.warn(warning::event_stream(&name(), action.span));
            }
        }
        Some(called)
    }

    /// The action of a service's own integration; what is wrong with it is reported.
    fn own_action(&mut self, service: &'static Service, action: &Name) -> Option<Integration> {
        let known = optimized::integration(service.name, &action.text);
        if known.is_none() {
            let names = service.actions.iter().map(|action| action.name);
            let nearest = suggest::nearest(&action.text, names);
            let sdk = services::is_sdk_service(service.name);
            self.report(error::unknown_action(service.name, action, nearest, sdk));
        }
        known
    }

    /// The pattern written behind an action; `None` where it is wrong, which is reported.
    fn pattern(&mut self, callee: Callee, written: &[&Name]) -> Option<Option<Pattern>> {
        let [word, rest @ ..] = written else { return Some(None) };
        let known: Vec<Pattern> = match callee {
            Callee::Sdk(_) => vec![Pattern::Callback],
            Callee::Optimized(integration) => integration.patterns().collect(),
        };
        let found = known.iter().find(|pattern| pattern.word() == &*word.text);
        let (Some(pattern), []) = (found, rest) else {
            self.report(unknown_pattern(callee, word, &known));
            return None;
        };
        let what = format!("`.{}`", pattern.word());
        self.needs_standard(word.span, &what, None);
        Some(Some(*pattern))
    }
}

fn unknown_pattern(callee: Callee, word: &Name, known: &[Pattern]) -> Diagnostic {
    let call = callee.written();
    if let Callee::Sdk(action) = callee
        && let Some(other) = integration_of(action)
        && other.patterns().any(|pattern| pattern.word() == &*word.text)
    {
        return service_error::pattern_of_integration(&call, word, other);
    }
    let words: Vec<&str> = known.iter().map(|pattern| pattern.word()).collect();
    let nearest = suggest::nearest(&word.text, words.iter().copied());
    error::unknown_pattern(&call, word, &words, nearest)
}

/// The integration that does what an action does, and more.
fn integration_of(action: catalog::Action) -> Option<Integration> {
    optimized::integrations().find(|each| each.api() == Some(action))
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
