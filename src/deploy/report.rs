//! What is wrong with a template, as diagnostics at the places of the source that it comes from.

use super::cfn::Dialect;
use super::terraform::Said;
use crate::Output;
use crate::diagnostic::codes::{deployment as error, warnings as warning};
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;

/// How many bytes CloudFormation takes of a template that is given to it, and of one in S3. Facts:
/// "Understand CloudFormation quotas".
const GIVEN: usize = 51_200;
const STORED: usize = 1_000_000;

/// Reports a template that cannot be deployed as it is for its `bytes`.
pub fn template_size(bytes: usize, dialect: Dialect, outputs: &[Output], sink: &mut Sink) {
    let Some(span) = first(outputs) else { return };
    outputs.iter().for_each(|output| sink.allow(&output.allowed));
    if bytes > STORED {
        let message = format!("the template has {bytes} bytes, {STORED} are allowed");
        let fault = Diagnostic::new(error::TEMPLATE_TOO_LARGE, span, message, "");
        sink.push(fault.help(
            "`--definition-s3 BUCKET` or `--definition-files` keeps the definitions out of it",
        ));
    } else if bytes > GIVEN && dialect == Dialect::CloudFormation {
        let message = format!(
            "the template has {bytes} bytes, more than the {GIVEN} that can be given directly"
        );
        let fault = Diagnostic::new(warning::TEMPLATE_NEEDS_S3, span, message, "");
        sink.push(fault.help(
            "deploy it with `aws cloudformation deploy --s3-bucket BUCKET`, which puts it there, or \
             keep the definitions out of it by `--definition-s3 BUCKET`",
        ));
    }
}

/// Reports what has no counterpart in Terraform.
pub fn not_in_terraform(missing: &[Said], outputs: &[Output], sink: &mut Sink) {
    for said in missing {
        let Some(span) = place(&said.id, outputs) else { continue };
        let fault = Diagnostic::new(error::NOT_IN_TERRAFORM, span, &said.message, "");
        sink.push(fault.help(format!(
            "declare `{}` without a body and make it in Terraform; the module asks for it by a variable",
            said.id
        )));
    }
}

/// Reports what the module says less than the source.
pub fn less_in_terraform(lost: &[Said], outputs: &[Output], sink: &mut Sink) {
    outputs.iter().for_each(|output| sink.allow(&output.allowed));
    for said in lost {
        let Some(span) = place(&said.id, outputs) else { continue };
        sink.push(Diagnostic::new(warning::LESS_IN_TERRAFORM, span, &said.message, ""));
    }
}

fn first(outputs: &[Output]) -> Option<Span> {
    outputs.iter().flat_map(|output| &output.machines).map(|machine| machine.span).next()
}

/// Where the part with the logical id `id` is declared: a resource, or the workflow it belongs to.
fn place(id: &str, outputs: &[Output]) -> Option<Span> {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let resources = outputs.iter().flat_map(|output| &output.resources);
    let mut declared = resources.filter(|resource| resource.properties.is_some());
    let machines = outputs.iter().flat_map(|output| &output.machines);
    let owner = machines.filter(|machine| id.starts_with(&plain(&machine.name)));
    declared
        .find(|resource| plain(&resource.name) == id)
        .map(|resource| resource.span)
        .or_else(|| owner.max_by_key(|machine| machine.name.len()).map(|machine| machine.span))
        .or_else(|| first(outputs))
}
