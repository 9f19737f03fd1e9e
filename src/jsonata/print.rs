//! Writes expressions as a person would: the parentheses that are needed and no others.

use std::fmt;

use super::ast::{BinaryOp, Expr, Name, Piece};
use super::grouping::{Place, leftmost, leftmost_needs_parens, needs_parens};

/// The text of an expression; parsing it gives the expression again.
#[must_use]
pub fn print(expr: &Expr) -> String {
    print_behind(String::new(), expr)
}

/// `text` and behind it that of an expression.
#[must_use]
pub fn print_behind(text: String, expr: &Expr) -> String {
    let mut printer = Printer { out: text };
    printer.expr(expr);
    printer.out
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self))
    }
}

impl BinaryOp {
    /// The operator as it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Concat => "&",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::In => "in",
            Self::Apply => "~>",
            Self::And => "and",
            Self::Or => "or",
        }
    }
}

/// Whether a name may be written as a step without quotes.
#[must_use]
pub fn is_plain_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !matches!(name, "and" | "or" | "in" | "true" | "false" | "null" | "function")
}

/// Where a bare name stands decides how it is quoted.
#[derive(Clone, Copy, PartialEq)]
enum After {
    /// A step after a dot, where a string is a name
    Dot,
    /// What is called after a dot, where a string is a string
    DotCalled,
    /// Elsewhere
    Else,
}

struct Printer {
    out: String,
}

impl Printer {
    fn expr(&mut self, expr: &Expr) {
        self.spine(expr, After::Else);
    }

    fn placed(&mut self, expr: &Expr, place: Place) {
        if needs_parens(expr, place) {
            self.parens(expr);
        } else {
            let after = if matches!(place, Place::Step) { After::Dot } else { After::Else };
            self.spine(expr, after);
        }
    }

    fn parens(&mut self, expr: &Expr) {
        self.out.push('(');
        self.expr(expr);
        self.out.push(')');
    }

    /// Prints from the leftmost part outwards: chains of operators grow to the left, and a loop
    /// prints one of any length.
    fn spine(&mut self, expr: &Expr, mut after: After) {
        let mut parents = Vec::new();
        let mut part = expr;
        while let Some(left) = leftmost(part) {
            let parens = leftmost_needs_parens(part, left);
            // Keeping an array twice is keeping it once.
            let again = matches!((part, left), (Expr::KeepArray(_), Expr::KeepArray(_)));
            if !again {
                parents.push((part, parens));
            }
            part = left;
        }
        for _ in parents.iter().filter(|(_, parens)| *parens) {
            self.out.push('(');
            after = After::Else;
        }
        if after == After::Dot
            && parents.iter().any(|(part, _)| matches!(part, Expr::Call(..) | Expr::Partial(..)))
        {
            after = After::DotCalled;
        }
        self.head(part, after);
        for (parent, parens) in parents.into_iter().rev() {
            if parens {
                self.out.push(')');
            }
            self.tail(parent);
        }
    }

    /// An expression that does not begin with another one.
    fn head(&mut self, expr: &Expr, after: After) {
        match expr {
            Expr::Null => self.push("null"),
            Expr::Bool(true) => self.push("true"),
            Expr::Bool(false) => self.push("false"),
            Expr::Number(digits) => self.push(digits),
            Expr::String(text) => self.text(text),
            Expr::Substituted(pieces) => self.string(pieces),
            Expr::Substitution(name) => self.substitution(name),
            Expr::Variable(name) => {
                self.out.push('$');
                self.push(name);
            }
            Expr::Context => self.push("$"),
            Expr::Root => self.push("$$"),
            Expr::Field(name) => self.field(name, after),
            Expr::Wildcard => self.push("*"),
            Expr::Descendants => self.push("**"),
            Expr::Parent => self.push("%"),
            Expr::Function { params, signature, body } => {
                self.function(params, signature.as_ref(), body);
            }
            Expr::Negate(operand) => {
                self.out.push('-');
                self.placed(operand, Place::Negated);
            }
            Expr::Array(items) => self.list("[", items, ", ", "]"),
            Expr::Range(..) => self.list("[", std::slice::from_ref(expr), ", ", "]"),
            Expr::Object(entries) => self.object(entries),
            Expr::Bind(name, value) => {
                self.out.push('$');
                self.push(name);
                self.push(" := ");
                self.placed(value, Place::Bound);
            }
            Expr::Block(items) => self.list("(", items, "; ", ")"),
            Expr::Regex { pattern, flags } => self.regex(pattern, flags),
            Expr::Transform { pattern, update, delete } => {
                self.transform(pattern, update, delete.as_deref());
            }
            Expr::Path(..)
            | Expr::Predicate(..)
            | Expr::Filters(..)
            | Expr::KeepArray(_)
            | Expr::Call(..)
            | Expr::Partial(..)
            | Expr::Binary(..)
            | Expr::Group(..)
            | Expr::Condition(..)
            | Expr::Sort(..)
            | Expr::FocusBind(..)
            | Expr::IndexBind(..) => self.expr(expr),
        }
    }

    /// What comes after the leftmost part of `expr`.
    fn tail(&mut self, expr: &Expr) {
        match expr {
            Expr::Path(_, step) => {
                self.out.push('.');
                self.placed(step, Place::Step);
            }
            Expr::Predicate(_, predicate) => self.predicate(predicate),
            Expr::Filters(_, predicates) => {
                for predicate in predicates {
                    self.predicate(predicate);
                }
            }
            Expr::KeepArray(_) => self.push("[]"),
            Expr::Call(_, args) => self.list("(", args, ", ", ")"),
            Expr::Partial(_, args) => self.partial(args),
            Expr::Binary(op, _, right) => {
                self.out.push(' ');
                self.push(op.symbol());
                self.out.push(' ');
                self.placed(right, Place::Right(*op));
            }
            Expr::Group(left, entries) => {
                // `${` would begin a substitution.
                if matches!(**left, Expr::Context | Expr::Root) {
                    self.out.push(' ');
                }
                self.object(entries);
            }
            Expr::Condition(_, then, otherwise) => {
                self.push(" ? ");
                self.placed(then, Place::Then);
                if let Some(otherwise) = otherwise {
                    self.push(" : ");
                    self.placed(otherwise, Place::Otherwise);
                }
            }
            Expr::Sort(_, terms) => self.sort(terms),
            Expr::FocusBind(_, name) => {
                self.push("@$");
                self.push(name);
            }
            Expr::IndexBind(_, name) => {
                self.push("#$");
                self.push(name);
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn list(&mut self, open: &str, items: &[Expr], separator: &str, close: &str) {
        self.push(open);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(separator);
            }
            match item {
                Expr::Range(first, last) if open == "[" => {
                    self.placed(first, Place::Limit);
                    self.push("..");
                    self.placed(last, Place::Limit);
                }
                _ => self.placed(item, Place::Open),
            }
        }
        self.push(close);
    }

    fn predicate(&mut self, predicate: &Expr) {
        self.out.push('[');
        self.placed(predicate, Place::Open);
        self.out.push(']');
    }

    fn partial(&mut self, args: &[Option<Expr>]) {
        self.out.push('(');
        for (index, arg) in args.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            match arg {
                Some(arg) => self.placed(arg, Place::Open),
                None => self.out.push('?'),
            }
        }
        self.out.push(')');
    }

    fn function(&mut self, params: &[Name], signature: Option<&Name>, body: &Expr) {
        self.push("function(");
        for (index, param) in params.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.out.push('$');
            self.push(param);
        }
        self.out.push(')');
        if let Some(signature) = signature {
            self.out.push('<');
            self.push(signature);
            self.out.push('>');
        }
        self.push(" { ");
        self.placed(body, Place::Open);
        self.push(" }");
    }

    fn object(&mut self, entries: &[(Expr, Expr)]) {
        self.out.push('{');
        for (index, (key, value)) in entries.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.placed(key, Place::Key);
            self.push(": ");
            self.placed(value, Place::Open);
        }
        self.out.push('}');
    }

    fn sort(&mut self, terms: &[(Expr, bool)]) {
        self.push("^(");
        for (index, (term, descending)) in terms.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            if *descending {
                self.out.push('>');
            }
            self.placed(term, Place::Open);
        }
        self.out.push(')');
    }

    fn transform(&mut self, pattern: &Expr, update: &Expr, delete: Option<&Expr>) {
        self.out.push('|');
        self.placed(pattern, Place::Open);
        self.out.push('|');
        self.placed(update, Place::Open);
        if let Some(delete) = delete {
            self.push(", ");
            self.placed(delete, Place::Open);
        }
        self.out.push('|');
    }

    fn regex(&mut self, pattern: &str, flags: &str) {
        self.out.push('/');
        self.push(&pattern.replace("${", "$\\{"));
        self.out.push('/');
        self.push(flags);
    }

    fn substitution(&mut self, name: &str) {
        self.push("${");
        self.push(name);
        self.out.push('}');
    }

    fn field(&mut self, name: &Name, after: After) {
        if is_plain_name(name) {
            self.push(name);
        } else if after != After::Dot && !name.contains('`') && !name.contains("${") {
            self.out.push('`');
            self.push(name);
            self.out.push('`');
        } else {
            // Backquotes know no escapes, and a first step in quotes is a string.
            if after == After::Else {
                self.push("$.");
            }
            self.text(name);
        }
    }

    /// A string of pieces, in which neither a substitution nor the end of the field it stands in
    /// can be seen where there is none.
    fn string(&mut self, pieces: &[Piece]) {
        self.out.push('"');
        let mut previous = '"';
        for piece in pieces {
            match piece {
                Piece::Text(text) => previous = self.characters(previous, text),
                Piece::Substitution(name) => {
                    self.substitution(name);
                    previous = '}';
                }
            }
        }
        self.out.push('"');
    }

    /// A string without substitutions.
    fn text(&mut self, text: &str) {
        self.out.push('"');
        self.characters('"', text);
        self.out.push('"');
    }

    /// The characters of a string behind `previous`; gives the last one.
    fn characters(&mut self, mut previous: char, text: &str) -> char {
        for c in text.chars() {
            self.char(previous, c);
            previous = c;
        }
        previous
    }

    fn char(&mut self, previous: char, c: char) {
        match c {
            '"' => self.push("\\\""),
            '\\' => self.push("\\\\"),
            '\n' => self.push("\\n"),
            '\r' => self.push("\\r"),
            '\t' => self.push("\\t"),
            '\u{8}' => self.push("\\b"),
            '\u{c}' => self.push("\\f"),
            '{' if previous == '$' => self.push("\\u007b"),
            '}' if previous == '%' => self.push("\\u007d"),
            c if c.is_control() => self.push(&format!("\\u{:04x}", u32::from(c))),
            c => self.out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn var(name: &str) -> Expr {
        Expr::variable(name)
    }

    fn op(op: BinaryOp, left: Expr, right: Expr) -> Expr {
        Expr::binary(op, left, right)
    }

    fn name(text: &str) -> Name {
        text.into()
    }

    #[track_caller]
    fn prints(expr: &Expr, text: &str) {
        assert_eq!(print(expr), text);
    }

    #[test]
    fn operators_get_the_parentheses_they_need() {
        use BinaryOp::{Add, Apply, Concat, Multiply, Subtract};
        let (a, b, c) = (var("a"), var("b"), var("c"));
        prints(&op(Add, op(Multiply, a.clone(), b.clone()), c.clone()), "$a * $b + $c");
        prints(&op(Multiply, a.clone(), op(Add, b.clone(), c.clone())), "$a * ($b + $c)");
        prints(&op(Concat, op(Add, a.clone(), b.clone()), c.clone()), "$a + $b & $c");
        prints(&op(Concat, a.clone(), op(Add, b.clone(), c.clone())), "$a & ($b + $c)");
        prints(&op(Subtract, a.clone(), op(Subtract, b.clone(), c.clone())), "$a - ($b - $c)");
        prints(&op(Apply, op(Concat, a.clone(), b.clone()), c.clone()), "$a & $b ~> $c");
        prints(&op(Concat, op(Apply, a.clone(), b.clone()), c), "($a ~> $b) & $c");
        let negated = Expr::Negate(Box::new(op(Add, a.clone(), b)));
        prints(&op(Subtract, a, negated), "$a - -($a + $b)");
    }

    #[test]
    fn conditions_and_binds_nest_to_the_right() {
        let (a, b, c) = (var("a"), var("b"), var("c"));
        let inner = Expr::condition(a.clone(), b.clone(), c.clone());
        prints(&Expr::condition(a.clone(), b.clone(), inner.clone()), "$a ? $b : $a ? $b : $c");
        prints(&Expr::condition(a.clone(), inner.clone(), c.clone()), "$a ? ($a ? $b : $c) : $c");
        prints(&Expr::condition(inner.clone(), b.clone(), c), "($a ? $b : $c) ? $b : $c");
        prints(&op(BinaryOp::Add, a.clone(), inner.clone()), "$a + ($a ? $b : $c)");
        let bind = Expr::Bind(name("x"), Box::new(inner));
        prints(&Expr::Block(vec![bind.clone(), b]), "($x := $a ? $b : $c; $b)");
        prints(&op(BinaryOp::And, bind, a), "($x := $a ? $b : $c) and $a");
    }

    #[test]
    fn every_level_of_indexing_is_parenthesised() {
        let list = var("x").at(var("i"));
        prints(&list, "$x[$i]");
        prints(&list.clone().at(var("j")), "($x[$i])[$j]");
        prints(&list.field("a"), "$x[$i].a");
        prints(&var("x").field("a").at(Expr::integer(0)), "($x.a)[0]");
        prints(&var("x").field("a").list(), "$append([], $x.a[])");
        let step = Expr::Field(name("a")).at(Expr::integer(0));
        prints(&Expr::Path(Box::new(var("x")), Box::new(step)), "$x.a[0]");
        let filters = Expr::Filters(Box::new(var("x")), vec![var("i"), var("j")]);
        prints(&filters, "$x[$i][$j]");
        prints(&Expr::call("keys", vec![var("x")]).list(), "$append([], $keys($x)[])");
        let group = Expr::Block(vec![Expr::call("keys", vec![var("x")])]);
        prints(&group.list(), "$append([], ($keys($x))[])");
    }

    #[test]
    fn sorting_is_kept_apart_from_what_binds_stronger() {
        let sort = |left| Expr::Sort(Box::new(left), vec![(Expr::Field(name("id")), true)]);
        prints(&sort(var("x")), "$x^(>id)");
        prints(&sort(var("x")).field("id"), "$x^(>id).id");
        let text = Expr::string("x");
        prints(&op(BinaryOp::Concat, text.clone(), sort(var("x"))), "\"x\" & ($x^(>id))");
        prints(
            &op(BinaryOp::Concat, text.clone(), sort(var("x")).field("id")),
            "\"x\" & ($x^(>id).id)",
        );
        prints(&sort(op(BinaryOp::Concat, text, var("x"))), "(\"x\" & $x)^(>id)");
    }

    #[test]
    fn names_are_quoted_when_they_must_be() {
        prints(&var("a").field("b_1"), "$a.b_1");
        for odd in ["true", "null", "and", "odd name", "1", "", "$a", "ä"] {
            prints(&var("a").field(odd), &format!("$a.\"{odd}\""));
        }
        prints(&var("a").field("a`b\"c"), "$a.\"a`b\\\"c\"");
        prints(&Expr::Field(name("odd name")), "`odd name`");
        prints(&Expr::Field(name("a`b")), "$.\"a`b\"");
        // What is called is an expression of its own, also where something is taken from it first.
        let filtered = Expr::Filters(Box::new(Expr::Field(name("and"))), vec![Expr::Null]);
        let called = Expr::Call(Box::new(filtered), vec![]);
        prints(&Expr::Path(Box::new(var("a")), Box::new(called)), "$a.`and`[null]()");
        let value = Expr::Path(Box::new(var("a")), Box::new(Expr::string("b")));
        prints(&value, "$a.(\"b\")");
    }

    #[test]
    fn strings_hide_what_others_would_take_for_theirs() {
        prints(&Expr::string("a%}b"), r#""a%\u007db""#);
        prints(&Expr::string("${Name}"), r#""$\u007bName}""#);
        prints(&Expr::string("tab\t\u{1}\"\\"), r#""tab\t\u0001\"\\""#);
        let pieces = vec![
            Piece::Text(name("a$")),
            Piece::Text(name("{b")),
            Piece::Substitution(name("Name")),
            Piece::Text(name("}")),
        ];
        prints(&Expr::Substituted(pieces), r#""a$\u007bb${Name}}""#);
        prints(&Expr::Substitution(name("Count")), "${Count}");
        let group =
            Expr::Group(Box::new(Expr::Context), vec![(Expr::string("a"), Expr::Field(name("b")))]);
        prints(&group, "$ {\"a\": b}");
    }

    #[test]
    fn constructors_functions_and_ranges() {
        let range = Expr::Range(
            Box::new(Expr::integer(0)),
            Box::new(op(BinaryOp::Subtract, var("n"), Expr::integer(1))),
        );
        prints(&Expr::Array(vec![range, Expr::integer(-3)]), "[0..$n - 1, -3]");
        prints(&Expr::Object(vec![(Expr::string("a"), Expr::Null)]), "{\"a\": null}");
        prints(&Expr::function(vec![name("v"), name("i")], var("v")), "function($v, $i) { $v }");
        let partial = Expr::Partial(Box::new(var("f")), vec![None, Some(Expr::integer(1))]);
        prints(&partial, "$f(?, 1)");
    }

    #[test]
    fn long_chains_print_in_a_loop() {
        let mut sum = Expr::integer(1);
        for _ in 0..5_000 {
            sum = op(BinaryOp::Add, sum, Expr::integer(1));
        }
        assert_eq!(print(&sum).len(), 1 + 5_000 * 4);
    }
}
