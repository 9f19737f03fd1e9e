//! Which module may use which: the table of `docs/architecture.md`, held against the sources.

use std::path::Path;

use crate::support::{files_below, read, root};

/// A module of the crate and the paths of the crate it may name; a path allows what is below it.
const LAYERS: &[(&str, &[&str])] = &[
    ("parallel", &[]),
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("value", &[]),
    ("items", &["value"]),
    ("services", &[]),
    ("documents", &[]),
    ("jsonata", &["value"]),
    ("jsonpath", &["value"]),
    ("asl", &["jsonata", "jsonpath", "services", "documents"]),
    ("syntax", &["source", "diagnostic", "parallel"]),
    ("fmt", &["syntax", "source", "diagnostic"]),
    ("ir", &["source", "jsonata", "services"]),
    (
        "analyse",
        &[
            "syntax::ast",
            "syntax::parse",
            "syntax::with_room",
            "ir",
            "services",
            "jsonata",
            "asl::limits",
            "diagnostic",
            "source",
        ],
    ),
    ("lower", &["ir", "jsonata", "asl::limits", "services", "source", "syntax::one_line"]),
    ("passes", &["ir", "jsonata", "asl::limits", "source"]),
    ("emit", &["ir", "asl", "jsonata", "services", "source", "diagnostic"]),
    ("compiled", &["ir", "emit::source_map", "source", "syntax::one_line"]),
    ("graph", &["asl", "services", "value"]),
    ("sim", &["asl", "items", "jsonata", "jsonpath", "services", "value"]),
    (
        "deploy",
        &[
            "ir::program",
            "ir::types",
            "asl",
            "jsonata",
            "services",
            "documents",
            "diagnostic",
            "source",
            "CompiledMachine",
            "Output",
        ],
    ),
    ("suite", &["ir::program::TestCall", "sim", "source", "value"]),
    (
        "cli",
        &[
            "parallel",
            "diagnostic",
            "source",
            "value",
            "documents",
            "asl",
            "services",
            "ir::program",
            "ir::types",
            "deploy",
            "items",
            "sim",
            "suite",
            "fmt",
            "graph",
            "compile",
            "check",
            "CompiledMachine",
            "Options",
            "Output",
        ],
    ),
];

/// Packages of others that only these files or folders may name.
const PACKAGES: &[(&str, &[&str])] = &[
    ("pest", &["syntax/parse.rs", "syntax/parse"]),
    (
        "codespan_reporting",
        &["diagnostic/render/human.rs", "diagnostic/render/short.rs", "diagnostic/render/shown.rs"],
    ),
    ("saphyr_parser", &["documents/yaml.rs", "documents/edit/outline.rs"]),
    ("fancy_regex", &["jsonata/eval/regex.rs", "jsonpath/filter.rs"]),
    ("flate2", &["items/unpack.rs"]),
    ("zstd", &["items/unpack.rs"]),
    ("similar", &["cli/fmt.rs"]),
    ("rayon", &["parallel.rs"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
];

/// A path in the code and the line it stands in.
struct Use {
    line: usize,
    path: String,
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let faults: Vec<String> = sources()
        .iter()
        .flat_map(|(file, text)| {
            let module = module_of(file);
            uses(text, "crate::").into_iter().filter_map(move |found| {
                let allowed = found.path.split("::").next() == Some(module)
                    || layer(module).iter().any(|path| is_below(&found.path, path));
                (!allowed).then(|| format!("src/{file}:{}: crate::{}", found.line, found.path))
            })
        })
        .collect();
    assert!(faults.is_empty(), "against the layers:\n{}", faults.join("\n"));
}

#[test]
fn the_table_is_in_the_docs() {
    let document = read(&root("docs/architecture.md"));
    for (module, paths) in LAYERS {
        let quoted: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
        let uses = if paths.is_empty() { "nothing".to_owned() } else { quoted.join(", ") };
        let row = format!("| `{module}` | {uses} | ");
        assert!(document.contains(&row), "docs/architecture.md lacks the row {row}");
    }
}

#[test]
fn packages_stay_in_their_files() {
    let faults: Vec<String> = PACKAGES
        .iter()
        .flat_map(|(package, homes)| {
            let sources = sources();
            let strange = sources.into_iter().filter(|(file, text)| {
                let at_home = homes.iter().any(|home| Path::new(file).starts_with(home));
                !at_home && !uses(text, &format!("{package}::")).is_empty()
            });
            strange.map(|(file, _)| format!("src/{file} names {package}")).collect::<Vec<_>>()
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    for (file, _) in sources() {
        layer(module_of(&file));
    }
}

#[test]
fn paths_are_found_in_code_alone() {
    let text = "// crate::a\nuse crate::b::{self, c};\nlet x = crate::d::e(); // crate::f\n";
    let found: Vec<(usize, String)> =
        uses(text, "crate::").into_iter().map(|found| (found.line, found.path)).collect();
    assert_eq!(found, [(2, "b".to_owned()), (3, "d::e".to_owned())]);
}

/// Every file below `src` that belongs to a module, by its path there, with its text.
fn sources() -> Vec<(String, String)> {
    let src = root("src");
    let all = files_below(&src, "rs").into_iter().map(|path| {
        let inside = path.strip_prefix(&src).expect("it was found below");
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        (parts.join("/"), read(&path))
    });
    // The pipeline and the program chain the modules; they are above all layers.
    all.filter(|(file, _)| file != "lib.rs" && file != "main.rs").collect()
}

fn module_of(file: &str) -> &str {
    file.split('/').next().expect("a path has a part").trim_end_matches(".rs")
}

fn layer(module: &str) -> &'static [&'static str] {
    let found = LAYERS.iter().find(|(name, _)| *name == module);
    found.unwrap_or_else(|| panic!("`{module}` has no line in LAYERS")).1
}

fn is_below(path: &str, allowed: &str) -> bool {
    path == allowed || path.strip_prefix(allowed).is_some_and(|rest| rest.starts_with("::"))
}

/// The paths behind each `prefix` outside comments, as far as they are written in one piece.
fn uses(text: &str, prefix: &str) -> Vec<Use> {
    let mut found = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let code = text.split("//").next().unwrap_or_default();
        for (at, _) in code.match_indices(prefix) {
            let begins =
                !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
            if begins {
                found.push(Use { line, path: path_of(&code[at + prefix.len()..]) });
            }
        }
    }
    found
}

/// `a::b` of `a::b(c)`, `a::b::{c}` and `a::b;`
fn path_of(code: &str) -> String {
    let end = code.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    code[..end.unwrap_or(code.len())].trim_end_matches(':').to_owned()
}
