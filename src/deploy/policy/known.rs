//! What is known of the arguments of a call before the workflow runs.

use indexmap::IndexMap;

use super::text::Text;
use crate::services::iam::Step;

/// As many values as one place is told apart for; beyond them it holds any.
pub const ALTERNATIVES: usize = 16;

/// A value as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing, not even whether there is one.
    Nothing,
    /// There is none, or it is `null`.
    Missing,
    /// There is one.
    Some,
    /// A string, or a number or boolean as it is printed.
    Text(Text),
    /// A list; an open one may have further items.
    List { items: Vec<Known>, open: bool },
    /// An object; an open one may have further fields.
    Object { fields: IndexMap<String, Known>, open: bool },
    /// One of these, of which none is [`Known::Either`].
    Either(Vec<Known>),
}

/// Whether something is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// In every run.
    Yes,
    /// In none.
    No,
    /// Only the run knows.
    Perhaps,
}

/// What stands at the end of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it may be, each once; none where it is not given.
    pub texts: Vec<Text>,
    /// Whether it is given.
    pub given: Given,
}

impl Known {
    /// One of several.
    pub fn either(several: impl IntoIterator<Item = Self>) -> Self {
        let mut all: Vec<Self> = Vec::new();
        for one in several {
            let parts = match one {
                Self::Either(parts) => parts,
                one => vec![one],
            };
            for part in parts {
                if !all.contains(&part) {
                    all.push(part);
                }
            }
        }
        match all.len() {
            0 => Self::Missing,
            1 => all.remove(0),
            2..=ALTERNATIVES => Self::Either(all),
            _ => Self::Nothing,
        }
    }

    /// The field of an object.
    pub fn field(&self, name: &str) -> Self {
        match self {
            Self::Nothing | Self::Some => Self::Nothing,
            Self::Missing | Self::Text(_) | Self::List { .. } => Self::Missing,
            Self::Object { fields, open } => match fields.get(name) {
                Some(value) => value.clone(),
                None if *open => Self::Nothing,
                None => Self::Missing,
            },
            Self::Either(several) => Self::either(several.iter().map(|one| one.field(name))),
        }
    }

    /// Any item of a list.
    pub fn item(&self) -> Self {
        match self {
            Self::Nothing | Self::Some => Self::Nothing,
            Self::Missing | Self::Text(_) | Self::Object { .. } => Self::Missing,
            Self::List { items, open } => {
                let unknown = open.then_some(Self::Nothing);
                Self::either(items.iter().cloned().chain(unknown))
            }
            Self::Either(several) => Self::either(several.iter().map(Self::item)),
        }
    }

    /// Any key of an object.
    fn key(&self) -> Self {
        match self {
            Self::Nothing | Self::Some => Self::Nothing,
            Self::Missing | Self::Text(_) | Self::List { .. } => Self::Missing,
            Self::Object { fields, open } => {
                let keys = fields.keys().map(|key| Self::Text(Text::of_definition(key)));
                Self::either(keys.chain(open.then_some(Self::Nothing)))
            }
            Self::Either(several) => Self::either(several.iter().map(Self::key)),
        }
    }

    /// The same where it is certain that there is a value.
    #[must_use]
    pub fn given(self) -> Self {
        match self {
            Self::Nothing => Self::Some,
            Self::Either(several) => Self::either(several.into_iter().map(Self::given)),
            value => value,
        }
    }

    /// What a string made of it holds.
    pub fn texts(&self) -> Vec<Text> {
        match self {
            Self::Missing => Vec::new(),
            Self::Text(text) => vec![text.clone()],
            Self::Nothing | Self::Some | Self::List { .. } | Self::Object { .. } => {
                vec![Text::any()]
            }
            Self::Either(several) => {
                let mut texts: Vec<Text> = Vec::new();
                for text in several.iter().flat_map(Self::texts) {
                    if !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                texts
            }
        }
    }

    fn is_given(&self) -> Given {
        match self {
            Self::Nothing => Given::Perhaps,
            Self::Missing => Given::No,
            Self::Some | Self::Text(_) | Self::List { .. } | Self::Object { .. } => Given::Yes,
            Self::Either(several) => {
                let mut all = several.iter().map(Self::is_given);
                let first = all.next().unwrap_or(Given::No);
                if all.all(|given| given == first) { first } else { Given::Perhaps }
            }
        }
    }

    /// What stands at the end of the steps.
    pub fn find(&self, steps: &[Step]) -> Found {
        let end = steps.iter().fold(self.clone(), |value, step| match step {
            Step::Member(name) => value.field(name),
            Step::Each => value.item(),
            Step::Key => value.key(),
        });
        Found { texts: end.texts(), given: end.is_given() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Known {
        Known::Text(Text::plain(text))
    }

    fn object(fields: &[(&str, Known)], open: bool) -> Known {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Known::Object { fields: fields.collect(), open }
    }

    #[test]
    fn paths_lead_through_lists_and_keys() {
        let puts = Known::List {
            items: vec![object(&[("T", text("a"))], false), object(&[("T", text("b"))], false)],
            open: false,
        };
        let known = object(&[("Puts", puts), ("Map", object(&[("k", text("v"))], false))], false);
        let found = known.find(&[Step::Member("Puts"), Step::Each, Step::Member("T")]);
        assert_eq!(
            found,
            Found { texts: vec![Text::plain("a"), Text::plain("b")], given: Given::Yes }
        );
        let found = known.find(&[Step::Member("Map"), Step::Key]);
        assert_eq!(found.texts, [Text::plain("k")]);
        assert_eq!(known.find(&[Step::Member("X")]).given, Given::No);
    }

    #[test]
    fn what_may_be_there_is_said_so() {
        let open = object(&[], true);
        assert_eq!(open.find(&[Step::Member("X")]).given, Given::Perhaps);
        let either = Known::either([object(&[("X", text("a"))], false), object(&[], false)]);
        let found = either.find(&[Step::Member("X")]);
        assert_eq!(found, Found { texts: vec![Text::plain("a")], given: Given::Perhaps });
        assert_eq!(Known::Some.find(&[Step::Member("X")]).texts, [Text::any()]);
    }

    #[test]
    fn too_many_alternatives_are_none() {
        let many = (0..=ALTERNATIVES).map(|number| text(&number.to_string()));
        assert_eq!(Known::either(many), Known::Nothing);
    }
}
