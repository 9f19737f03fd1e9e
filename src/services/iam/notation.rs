//! Reads the clauses of an action.

use super::Line;
use super::needs::{Allowed, Condition, Grant, Needs, Pass, Place, Step, Target, Test};
use super::template::{Hole, Operation, Part, Path, Template};

/// What managed rules of EventBridge take to set up.
const RULE: [&str; 3] = ["events:DescribeRule", "events:PutRule", "events:PutTargets"];

/// The needs that the clauses state; `default` is the action that `on` means.
///
/// `None` where the text is no clause.
pub(super) fn read(clauses: &'static str, line: &Line, default: &str) -> Option<Needs> {
    let mut reader = Reader { line, default, needs: Needs::default() };
    let mut rest = clauses;
    let mut grants = true;
    while !rest.is_empty() {
        if let Some(note) = rest.strip_prefix("note ") {
            reader.needs.note = Some(note);
            break;
        }
        let (clause, after) = rest.split_once("; ").unwrap_or((rest, ""));
        grants &= !reader.clause(clause)?;
        rest = after;
    }
    // Where only roles or doubts are told, the action is that of the name on any resource.
    if grants {
        reader.needs.grants.insert(0, Grant::new(default.to_owned(), Place::Any));
    }
    Some(reader.needs)
}

struct Reader<'a> {
    line: &'a Line,
    default: &'a str,
    needs: Needs,
}

impl Reader<'_> {
    /// Takes a clause; gives whether it says what is allowed.
    fn clause(&mut self, clause: &'static str) -> Option<bool> {
        let (word, rest) = clause.split_once(' ').unwrap_or((clause, ""));
        match word {
            "nothing" => return Some(true),
            "unsure" => self.needs.unsure = true,
            "on" => {
                let action = Allowed { name: self.default.to_owned(), tests: Vec::new() };
                let grant = self.grant(vec![action], rest)?;
                self.needs.grants.push(grant);
                return Some(true);
            }
            "allow" => {
                let (actions, rest) = rest.split_once(" on ")?;
                let actions = actions.split(", ").map(allowed).collect::<Option<_>>()?;
                let grant = self.grant(actions, rest)?;
                self.needs.grants.push(grant);
                return Some(true);
            }
            "rule" => self.needs.grants.push(rule(rest)),
            "pass" => self.pass(rest, false)?,
            "may" => self.pass(rest.strip_prefix("pass ")?, true)?,
            _ => return None,
        }
        Some(false)
    }

    /// `TARGETS with CONDITIONS for sync`
    fn grant(&self, actions: Vec<Allowed>, rest: &'static str) -> Option<Grant> {
        let (rest, sync) = match rest.strip_suffix(" for sync") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let (targets, conditions) = rest.split_once(" with ").unwrap_or((rest, ""));
        let targets = outside(targets).map(|target| self.target(target)).collect::<Option<_>>()?;
        let conditions = match conditions {
            "" => Vec::new(),
            several => several.split(", ").map(condition).collect::<Option<_>>()?,
        };
        Some(Grant { actions, targets, conditions, sync })
    }

    /// `PATHS or any to PRINCIPAL`
    fn pass(&mut self, rest: &'static str, inferred: bool) -> Option<()> {
        let (rest, to) = match rest.split_once(" to ") {
            Some((rest, to)) => (rest, Some(to)),
            None => (rest, self.line.principal),
        };
        let (rest, always) = match rest.strip_suffix(" or any") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let roles = rest.split(", ").map(path).collect::<Option<_>>()?;
        self.needs.passes.push(Pass { roles, to, always, inferred });
        Some(())
    }

    /// `PLACE? if TESTS`
    fn target(&self, text: &'static str) -> Option<Target> {
        let (place, tests) = match text.split_once(" if ") {
            Some((place, found)) => (place, tests(found)?),
            None => (text, Vec::new()),
        };
        let (place, optional) = match place.strip_suffix('?') {
            Some(place) => (place, true),
            None => (place, false),
        };
        Some(Target { place: self.place(place)?, optional, tests })
    }

    fn place(&self, text: &'static str) -> Option<Place> {
        if text == "*" {
            return Some(Place::Any);
        }
        if text == "own" {
            return Some(Place::Own);
        }
        if text.starts_with("arn:") {
            return template(text).map(Place::Arn);
        }
        if let Some((kind, fills)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) {
            if kind == "foundation" {
                return path(fills).map(Place::Model);
            }
            let arn = self.line.arn(kind)?;
            return filled(arn, fills).map(Place::Arn);
        }
        let (kind, paths) = text.split_once('=')?;
        let paths = paths.split(" or ").map(path).collect::<Option<_>>()?;
        Some(Place::Given(paths, filled(self.line.arn(kind)?, "")?))
    }
}

fn rule(name: &'static str) -> Grant {
    let before = "arn:%P:events:%R:%A:rule/";
    let mut arn = template(before).unwrap_or_default();
    arn.parts.push(Part::Text(name));
    let actions = RULE.map(|name| Allowed { name: name.to_owned(), tests: Vec::new() });
    let target = Target { place: Place::Arn(arn), optional: false, tests: Vec::new() };
    Grant { actions: actions.to_vec(), targets: vec![target], conditions: Vec::new(), sync: true }
}

/// `s3:PutObjectAcl if Acl`
fn allowed(text: &'static str) -> Option<Allowed> {
    let (name, tests) = match text.split_once(" if ") {
        Some((name, found)) => (name, tests(found)?),
        None => (text, Vec::new()),
    };
    Some(Allowed { name: name.to_owned(), tests })
}

/// `A and not B and C begins WORD`
fn tests(text: &'static str) -> Option<Vec<Test>> {
    text.split(" and ").map(test).collect()
}

fn test(text: &'static str) -> Option<Test> {
    let (text, negated) = match text.strip_prefix("not ") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let (text, begins) = match text.split_once(" begins ") {
        Some((text, word)) => (text, Some(word)),
        None => (text, None),
    };
    Some(Test { negated, path: path(text)?, begins })
}

/// `StringEquals key "value"`
fn condition(text: &'static str) -> Option<Condition> {
    let (operator, rest) = text.split_once(' ')?;
    let (key, value) = rest.split_once(' ')?;
    Some(Condition { operator, key, value: template(quoted(value)?)? })
}

fn quoted(text: &'static str) -> Option<&'static str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

/// The texts between commas outside brackets and braces.
fn outside(text: &'static str) -> impl Iterator<Item = &'static str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let here = rest?;
        let mut depth = 0_usize;
        let comma = here.char_indices().find(|(_, c)| {
            match c {
                '(' | '{' => depth += 1,
                ')' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            *c == ',' && depth == 0
        });
        let (item, after) = match comma {
            Some((at, _)) => (&here[..at], Some(here[at + 1..].trim_start())),
            None => (here, None),
        };
        rest = after;
        Some(item)
    })
}

/// The template of a type of resource with its variables filled; what is left out can be anything.
fn filled(arn: &'static str, fills: &'static str) -> Option<Template> {
    let mut given = Vec::new();
    for fill in fills.split(", ").filter(|fill| !fill.is_empty()) {
        let (fill, default) = match fill.split_once(" ?? ") {
            Some((fill, default)) => (fill, Some(default)),
            None => (fill, None),
        };
        let (variable, value) = fill.split_once('=').unwrap_or((fill, fill));
        let parts = match quoted(value) {
            Some(text) => template(text)?.parts,
            None => vec![Part::Hole(Hole { path: path(value)?, default })],
        };
        given.push((variable, parts));
    }
    let mut parts = Vec::new();
    let mut rest = arn;
    while let Some((before, after)) = rest.split_once("${") {
        parts.extend(template(before)?.parts);
        let (variable, after) = after.split_once('}')?;
        match given.iter().find(|(name, _)| *name == variable) {
            Some((_, value)) => parts.extend(value.iter().cloned()),
            None => parts.push(Part::Any),
        }
        rest = after;
    }
    parts.extend(template(rest)?.parts);
    Some(Template { parts })
}

/// Text with `{path ?? default}`, and `%P`, `%R`, `%A` for partition, region and account.
fn template(text: &'static str) -> Option<Template> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['%', '{']) {
        if at > 0 {
            parts.push(Part::Text(&rest[..at]));
        }
        let sign = &rest[at..];
        if let Some(inside) = sign.strip_prefix('{') {
            let (hole, after) = inside.split_once('}')?;
            parts.push(Part::Hole(self::hole(hole)?));
            rest = after;
        } else {
            parts.push(match sign.as_bytes().get(1)? {
                b'P' => Part::Partition,
                b'R' => Part::Region,
                b'A' => Part::Account,
                _ => return None,
            });
            rest = &sign[2..];
        }
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    Some(Template { parts })
}

fn hole(text: &'static str) -> Option<Hole> {
    let (text, default) = match text.split_once(" ?? ") {
        Some((text, default)) => (text, Some(default)),
        None => (text, None),
    };
    Some(Hole { path: path(text)?, default })
}

/// `A.B[].C{key}|name`
fn path(text: &'static str) -> Option<Path> {
    let mut pieces = text.split('|');
    let mut steps = Vec::new();
    for step in pieces.next()?.split('.') {
        let (name, behind) = match step.find(['[', '{']) {
            Some(at) => step.split_at(at),
            None => (step, ""),
        };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        steps.push(Step::Member(name));
        match behind {
            "" => {}
            "[]" => steps.push(Step::Each),
            "{key}" => steps.push(Step::Key),
            _ => return None,
        }
    }
    let operations = pieces.map(operation).collect::<Option<_>>()?;
    Some(Path { steps, operations })
}

fn operation(text: &'static str) -> Option<Operation> {
    let (word, argument) = text.split_once(' ').unwrap_or((text, ""));
    Some(match (word, argument) {
        ("name", "") => Operation::Name,
        ("secret", "") => Operation::Secret,
        ("partiql", "") => Operation::Partiql,
        ("revision", "") => Operation::Revision,
        ("revisions", "") => Operation::Revisions,
        ("machine", "") => Operation::Machine,
        ("build", "") => Operation::Build,
        ("s3", "") => Operation::Object,
        ("last", sign) => Operation::Last(sign),
        ("before", sign) => Operation::Before(sign),
        ("strip", sign) => Operation::Strip(sign),
        ("begins", sign) => Operation::Begins(sign),
        _ => Operation::Nth(word.strip_prefix("nth/")?.parse().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Line = Line {
        prefix: "s3",
        principal: Some("s3.amazonaws.com"),
        fields: "=object arn:%P:s3:::${BucketName}/${ObjectName}\tputObject: on *",
    };

    fn needs(clauses: &'static str) -> Option<Needs> {
        read(clauses, &LINE, "s3:PutObject")
    }

    fn member(name: &'static str) -> Path {
        Path { steps: vec![Step::Member(name)], operations: Vec::new() }
    }

    #[test]
    fn clauses_become_grants() {
        let clauses = "allow s3:PutObject, s3:PutObjectAcl if Acl on \
                       object(BucketName=Bucket, ObjectName=Key|strip /)? if not X for sync";
        let needs = needs(clauses).expect("it is a clause");
        let grant = &needs.grants[0];
        assert!(grant.sync && grant.targets[0].optional && grant.targets[0].tests[0].negated);
        assert_eq!(grant.actions[1].tests[0].path, member("Acl"));
        let Place::Arn(arn) = &grant.targets[0].place else { panic!("{grant:?}") };
        let key = Path { operations: vec![Operation::Strip("/")], ..member("Key") };
        let hole = |path| Part::Hole(Hole { path, default: None });
        assert_eq!(
            arn.parts,
            [
                Part::Text("arn:"),
                Part::Partition,
                Part::Text(":s3:::"),
                hole(member("Bucket")),
                Part::Text("/"),
                hole(key),
            ]
        );
    }

    #[test]
    fn roles_alone_leave_the_action_of_the_name() {
        let needs = needs("pass A.B[].RoleArn or any; unsure; note so; it is").expect("clauses");
        assert_eq!(needs.grants, [Grant::new("s3:PutObject".to_owned(), Place::Any)]);
        assert!(needs.passes[0].always && needs.unsure);
        assert_eq!(needs.passes[0].to, Some("s3.amazonaws.com"));
        assert_eq!(needs.note, Some("so; it is"));
    }

    #[test]
    fn what_is_no_clause_is_refused() {
        for clauses in ["onto *", "allow s3:X", "on nothing(A)", "on arn:%X", "pass A..B", "on x"] {
            assert_eq!(needs(clauses), None, "{clauses}");
        }
    }
}
