//! Declarations of all files, what each file calls them, and which of them are used.

use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use super::Analyser;
use super::error::names as error;
use crate::diagnostic::suggest;
use crate::ir::program::{Expr, FunctionId, Retrier};
use crate::ir::types::Type;
use crate::ir::walk::Variables;
use crate::source::Span;
use crate::syntax::ast::{self, Item, ItemKind, Name};

/// Names a declaration of any file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct DeclId(pub usize);

/// A declaration.
#[derive(Debug)]
pub(super) struct Decl<'a> {
    /// The index of its file.
    pub file: usize,
    pub name: &'a Name,
    pub item: &'a Item,
    /// Whether anything refers to it.
    pub used: bool,
    pub meaning: Meaning<'a>,
}

/// What a declaration means, found on first use.
#[derive(Clone, Debug)]
pub(super) enum Meaning<'a> {
    Unknown,
    /// Being found: a use now is a cycle.
    Underway,
    /// A value: of a `param`, `const`, `error` or `resource`.
    Value(Rc<Expr>),
    Type(Type),
    Retry(Rc<Vec<Retrier>>),
    Callable(Rc<Callable<'a>>),
    Fn(Rc<FnMeaning<'a>>),
    /// Complained about already.
    Bad,
}

/// A `lambda`, `activity` or `workflow`, as its callers see it.
#[derive(Debug)]
pub(super) struct Callable<'a> {
    pub decl: DeclId,
    pub kind: CallableKind,
    pub name: Arc<str>,
    /// The type of its input; `None` without parameter.
    pub input: Option<Type>,
    pub result: Type,
    /// What it is called by at run time: a name or ARN.
    pub target: Rc<Expr>,
    /// Its ARN, as value of its name.
    pub arn: Rc<Expr>,
    pub clauses: &'a [ast::Clause],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallableKind {
    Lambda,
    Activity,
    Workflow { express: bool },
}

/// A `fn`, as its callers see it.
#[derive(Debug)]
pub(super) struct FnMeaning<'a> {
    pub id: FunctionId,
    pub params: Vec<FnParameter<'a>>,
    pub result: Type,
    /// Whether its body needs states.
    pub steps: bool,
    /// Something in it that an Express workflow cannot do.
    pub standard_only: Option<(Span, String)>,
}

#[derive(Debug)]
pub(super) struct FnParameter<'a> {
    /// `None` for a pattern.
    pub name: Option<&'a Name>,
    pub ty: Type,
    pub default: Option<Expr>,
}

impl FnParameter<'_> {
    /// Whether the default reads parameters before this one.
    pub fn reads_others(&self) -> bool {
        self.default.as_ref().is_some_and(|value| !Variables::of_expr(value).captured().is_empty())
    }
}

/// What a name of a file stands for.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// `None`: imported from where it cannot be found.
    decl: Option<DeclId>,
    imported: bool,
    used: bool,
    span: Span,
}

/// All declarations and the names of each file.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    pub decls: Vec<Decl<'a>>,
    tables: Vec<FxHashMap<Arc<str>, Entry>>,
    /// How often names near to a wrong one have been looked for.
    searches: Cell<usize>,
}

/// In a file with more mistakes than this, the rest go without suggestions: looking for them takes a
/// look at every name.
const SEARCHES: usize = 300;

/// What looking up a declared name gives.
pub(super) enum Found {
    Decl(DeclId),
    /// Named by an import that failed.
    Bad,
    Nothing,
}

impl Names<'_> {
    /// What `name` stands for in `file`; it counts as used from then on.
    pub fn find(&mut self, file: usize, name: &str) -> Found {
        let Some(entry) = self.tables[file].get_mut(name) else { return Found::Nothing };
        entry.used = true;
        match entry.decl {
            Some(id) => {
                self.decls[id.0].used = true;
                Found::Decl(id)
            }
            None => Found::Bad,
        }
    }

    /// Whether a suggestion is still worth its time.
    pub fn may_search(&self) -> bool {
        self.searches.get() < SEARCHES
    }

    /// The names of `file` whose declaration passes `test`, sorted.
    pub fn candidates(&self, file: usize, test: impl Fn(&ItemKind) -> bool) -> Vec<&str> {
        self.searches.set(self.searches.get() + 1);
        if self.searches.get() > SEARCHES {
            return Vec::new();
        }
        let table = &self.tables[file];
        let mut names: Vec<&str> = table
            .iter()
            .filter(|(_, entry)| entry.decl.is_some_and(|id| test(&self.decls[id.0].item.kind)))
            .map(|(name, _)| &**name)
            .collect();
        names.sort_unstable();
        names
    }

    /// Names imported and not used, with their place, in source order.
    pub fn unused_imports(&self) -> Vec<(Arc<str>, Span)> {
        let mut unused: Vec<(Arc<str>, Span)> = self
            .tables
            .iter()
            .flatten()
            .filter(|(_, entry)| entry.imported && !entry.used && entry.decl.is_some())
            .map(|(name, entry)| (name.clone(), entry.span))
            .collect();
        unused.sort_by_key(|(_, span)| *span);
        unused
    }
}

impl<'a> Analyser<'a> {
    /// Enters the declarations and imports of all files.
    pub(super) fn declare(&mut self) {
        let files = self.files;
        for (index, file) in files.files.iter().enumerate() {
            self.names.tables.push(FxHashMap::default());
            for item in &file.ast.items {
                if let Some(name) = name_of(&item.kind) {
                    self.declare_item(index, name, item);
                }
            }
            for name in &file.ast.unreadable {
                let entry = Entry { decl: None, imported: false, used: true, span: name.span };
                self.names.tables[index].entry(name.text.clone()).or_insert(entry);
            }
        }
        for (index, file) in files.files.iter().enumerate() {
            let imports = file.ast.items.iter().filter_map(|item| match &item.kind {
                ItemKind::Import(import) => Some(import),
                _ => None,
            });
            for (import, target) in imports.zip(&file.imports) {
                for name in &import.names {
                    self.import_name(index, *target, name);
                }
            }
        }
    }

    fn declare_item(&mut self, file: usize, name: &'a Name, item: &'a Item) {
        let id = DeclId(self.names.decls.len());
        let entry = Entry { decl: Some(id), imported: false, used: false, span: name.span };
        if let Some(first) = self.names.tables[file].get(&name.text) {
            let first = first.span;
            self.report(error::declared_twice(name, first));
            return;
        }
        self.names.tables[file].insert(name.text.clone(), entry);
        let used = name.text.starts_with('_');
        self.names.decls.push(Decl { file, name, item, used, meaning: Meaning::Unknown });
    }

    fn import_name(&mut self, file: usize, target: Option<usize>, import: &'a ast::ImportName) {
        let here = import.alias.as_ref().unwrap_or(&import.name);
        let decl = target.and_then(|target| self.exported(target, &import.name));
        let first = self.names.tables[file].get(&here.text);
        // A name that could not be read may be that of this import.
        if let Some(first) = first.filter(|first| first.decl.is_some() || first.imported) {
            let first = first.span;
            self.report(error::declared_twice(here, first));
            return;
        }
        if let Some(id) = decl {
            self.names.decls[id.0].used = true;
        }
        let entry = Entry { decl, imported: true, used: false, span: here.span };
        self.names.tables[file].insert(here.text.clone(), entry);
    }

    /// The declaration `name` of the file `target` itself.
    fn exported(&mut self, target: usize, name: &Name) -> Option<DeclId> {
        let found = self.names.tables[target].get(&name.text).filter(|entry| !entry.imported);
        if let Some(entry) = found {
            return entry.decl;
        }
        let own: Vec<&str> = self.names.tables[target]
            .iter()
            .filter(|(_, entry)| !entry.imported)
            .map(|(name, _)| &**name)
            .collect();
        let nearest = suggest::nearest(&name.text, own).map(str::to_owned);
        self.report(error::not_in_file(name, nearest.as_deref()));
        None
    }
}

/// The name an item declares.
pub(super) fn name_of(kind: &ItemKind) -> Option<&Name> {
    match kind {
        ItemKind::Param(param) => Some(&param.name),
        ItemKind::Const(constant) => Some(&constant.name),
        ItemKind::Type(alias) => Some(&alias.name),
        ItemKind::Error(error) => Some(&error.name),
        ItemKind::Retry(retry) => Some(&retry.name),
        ItemKind::Lambda(function)
        | ItemKind::Activity(function)
        | ItemKind::Fn(function)
        | ItemKind::Workflow(function) => Some(&function.name),
        ItemKind::Resource(resource) => Some(&resource.name),
        ItemKind::Import(_) | ItemKind::Test(_) | ItemKind::Bad => None,
    }
}
