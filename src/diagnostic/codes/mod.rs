//! The table of diagnostic codes: one file per family, each code with the page that explains it.
//!
//! `F00` files and command line, `F01` syntax, `F02` names and declarations, `F03` types and
//! expressions, `F04` calls and clauses, `F05` statements and control flow, `F06` warnings,
//! `F07` output and limits, `F08` deployment.

use std::fmt;

/// How severe a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Output is written all the same.
    Warning,
}

/// One entry of the table.
#[derive(Clone, Copy)]
pub struct Code {
    /// Stable for ever: `F0301`.
    pub id: &'static str,
    /// Error or warning, before `--deny` and its like.
    pub severity: Severity,
    /// The page in Markdown: first line the title, then why, an example that is wrong, one that is right.
    pub page: &'static str,
}

impl Code {
    /// What the fault is, in a few words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.page.lines().next().unwrap_or("").trim()
    }

    /// The page below its title, as Markdown.
    #[must_use]
    pub fn text(&self) -> String {
        // A doc comment keeps the blank behind its slashes.
        let lines = self.page.lines().skip(1).map(|line| line.strip_prefix(' ').unwrap_or(line));
        let text: Vec<&str> = lines.collect();
        format!("{}\n", text.join("\n").trim())
    }

    /// The code `id` of any family.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        all().into_iter().find(|code| code.id == id)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

/// Defines the codes of a family. The doc comment of each is its page.
macro_rules! codes {
    ($($(#[doc = $page:literal])+ $name:ident = $id:literal, $severity:ident;)*) => {
        $(
            $(#[doc = $page])+
            pub const $name: crate::diagnostic::Code = crate::diagnostic::Code {
                id: $id,
                severity: crate::diagnostic::Severity::$severity,
                page: concat!($($page, "\n"),+),
            };
        )*
        /// The codes of this family, in order.
        pub const ALL: &[crate::diagnostic::Code] = &[$($name),*];
    };
}

pub mod calls;
pub mod deployment;
pub mod expressions;
pub mod files;
pub mod names;
pub mod output;
pub mod statements;
pub mod syntax;
pub mod warnings;

/// Every code of every family, in order of its id.
#[must_use]
pub fn all() -> Vec<Code> {
    let families = [
        files::ALL,
        syntax::ALL,
        names::ALL,
        expressions::ALL,
        calls::ALL,
        statements::ALL,
        warnings::ALL,
        output::ALL,
        deployment::ALL,
    ];
    families.concat()
}
