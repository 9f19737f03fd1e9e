//! What the `Resource` of a Task names.

use crate::asl::text::{has_substitution, substitution_end};
use crate::services::{self, Pattern};

/// A resource, as far as its ARN tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'a> {
    /// CloudFormation has yet to say what.
    Substituted,
    /// A Lambda function by its own ARN.
    Function,
    /// `activity:name`
    Activity,
    /// `service:action`, one of the optimized integrations.
    Optimized {
        /// As in the ARN.
        service: &'a str,
        /// As in the ARN, without the pattern.
        action: &'a str,
        /// What else it waits for.
        pattern: Option<Pattern>,
    },
    /// `aws-sdk:service:action`
    Sdk {
        /// As in the ARN.
        service: &'a str,
        /// As in the ARN, without the pattern.
        action: &'a str,
        /// What else it waits for.
        pattern: Option<Pattern>,
    },
    /// `s3:action`, which only maps read and write with.
    Storage {
        /// As in the ARN.
        action: &'a str,
    },
}

/// Why a text names no resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not look like an ARN.
    NotAnArn,
    /// Step Functions has no such resource.
    NotRecognized,
}

impl<'a> Resource<'a> {
    /// Reads the ARN of any partition. Partition, region and account may be substituted, and where
    /// the rest is, anything goes.
    ///
    /// # Errors
    /// If the text is no ARN, or names what a Task cannot call.
    pub fn parse(text: &'a str) -> Result<Self, Fault> {
        if !text.starts_with("arn:") {
            return if has_substitution(text) {
                Ok(Self::Substituted)
            } else {
                Err(Fault::NotAnArn)
            };
        }
        let Some([_, partition, service, rest]) = fields(text) else {
            let unknown = has_substitution(text);
            return if unknown { Ok(Self::Substituted) } else { Err(Fault::NotAnArn) };
        };
        if has_substitution(service) || has_substitution(rest) {
            return Ok(Self::Substituted);
        }
        let found = match service {
            "lambda" => function(rest),
            "states" => state(rest),
            _ => None,
        };
        let known = partition.starts_with("aws") || has_substitution(partition);
        found.filter(|_| known).ok_or(Fault::NotRecognized)
    }

    /// What a call waits for beside the answer.
    #[must_use]
    pub fn pattern(self) -> Option<Pattern> {
        match self {
            Self::Optimized { pattern, .. } | Self::Sdk { pattern, .. } => pattern,
            Self::Substituted | Self::Function | Self::Activity | Self::Storage { .. } => None,
        }
    }
}

/// `function:name` or `function:name:qualifier`
fn function(rest: &str) -> Option<Resource<'_>> {
    let name = rest.strip_prefix("function:")?;
    let (name, qualifier) = name.split_once(':').map_or((name, None), |(n, q)| (n, Some(q)));
    let is_word = |word: &str, also: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c))
    };
    let right = is_word(name, "-_")
        && qualifier.is_none_or(|qualifier| qualifier == "$LATEST" || is_word(qualifier, "-_$"));
    right.then_some(Resource::Function)
}

fn state(rest: &str) -> Option<Resource<'_>> {
    let (service, call) = rest.split_once(':')?;
    match service {
        "activity" => (!call.is_empty()).then_some(Resource::Activity),
        "s3" => Some(Resource::Storage { action: call }),
        "aws-sdk" => {
            let (service, call) = call.split_once(':')?;
            let (action, pattern) = split_pattern(call);
            let known = match services::catalog::service(service) {
                Some(service) => service.action(action).is_some(),
                None => services::is_retired(service) && is_action(action),
            };
            let waits = matches!(pattern, None | Some(Pattern::Callback));
            (known && waits).then_some(Resource::Sdk { service, action, pattern })
        }
        _ => {
            let (action, pattern) = split_pattern(call);
            let known = services::SERVICES.iter().find(|known| known.name == service)?;
            let offered = known.actions.iter().find(|known| known.name == action)?;
            let waits = pattern.is_none_or(|pattern| {
                offered.patterns.contains(&pattern)
                    || (pattern == Pattern::Callback && CALLBACK_IN_GUIDE.contains(&service))
            });
            waits.then_some(Resource::Optimized { service, action, pattern })
        }
    }
}

/// Services for which the guide's table has callbacks without saying of which action.
/// (Developer Guide, "Integrating services".)
const CALLBACK_IN_GUIDE: [&str; 2] = ["bedrock", "eks"];

fn split_pattern(call: &str) -> (&str, Option<Pattern>) {
    [Pattern::Sync2, Pattern::Sync, Pattern::Callback]
        .into_iter()
        .find_map(|pattern| Some((call.strip_suffix(pattern.suffix())?, Some(pattern))))
        .unwrap_or((call, None))
}

/// `camelCase`: all that is known of the actions of retired services.
fn is_action(action: &str) -> bool {
    action.starts_with(|first: char| first.is_ascii_lowercase())
        && action.chars().all(|c| c.is_ascii_alphanumeric())
}

/// `arn`, partition, service, and what follows region and account.
fn fields(text: &str) -> Option<[&str; 4]> {
    let mut rest = text;
    let mut found = [""; 5];
    for field in &mut found {
        let end = colon(rest)?;
        *field = &rest[..end];
        rest = &rest[end + 1..];
    }
    Some([found[0], found[1], found[2], rest])
}

/// The first colon that is not in a substitution.
fn colon(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find([':', '$'])?;
        if text.as_bytes()[at] == b':' {
            return Some(at);
        }
        from = substitution_end(text, at).unwrap_or(at + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_of_all_kinds_are_read() {
        let sync = Resource::Optimized {
            service: "states",
            action: "startExecution",
            pattern: Some(Pattern::Sync2),
        };
        let query = Resource::Sdk { service: "dynamodb", action: "query", pattern: None };
        for (text, resource) in [
            ("arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST", Resource::Function),
            ("arn:aws-cn:states:cn-north-1:123456789012:activity:a", Resource::Activity),
            ("arn:aws:states:::states:startExecution.sync:2", sync),
            ("arn:${AWS::Partition}:states:${AWS::Region}:1:aws-sdk:dynamodb:query", query),
            ("arn:aws-us-gov:states:::aws-sdk:dynamodb:query", query),
            ("${Function.Arn}", Resource::Substituted),
            ("arn:aws:lambda:::function:${Name}", Resource::Substituted),
            ("arn:aws:states:::s3:getObject", Resource::Storage { action: "getObject" }),
        ] {
            assert_eq!(Resource::parse(text), Ok(resource), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_called_is_told_from_what_is_no_arn() {
        for (text, fault) in [
            ("mock-arn", Fault::NotAnArn),
            ("${lambdaArn", Fault::NotAnArn),
            ("arn:x", Fault::NotAnArn),
            ("arn:aws:states:::dynamodb:query", Fault::NotRecognized),
            ("arn:aws:states:::lambda:invoke.sync", Fault::NotRecognized),
            ("arn:aws:states:::aws-sdk:nothing:call", Fault::NotRecognized),
            ("arn:aws:states:::aws-sdk:s3:GetObject", Fault::NotRecognized),
            ("arn:aws:states:::aws-sdk:s3:getObjects", Fault::NotRecognized),
            ("arn:aws:lambda:r:1:function:NAME:", Fault::NotRecognized),
            ("arn:aws:lambda:r:1:function:NAME:$*#", Fault::NotRecognized),
            ("arn:aws:sqs:r:1:queue", Fault::NotRecognized),
        ] {
            assert_eq!(Resource::parse(text), Err(fault), "{text}");
        }
    }
}
