//! Who put what into a template, as the template itself says.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::documents::{Document, Fault, Position};

/// The key of marks and of the list, below `Metadata`.
pub const KEY: &str = "flowc";

/// The sources that own an entry, by section and logical id.
#[derive(Debug, Default)]
pub struct Owners {
    by_entry: IndexMap<(String, String), Vec<String>>,
}

impl Owners {
    /// What the marks of the resources and the list in the template's `Metadata` say.
    ///
    /// # Errors
    /// Refuses marks and lists in another form than [`with_mark`] and [`Owners::list`] give.
    pub fn read(document: &Document) -> Result<Self, Fault> {
        let mut owners = Self::default();
        let at = |path: &[&str]| -> Position {
            let start = Some(&document.places);
            let places = path.iter().try_fold(start, |places, key| Some(places?.field(key)));
            let key = places.flatten().and_then(|places| places.key);
            key.unwrap_or(Position { line: 1, column: 1 })
        };
        if let Some(Value::Object(resources)) = document.value.get("Resources") {
            for (id, resource) in resources {
                let Some(mark) = mark(resource) else { continue };
                let Some(sources) = texts(mark.get("source")) else {
                    let path = ["Resources", id, "Metadata", KEY];
                    return Err(strange(&path, at(&path)));
                };
                owners.by_entry.insert(("Resources".to_owned(), id.clone()), sources);
            }
        }
        let path = ["Metadata", KEY];
        if let Some(list) = document.value.get("Metadata").and_then(|metadata| metadata.get(KEY)) {
            owners.read_list(list).ok_or_else(|| strange(&path, at(&path)))?;
        }
        Ok(owners)
    }

    fn read_list(&mut self, list: &Value) -> Option<()> {
        for (source, sections) in list.as_object()? {
            for (section, ids) in sections.as_object()? {
                for id in texts(Some(ids))? {
                    self.join(section, &id, source);
                }
            }
        }
        Some(())
    }

    /// The owners of an entry, the first first.
    pub fn by(&self, section: &str, id: &str) -> Vec<String> {
        let key = (section.to_owned(), id.to_owned());
        self.by_entry.get(&key).cloned().unwrap_or_default()
    }

    /// What `source` owns: sections and ids.
    pub fn of(&self, source: &str) -> Vec<(String, String)> {
        let owned = self.by_entry.iter().filter(|(_, owners)| owners.iter().any(|o| o == source));
        owned.map(|(entry, _)| entry.clone()).collect()
    }

    /// `source` owns the entry too.
    pub fn join(&mut self, section: &str, id: &str, source: &str) {
        let owners = self.by_entry.entry((section.to_owned(), id.to_owned())).or_default();
        if !owners.iter().any(|owner| owner == source) {
            owners.push(source.to_owned());
        }
    }

    /// `source` owns the entry no more.
    pub fn leave(&mut self, section: &str, id: &str, source: &str) {
        if let Some(owners) = self.by_entry.get_mut(&(section.to_owned(), id.to_owned())) {
            owners.retain(|owner| owner != source);
        }
    }

    /// The owners of what cannot bear a mark: by source and section, the logical ids.
    pub fn list(&self) -> Option<Value> {
        let mut list = Map::new();
        for ((section, id), owners) in &self.by_entry {
            if section == "Resources" {
                continue;
            }
            for owner in owners {
                let sections = list.entry(owner.as_str()).or_insert_with(|| json!({}));
                let Value::Object(sections) = sections else { continue };
                let ids = sections.entry(section.as_str()).or_insert_with(|| json!([]));
                if let Value::Array(ids) = ids {
                    ids.push(json!(id));
                }
            }
        }
        (!list.is_empty()).then_some(Value::Object(list))
    }
}

fn strange(path: &[&str], at: Position) -> Fault {
    let path = path.join(".");
    let message =
        format!("`{path}` is not as flowc writes it, so it is unknown what belongs to whom");
    Fault { message, at }
}

/// The texts of a list of texts or of one.
fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    match value? {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

fn mark(resource: &Value) -> Option<&Value> {
    resource.get("Metadata")?.get(KEY)
}

/// `resource` with the mark of its `owners`; without owners it has none.
pub fn with_mark(resource: &Value, owners: &[String]) -> Value {
    let bare = without_mark(resource);
    let source = match owners {
        [] => return bare,
        [one] => json!(one),
        several => json!(several),
    };
    let Value::Object(fields) = bare else { return bare };
    let mut marked = Map::new();
    let mut metadata = match fields.get("Metadata") {
        Some(Value::Object(metadata)) => metadata.clone(),
        _ => Map::new(),
    };
    metadata.insert(KEY.to_owned(), json!({ "source": source }));
    // The mark stands where it is seen: behind the type.
    for (key, value) in fields.into_iter().filter(|(key, _)| key != "Metadata") {
        let is_type = key == "Type";
        marked.insert(key, value);
        if is_type {
            marked.insert("Metadata".to_owned(), Value::Object(std::mem::take(&mut metadata)));
        }
    }
    if !metadata.is_empty() {
        marked.insert("Metadata".to_owned(), Value::Object(metadata));
    }
    Value::Object(marked)
}

/// `resource` without a mark.
pub fn without_mark(resource: &Value) -> Value {
    let mut bare = resource.clone();
    if let Value::Object(fields) = &mut bare
        && let Some(Value::Object(metadata)) = fields.get_mut("Metadata")
    {
        metadata.shift_remove(KEY);
        if metadata.is_empty() {
            fields.shift_remove("Metadata");
        }
    }
    bare
}
