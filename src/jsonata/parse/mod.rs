//! Reads expressions of JSONata 2.0.6, with `${Name}` substitutions.
//!
//! In: the text between `{%` and `%}`. Out: a tree that prints as it was written but for blanks,
//! comments and quotes, or the first thing that is wrong. Operators are read by binding power;
//! operands and operators tell themselves apart by where they stand.
//!
//! Parentheses that the printer would write anyway leave no trace in the tree; any others are a
//! [`Expr::Block`] of one item, since they may decide what a sequence becomes.

mod error;
mod scanner;

pub use error::ParseError;

use super::ast::{BinaryOp, Expr, Name};
use super::grouping::{
    BIND, CONDITION, DOT, GROUP, NEGATE, POSTFIX, Place, SORT, is_value, leftmost, leftmost_mut,
    leftmost_needs_parens, needs_parens,
};
use error::{Result, fail};
use scanner::Scanner;

/// How deep brackets, functions and right-hand sides may nest.
const NESTING: usize = 200;
/// How high a tree may become; chains of operators grow it without nesting.
const HEIGHT: usize = 1_000;

/// The expression that `text` is.
///
/// # Errors
/// Gives the first place where the text stops being an expression of JSONata 2.0.6.
pub fn parse(text: &str) -> std::result::Result<Expr, ParseError> {
    let mut parser = Parser { scanner: Scanner::new(text), nesting: 0, transforms: 0 };
    let operand = parser.expression(0, Regex::Allowed)?;
    if !parser.scanner.at_end() {
        return fail(parser.scanner.at, format!("Syntax error: {}", parser.scanner.shown()));
    }
    Ok(operand.placed(Place::Open))
}

/// Whether a slash may begin a regular expression: not right after an opening bracket or a sign.
#[derive(Clone, Copy, PartialEq)]
enum Regex {
    Allowed,
    Refused,
}

/// An expression that was read, and what its parent has to know.
struct Operand {
    expr: Expr,
    /// It stands in parentheses, which are not yet in `expr`
    parens: bool,
    /// It begins with a literal in no parentheses, which as a step of a path would be a name
    literal: bool,
    height: usize,
}

impl Operand {
    /// Made of parts of which the highest has `height`.
    fn of(expr: Expr, height: usize) -> Self {
        Self { expr, parens: false, literal: false, height: height + 1 }
    }

    fn leaf(expr: Expr) -> Self {
        let literal = is_value(&expr);
        Self { literal, ..Self::of(expr, 0) }
    }

    /// The expression with its parentheses, unless they are needed where it stands.
    fn placed(self, place: Place) -> Expr {
        if self.parens && !needs_parens(&self.expr, place) {
            Expr::Block(vec![self.expr])
        } else {
            self.expr
        }
    }

    /// What `build` makes with this as its leftmost part.
    fn extended(self, height: usize, build: impl FnOnce(Box<Expr>) -> Expr) -> Self {
        let mut expr = build(Box::new(self.expr));
        let needed = leftmost(&expr).is_some_and(|left| leftmost_needs_parens(&expr, left));
        if self.parens
            && !needed
            && let Some(left) = leftmost_mut(&mut expr)
        {
            let inside = std::mem::replace(left, Expr::Null);
            *left = Expr::Block(vec![inside]);
        }
        let literal = self.literal && !self.parens && keeps_step(&expr);
        Self { literal, ..Self::of(expr, self.height.max(height)) }
    }
}

/// What can stand after an operand, with how strongly it binds to it.
#[derive(Clone, Copy, PartialEq)]
enum Operator {
    Binary(BinaryOp),
    Dot,
    Bracket,
    Call,
    Group,
    Sort,
    Focus,
    Index,
    Condition,
    Bind,
}

impl Operator {
    fn power(self) -> u8 {
        match self {
            Self::Binary(op) => op.binding_power(),
            Self::Dot => DOT,
            Self::Bracket | Self::Call | Self::Focus | Self::Index => POSTFIX,
            Self::Group => GROUP,
            Self::Sort => SORT,
            Self::Condition => CONDITION,
            Self::Bind => BIND,
        }
    }
}

/// The operator of signs that `rest` begins with. Those that begin others come after them.
fn signs(rest: &str) -> Option<(&'static str, Operator)> {
    use Operator::Binary;
    Some(match rest.as_bytes() {
        [b'!', b'=', ..] => ("!=", Binary(BinaryOp::NotEqual)),
        [b'<', b'=', ..] => ("<=", Binary(BinaryOp::LessEqual)),
        [b'>', b'=', ..] => (">=", Binary(BinaryOp::GreaterEqual)),
        [b'~', b'>', ..] => ("~>", Binary(BinaryOp::Apply)),
        [b':', b'=', ..] => (":=", Operator::Bind),
        [b'*', ..] => ("*", Binary(BinaryOp::Multiply)),
        [b'/', ..] => ("/", Binary(BinaryOp::Divide)),
        [b'%', ..] => ("%", Binary(BinaryOp::Remainder)),
        [b'+', ..] => ("+", Binary(BinaryOp::Add)),
        [b'-', ..] => ("-", Binary(BinaryOp::Subtract)),
        [b'&', ..] => ("&", Binary(BinaryOp::Concat)),
        [b'=', ..] => ("=", Binary(BinaryOp::Equal)),
        [b'<', ..] => ("<", Binary(BinaryOp::Less)),
        [b'>', ..] => (">", Binary(BinaryOp::Greater)),
        [b'.', ..] => (".", Operator::Dot),
        [b'[', ..] => ("[", Operator::Bracket),
        [b'(', ..] => ("(", Operator::Call),
        [b'{', ..] => ("{", Operator::Group),
        [b'^', ..] => ("^", Operator::Sort),
        [b'@', ..] => ("@", Operator::Focus),
        [b'#', ..] => ("#", Operator::Index),
        [b'?', ..] => ("?", Operator::Condition),
        _ => return None,
    })
}

/// The operator of another language or version that `rest` begins with, and what to write instead.
fn foreign(rest: &str) -> Option<(&'static str, &'static str)> {
    Some(match rest.as_bytes() {
        [b'?', b'?', ..] => ("??", "write `$exists(x) ? x : y`"),
        [b'?', b':', ..] => ("?:", "write `x ? x : y`"),
        [b'=', b'=', ..] => ("==", "equality is written `=`"),
        [b'&', b'&', ..] => ("&&", "write `and`"),
        [b'|', b'|', ..] => ("||", "write `or`"),
        _ => return None,
    })
}

struct Parser<'a> {
    scanner: Scanner<'a>,
    nesting: usize,
    /// How many `|…|` the parser is in, where two bars may end two of them
    transforms: usize,
}

impl Parser<'_> {
    /// An expression of operators that bind stronger than `power`; ends before what follows it.
    fn expression(&mut self, power: u8, regex: Regex) -> Result<Operand> {
        self.nesting += 1;
        if self.nesting > NESTING {
            return fail(self.scanner.at, "Expression is nested too deeply");
        }
        self.scanner.skip()?;
        let mut left = self.operand(regex)?;
        loop {
            self.scanner.skip()?;
            let at = self.scanner.at;
            let Some((symbol, operator)) = self.operator()? else { break };
            if operator.power() <= power {
                break;
            }
            self.scanner.at += symbol.len();
            left = self.extend(left, operator, at)?;
            if left.height > HEIGHT {
                return fail(at, "Expression is nested too deeply");
            }
        }
        self.nesting -= 1;
        Ok(left)
    }

    /// The operator that is next, if one is; it is not taken.
    fn operator(&mut self) -> Result<Option<(&'static str, Operator)>> {
        let rest = self.scanner.rest();
        if let Some((symbol, help)) = foreign(rest)
            && (symbol != "||" || self.transforms == 0)
        {
            return fail(self.scanner.at, format!("Unknown operator: \"{symbol}\"; {help}"));
        }
        if rest.starts_with("**") || rest.starts_with("..") {
            return Ok(None);
        }
        if !rest.starts_with(['a', 'o', 'i']) {
            return Ok(signs(rest));
        }
        Ok(match self.scanner.peek_name() {
            "and" => Some(("and", Operator::Binary(BinaryOp::And))),
            "or" => Some(("or", Operator::Binary(BinaryOp::Or))),
            "in" => Some(("in", Operator::Binary(BinaryOp::In))),
            _ => None,
        })
    }

    /// An expression without operators after its first part.
    fn operand(&mut self, regex: Regex) -> Result<Operand> {
        let at = self.scanner.at;
        let Some(c) = self.scanner.peek() else { return fail(at, "Unexpected end of expression") };
        match c {
            '"' | '\'' => self.scanner.string().map(Operand::leaf),
            '`' => Ok(Operand::leaf(Expr::Field(self.scanner.quoted_name()?))),
            '$' => Ok(Operand::leaf(self.scanner.variable())),
            '/' if regex == Regex::Allowed => self.scanner.regex().map(Operand::leaf),
            '(' => self.block(),
            '[' => self.array(),
            '{' => self.object(),
            '-' => self.negation(),
            '|' => self.transform(),
            '*' if self.scanner.take("**") => Ok(Operand::leaf(Expr::Descendants)),
            '*' => Ok(self.symbol(Expr::Wildcard)),
            '%' => Ok(self.symbol(Expr::Parent)),
            '!' => fail(at, "Unknown operator: \"!\"; write `$not(x)`"),
            _ => match self.scanner.number()? {
                Some(number) => Ok(Operand::leaf(number)),
                None => self.name(),
            },
        }
    }

    fn symbol(&mut self, expr: Expr) -> Operand {
        self.scanner.at += 1;
        Operand::leaf(expr)
    }

    fn name(&mut self) -> Result<Operand> {
        let name = self.scanner.peek_name();
        if name.is_empty() {
            let shown = self.scanner.shown();
            return fail(
                self.scanner.at,
                format!("The symbol {shown} cannot be used as a unary operator"),
            );
        }
        self.scanner.at += name.len();
        Ok(Operand::leaf(match name {
            "true" => Expr::Bool(true),
            "false" => Expr::Bool(false),
            "null" => Expr::Null,
            "function" | "λ" => return self.function_or_field(name),
            _ => Expr::Field(name.into()),
        }))
    }

    /// `word` if it is next, else an error.
    fn expect(&mut self, word: &str) -> Result<()> {
        self.scanner.skip()?;
        if self.scanner.take(word) {
            return Ok(());
        }
        let at = self.scanner.at;
        if self.scanner.at_end() {
            return fail(at, format!("Expected \"{word}\" before end of expression"));
        }
        fail(at, format!("Expected \"{word}\", got {}", self.scanner.shown()))
    }

    /// Whether `word` is next, which is then taken.
    fn next_is(&mut self, word: &str) -> Result<bool> {
        self.scanner.skip()?;
        Ok(self.scanner.take(word))
    }

    /// An expression where all brackets begin and end.
    fn inside(&mut self, place: Place, regex: Regex, height: &mut usize) -> Result<Expr> {
        let operand = self.expression(0, regex)?;
        *height = operand.height.max(*height);
        Ok(operand.placed(place))
    }

    fn block(&mut self) -> Result<Operand> {
        self.scanner.at += 1;
        let mut items = Vec::new();
        let mut height = 0;
        let mut regex = Regex::Refused;
        while !self.next_is(")")? {
            items.push(self.inside(Place::Open, regex, &mut height)?);
            if !self.next_is(";")? {
                self.expect(")")?;
                break;
            }
            regex = Regex::Allowed;
        }
        if items.len() == 1 {
            return Ok(Operand { parens: true, ..Operand::of(items.remove(0), height) });
        }
        Ok(Operand::of(Expr::Block(items), height))
    }

    fn array(&mut self) -> Result<Operand> {
        self.scanner.at += 1;
        let mut items = Vec::new();
        let mut height = 0;
        if !self.next_is("]")? {
            let mut regex = Regex::Refused;
            loop {
                items.push(self.item(regex, &mut height)?);
                if !self.next_is(",")? {
                    break;
                }
                regex = Regex::Allowed;
            }
            self.expect("]")?;
        }
        Ok(Operand::of(Expr::Array(items), height))
    }

    /// An item of an array, which may be a range.
    fn item(&mut self, regex: Regex, height: &mut usize) -> Result<Expr> {
        let first = self.expression(0, regex)?;
        if !self.next_is("..")? {
            *height = first.height.max(*height);
            return Ok(first.placed(Place::Open));
        }
        let last = self.expression(0, Regex::Allowed)?;
        *height = (*height).max(first.height + 1).max(last.height + 1);
        let (first, last) = (first.placed(Place::Limit), last.placed(Place::Limit));
        Ok(Expr::Range(Box::new(first), Box::new(last)))
    }

    fn object(&mut self) -> Result<Operand> {
        self.scanner.at += 1;
        let mut height = 0;
        let entries = self.entries(Regex::Refused, &mut height)?;
        Ok(Operand::of(Expr::Object(entries), height))
    }

    /// The keys and values up to the closing brace; the opening one has been read.
    fn entries(&mut self, regex: Regex, height: &mut usize) -> Result<Vec<(Expr, Expr)>> {
        let mut entries = Vec::new();
        if self.next_is("}")? {
            return Ok(entries);
        }
        let mut regex = regex;
        loop {
            let key = self.inside(Place::Key, regex, height)?;
            self.expect(":")?;
            entries.push((key, self.inside(Place::Open, Regex::Allowed, height)?));
            if !self.next_is(",")? {
                break;
            }
            regex = Regex::Allowed;
        }
        self.expect("}")?;
        Ok(entries)
    }

    fn negation(&mut self) -> Result<Operand> {
        self.scanner.at += 1;
        let operand = self.expression(NEGATE, Regex::Refused)?;
        let height = operand.height;
        Ok(Operand::of(Expr::Negate(Box::new(operand.placed(Place::Negated))), height))
    }

    fn transform(&mut self) -> Result<Operand> {
        self.scanner.at += 1;
        self.transforms += 1;
        let mut height = 0;
        let pattern = Box::new(self.inside(Place::Open, Regex::Refused, &mut height)?);
        self.expect("|")?;
        let update = Box::new(self.inside(Place::Open, Regex::Allowed, &mut height)?);
        let delete = if self.next_is(",")? {
            Some(Box::new(self.inside(Place::Open, Regex::Allowed, &mut height)?))
        } else {
            None
        };
        self.expect("|")?;
        self.transforms -= 1;
        let expr = Expr::Transform { pattern, update, delete };
        Ok(Operand::of(expr, height))
    }

    /// A function, or a field that is called as its first word is.
    fn function_or_field(&mut self, word: &str) -> Result<Operand> {
        if !self.next_is("(")? {
            return Ok(Operand::leaf(Expr::Field(word.into())));
        }
        let params = self.params()?;
        let signature = self.signature()?;
        self.expect("{")?;
        let mut height = 0;
        let body = Box::new(self.inside(Place::Open, Regex::Allowed, &mut height)?);
        self.expect("}")?;
        let expr = Expr::Function { params, signature, body };
        Ok(Operand::of(expr, height))
    }

    /// The parameters of a function; the opening parenthesis has been read.
    fn params(&mut self) -> Result<Vec<Name>> {
        let mut params = Vec::new();
        if self.next_is(")")? {
            return Ok(params);
        }
        loop {
            self.scanner.skip()?;
            let at = self.scanner.at;
            let param =
                if self.scanner.peek() == Some('$') { self.scanner.variable() } else { Expr::Null };
            let Expr::Variable(name) = param else {
                let number = params.len() + 1;
                return fail(
                    at,
                    format!(
                        "Parameter {number} of function definition must be a variable name \
                         (start with $)"
                    ),
                );
            };
            params.push(name);
            if !self.next_is(",")? {
                self.expect(")")?;
                return Ok(params);
            }
        }
    }

    /// The signature of a function, without its outermost brackets.
    fn signature(&mut self) -> Result<Option<Name>> {
        if !self.next_is("<")? {
            return Ok(None);
        }
        let start = self.scanner.at;
        let mut signature = String::new();
        let mut depth = 1;
        while let Some(c) = self.scanner.peek() {
            match c {
                '<' => depth += 1,
                '>' => depth -= 1,
                _ if "bnslaofujx():?+- \t\r\n".contains(c) => {}
                _ => return fail(start, "Invalid type signature"),
            }
            self.scanner.at += 1;
            if depth == 0 {
                return Ok(Some(signature.into()));
            }
            if !c.is_whitespace() {
                signature.push(c);
            }
        }
        fail(self.scanner.at, "Expected \">\" before end of expression")
    }

    /// `left` with what `operator`, which has been read, does to it.
    fn extend(&mut self, left: Operand, operator: Operator, at: usize) -> Result<Operand> {
        match operator {
            Operator::Binary(op) => {
                let right = self.expression(op.binding_power(), Regex::Allowed)?;
                let height = right.height;
                let right = Box::new(right.placed(Place::Right(op)));
                Ok(left.extended(height, |left| Expr::Binary(op, left, right)))
            }
            Operator::Dot => self.step(left, at),
            Operator::Bracket => self.predicate(left, at),
            Operator::Call => self.call(left),
            Operator::Group => self.group(left, at),
            Operator::Sort => self.sort(left),
            Operator::Focus | Operator::Index => self.step_variable(left, operator),
            Operator::Condition => self.condition(left),
            Operator::Bind => self.bind(left, at),
        }
    }

    fn step(&mut self, mut left: Operand, at: usize) -> Result<Operand> {
        name_literal(&mut left, at)?;
        self.scanner.skip()?;
        let at = self.scanner.at;
        let mut right = self.expression(Operator::Dot.power(), Regex::Allowed)?;
        name_literal(&mut right, at)?;
        let height = right.height;
        match right {
            // Keeping arrays is a matter of the whole path, wherever in it the brackets stand.
            Operand { expr: Expr::KeepArray(step), parens: false, .. } => {
                let step = without_needless_block(*step, Place::Step);
                Ok(path(left, step, height).extended(0, Expr::KeepArray))
            }
            _ => Ok(path(left, right.placed(Place::Step), height)),
        }
    }

    fn predicate(&mut self, left: Operand, at: usize) -> Result<Operand> {
        if self.next_is("]")? {
            return Ok(match left {
                Operand { expr: Expr::KeepArray(_), parens: false, .. } => left,
                _ => left.extended(0, Expr::KeepArray),
            });
        }
        if !left.parens && matches!(left.expr, Expr::Group(..)) {
            return fail(at, "A predicate cannot follow a grouping expression in a step");
        }
        let mut height = 0;
        let predicate = self.inside(Place::Open, Regex::Allowed, &mut height)?;
        self.expect("]")?;
        Ok(match left {
            Operand { expr: Expr::KeepArray(kept), parens: false, .. } => {
                let expr = Expr::KeepArray(Box::new(filtered(*kept, predicate)));
                Operand { expr, height: left.height.max(height) + 1, ..left }
            }
            Operand { expr: Expr::Predicate(..) | Expr::Filters(..), parens: false, .. } => {
                let expr = filtered(left.expr, predicate);
                Operand { expr, height: left.height.max(height) + 1, ..left }
            }
            _ => left.extended(height, |left| Expr::Predicate(left, Box::new(predicate))),
        })
    }

    fn call(&mut self, left: Operand) -> Result<Operand> {
        let mut args = Vec::new();
        let mut height = 0;
        if !self.next_is(")")? {
            loop {
                args.push(if self.next_is("?")? {
                    None
                } else {
                    Some(self.inside(Place::Open, Regex::Allowed, &mut height)?)
                });
                if !self.next_is(",")? {
                    break;
                }
            }
            self.expect(")")?;
        }
        Ok(if args.iter().all(Option::is_some) {
            let args = args.into_iter().flatten().collect();
            left.extended(height, |left| Expr::Call(left, args))
        } else {
            left.extended(height, |left| Expr::Partial(left, args))
        })
    }

    fn group(&mut self, left: Operand, at: usize) -> Result<Operand> {
        if !left.parens && matches!(left.expr, Expr::Group(..)) {
            return fail(at, "Each step can only have one grouping expression");
        }
        let mut height = 0;
        let entries = self.entries(Regex::Allowed, &mut height)?;
        Ok(left.extended(height, |left| Expr::Group(left, entries)))
    }

    fn sort(&mut self, left: Operand) -> Result<Operand> {
        self.expect("(")?;
        let mut terms = Vec::new();
        let mut height = 0;
        loop {
            let descending = !self.next_is("<")? && self.next_is(">")?;
            terms.push((self.inside(Place::Open, Regex::Allowed, &mut height)?, descending));
            if !self.next_is(",")? {
                break;
            }
        }
        self.expect(")")?;
        Ok(left.extended(height, |left| Expr::Sort(left, terms)))
    }

    /// `@$name` or `#$name`
    fn step_variable(&mut self, left: Operand, operator: Operator) -> Result<Operand> {
        self.scanner.skip()?;
        let at = self.scanner.at;
        let right =
            if self.scanner.peek() == Some('$') { self.scanner.variable() } else { Expr::Null };
        let Expr::Variable(name) = right else {
            let symbol = if operator == Operator::Focus { "@" } else { "#" };
            return fail(
                at,
                format!("The right side of \"{symbol}\" must be a variable name (start with $)"),
            );
        };
        Ok(left.extended(0, |left| match operator {
            Operator::Focus => Expr::FocusBind(left, name),
            _ => Expr::IndexBind(left, name),
        }))
    }

    fn condition(&mut self, left: Operand) -> Result<Operand> {
        let mut height = 0;
        let then = Box::new(self.inside(Place::Then, Regex::Allowed, &mut height)?);
        let otherwise = if self.next_is(":")? {
            Some(Box::new(self.inside(Place::Otherwise, Regex::Allowed, &mut height)?))
        } else {
            None
        };
        Ok(left.extended(height, |left| Expr::Condition(left, then, otherwise)))
    }

    fn bind(&mut self, left: Operand, at: usize) -> Result<Operand> {
        let Operand { expr: Expr::Variable(name), parens: false, .. } = left else {
            return fail(at, "The left side of := must be a variable name (start with $)");
        };
        let value = self.expression(Operator::Bind.power() - 1, Regex::Allowed)?;
        let height = value.height;
        Ok(Operand::of(Expr::Bind(name, Box::new(value.placed(Place::Bound))), height))
    }
}

/// `left.step`; what groups a path stays at its end.
fn path(left: Operand, step: Expr, height: usize) -> Operand {
    match left {
        Operand { expr: Expr::Group(grouped, entries), parens: false, .. } if is_path(&grouped) => {
            let path = Expr::Path(grouped, Box::new(step));
            Operand::of(Expr::Group(Box::new(path), entries), left.height.max(height))
        }
        _ => left.extended(height, |left| Expr::Path(left, Box::new(step))),
    }
}

/// What comes to stand at `place`, where parentheses that were not needed before may be.
fn without_needless_block(expr: Expr, place: Place) -> Expr {
    match expr {
        Expr::Block(mut items) if items.len() == 1 && needs_parens(&items[0], place) => {
            items.remove(0)
        }
        _ => expr,
    }
}

/// One more predicate straight after what may have some.
fn filtered(expr: Expr, predicate: Expr) -> Expr {
    match expr {
        Expr::Predicate(left, first) => Expr::Filters(left, vec![*first, predicate]),
        Expr::Filters(left, mut predicates) => {
            predicates.push(predicate);
            Expr::Filters(left, predicates)
        }
        _ => Expr::Predicate(Box::new(expr), Box::new(predicate)),
    }
}

/// Whether a step after `expr` becomes part of the same path.
fn is_path(expr: &Expr) -> bool {
    match expr {
        Expr::Path(..) | Expr::Field(_) | Expr::Sort(..) | Expr::IndexBind(..) => true,
        Expr::Predicate(left, _)
        | Expr::Filters(left, _)
        | Expr::KeepArray(left)
        | Expr::FocusBind(left, _) => is_path(left),
        _ => false,
    }
}

/// Whether `expr` is the step it begins with, with something added.
fn keeps_step(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Predicate(..) | Expr::KeepArray(_) | Expr::FocusBind(..) | Expr::IndexBind(..)
    )
}

/// Makes a string that a step is the name it means there; other literals are no steps.
fn name_literal(step: &mut Operand, at: usize) -> Result<()> {
    if !step.literal || step.parens {
        return Ok(());
    }
    let mut base = &mut step.expr;
    while leftmost(base).is_some() {
        base = leftmost_mut(base).expect("it has just been seen");
    }
    match base {
        Expr::String(name) => *base = Expr::Field(name.clone()),
        Expr::Substituted(_) | Expr::Substitution(_) => {
            return fail(at, format!("The substitution {base} cannot be a step of a path"));
        }
        _ => {
            return fail(
                at,
                format!(
                    "The literal value {base} cannot be used as a step within a path expression"
                ),
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
