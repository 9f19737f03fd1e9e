//! Variables that an inner scope may not assign, since an outer one has assigned them before.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map as Object, Value};

use super::Code;
use super::payload::variable;
use super::report::{Place, Report};
use super::scopes::{inner, states, transitions};
use super::states::language;
use super::values::field;
use crate::asl::model::QueryLanguage;

/// Checks the variables of all scopes of a definition.
pub(super) fn check(definition: &Object<String, Value>, report: &mut Report) {
    let top = language(definition.get("QueryLanguage"), QueryLanguage::JsonPath);
    let mut checker = Checker { top, report };
    checker.scope(definition, &Outer { names: FxHashSet::default(), outer: None }, &Place::ROOT);
}

/// The variables that may have a value where a scope begins.
struct Outer<'a> {
    names: FxHashSet<&'a str>,
    outer: Option<&'a Outer<'a>>,
}

impl Outer<'_> {
    fn has(&self, name: &str) -> bool {
        self.names.contains(name) || self.outer.is_some_and(|outer| outer.has(name))
    }
}

struct Checker<'r> {
    top: QueryLanguage,
    report: &'r mut Report,
}

impl Checker<'_> {
    fn scope(&mut self, scope: &Object<String, Value>, outer: &Outer<'_>, at: &Place<'_>) {
        let within = at.key("States");
        let own = self.assigned_in(scope);
        for (name, state) in states(scope) {
            let at = within.key(name);
            self.own_assigns(state, outer, &at);
            inner(state, &at, &mut |inner, at| {
                if inner.distributed {
                    // Its executions see nothing of this one.
                    let nothing = Outer { names: FxHashSet::default(), outer: None };
                    return self.scope(inner.scope, &nothing, at);
                }
                let names = self.shared(inner.scope, &own, scope, name);
                self.scope(inner.scope, &Outer { names, outer: Some(outer) }, at);
            });
        }
    }

    /// Of the variables that `inner` and the scope around it both assign, those that may have a
    /// value when the state `name` is entered.
    fn shared<'d>(
        &self,
        inner: &'d Object<String, Value>,
        own: &FxHashSet<&'d str>,
        scope: &'d Object<String, Value>,
        name: &str,
    ) -> FxHashSet<&'d str> {
        let wanted = !own.is_empty() && self.assigns_any(inner, own);
        if wanted { self.before(scope, name) } else { FxHashSet::default() }
    }

    /// Whether a scope or one within assigns one of `names`.
    fn assigns_any(&self, scope: &Object<String, Value>, names: &FxHashSet<&str>) -> bool {
        states(scope).any(|(_, state)| {
            let mut found = self.assigned_by(state).any(|name| names.contains(name));
            inner(state, &Place::ROOT, &mut |inner, _| {
                found |= !inner.distributed && self.assigns_any(inner.scope, names);
            });
            found
        })
    }

    /// What may have been assigned in `scope` before its state `name` is entered: by any transition
    /// from which that state can be reached.
    fn before<'d>(&self, scope: &'d Object<String, Value>, name: &str) -> FxHashSet<&'d str> {
        let mut sources: FxHashMap<&str, Vec<(&str, Vec<&str>)>> = FxHashMap::default();
        for (source, state) in states(scope) {
            let language = self.language(state);
            transitions(state, &Place::ROOT, &mut |transition, _| {
                let assigns = transition.assigns.into_iter().flat_map(Object::keys);
                let names = assigns.map(|key| variable(key, language)).collect();
                sources.entry(transition.target).or_default().push((source, names));
            });
        }
        let mut found = FxHashSet::default();
        let mut seen = FxHashSet::default();
        let mut waiting = vec![name];
        while let Some(target) = waiting.pop() {
            for (source, names) in sources.remove(target).unwrap_or_default() {
                found.extend(names);
                if seen.insert(source) {
                    waiting.push(source);
                }
            }
        }
        found
    }

    fn assigned_in<'d>(&self, scope: &'d Object<String, Value>) -> FxHashSet<&'d str> {
        states(scope).flat_map(|(_, state)| self.assigned_by(state)).collect()
    }

    /// The variables that a state assigns, on whatever way out.
    fn assigned_by<'d>(
        &self,
        state: &'d Object<String, Value>,
    ) -> impl Iterator<Item = &'d str> + use<'d> {
        let language = self.language(state);
        let lists = ["Choices", "Catch"];
        let items = lists.into_iter().filter_map(|list| field(state, list)?.as_array()).flatten();
        let objects = items.filter_map(Value::as_object).chain([state]);
        let assigns = objects.filter_map(|object| field(object, "Assign")?.as_object());
        assigns.flat_map(Object::keys).map(move |key| variable(key, language))
    }

    fn language(&self, state: &Object<String, Value>) -> QueryLanguage {
        language(field(state, "QueryLanguage"), self.top)
    }

    fn own_assigns(&mut self, state: &Object<String, Value>, outer: &Outer<'_>, at: &Place<'_>) {
        self.assigns(state, self.language(state), outer, at);
        for list in ["Choices", "Catch"] {
            let Some(Value::Array(items)) = field(state, list) else { continue };
            let at = at.key(list);
            for (index, item) in items.iter().enumerate() {
                if let Value::Object(item) = item {
                    self.assigns(item, self.language(state), outer, &at.index(index));
                }
            }
        }
    }

    fn assigns(
        &mut self,
        object: &Object<String, Value>,
        language: QueryLanguage,
        outer: &Outer<'_>,
        at: &Place<'_>,
    ) {
        let Some(Value::Object(assigns)) = field(object, "Assign") else { return };
        let at = at.key("Assign");
        for key in assigns.keys() {
            let name = variable(key, language);
            if outer.has(name) {
                let message = format!("Variable '${name}' is already assigned in an outer scope.");
                self.report.add(Code::DuplicateVariableName, &at.key(key), message);
            }
        }
    }
}
