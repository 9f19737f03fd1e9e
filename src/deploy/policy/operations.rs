//! What becomes of the text of a parameter on its way into an ARN.

use super::keys::{Form, Keys};
use super::text::{Piece, Text};
use crate::services::iam::Operation;

/// What a parameter puts into an ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling {
    /// A name or a part of one.
    Text(Text),
    /// The ARN itself.
    Arn(Text),
}

/// What `text` puts into an ARN after the operations: nothing where they refuse it, several things where
/// only deployment can tell.
pub fn fillings(text: &Text, operations: &[Operation], keys: &Keys) -> Vec<Filling> {
    let mut all = vec![Filling::Text(text.clone())];
    for operation in operations {
        all = all
            .into_iter()
            .flat_map(|filling| match filling {
                Filling::Text(text) => apply(*operation, text, keys),
                arn @ Filling::Arn(_) => vec![arn],
            })
            .collect();
    }
    all.into_iter().map(|filling| told(filling, keys)).collect()
}

/// A text that is an ARN, said to be one.
fn told(filling: Filling, keys: &Keys) -> Filling {
    match filling {
        Filling::Text(text) => match arn(&text, keys) {
            Some(arn) => Filling::Arn(arn),
            None => Filling::Text(text),
        },
        arn @ Filling::Arn(_) => arn,
    }
}

/// The ARN that the text is or stands for.
pub fn arn(text: &Text, keys: &Keys) -> Option<Text> {
    if text.begins("arn:") {
        return Some(text.clone());
    }
    match keys.form(text.only_key()?) {
        Form::Arn => Some(text.clone()),
        Form::ArnOf(key) => Some(Text::key(&key)),
        Form::Name => None,
    }
}

fn apply(operation: Operation, text: Text, keys: &Keys) -> Vec<Filling> {
    let one = |text| vec![Filling::Text(text)];
    if !matches!(operation, Operation::Machine | Operation::Build | Operation::Nth(_)) {
        if let Some(arn) = arn(&text, keys) {
            return vec![Filling::Arn(arn)];
        }
    }
    match operation {
        Operation::Name => one(text),
        Operation::Last(sign) => one(last(&text, sign)),
        Operation::Before(sign) => one(before(&text, sign)),
        Operation::Strip(start) => one(strip(text, start)),
        Operation::Begins(start) => match text.known() {
            Some(known) if !known.starts_with(start) => Vec::new(),
            _ => one(text),
        },
        Operation::Nth(number) => {
            let piece = text.known().and_then(|known| known.split('/').nth(number));
            one(piece.map_or_else(Text::any, Text::plain))
        }
        Operation::Secret => one(text.with(Piece::Plain("-??????".to_owned()))),
        Operation::Partiql => one(table(&text)),
        Operation::Revision => revisions(text, false),
        Operation::Revisions => revisions(text, true),
        Operation::Machine => one(machine(&text, keys)),
        Operation::Build => {
            let known = text.known().and_then(|known| known.rsplit('/').next());
            let project = known.and_then(|build| build.split_once(':'));
            one(project.map_or_else(Text::any, |(project, _)| Text::plain(project)))
        }
        Operation::Object => one(object(text)),
    }
}

/// What follows the last `sign`; anything where it may be in what is not known.
fn last(text: &Text, sign: &str) -> Text {
    let mut behind = Vec::new();
    for piece in text.pieces().iter().rev() {
        match piece {
            Piece::Plain(plain) => match plain.rsplit_once(sign) {
                Some((_, rest)) => {
                    behind.push(Piece::Plain(rest.to_owned()));
                    behind.reverse();
                    return Text::of_pieces(behind);
                }
                None => behind.push(piece.clone()),
            },
            Piece::Key(_) => behind.push(piece.clone()),
            Piece::Any => return Text::any(),
        }
    }
    if behind.iter().any(|piece| matches!(piece, Piece::Key(_))) {
        Text::any()
    } else {
        text.clone()
    }
}

/// What comes before the first `sign`; anything where it may be in what is not known.
fn before(text: &Text, sign: &str) -> Text {
    let mut front = Text::default();
    for piece in text.pieces() {
        match piece {
            Piece::Plain(plain) => match plain.split_once(sign) {
                Some((rest, _)) => return front.with(Piece::Plain(rest.to_owned())),
                None => front = front.with(piece.clone()),
            },
            Piece::Key(_) | Piece::Any => front = front.with(piece.clone()),
        }
    }
    if front.known().is_some() { front } else { Text::any() }
}

fn strip(text: Text, start: &str) -> Text {
    if !text.begins(start) {
        return text;
    }
    let mut pieces = text.pieces().to_vec();
    if let Some(Piece::Plain(first)) = pieces.first_mut() {
        *first = first[start.len()..].to_owned();
    }
    Text::of_pieces(pieces)
}

/// A name without a revision stands for the newest, which is any; with `itself`, the name is allowed too.
fn revisions(text: Text, itself: bool) -> Vec<Filling> {
    let has_revision = text.pieces().iter().any(|piece| match piece {
        Piece::Plain(plain) => plain.contains(':'),
        Piece::Key(_) | Piece::Any => false,
    });
    let anything = matches!(text.pieces().last(), Some(Piece::Any));
    if has_revision || anything {
        return vec![Filling::Text(text)];
    }
    let any = text.clone().with(Piece::Plain(":*".to_owned()));
    if itself || text.known().is_none() {
        vec![Filling::Text(text), Filling::Text(any)]
    } else {
        vec![Filling::Text(any)]
    }
}

/// The name in the ARN of a state machine, of a version or an alias of it.
fn machine(text: &Text, keys: &Keys) -> Text {
    if let Some(name) = text.only_key().and_then(|key| keys.machine_name(key)) {
        return Text::of_definition(&name);
    }
    let mut rest = text.pieces().iter();
    for piece in rest.by_ref() {
        let Piece::Plain(plain) = piece else { continue };
        let Some((_, name)) = plain.split_once(":stateMachine:") else { continue };
        let behind = Text::plain(name).and(&Text::of_pieces(rest.cloned()));
        let has_version = behind
            .pieces()
            .iter()
            .any(|piece| matches!(piece, Piece::Plain(plain) if plain.contains(':')));
        return if has_version { before(&behind, ":") } else { behind };
    }
    Text::any()
}

/// `bucket/key` of `s3://bucket/key`; what ends in a slash is a folder.
fn object(text: Text) -> Text {
    if !text.begins("s3://") {
        return Text::any();
    }
    let inside = strip(text, "s3://");
    match inside.pieces().last() {
        Some(Piece::Plain(end)) if end.ends_with('/') => inside.with(Piece::Any),
        _ => inside,
    }
}

/// `Table`, or `Table/index/Index`, of a statement of PartiQL.
fn table(statement: &Text) -> Text {
    let text = statement.pattern();
    let upper = text.to_ascii_uppercase();
    let word = ["FROM ", "INTO ", "UPDATE "].iter().find_map(|word| {
        let at = upper.find(word)?;
        Some(text[at + word.len()..].trim_start())
    });
    let Some(rest) = word else { return Text::any() };
    let (name, rest) = identifier(rest);
    let found = match rest.strip_prefix('.') {
        Some(rest) => format!("{name}/index/{}", identifier(rest).0),
        None => name.to_owned(),
    };
    if found.is_empty() || found.contains('*') { Text::any() } else { Text::of_definition(&found) }
}

/// A name, in quotes or not, and what is behind it.
fn identifier(text: &str) -> (&str, &str) {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
        None => {
            let end = text.find(|c: char| c.is_whitespace() || c == '.').unwrap_or(text.len());
            text.split_at(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::KeyKind;
    use super::*;

    fn keys() -> Keys {
        let reference = |id: &str, of: &str| {
            (id.to_owned(), KeyKind::Ref { id: id.to_owned(), resource_type: of.to_owned() })
        };
        let child = KeyKind::Machine { name: "${ChildArn.Name}".to_owned() };
        [
            reference("Jobs", "AWS::SQS::Queue"),
            reference("Stock", "AWS::DynamoDB::Table"),
            ("ChildArn".to_owned(), child),
        ]
        .into_iter()
        .collect()
    }

    /// What comes of a text, ARNs behind `=`.
    fn after(text: &str, operation: Operation) -> Vec<String> {
        let written = |filling: Filling| match filling {
            Filling::Text(text) => text.pattern(),
            Filling::Arn(arn) => format!("={}", arn.pattern()),
        };
        // `~` stands for what only the run knows.
        let text = text.split('~').map(Text::of_definition);
        let text = text.reduce(|all, part| all.with(Piece::Any).and(&part)).unwrap_or_default();
        fillings(&text, &[operation], &keys()).into_iter().map(written).collect()
    }

    #[test]
    fn names_are_found_in_texts() {
        let url = "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs";
        for (text, operation, expected) in [
            (url, Operation::Last("/"), "jobs"),
            ("https://x/${AWS::AccountId}/${Name}", Operation::Last("/"), "${Name}"),
            ("${JobsUrl}", Operation::Last("/"), "*"),
            ("~/jobs", Operation::Last("/"), "jobs"),
            ("x/~", Operation::Last("/"), "*"),
            ("${Jobs}", Operation::Last("/"), "=${Jobs.Arn}"),
            ("abc.execute-api.eu-west-1.amazonaws.com", Operation::Before("."), "abc"),
            ("${Api}.execute-api", Operation::Before("."), "${Api}"),
            ("${Host}", Operation::Before("."), "*"),
            ("/a/b", Operation::Strip("/"), "a/b"),
            ("name", Operation::Secret, "name-??????"),
            ("arn:aws:secretsmanager:x", Operation::Secret, "=arn:aws:secretsmanager:x"),
            ("${SecretArn}", Operation::Secret, "=${SecretArn}"),
            ("s3://b/p/", Operation::Object, "b/p/*"),
            ("s3://b/~.wav", Operation::Object, "b/*.wav"),
            ("https://b", Operation::Object, "*"),
            ("project:1-2", Operation::Build, "project"),
            ("~", Operation::Build, "*"),
            ("arn:aws:states:r:1:stateMachine:m:LIVE", Operation::Machine, "m"),
            ("${ChildArn}", Operation::Machine, "${ChildArn.Name}"),
            ("arn:${AWS::Partition}:states:r:1:stateMachine:${M}", Operation::Machine, "${M}"),
            ("x", Operation::Machine, "*"),
            ("arn:aws:personalize:r:1:solution/s/v", Operation::Nth(1), "s"),
        ] {
            assert_eq!(after(text, operation), [expected], "{text} {operation:?}");
        }
        assert_eq!(after("vgw-1", Operation::Begins("igw")), [""; 0]);
    }

    #[test]
    fn revisions_are_any_where_none_is_told() {
        assert_eq!(after("family", Operation::Revision), ["family:*"]);
        assert_eq!(after("family:3", Operation::Revision), ["family:3"]);
        assert_eq!(after("${Family}", Operation::Revision), ["${Family}", "${Family}:*"]);
        assert_eq!(after("job", Operation::Revisions), ["job", "job:*"]);
        assert_eq!(after("${JobArn}", Operation::Revisions), ["=${JobArn}"]);
    }

    #[test]
    fn statements_name_tables() {
        for (statement, expected) in [
            ("SELECT * FROM \"Orders\" WHERE id = ?", "Orders"),
            ("select a from Orders", "Orders"),
            ("SELECT * FROM \"Orders\".\"ByDay\"", "Orders/index/ByDay"),
            ("INSERT INTO \"${Stock}\" VALUE {}", "${Stock}"),
            ("UPDATE Orders SET a = 1", "Orders"),
            ("~", "*"),
        ] {
            assert_eq!(after(statement, Operation::Partiql), [expected], "{statement}");
        }
    }
}
