//! Expressions of JSONata 2.0.6 as Step Functions runs it, with CloudFormation substitutions.

use std::sync::Arc;

/// A variable or field name; cheap to clone.
pub type Name = Arc<str>;

/// An expression.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Expr {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `1`, `2.5`: the digits as they are printed, never negative
    Number(Name),
    /// `"text"`: the text itself, quotes and escapes added when printed
    String(Name),
    /// `"a${Name}b"`: a string with deploy-time substitutions in it
    Substituted(Vec<Piece>),
    /// `${Name}` bare: a deploy-time number or boolean
    Substitution(Name),
    /// `$name`, `$states` included; without the `$`
    Variable(Name),
    /// `$`
    Context,
    /// `$$`
    Root,
    /// A name as the first step of a path, or as the right side of [`Expr::Path`]: `phone`
    Field(Name),
    /// `left.right`; a right side that is a [`Expr::Field`] reads a field
    Path(Box<Expr>, Box<Expr>),
    /// `array[predicate]`; a predicate of a predicate is one of its value: `(array[a])[b]`
    Predicate(Box<Expr>, Box<Expr>),
    /// `array[a][b]`: predicates straight after one another, at least two. A later one sees what an
    /// earlier one found as a sequence, which after a variable index leaves it without effect
    /// (hazard H5), so nothing but the parser makes these.
    Filters(Box<Expr>, Vec<Expr>),
    /// `sequence[]`
    KeepArray(Box<Expr>),
    /// `*` as a step
    Wildcard,
    /// `**`
    Descendants,
    /// `%` as a step
    Parent,
    /// `function(args)`
    Call(Box<Expr>, Vec<Expr>),
    /// `function(args with ?)`: a `None` is a `?`
    Partial(Box<Expr>, Vec<Option<Expr>>),
    /// `function($a, $b)<signature> { body }`
    Function { params: Vec<Name>, signature: Option<Name>, body: Box<Expr> },
    /// `-e`
    Negate(Box<Expr>),
    /// `left op right`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `[a, b]`; items may be [`Expr::Range`]s
    Array(Vec<Expr>),
    /// `a..b`, only inside an [`Expr::Array`]
    Range(Box<Expr>, Box<Expr>),
    /// `{ key: value }`
    Object(Vec<(Expr, Expr)>),
    /// `left{ key: value }`
    Group(Box<Expr>, Vec<(Expr, Expr)>),
    /// `condition ? then : otherwise`
    Condition(Box<Expr>, Box<Expr>, Option<Box<Expr>>),
    /// `$name := value`
    Bind(Name, Box<Expr>),
    /// `(a; b; c)`
    Block(Vec<Expr>),
    /// `left^(<a, >b)`: each term with whether it is descending
    Sort(Box<Expr>, Vec<(Expr, bool)>),
    /// `/pattern/flags`
    Regex { pattern: Name, flags: Name },
    /// `left@$name`
    FocusBind(Box<Expr>, Name),
    /// `left#$name`
    IndexBind(Box<Expr>, Name),
    /// `|pattern|update, delete|`
    Transform { pattern: Box<Expr>, update: Box<Expr>, delete: Option<Box<Expr>> },
}

/// A piece of a string with substitutions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Text as it is.
    Text(Name),
    /// `${Name}`
    Substitution(Name),
}

/// The pieces as text of a definition.
#[must_use]
pub fn text_of(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Substitution(name) => text.extend(["${", name, "}"]),
        }
    }
    text
}

/// The infix operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `&`
    Concat,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `~>`
    Apply,
    /// `and`
    And,
    /// `or`
    Or,
}

/// Short ways to build expressions.
impl Expr {
    /// The expression whose value is `value`.
    #[must_use]
    pub fn constant(value: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => {
                let digits = number.to_string();
                match digits.strip_prefix('-') {
                    Some(digits) => Self::Negate(Box::new(Self::Number(digits.into()))),
                    None => Self::Number(digits.into()),
                }
            }
            Json::String(text) => Self::string(text),
            Json::Array(items) => Self::Array(items.iter().map(Self::constant).collect()),
            Json::Object(fields) => {
                let fields = fields.iter();
                Self::Object(
                    fields.map(|(key, value)| (Self::string(key), Self::constant(value))).collect(),
                )
            }
        }
    }

    /// `$name`
    #[must_use]
    pub fn variable(name: &str) -> Self {
        Self::Variable(name.into())
    }

    /// Whether it is [`Self::variable`] of `name`.
    #[must_use]
    pub fn is_variable(&self, name: &str) -> bool {
        matches!(self, Self::Variable(own) if **own == *name)
    }

    /// `"text"`
    #[must_use]
    pub fn string(text: &str) -> Self {
        Self::String(text.into())
    }

    /// A number that is a whole one; negative ones get a sign of their own.
    #[must_use]
    pub fn integer(value: i64) -> Self {
        let digits = Self::Number(value.unsigned_abs().to_string().into());
        if value < 0 { Self::Negate(Box::new(digits)) } else { digits }
    }

    /// `self.name`
    #[must_use]
    pub fn field(self, name: &str) -> Self {
        self.step(name.into())
    }

    /// [`Self::field`] with a name that is shared.
    #[must_use]
    pub fn step(self, name: Name) -> Self {
        Self::Path(Box::new(self), Box::new(Self::Field(name)))
    }

    /// `self[index]`
    #[must_use]
    pub fn at(self, index: Self) -> Self {
        Self::Predicate(Box::new(self), Box::new(index))
    }

    /// `$function(args)` of a built-in function
    #[must_use]
    pub fn call(function: &str, args: Vec<Self>) -> Self {
        Self::Call(Box::new(Self::variable(function)), args)
    }

    /// `left op right`
    #[must_use]
    pub fn binary(op: BinaryOp, left: Self, right: Self) -> Self {
        Self::Binary(op, Box::new(left), Box::new(right))
    }

    /// `condition ? then : otherwise`
    #[must_use]
    pub fn condition(condition: Self, then: Self, otherwise: Self) -> Self {
        Self::Condition(Box::new(condition), Box::new(then), Some(Box::new(otherwise)))
    }

    /// `function($params) { body }`
    #[must_use]
    pub fn function(params: Vec<Name>, body: Self) -> Self {
        Self::Function { params, signature: None, body: Box::new(body) }
    }

    /// `$append([], self[])`: a sequence as the list it is, whatever its length (hazard H1)
    #[must_use]
    pub fn list(self) -> Self {
        Self::call("append", vec![Self::Array(Vec::new()), Self::KeepArray(Box::new(self))])
    }
}
