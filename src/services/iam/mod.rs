//! What a call of a service needs in IAM: actions, resources, roles that it passes on.
//!
//! The facts are embedded as `facts.txt`, which `tools/catalog/iam.py` writes from the files below
//! `tools/catalog/data/iam` (its README explains the notation). One line holds one service; a look-up
//! searches the line, then the action in it, and reads the clauses of that action alone.

mod needs;
mod notation;
mod template;

pub use needs::{Allowed, Condition, Grant, Needs, Pass, Place, Step, Target, Test};
pub use template::{Hole, Operation, Part, Path, Template};

const FACTS: &str = include_str!("facts.txt");

/// What `aws-sdk:service:action` needs, or what it can be expected to need where nothing is known of
/// the service: the IAM action of the same name on any resource.
#[must_use]
pub fn sdk(service: &str, action: &str) -> Needs {
    match Line::find(&format!("aws-sdk:{service}")) {
        Some(line) => {
            let default = default_action(line.prefix, action);
            match line.clauses(action) {
                Some(clauses) => notation::read(clauses, &line, &default)
                    .expect("a test reads the clauses of every action"),
                None => Needs::default_on_any(default),
            }
        }
        None => Needs::default_on_any(default_action(service, action)),
    }
}

/// What the optimized integration `service:action` needs; `None` where there is none.
#[must_use]
pub fn optimized(service: &str, action: &str) -> Option<Needs> {
    let line = Line::find(service)?;
    let default = default_action(line.prefix, action);
    let needs = notation::read(line.clauses(action)?, &line, &default);
    Some(needs.expect("a test reads the clauses of every action"))
}

/// `dynamodb:GetItem` of `dynamodb` and `getItem`.
fn default_action(prefix: &str, action: &str) -> String {
    let mut letters = action.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    format!("{prefix}:{}{}", first.map(String::from).unwrap_or_default(), letters.as_str())
}

/// The facts of one service.
struct Line {
    prefix: &'static str,
    /// Whom roles are passed to, where that is known.
    principal: Option<&'static str>,
    /// Types of resources, then actions.
    fields: &'static str,
}

impl Line {
    /// The line whose first field is `name`.
    fn find(name: &str) -> Option<Self> {
        let (mut low, mut high) = (0, FACTS.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = FACTS.as_bytes()[..middle]
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |end| end + 1);
            let line = FACTS[start..].split('\n').next().unwrap_or_default();
            let (found, rest) = line.split_once('\t')?;
            match name.cmp(found) {
                std::cmp::Ordering::Equal => return Self::read(rest),
                std::cmp::Ordering::Less => high = start,
                std::cmp::Ordering::Greater => low = start + line.len() + 1,
            }
        }
        None
    }

    /// What follows the name.
    fn read(rest: &'static str) -> Option<Self> {
        let (prefix, rest) = rest.split_once('\t')?;
        let (principal, fields) = rest.split_once('\t').unwrap_or((rest, ""));
        let principal = (!principal.is_empty()).then_some(principal);
        Some(Self { prefix, principal, fields })
    }

    /// What is said of an action.
    fn clauses(&self, action: &str) -> Option<&'static str> {
        let of = |field: &'static str| field.strip_prefix(action)?.strip_prefix(": ");
        self.fields.split('\t').find_map(of)
    }

    /// The ARN of a type of resource.
    fn arn(&self, kind: &str) -> Option<&'static str> {
        let of =
            |field: &'static str| field.strip_prefix('=')?.strip_prefix(kind)?.strip_prefix(' ');
        self.fields.split('\t').find_map(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        let mut names = Vec::new();
        let mut actions = 0;
        for text in FACTS.lines() {
            let (name, rest) = text.split_once('\t').expect("a line has a name");
            let line = Line::read(rest).expect("a line has a prefix");
            let fields = line.fields.split('\t').filter_map(|field| field.split_once(": "));
            for (action, clauses) in fields.filter(|(action, _)| !action.starts_with('=')) {
                let default = default_action(line.prefix, action);
                let needs = notation::read(clauses, &line, &default);
                assert!(needs.is_some(), "{name}:{action}: {clauses}");
                actions += 1;
            }
            names.push(name);
        }
        assert!(names.is_sorted() && names.iter().all(|name| Line::find(name).is_some()));
        assert!(actions > 12_000, "{actions}");
    }

    #[test]
    fn every_optimized_integration_has_facts() {
        for service in crate::services::SERVICES.iter() {
            for action in &service.actions {
                let name = (service.name, action.name);
                assert!(optimized(service.name, action.name).is_some(), "{name:?}");
            }
        }
    }

    #[test]
    fn what_is_unknown_has_the_action_of_its_name() {
        for (service, action, name) in [
            ("ec2", "describeInstances", "ec2:DescribeInstances"),
            ("cloudwatchlogs", "nothing", "logs:Nothing"),
            ("nothing", "doIt", "nothing:DoIt"),
        ] {
            let needs = sdk(service, action);
            assert_eq!(needs.grants.len(), 1, "{service}:{action}");
            assert_eq!(needs.grants[0].actions[0].name, name);
        }
        assert!(optimized("lambda", "nothing").is_none() && optimized("nothing", "x").is_none());
    }
}
