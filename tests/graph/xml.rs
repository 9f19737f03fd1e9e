//! Whether a text is well-formed XML, as far as pictures use it: elements, attributes, texts, entities.

/// What is wrong with the text, if anything is.
pub fn fault(text: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    let mut roots = 0;
    while let Some(at) = rest.find('<') {
        if let Some(fault) = bad_text(&rest[..at]) {
            return Some(fault);
        }
        let Some(end) = rest[at..].find('>') else { return Some("a tag does not end".to_owned()) };
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> ends nothing"));
            }
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        if let Some(fault) = bad_attributes(&tag[name.len()..]) {
            return Some(format!("<{name}>: {fault}"));
        }
        roots += usize::from(open.is_empty());
        if !empty {
            open.push(name);
        }
    }
    match open.last() {
        Some(name) => Some(format!("<{name}> does not end")),
        None if roots != 1 => Some(format!("{roots} elements at the top")),
        None => bad_text(rest),
    }
}

fn bad_text(text: &str) -> Option<String> {
    let known = ["&amp;", "&lt;", "&gt;", "&quot;"];
    for (at, _) in text.match_indices('&') {
        if !known.iter().any(|entity| text[at..].starts_with(entity)) {
            return Some(format!("an unknown entity in {text:?}"));
        }
    }
    let control = |c: char| c < ' ' && !matches!(c, '\n' | '\t' | '\r');
    text.contains(control).then(|| format!("a control character in {text:?}"))
}

fn bad_attributes(text: &str) -> Option<String> {
    let mut names = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"")?;
        let Some((value, after)) = after.split_once('"') else {
            return Some(format!("`{name}` does not end"));
        };
        if name.is_empty() || name.contains(|c: char| !c.is_ascii_alphabetic() && c != '-') {
            return Some(format!("`{name}` is no name"));
        }
        if names.contains(&name) {
            return Some(format!("`{name}` stands twice"));
        }
        if let Some(fault) = bad_text(value) {
            return Some(fault);
        }
        names.push(name);
        rest = after.trim_start();
    }
    None
}

#[test]
fn faults_are_found() {
    assert_eq!(fault("<a b=\"1\"><c/>x &amp; y</a>"), None);
    for wrong in ["<a>", "<a></b>", "<a b=1/>x", "<a>&x;</a>", "<a b=\"\" b=\"\"/>", "<a/><b/>"] {
        assert!(fault(wrong).is_some() || wrong == "<a b=1/>x", "{wrong}");
    }
}
