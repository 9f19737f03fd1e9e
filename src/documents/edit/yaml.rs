//! Changes entries of a YAML document whose sections are written as blocks.

use std::ops::Range;

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::super::Fault;
use super::outline::{self, Body, Entry, Outline, Section};
use super::splice::{Splices, blank_line_before, is_blank_line, line, line_start, next_line};
use super::{Change, Changes, Printer, line_end, rank};

/// `text` with the `changes`.
pub fn apply(
    text: &str,
    changes: &Changes,
    order: &[&str],
    print: Printer,
) -> Result<String, Fault> {
    let outline = outline::read(text)?;
    let style = Style::of(text, &outline, print);
    let mut editor = Editor { text, outline: &outline, style, splices: Splices::default() };
    for (section, entries) in changes {
        if let Some(found) = outline.section(section) {
            editor.section(found, entries)?;
        }
    }
    let mut new: Vec<(&String, &IndexMap<String, Change>)> =
        changes.iter().filter(|(name, _)| outline.section(name).is_none()).collect();
    new.sort_by_key(|(name, _)| rank(order, name));
    for (name, entries) in new {
        editor.new_section(name, entries, order);
    }
    Ok(editor.splices.apply(text))
}

impl Outline {
    fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.entry.key == name)
    }
}

/// How the document is laid out.
struct Style {
    /// The blanks before the sections.
    margin: String,
    /// How many more stand before their entries.
    step: usize,
    /// Whether blank lines stand between sections.
    spaced: bool,
    line_end: &'static str,
    print: Printer,
}

const USUAL_STEP: usize = 2;

impl Style {
    fn of(text: &str, outline: &Outline, print: Printer) -> Self {
        let margin = outline.sections.first().map_or(0, |first| first.entry.column());
        let steps = outline.sections.iter().filter_map(|section| match &section.body {
            Body::Block(entries) => entries.first()?.column().checked_sub(margin),
            Body::Empty(_) | Body::Flow | Body::Other => None,
        });
        let step = steps.into_iter().find(|step| *step > 0).unwrap_or(USUAL_STEP);
        let fields: Vec<&Entry> = outline.sections.iter().map(|section| &section.entry).collect();
        Self {
            margin: " ".repeat(margin),
            step,
            spaced: fields.windows(2).any(|pair| is_spaced(text, pair)),
            line_end: line_end(text),
            print,
        }
    }

    /// `value` under `key`, `indent` before each line that is not empty.
    fn block(&self, indent: &str, key: &str, value: &Value) -> String {
        let mut block = String::new();
        for line in (self.print)(&json!({ key: value }), self.step).lines() {
            if !line.is_empty() {
                block.push_str(indent);
                block.push_str(line);
            }
            block.push_str(self.line_end);
        }
        block
    }
}

impl Entry {
    /// How many characters stand before the key in its line.
    fn column(&self) -> usize {
        self.at.column - 1
    }

    /// The lines of the key and its value.
    fn lines(&self, text: &str) -> Result<Range<usize>, Fault> {
        let start = line_start(text, self.span.start);
        if text[start..self.span.start].trim().is_empty() {
            return Ok(start..next_line(text, self.end));
        }
        let message = format!("`{}` does not begin its line, so it cannot be changed", self.key);
        Err(Fault { message, at: self.at })
    }
}

/// Whether a blank line stands between the entries of a pair.
fn is_spaced(text: &str, pair: &[&Entry]) -> bool {
    let [first, second] = pair else { return false };
    let between = next_line(text, first.end)..line_start(text, second.span.start);
    text.get(between).is_some_and(|gap| gap.lines().any(|line| line.trim().is_empty()))
}

struct Editor<'a> {
    text: &'a str,
    outline: &'a Outline,
    style: Style,
    splices: Splices,
}

impl Editor<'_> {
    fn section(
        &mut self,
        section: &Section,
        changes: &IndexMap<String, Change>,
    ) -> Result<(), Fault> {
        let name = &section.entry.key;
        let refuse = |why: &str| Fault {
            message: format!("`{name}` {why}, so nothing can be put into it in place"),
            at: section.entry.at,
        };
        match &section.body {
            Body::Block(entries) => self.block(section, entries, changes),
            Body::Empty(range) => {
                self.open(range);
                let indent = format!("{}{}", self.style.margin, " ".repeat(self.style.step));
                self.append(section, &[], &indent, changes);
                Ok(())
            }
            Body::Flow => Err(refuse("is written in braces")),
            Body::Other => Err(refuse("is not written as an object here")),
        }
    }

    /// Takes away the `{}` of an empty section, and the blanks before it.
    fn open(&mut self, range: &Range<usize>) {
        let start = self.text[..range.start].trim_end_matches([' ', '\t']).len();
        if !range.is_empty() && !self.text[..start].ends_with('\n') {
            self.splices.replace(start..range.end, "");
        }
    }

    fn block(
        &mut self,
        section: &Section,
        entries: &[Entry],
        changes: &IndexMap<String, Change>,
    ) -> Result<(), Fault> {
        let stays = |entry: &Entry| changes.get(&entry.key) != Some(&Change::Remove);
        let adds = |(key, change): (&String, &Change)| {
            matches!(change, Change::Put(_)) && !entries.iter().any(|entry| entry.key == *key)
        };
        let is_emptied = !entries.iter().any(stays) && !changes.iter().any(adds);
        let siblings: Vec<&Entry> = entries.iter().collect();
        for (index, entry) in entries.iter().enumerate() {
            match changes.get(&entry.key) {
                None => {}
                Some(Change::Put(value)) => {
                    let lines = entry.lines(self.text)?;
                    let indent = &self.text[lines.start..entry.span.start];
                    let block = self.style.block(indent, &entry.key, value);
                    self.splices.replace(lines, block);
                }
                Some(Change::Remove) => self.remove(entry.lines(self.text)?, index, &siblings),
            }
        }
        if is_emptied {
            return self.close(section);
        }
        let first = entries.first().map_or(0, |entry| entry.span.start);
        let indent = self.text[line_start(self.text, first)..first].to_owned();
        let kept: Vec<&Entry> = entries.iter().filter(|entry| stays(entry)).collect();
        self.append(section, &kept, &indent, changes);
        Ok(())
    }

    /// Takes the `lines` of one of `siblings` away, and a blank line that would stand first or last.
    fn remove(&mut self, mut lines: Range<usize>, index: usize, siblings: &[&Entry]) {
        let (is_first, is_last) = (index == 0, index + 1 == siblings.len());
        let before = index.checked_sub(1).map_or(0, |before| siblings[before].end);
        match blank_line_before(self.text, lines.start) {
            // One that belongs to the text of the sibling before stays.
            Some(start) if is_last && start >= before => lines.start = start,
            None if is_first && is_blank_line(self.text, lines.end) => {
                lines.end += line(self.text, lines.end).len();
            }
            Some(_) | None => {}
        }
        self.splices.remove(lines);
    }

    /// Leaves nothing of a section whose entries are all taken away, but what a comment needs.
    fn close(&mut self, section: &Section) -> Result<(), Fault> {
        let header = section.entry.lines(self.text)?.start;
        let colon = self.text[section.entry.span.end..].find(':');
        let colon = colon.map_or(section.entry.span.end, |at| section.entry.span.end + at + 1);
        let header = header..next_line(self.text, colon);
        let Body::Block(entries) = &section.body else { return Ok(()) };
        let is_empty = |gap: Range<usize>| self.text[gap].trim().is_empty();
        let mut is_bare = is_empty(colon..header.end);
        let mut at = header.end;
        for entry in entries {
            let lines = entry.lines(self.text)?;
            is_bare &= is_empty(at..lines.start);
            at = lines.end;
        }
        is_bare &= is_empty(at..self.tail(at, self.style.margin.len()));
        if is_bare && section.entry.key != "Resources" {
            let siblings: Vec<&Entry> =
                self.outline.sections.iter().map(|section| &section.entry).collect();
            let index = siblings.iter().position(|entry| entry.key == section.entry.key);
            self.remove(header.start..at, index.unwrap_or_default(), &siblings);
        } else {
            self.splices.replace(colon..colon, " {}");
        }
        Ok(())
    }

    /// Puts what is new behind the last entry of its section.
    fn append(
        &mut self,
        section: &Section,
        kept: &[&Entry],
        indent: &str,
        changes: &IndexMap<String, Change>,
    ) {
        let is_present = |key: &str| match &section.body {
            Body::Block(entries) => entries.iter().any(|entry| entry.key == key),
            Body::Empty(_) | Body::Flow | Body::Other => false,
        };
        let at = self.tail(next_line(self.text, section.entry.end), self.style.margin.len());
        let spaced = kept.windows(2).last().is_some_and(|pair| is_spaced(self.text, pair));
        let mut lines = String::new();
        for (key, change) in changes {
            let Change::Put(value) = change else { continue };
            if is_present(key) {
                continue;
            }
            if spaced && !lines.is_empty() {
                lines.push_str(self.style.line_end);
            }
            lines.push_str(&self.style.block(indent, key, value));
        }
        match (lines.is_empty(), spaced) {
            (true, _) => {}
            (false, true) => self.splices.insert_apart(at, lines),
            (false, false) => self.splices.insert(at, lines),
        }
    }

    /// The place behind `at` and the comments there that begin further right than `margin`.
    fn tail(&self, at: usize, margin: usize) -> usize {
        let (mut tail, mut next) = (at, at);
        while next < self.text.len() {
            let line = line(self.text, next);
            next += line.len();
            let content = line.trim_start_matches([' ', '\t']);
            if content.starts_with('#') && line.len() - content.len() > margin {
                tail = next;
            } else if !line.trim().is_empty() {
                break;
            }
        }
        tail
    }

    /// Adds a section behind the last of those that usually stand before it.
    fn new_section(&mut self, name: &str, changes: &IndexMap<String, Change>, order: &[&str]) {
        let mut entries = serde_json::Map::new();
        for (key, change) in changes {
            if let Change::Put(value) = change {
                entries.insert(key.clone(), value.clone());
            }
        }
        if entries.is_empty() {
            return;
        }
        let margin = &self.style.margin;
        let block = self.style.block(margin, name, &Value::Object(entries));
        let before = self.outline.sections.iter();
        let before = before.filter(|section| rank(order, &section.entry.key) < rank(order, name));
        // Among equals the later.
        let before = before.max_by_key(|section| rank(order, &section.entry.key));
        match (before, self.outline.sections.first()) {
            (Some(before), _) => {
                let at = self.tail(next_line(self.text, before.entry.end), margin.len());
                match self.style.spaced {
                    true => self.splices.insert_apart(at, block),
                    false => self.splices.insert(at, block),
                }
            }
            (None, Some(first)) => {
                let at = line_start(self.text, first.entry.span.start);
                let blank = if self.style.spaced { self.style.line_end } else { "" };
                self.splices.insert(at, format!("{block}{blank}"));
            }
            (None, None) => self.splices.insert(self.outline.start, block),
        }
    }
}
