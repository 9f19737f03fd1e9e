//! Any text compiles or gives errors, with and without the passes; both agree on which.
#![no_main]

use std::path::Path;

use flowc::Options;
use flowc::diagnostic::Sink;
use flowc::source::{Loader, Sources};
use libfuzzer_sys::fuzz_target;

/// There are no files to import.
struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _path: &Path) -> Result<String, String> {
        Err("there is no such file".to_owned())
    }
}

fuzz_target!(|text: &str| {
    assert_eq!(compiles(text, true), compiles(text, false), "the passes decide what is an error");
});

/// Whether `text` compiles; where it does not, there must be an error that says why.
fn compiles(text: &str, optimize: bool) -> bool {
    let mut sources = Sources::default();
    let mut sink = Sink::default();
    let root = sources.add("main.flow", text);
    let options = Options { optimize, ..Options::default() };
    let output = flowc::compile(root, &mut sources, &NoFiles, &options, &mut sink);
    assert_eq!(output.is_none(), sink.has_errors(), "no output, and no error says why");
    output.is_some()
}
