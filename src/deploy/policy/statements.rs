//! Many permissions made few statements.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::deploy::model::Statement;

/// Permissions as they are found.
#[derive(Debug, Default)]
pub struct Statements {
    /// Service, resource and condition to actions. The condition is JSON, because that has an order.
    actions: BTreeMap<Place, BTreeSet<String>>,
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    service: String,
    resource: String,
    condition: Option<String>,
}

impl Statements {
    /// Allows an action on a resource under a condition.
    pub fn allow(&mut self, action: &str, resource: &str, condition: Option<&Value>) {
        let service = action.split(':').next().unwrap_or_default().to_owned();
        let condition = condition.map(Value::to_string);
        let place = Place { service, resource: resource.to_owned(), condition };
        self.actions.entry(place).or_default().insert(action.to_owned());
    }

    /// One statement for each service and resource; resources on which the same is allowed share one.
    /// What another statement allows anyway is left out.
    pub fn finish(self) -> Vec<Statement> {
        let mut kept: Vec<(Place, BTreeSet<String>)> = Vec::new();
        for (place, actions) in &self.actions {
            let wider = self.actions.iter().filter(|(other, _)| other.contains(place));
            let allowed: BTreeSet<&String> = wider.flat_map(|(_, actions)| actions).collect();
            let left: BTreeSet<String> =
                actions.iter().filter(|action| !allowed.contains(action)).cloned().collect();
            if !left.is_empty() {
                kept.push((place.clone(), left));
            }
        }
        let mut shared: Vec<(Place, BTreeSet<String>, Vec<String>)> = Vec::new();
        for (place, actions) in kept {
            let same = shared.iter_mut().find(|(other, same, _)| {
                other.service == place.service
                    && other.condition == place.condition
                    && *same == actions
            });
            match same {
                Some((_, _, resources)) => resources.push(place.resource),
                None => {
                    let resources = vec![place.resource.clone()];
                    shared.push((place, actions, resources));
                }
            }
        }
        let statement =
            |(place, actions, resources): (Place, BTreeSet<String>, Vec<String>)| Statement {
                actions: actions.into_iter().collect(),
                resources,
                condition: place.condition.and_then(|text| serde_json::from_str(&text).ok()),
            };
        shared.into_iter().map(statement).collect()
    }
}

impl Place {
    /// Whether everything here is there too, and not the other way round.
    fn contains(&self, other: &Self) -> bool {
        let wide = self.condition.is_none() || self.condition == other.condition;
        self != other
            && self.service == other.service
            && wide
            && covers(&self.resource, &other.resource)
    }
}

/// Whether a pattern covers another one.
fn covers(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where to go on when what followed the last `*` does not fit.
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            back = Some((p + 1, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            p += 1;
            t += 1;
        } else if let Some((after, from)) = back {
            back = Some((after, from + 1));
            p = after;
            t = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn patterns_cover_what_is_narrower() {
        for (pattern, text) in [
            ("*", "a"),
            ("a*", "a"),
            ("a*", "a*"),
            ("a*c", "abc"),
            ("*/*", "a/b/c"),
            ("a*", "a/*b"),
        ] {
            assert!(covers(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "*"), ("a*", "*"), ("a*c", "ab"), ("a?", "ab"), ("", "a")] {
            assert!(!covers(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn statements_are_merged() {
        let mut all = Statements::default();
        let narrow = json!({ "StringEquals": { "k": "v" } });
        all.allow("s3:PutObject", "arn:b/k", None);
        all.allow("s3:GetObject", "arn:b/*", None);
        all.allow("s3:GetObject", "arn:b/k", None);
        all.allow("s3:GetObject", "arn:b/x", Some(&narrow));
        all.allow("s3:PutObject", "arn:c/k", None);
        all.allow("sns:Publish", "*", Some(&narrow));
        let statement =
            |actions: &[&str], resources: &[&str], condition: Option<&Value>| Statement {
                actions: actions.iter().map(ToString::to_string).collect(),
                resources: resources.iter().map(ToString::to_string).collect(),
                condition: condition.cloned(),
            };
        assert_eq!(
            all.finish(),
            [
                statement(&["s3:GetObject"], &["arn:b/*"], None),
                statement(&["s3:PutObject"], &["arn:b/k", "arn:c/k"], None),
                statement(&["sns:Publish"], &["*"], Some(&narrow)),
            ]
        );
    }
}
