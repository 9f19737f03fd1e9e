//! Finds and parses the files of a program. In: the root file. Out: all files it imports, directly
//! or not.

use rustc_hash::FxHashMap;

use super::error::names as error;
use crate::diagnostic::Sink;
use crate::source::{FileId, Loader, Sources, import_path};
use crate::syntax::ast;
use crate::syntax::parse as parse_text;

/// The files of a program, the root first.
#[derive(Debug, Default)]
pub struct Files {
    /// In the order they were found.
    pub files: Vec<ParsedFile>,
}

impl Files {
    /// How many workflows of the root file have a body.
    #[must_use]
    pub fn root_workflows(&self) -> usize {
        let has_body = |item: &&ast::Item| match &item.kind {
            ast::ItemKind::Workflow(function) => {
                matches!(function.body, ast::FunctionBody::Block(_))
            }
            _ => false,
        };
        self.files.first().map_or(0, |root| root.ast.items.iter().filter(has_body).count())
    }
}

/// One file and where its imports lead.
#[derive(Debug)]
pub struct ParsedFile {
    /// Its tree.
    pub ast: ast::File,
    /// For each `import` in order: the index in [`Files::files`]; `None` where it cannot be read.
    pub imports: Vec<Option<usize>>,
}

/// Parses `root` and every file it imports, directly or not. A file that cannot be read is
/// reported at the import that names it; cycles are fine.
pub fn load(root: FileId, sources: &mut Sources, loader: &dyn Loader, sink: &mut Sink) -> Files {
    let mut files = Files { files: vec![parse(root, sources, sink)] };
    let mut known = FxHashMap::from_iter([(root, 0)]);
    let mut next = 0;
    while next < files.files.len() {
        let imports = imports_of(&files.files[next].ast);
        let mut targets = Vec::with_capacity(imports.len());
        for import in imports {
            let Some(id) = fetch(&import, files.files[next].ast.id, sources, loader, sink) else {
                targets.push(None);
                continue;
            };
            let index = *known.entry(id).or_insert_with(|| {
                files.files.push(parse(id, sources, sink));
                files.files.len() - 1
            });
            targets.push(Some(index));
        }
        files.files[next].imports = targets;
        next += 1;
    }
    files
}

fn parse(id: FileId, sources: &Sources, sink: &mut Sink) -> ParsedFile {
    let ast = parse_text(id, &sources.get(id).text, sink);
    ParsedFile { ast, imports: Vec::new() }
}

fn imports_of(file: &ast::File) -> Vec<ast::Import> {
    file.items
        .iter()
        .filter_map(|item| match &item.kind {
            ast::ItemKind::Import(import) => Some(import.clone()),
            _ => None,
        })
        .collect()
}

fn fetch(
    import: &ast::Import,
    importer: FileId,
    sources: &mut Sources,
    loader: &dyn Loader,
    sink: &mut Sink,
) -> Option<FileId> {
    let path = import_path(&sources.get(importer).path, &import.path);
    if let Some(id) = sources.find(&path) {
        return Some(id);
    }
    match loader.load(&path) {
        Ok(text) => Some(sources.add(path, text)),
        Err(reason) => {
            sink.push(error::unreadable_import(import, &reason));
            None
        }
    }
}
