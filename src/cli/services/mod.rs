//! `flowc services`: what the catalog knows.

mod json;
mod page;
mod text;

use crate::cli::args::{ServicesArgs, ServicesFormat};
use crate::cli::exit::{Exit, Stop};
use crate::cli::print;
use crate::cli::services::page::Page;
use crate::diagnostic::suggest;
use crate::services;
use crate::services::catalog;
use crate::services::optimized;

/// What is asked for.
enum Asked {
    /// All services.
    All,
    /// The actions of a service with optimized integrations.
    Optimized(&'static services::Service),
    /// The actions of a service of SDK integrations.
    Sdk(catalog::Service),
    /// One action.
    Action(Page),
}

/// Prints all services, one of them or one action.
pub fn run(args: &ServicesArgs) -> Result<Exit, Stop> {
    let asked = asked(args).map_err(Stop::because)?;
    let text = match args.format {
        ServicesFormat::Human => match &asked {
            Asked::All => text::all(),
            Asked::Optimized(service) => text::optimized(service),
            Asked::Sdk(service) => text::sdk(*service),
            Asked::Action(page) => text::action(page),
        },
        ServicesFormat::Json => {
            let value = match &asked {
                Asked::All => json::all(),
                Asked::Optimized(service) => json::optimized(service),
                Asked::Sdk(service) => json::sdk(*service),
                Asked::Action(page) => json::action(page),
            };
            format!("{value:#}\n")
        }
    };
    print(&text)?;
    Ok(Exit::Done)
}

/// Understands `aws.sqs`, `aws.sqs sendMessage`, `aws.sqs.sendMessage`, and the same without `aws`.
fn asked(args: &ServicesArgs) -> Result<Asked, String> {
    let words: Vec<&str> = args.words().flat_map(|word| word.split('.')).collect();
    match words.as_slice() {
        [] => Ok(Asked::All),
        ["aws", service] => sdk_service(service).map(Asked::Sdk),
        ["aws", service, action] => sdk_action(service, action),
        [service] => optimized_service(service).map(Asked::Optimized),
        [service, action] if *service != "aws" => optimized_action(service, action),
        _ => Err(format!("`{}` is not a service, or a service and an action", words.join("."))),
    }
}

fn sdk_service(name: &str) -> Result<catalog::Service, String> {
    catalog::service(name).ok_or_else(|| {
        let what = format!("there is no service `aws.{name}`");
        let nearest = suggest::nearest(name, services::sdk_services());
        with_nearest(&what, nearest.map(|near| format!("aws.{near}")))
    })
}

fn sdk_action(service: &str, name: &str) -> Result<Asked, String> {
    let service = sdk_service(service)?;
    let found = service.action(name).ok_or_else(|| {
        let what = format!("`aws.{}` has no action `{name}`", service.name());
        let names = service.actions().map(catalog::Action::name);
        with_nearest(&what, suggest::nearest(name, names).map(str::to_owned))
    })?;
    Ok(Asked::Action(Page::of_sdk(found)))
}

fn optimized_service(name: &str) -> Result<&'static services::Service, String> {
    services::find(name).ok_or_else(|| {
        let what = format!("there is no optimized integration with `{name}`");
        let nearest = if services::is_sdk_service(name) {
            Some(format!("aws.{name}"))
        } else {
            suggest::nearest(name, services::names()).map(str::to_owned)
        };
        with_nearest(&what, nearest)
    })
}

fn optimized_action(service: &str, name: &str) -> Result<Asked, String> {
    let service = optimized_service(service)?;
    let found = optimized::integration(service.name, name).ok_or_else(|| {
        let what = format!("there is no optimized integration with `{}.{name}`", service.name);
        let names = service.actions.iter().map(|action| action.name);
        let sdk = catalog::service(service.name).and_then(|service| service.action(name));
        let nearest = match sdk {
            Some(_) => Some(format!("aws.{}.{name}", service.name)),
            None => suggest::nearest(name, names).map(str::to_owned),
        };
        with_nearest(&what, nearest)
    })?;
    Ok(Asked::Action(Page::of_optimized(found)))
}

fn with_nearest(what: &str, nearest: Option<String>) -> String {
    match nearest {
        Some(near) => format!("{what}; did you mean `{near}`?"),
        None => format!("{what}; `flowc services` lists them all"),
    }
}
