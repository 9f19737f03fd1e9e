//! The table of diagnostic codes holds together.

use std::collections::BTreeSet;

use flowc::diagnostic::{Code, Severity, codes};

use crate::deploy::OF_TEMPLATES;
use crate::support::expect::{expect_file, updating};
use crate::support::flow_blocks::flow_blocks;
use crate::support::{files_below, read, root};

/// Each family: the beginning of its codes, its name, its page in `docs/diagnostics`, its codes.
const FAMILIES: [(&str, &str, &[Code]); 9] = [
    ("F00", "files and command line", codes::files::ALL),
    ("F01", "syntax", codes::syntax::ALL),
    ("F02", "names and declarations", codes::names::ALL),
    ("F03", "types and expressions", codes::expressions::ALL),
    ("F04", "calls and clauses", codes::calls::ALL),
    ("F05", "statements and control flow", codes::statements::ALL),
    ("F06", "warnings", codes::warnings::ALL),
    ("F07", "output and limits", codes::output::ALL),
    ("F08", "deployment", codes::deployment::ALL),
];

#[test]
fn ids_are_unique_and_in_order() {
    let ids: Vec<&str> = codes::all().iter().map(|code| code.id).collect();
    let sorted: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids, sorted.into_iter().collect::<Vec<_>>(), "each id once, in order");
}

#[test]
fn codes_are_in_their_family() {
    let mut counted = 0;
    for (prefix, _, family) in FAMILIES {
        for code in family {
            let number =
                code.id.strip_prefix(prefix).unwrap_or_else(|| panic!("{code:?}: not {prefix}"));
            assert!(number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()), "{code:?}");
            let warning = code.severity == Severity::Warning;
            assert_eq!(warning, prefix == "F06", "{code:?}: warnings are in F06, and only they");
        }
        counted += family.len();
    }
    assert_eq!(counted, codes::all().len());
}

#[test]
fn pages_have_a_title_and_examples() {
    for code in codes::all() {
        let (title, text) = (code.title(), code.text());
        assert!(!title.is_empty() && !title.ends_with('.'), "{code:?}: the title `{title}`");
        let first = title.chars().next().expect("it is not empty");
        assert!(!first.is_uppercase(), "{code:?}: `{title}` begins in lower case");
        assert!(text.lines().next().is_some_and(|line| line.len() > 20), "{code:?} says no reason");
        assert!(text.contains("```text\n"), "{code:?} shows nothing that is wrong");
        assert!(!flow_blocks(&text).is_empty(), "{code:?} shows nothing that is right");
    }
}

/// Codes that no source of these folders causes, for a reason; unit tests beside the checks do.
const NOT_PINNED: [Code; 7] = [
    // `tests/policies.rs` makes the policies that are doubted.
    codes::warnings::WIDE_PERMISSION,
    codes::warnings::GUESSED_PERMISSION,
    codes::warnings::UNKNOWN_PERMISSION,
    // The source would be too long to read.
    codes::syntax::TOO_DEEP,
    codes::syntax::TOO_MANY_OPERATORS,
    codes::output::DEFINITION_TOO_LARGE,
    // No source is known to.
    codes::output::REFUSED_OUTPUT,
];

#[test]
fn every_code_is_pinned_in_a_source_that_causes_it() {
    let pinned: String = ["tests/refused", "tests/refused_syntax"]
        .iter()
        .flat_map(|dir| files_below(&root(dir), "flow"))
        .map(|path| read(&path))
        .collect();
    for code in codes::all() {
        let expected = !NOT_PINNED.contains(&code) && !OF_TEMPLATES.contains(&code);
        assert_eq!(pinned.contains(code.id), expected, "{code:?} in a refused source");
    }
}

#[test]
fn the_pages_are_in_the_docs() {
    let dir = root("docs/diagnostics");
    let mut expected = vec![dir.join("README.md")];
    expect_file(&expected[0], &index());
    for (prefix, name, family) in FAMILIES {
        let path = dir.join(format!("{prefix}.md"));
        expect_file(&path, &family_page(prefix, name, family));
        expected.push(path);
    }
    expected.sort();
    assert!(
        updating() || files_below(&dir, "md") == expected,
        "a page nothing makes in docs/diagnostics"
    );
}

const INTRODUCTION: &str = "\
# Diagnostics

Every fault `flowc` reports has a code that never changes its meaning. `flowc explain F0101` prints
the page of one. A warning can be made an error with `--deny CODE` (`--deny warnings` for all), or
silenced with `--allow CODE` for a run and `@allow(CODE)` before one statement.

Written from the table of codes in `src/diagnostic/codes`; `UPDATE_EXPECT=1 cargo test codes` does it.

## Formats

`--format human` shows the source lines, `short` is `path:line:column: error[F0101]: message`, and
`sarif` is SARIF 2.1.0. `--format json` is one object:

| field | what it holds |
|---|---|
| `errors`, `warnings` | how many |
| `diagnostics` | the faults by file and place, each with the fields below |
| `code`, `severity`, `message` | `\"F0101\"`, `\"error\"` or `\"warning\"`, the title |
| `file`, `start`, `end` | where; `start` and `end` have `line` and `column` from 1 (in characters) and `byte` from 0; `end` is behind the last |
| `labels` | all places, each with `file`, `start`, `end` and `text`; the first is the fault's own |
| `help` | what to type instead, a string each |

`check` writes `json` and `sarif` to standard output; all other reports go to standard error.
";

fn index() -> String {
    let links = FAMILIES.map(|(prefix, name, _)| format!("- [{prefix}: {name}]({prefix}.md)\n"));
    format!("{INTRODUCTION}\n## Codes\n\n{}", links.concat())
}

fn family_page(prefix: &str, name: &str, family: &[Code]) -> String {
    let mut page = format!("# {prefix}: {name}\n");
    for code in family {
        page.push_str(&format!("\n## {}\n\n**{}**\n\n{}", code.id, code.title(), code.text()));
    }
    page
}
