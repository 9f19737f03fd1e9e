//! Any text gives a tree; the tree's canonical text gives the same tree again.
#![no_main]

use flowc::diagnostic::Sink;
use flowc::source::Sources;
use flowc::syntax;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (printed, faulty) = parse(text);
    if faulty {
        return;
    }
    let (again, faulty) = parse(&printed);
    assert!(!faulty, "the canonical text does not parse:\n{printed}");
    assert_eq!(printed, again, "the canonical text is not stable");
});

/// The canonical text of `text` and whether the parser complained.
fn parse(text: &str) -> (String, bool) {
    let mut sources = Sources::default();
    let mut sink = Sink::default();
    let id = sources.add("main.flow", text);
    let tree = syntax::parse(id, text, &mut sink);
    (syntax::print::print(&tree), sink.has_errors())
}
