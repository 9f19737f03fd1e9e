//! Gives every state its final name: what it would like to be called, unique in the definition.
//!
//! Keeps: everything but the labels. A name given in the source has the first claim on its text;
//! the others are served in source order, so that a name changes only with what bears it.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::asl::limits::STATE_NAME_CHARS;
use crate::ir::machine::{Machine, State};

/// Makes the labels of all states unique names. A given name is shortened only where a number must
/// be added to it.
pub fn run(machine: &mut Machine) {
    let mut names = Names::default();
    let mut states: Vec<&mut State> = machine.states.iter_mut().flatten().collect();
    states.sort_by_key(|state| (!state.label.given, state.span.file, state.span.start));
    for state in states {
        let mut text = printable(std::mem::take(&mut state.label.text));
        if text.is_empty() {
            text = state.kind.name().to_owned();
        }
        state.label.text = names.claim(&text);
    }
}

/// The names that are taken.
#[derive(Default)]
struct Names {
    /// The number that each gets next when it is wanted again.
    next: FxHashMap<String, u32>,
}

impl Names {
    fn claim(&mut self, text: &str) -> String {
        let plain = shortened(text, STATE_NAME_CHARS);
        let Some(first) = self.next.get(&*plain).copied() else {
            return self.take(plain.into_owned());
        };
        for number in first.. {
            let suffix = format!(" {number}");
            let kept = shortened(text, STATE_NAME_CHARS.saturating_sub(suffix.len()));
            let name = kept.into_owned() + &suffix;
            if !self.next.contains_key(&name) {
                self.next.insert(plain.into_owned(), number + 1);
                return self.take(name);
            }
        }
        unreachable!("there are more numbers than states")
    }

    fn take(&mut self, name: String) -> String {
        self.next.insert(name.clone(), 2);
        name
    }
}

/// The text on one line, without what cannot be seen or would be taken for a substitution.
fn printable(text: String) -> String {
    if is_printable(&text) {
        return text;
    }
    let text = text.replace("${", "{");
    let mut result = String::with_capacity(text.len());
    let mut after_blank = false;
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() || c.is_control() {
            after_blank = true;
            continue;
        }
        if std::mem::take(&mut after_blank) && !result.is_empty() {
            result.push(' ');
        }
        result.push(c);
    }
    result
}

/// Whether all of a text can be seen as it is; what most are made of is looked for.
fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && text.trim() == text
        && !text.contains("  ")
        && !text.contains("${")
}

/// Marks of direction, joiners, byte order marks and the like.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The text cut to the room, which an ellipsis at its end shows.
fn shortened(text: &str, room: usize) -> Cow<'_, str> {
    if text.len() <= room || text.chars().count() <= room {
        return text.into();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::sample::{end, machine, pass};

    fn names(labels: &[&str]) -> Vec<String> {
        let mut machine = machine();
        for label in labels {
            let mut state = pass(label.trim_start_matches('@'), end());
            state.label.given = label.starts_with('@');
            machine.add(state);
        }
        run(&mut machine);
        machine.iter().map(|(_, state)| state.label.text.clone()).collect()
    }

    #[test]
    fn names_are_unique_and_given_ones_come_first() {
        assert_eq!(names(&["a", "a", "a 2", "@a", "a"]), ["a 2", "a 3", "a 2 2", "a", "a 4"]);
    }

    #[test]
    fn of_two_states_the_first_in_the_source_keeps_its_name() {
        let mut machine = machine();
        for start in [9, 5, 7] {
            let mut state = pass("a", end());
            state.span.start = start;
            machine.add(state);
        }
        run(&mut machine);
        let names: Vec<_> = machine.iter().map(|(_, state)| &state.label.text).collect();
        assert_eq!(names, ["a 3", "a", "a 2"]);
    }

    #[test]
    fn names_fit() {
        let long = "x".repeat(100);
        let fits = "y".repeat(80);
        let found = names(&[&long, &long, &format!("@{fits}")]);
        assert_eq!(found[0], "x".repeat(79) + "…");
        assert_eq!(found[1], "x".repeat(77) + "… 2");
        assert_eq!(found[2], fits);
    }

    #[test]
    fn names_are_printable() {
        assert_eq!(names(&["a\n\t b", "${x}", "", "\u{200b}"]), ["a b", "{x}", "pass", "pass 2"]);
    }
}
