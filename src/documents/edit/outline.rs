//! Where the sections of a YAML document and the entries of the sections stand in its text.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};

use super::super::{Fault, Position};
use super::splice::next_line;

/// A document whose value is an object written as a block, or that is empty.
#[derive(Debug, Default)]
pub struct Outline {
    /// Its fields, in order.
    pub sections: Vec<Section>,
    /// Where the first may be put, if there is none.
    pub start: usize,
}

/// A field of the document.
#[derive(Debug)]
pub struct Section {
    /// The key and the place of the whole field.
    pub entry: Entry,
    /// The value.
    pub body: Body,
}

/// How the value of a section is written.
#[derive(Debug)]
pub enum Body {
    /// As a block of entries.
    Block(Vec<Entry>),
    /// As nothing, or as `null` or `{}` in this range.
    Empty(Range<usize>),
    /// As an object in braces.
    Flow,
    /// It is no object of this place: a text, a list, an alias.
    Other,
}

/// A key with its value.
#[derive(Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key begins and ends.
    pub span: Range<usize>,
    /// Where the value ends: behind its last character, or at the beginning of the line after it.
    pub end: usize,
    /// For messages.
    pub at: Position,
}

/// Reads the outline of `text`.
///
/// # Errors
/// Refuses what is no object written as a block, and what is more than one document.
pub fn read(text: &str) -> Result<Outline, Fault> {
    let mut reader = Reader { text, events: Parser::new_from_str(text), bytes: Bytes::new(text) };
    let Some(outline) = reader.document()? else {
        return Ok(Outline { sections: Vec::new(), start: text.len() });
    };
    match reader.next()? {
        (Event::StreamEnd, _) => Ok(outline),
        (_, span) => Err(fault("a second document begins here", &span)),
    }
}

struct Reader<'a> {
    text: &'a str,
    events: Parser<'a, StrInput<'a>>,
    bytes: Bytes<'a>,
}

type At<'a> = (Event<'a>, Span);

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<At<'a>, Fault> {
        match self.events.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let marker = *error.marker();
                Err(fault(error.info(), &Span::empty(marker)))
            }
            None => Err(fault("the text ends too early", &Span::default())),
        }
    }

    /// The first document, its end too; `None` where there is none.
    fn document(&mut self) -> Result<Option<Outline>, Fault> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(_), _) => {}
                (Event::StreamEnd, _) => return Ok(None),
                (Event::MappingStart(..), _) => break,
                (Event::Scalar(text, ScalarStyle::Plain, 0, None), span) if text.is_empty() => {
                    self.next()?;
                    let start = next_line(self.text, self.range(&span).start);
                    return Ok(Some(Outline { sections: Vec::new(), start }));
                }
                (_, span) => return Err(fault("a template is an object of sections", &span)),
            }
        }
        let mut sections = Vec::new();
        while let Some((key, span)) = self.key()? {
            sections.push(self.section(key, span)?);
        }
        self.next()?;
        Ok(Some(Outline { sections, start: 0 }))
    }

    /// The next key of a mapping; `None` at its end.
    fn key(&mut self) -> Result<Option<(String, Span)>, Fault> {
        match self.next()? {
            (Event::MappingEnd, _) => Ok(None),
            (Event::Scalar(text, ..), span) => Ok(Some((text.into_owned(), span))),
            (_, span) => Err(fault("a key must be a plain text", &span)),
        }
    }

    fn section(&mut self, key: String, span: Span) -> Result<Section, Fault> {
        let (event, value) = self.next()?;
        let key_end = self.range(&span).end;
        let (body, end) = match event {
            Event::MappingStart(..) => match self.brace(&value) {
                Some(brace) => self.flow(brace)?,
                None => {
                    let entries = self.entries()?;
                    let end = entries.last().map_or(key_end, |entry| entry.end);
                    (Body::Block(entries), end)
                }
            },
            Event::Scalar(ref text, ScalarStyle::Plain, 0, None)
                if matches!(&**text, "" | "~" | "null" | "Null" | "NULL") =>
            {
                let range = self.range(&value);
                let end = if range.is_empty() { key_end + 1 } else { range.end };
                (Body::Empty(range), end)
            }
            event => (Body::Other, self.end_of((event, value))?),
        };
        Ok(Section { entry: self.entry(key, &span, end.max(key_end)), body })
    }

    /// The brace of a mapping that is written in braces; an anchor and a tag may stand before it.
    fn brace(&self, span: &Span) -> Option<usize> {
        let range = self.range(span);
        let mut rest = &self.text[range.clone()];
        while rest.starts_with(['&', '!']) {
            let property = rest.find([' ', '\t', '\r', '\n']).unwrap_or(rest.len());
            rest = rest[property..].trim_start_matches([' ', '\t']);
        }
        rest.starts_with('{').then(|| range.end - rest.len())
    }

    fn flow(&mut self, start: usize) -> Result<(Body, usize), Fault> {
        let mut is_empty = true;
        let mut depth = 1;
        loop {
            let (event, span) = self.next()?;
            depth = depth + opens(&event) - closes(&event);
            if depth == 0 {
                let end = self.event_end(&event, &span);
                let body = if is_empty { Body::Empty(start..end) } else { Body::Flow };
                return Ok((body, end));
            }
            is_empty = false;
        }
    }

    fn entries(&mut self) -> Result<Vec<Entry>, Fault> {
        let mut entries = Vec::new();
        while let Some((key, span)) = self.key()? {
            let value = self.next()?;
            let end = self.end_of(value)?.max(self.range(&span).end);
            entries.push(self.entry(key, &span, end));
        }
        Ok(entries)
    }

    fn entry(&self, key: String, span: &Span, end: usize) -> Entry {
        Entry { key, span: self.range(span), end, at: position(span) }
    }

    /// Where the node that begins with `event` ends.
    fn end_of(&mut self, (event, span): At<'a>) -> Result<usize, Fault> {
        let mut end = self.event_end(&event, &span);
        let mut depth = opens(&event);
        while depth > 0 {
            let (event, span) = self.next()?;
            depth = depth + opens(&event) - closes(&event);
            end = end.max(self.event_end(&event, &span));
        }
        Ok(end)
    }

    /// Where what `event` stands for ends: the end of a block is no text of its own.
    fn event_end(&self, event: &Event<'a>, span: &Span) -> usize {
        let range = self.range(span);
        match event {
            Event::Scalar(text, ScalarStyle::Literal | ScalarStyle::Folded, ..) => {
                self.end_of_block(text, range.end)
            }
            Event::MappingEnd | Event::SequenceEnd => {
                // The parser counts blanks and a comment behind a bracket to it.
                let is_flow = self.text[range.clone()].starts_with(['}', ']']);
                if is_flow { range.start + 1 } else { 0 }
            }
            _ => range.end,
        }
    }

    /// A block of text is over where the next line begins; lines without any character behind it
    /// belong to it only where it keeps them.
    fn end_of_block(&self, value: &str, end: usize) -> usize {
        let mut end = end;
        if end < self.text.len() || self.text[..end].ends_with(' ') {
            let whole = self.text[..end].trim_end_matches([' ', '\t']);
            if whole.ends_with('\n') {
                end = whole.len();
            }
        }
        let keeps = value.ends_with("\n\n") || value.chars().all(|c| c == '\n');
        if keeps {
            return end;
        }
        loop {
            let before = self.text[..end].strip_suffix('\n');
            let before = before.map(|text| text.strip_suffix('\r').unwrap_or(text));
            match before {
                Some(text) if text.ends_with('\n') => end = text.len(),
                _ => return end,
            }
        }
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let start = self.bytes.of(span.start.index());
        start..self.bytes.of(span.end.index()).max(start)
    }
}

fn opens(event: &Event<'_>) -> i32 {
    i32::from(matches!(event, Event::MappingStart(..) | Event::SequenceStart(..)))
}

fn closes(event: &Event<'_>) -> i32 {
    i32::from(matches!(event, Event::MappingEnd | Event::SequenceEnd))
}

/// The bytes at which the characters of a text begin.
struct Bytes<'a> {
    text: &'a str,
    /// Of every character, unless each takes one byte.
    starts: Option<Vec<usize>>,
}

impl<'a> Bytes<'a> {
    fn new(text: &'a str) -> Self {
        let starts = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
        Self { text, starts }
    }

    fn of(&self, index: usize) -> usize {
        let byte = match &self.starts {
            None => Some(index),
            Some(starts) => starts.get(index).copied(),
        };
        byte.map_or(self.text.len(), |byte| byte.min(self.text.len()))
    }
}

fn position(span: &Span) -> Position {
    Position { line: span.start.line().max(1), column: span.start.col() + 1 }
}

fn fault(message: &str, span: &Span) -> Fault {
    Fault { message: message.to_owned(), at: position(span) }
}
