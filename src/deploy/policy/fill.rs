//! From what a call needs and what is known of its arguments to ARNs.

use super::keys::Keys;
use super::known::{ALTERNATIVES, Given, Known};
use super::operations::{self, Filling, fillings};
use super::text::{Piece, Text};
use crate::services::iam::{Hole, Operation, Part, Path, Place, Step, Target, Template, Test};

/// The arguments of a call and what is known of keys.
pub struct Arguments<'a> {
    /// As far as they are known.
    pub known: &'a Known,
    /// What keys stand for.
    pub keys: &'a Keys,
}

/// A resource, and what the run alone knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its ARN or a pattern of it, in the syntax of `Fn::Sub`.
    pub arn: String,
    /// The parameters of which nothing is known.
    pub vague: Vec<&'static str>,
}

/// A text on its way, and what is not known of it.
#[derive(Clone, Default)]
struct Draft {
    text: Text,
    vague: Vec<&'static str>,
}

/// Parts of ARNs behind which an ARN may go on: those of bigger things that hold smaller ones.
const HOLDERS: [&str; 4] = [":function:", ":table/", ":s3:::", ":log-group:"];

impl Arguments<'_> {
    /// Whether something may hold.
    pub fn may_hold(&self, test: &Test) -> bool {
        let found = self.known.find(&test.path.steps);
        let begins = |text: &Text, start: &str| match text.pieces().first() {
            Some(Piece::Plain(known)) => {
                let known = known.trim_start();
                let length = known.len().min(start.len());
                known.as_bytes()[..length].eq_ignore_ascii_case(&start.as_bytes()[..length])
            }
            Some(Piece::Key(_) | Piece::Any) => true,
            None => false,
        };
        let surely = |text: &Text, start: &str| match text.pieces().first() {
            Some(Piece::Plain(known)) => {
                let known = known.trim_start().as_bytes().get(..start.len());
                known.is_some_and(|known| known.eq_ignore_ascii_case(start.as_bytes()))
            }
            Some(Piece::Key(_) | Piece::Any) | None => false,
        };
        let (may, may_not) = match (found.given, test.begins) {
            (Given::No, _) => (false, true),
            (_, Some(start)) => (
                found.texts.iter().any(|text| begins(text, start)),
                !found.texts.iter().all(|text| surely(text, start)),
            ),
            (Given::Yes, None) => (true, false),
            (Given::Perhaps, None) => (true, true),
        };
        if test.negated { may_not } else { may }
    }

    /// The resources of a grant: any, where no target is meant.
    pub fn resources(&self, targets: &[Target], own: &str) -> Vec<Resource> {
        let mut all: Vec<Resource> = Vec::new();
        for target in targets {
            if !target.tests.iter().all(|test| self.may_hold(test)) {
                continue;
            }
            if target.optional && !self.names(&target.place) {
                continue;
            }
            for resource in self.place(&target.place, own) {
                if !all.iter().any(|known| known.arn == resource.arn) {
                    all.push(resource);
                }
            }
        }
        if all.is_empty() { vec![Resource { arn: "*".to_owned(), vague: Vec::new() }] } else { all }
    }

    /// Whether the parameters that name a resource may be given.
    fn names(&self, place: &Place) -> bool {
        let given = |path: &Path| self.known.find(&path.steps).given != Given::No;
        match place {
            Place::Any | Place::Own => true,
            Place::Arn(template) => template.parts.iter().all(|part| match part {
                Part::Hole(hole) => given(&hole.path),
                _ => true,
            }),
            Place::Given(paths, _) => paths.iter().any(given),
            Place::Model(path) => given(path),
        }
    }

    fn place(&self, place: &Place, own: &str) -> Vec<Resource> {
        let known = |arn: &str| vec![Resource { arn: arn.to_owned(), vague: Vec::new() }];
        match place {
            Place::Any => known("*"),
            Place::Own => known(own),
            Place::Arn(template) => self.fill(template).into_iter().map(Draft::done).collect(),
            Place::Given(paths, template) => self.given(paths, template),
            Place::Model(path) => self.models(path),
        }
    }

    /// The first of the parameters that is given holds the ARN.
    pub fn given(&self, paths: &[Path], template: &Template) -> Vec<Resource> {
        let mut all = Vec::new();
        for path in paths {
            let found = self.known.find(&path.steps);
            let name = last_name(path);
            all.extend(found.texts.iter().map(|text| self.as_arn(text, name, template)));
            if found.given == Given::Yes {
                return all;
            }
        }
        if all.is_empty() {
            all.push(Resource { arn: "*".to_owned(), vague: Vec::new() });
        }
        all
    }

    /// The text of a parameter that holds an ARN.
    fn as_arn(&self, text: &Text, name: &'static str, template: &Template) -> Resource {
        if let Some(arn) = operations::arn(text, self.keys) {
            return Resource { arn: arn.pattern(), vague: Vec::new() };
        }
        if let Some(key) = text.only_key() {
            // Where the service takes an ARN alone, whatever text is given is one.
            let arn = self.keys.arn_of(key);
            return Resource {
                arn: Text::key(arn.as_deref().unwrap_or(key)).pattern(),
                vague: Vec::new(),
            };
        }
        let vague = text.is_any();
        let last = template.parts.iter().rposition(|part| matches!(part, Part::Any));
        let filled = template.parts.iter().enumerate().fold(Text::default(), |all, (at, part)| {
            if Some(at) == last { all.and(text) } else { all.and(&constant(part)) }
        });
        Resource { arn: filled.pattern(), vague: if vague { vec![name] } else { Vec::new() } }
    }

    /// What a template can become.
    fn fill(&self, template: &Template) -> Vec<Draft> {
        let mut drafts = vec![Draft::default()];
        for (at, part) in template.parts.iter().enumerate() {
            let Part::Hole(hole) = part else {
                for draft in &mut drafts {
                    draft.text = std::mem::take(&mut draft.text).and(&constant(part));
                }
                continue;
            };
            let is_last = at + 1 == template.parts.len();
            let options = self.options(hole);
            if drafts.len() * options.len() > ALTERNATIVES {
                for draft in &mut drafts {
                    draft.open(last_name(&hole.path));
                }
                continue;
            }
            drafts = drafts
                .iter()
                .flat_map(|draft| {
                    options.iter().flat_map(|option| draft.with(option, hole, is_last))
                })
                .collect();
        }
        drafts
    }

    /// What fills a hole; `None`: nothing is known.
    fn options(&self, hole: &Hole) -> Vec<Option<Filling>> {
        let found = self.known.find(&hole.path.steps);
        let mut options: Vec<Option<Filling>> = Vec::new();
        for text in &found.texts {
            options.extend(fillings(text, &hole.path.operations, self.keys).into_iter().map(Some));
        }
        if found.given != Given::Yes {
            // Of what is not given a pattern says nothing, and the default is what the service takes.
            match hole.default {
                Some(default) => options.push(Some(Filling::Text(Text::plain(default)))),
                None if options.is_empty() => options.push(None),
                None => {}
            }
        }
        options
    }

    /// The values that a condition can ask for: none where one is not known at all.
    pub fn values(&self, template: &Template) -> Vec<Text> {
        let drafts = self.fill(template);
        if drafts.iter().any(|draft| !draft.vague.is_empty() || draft.text.is_any()) {
            return Vec::new();
        }
        drafts.into_iter().map(|draft| draft.text).collect()
    }

    /// The texts of a parameter that holds a role: ARNs of roles.
    pub fn roles(&self, path: &Path) -> (Vec<Resource>, Given) {
        let found = self.known.find(&path.steps);
        let may_be_name = path.operations.contains(&Operation::Name);
        let resource = |text: &Text| {
            let is_arn = operations::arn(text, self.keys).is_some();
            let key = text.only_key().filter(|_| may_be_name && !is_arn);
            match key.map(|key| self.keys.arn_of(key)) {
                Some(None) => {
                    let arn = role().fold(Text::default(), |all, part| all.and(&constant(&part)));
                    Resource { arn: arn.and(text).pattern(), vague: Vec::new() }
                }
                Some(Some(_)) | None => {
                    let template = Template { parts: role().chain([Part::Any]).collect() };
                    self.as_arn(text, last_name(path), &template)
                }
            }
        };
        (found.texts.iter().map(resource).collect(), found.given)
    }

    /// The models of Amazon Bedrock that a parameter names.
    fn models(&self, path: &Path) -> Vec<Resource> {
        let found = self.known.find(&path.steps);
        found.texts.iter().flat_map(|text| self.model(text, last_name(path))).collect()
    }

    fn model(&self, text: &Text, name: &'static str) -> Vec<Resource> {
        if let Some(arn) = operations::arn(text, self.keys) {
            return vec![Resource { arn: arn.pattern(), vague: Vec::new() }];
        }
        let model = |region: &str, id: &Text| {
            format!("arn:${{AWS::Partition}}:bedrock:{region}::foundation-model/{}", id.pattern())
        };
        let profile = format!(
            "arn:${{AWS::Partition}}:bedrock:${{AWS::Region}}:${{AWS::AccountId}}:inference-profile/{}",
            text.pattern()
        );
        let sure = |arn| Resource { arn, vague: Vec::new() };
        let unsure = |arn| Resource { arn, vague: vec![name] };
        match text.pieces().first() {
            Some(Piece::Plain(id)) => match PROFILES.iter().find(|region| id.starts_with(**region))
            {
                // A profile runs the model in any of its regions.
                Some(region) => {
                    let id = Text::of_pieces(text.pieces().iter().cloned());
                    let bare = strip_start(&id, region.len());
                    vec![sure(model("*", &bare)), sure(profile)]
                }
                None => vec![sure(model("${AWS::Region}", text))],
            },
            // It may name a profile, which names a model that nobody knows here.
            Some(Piece::Key(_)) => {
                vec![
                    sure(model("${AWS::Region}", text)),
                    unsure(model("*", &Text::any())),
                    sure(profile),
                ]
            }
            Some(Piece::Any) | None => vec![unsure(model("*", &Text::any())), unsure(profile)],
        }
    }
}

/// What ids of inference profiles of Amazon Bedrock begin with: the places that a request may go to.
const PROFILES: [&str; 8] = ["us.", "us-gov.", "eu.", "apac.", "global.", "jp.", "au.", "ca."];

fn strip_start(text: &Text, length: usize) -> Text {
    let mut pieces = text.pieces().to_vec();
    if let Some(Piece::Plain(first)) = pieces.first_mut() {
        *first = first[length..].to_owned();
    }
    Text::of_pieces(pieces)
}

/// `arn:${AWS::Partition}:iam::${AWS::AccountId}:role/`
fn role() -> impl Iterator<Item = Part> {
    let parts = [Part::Text("arn:"), Part::Partition, Part::Text(":iam::"), Part::Account];
    parts.into_iter().chain([Part::Text(":role/")])
}

/// The ARNs of all roles.
pub fn any_role() -> String {
    role().fold(Text::default(), |all, part| all.and(&constant(&part))).pattern() + "*"
}

/// A part that no parameter fills.
fn constant(part: &Part) -> Text {
    match part {
        Part::Text(text) => Text::plain(text),
        Part::Partition => Text::key("AWS::Partition"),
        Part::Region => Text::key("AWS::Region"),
        Part::Account => Text::key("AWS::AccountId"),
        Part::Any | Part::Hole(_) => Text::any(),
    }
}

/// The name of the parameter at the end of a path.
fn last_name(path: &Path) -> &'static str {
    let names = path.steps.iter().rev().filter_map(|step| match step {
        Step::Member(name) => Some(*name),
        Step::Each | Step::Key => None,
    });
    names.into_iter().next().unwrap_or("the arguments")
}

impl Draft {
    fn done(self) -> Resource {
        Resource { arn: self.text.pattern(), vague: self.vague }
    }

    /// Anything at this place.
    fn open(&mut self, name: &'static str) {
        self.text = std::mem::take(&mut self.text).with(Piece::Any);
        self.vague.push(name);
    }

    /// The draft with a hole filled.
    fn with(&self, option: &Option<Filling>, hole: &Hole, is_last: bool) -> Vec<Self> {
        let name = last_name(&hole.path);
        let mut draft = self.clone();
        match option {
            None => draft.text = draft.text.with(Piece::Any),
            Some(Filling::Text(text)) if text.is_any() => draft.open(name),
            Some(Filling::Text(text)) => {
                let strips = hole.path.operations.contains(&Operation::Strip("/"));
                let doubled = strips && matches!(text.pieces().first(), Some(Piece::Key(_)));
                let without = doubled.then(|| draft.without_slash()).flatten();
                draft.text = draft.text.and(text);
                // The value may begin with the slash itself.
                let other = without.map(|without| Self { text: without.and(text), ..self.clone() });
                return std::iter::once(draft).chain(other).collect();
            }
            Some(Filling::Arn(arn)) => draft.take_arn(arn, name, is_last),
        }
        vec![draft]
    }

    /// The text so far without the slash at its end.
    fn without_slash(&self) -> Option<Text> {
        let mut pieces = self.text.pieces().to_vec();
        let Some(Piece::Plain(last)) = pieces.last_mut() else { return None };
        *last = last.strip_suffix('/')?.to_owned();
        Some(Text::of_pieces(pieces))
    }

    /// An ARN in the place of a name stands for all that comes before; behind it the ARN goes on where
    /// it is that of a holder, else its name is taken.
    fn take_arn(&mut self, arn: &Text, name: &'static str, is_last: bool) {
        let before = self.text.pattern();
        if is_last || HOLDERS.iter().any(|holder| before.ends_with(holder)) {
            self.text = arn.clone();
            return;
        }
        let id = arn.known().and_then(|known| known.rsplit(['/', ':']).next());
        match id {
            Some(id) => self.text = std::mem::take(&mut self.text).and(&Text::plain(id)),
            None => self.open(name),
        }
    }
}
