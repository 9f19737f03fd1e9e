//! Where an expression needs parentheses in its parent.
//!
//! One answer for all who ask: the printer writes these parentheses, the parser drops them again
//! (any others it keeps as a block), and the depth count knows that each pair costs a level.

use super::ast::{BinaryOp, Expr};

/// The binding power of what no infix operator can tear apart.
const CLOSED: u8 = 100;
pub(super) const POSTFIX: u8 = 80;
pub(super) const DOT: u8 = 75;
pub(super) const GROUP: u8 = 70;
pub(super) const NEGATE: u8 = 70;
pub(super) const SORT: u8 = 40;
pub(super) const CONDITION: u8 = 20;
pub(super) const BIND: u8 = 10;

impl BinaryOp {
    /// How strongly the operator binds; all of them are left-associative.
    #[must_use]
    pub fn binding_power(self) -> u8 {
        match self {
            Self::Multiply | Self::Divide | Self::Remainder => 60,
            Self::Add | Self::Subtract | Self::Concat => 50,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual
            | Self::In
            | Self::Apply => 40,
            Self::And => 30,
            Self::Or => 25,
        }
    }
}

/// Where an expression stands that is not the leftmost part of its parent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// Between brackets, commas or semicolons, where nothing can be confused
    Open,
    /// The right operand of an operator
    Right(BinaryOp),
    /// What a minus sign negates
    Negated,
    /// A step after a dot
    Step,
    /// The value of a condition that holds
    Then,
    /// The key of an object, before its colon
    Key,
    /// The value of a condition that does not hold
    Otherwise,
    /// What a variable is bound to
    Bound,
    /// An end of a range
    Limit,
}

macro_rules! leftmost {
    ($expr:expr) => {
        match $expr {
            Expr::Path(left, _)
            | Expr::Predicate(left, _)
            | Expr::Filters(left, _)
            | Expr::KeepArray(left)
            | Expr::Call(left, _)
            | Expr::Partial(left, _)
            | Expr::Binary(_, left, _)
            | Expr::Group(left, _)
            | Expr::Condition(left, _, _)
            | Expr::Sort(left, _)
            | Expr::FocusBind(left, _)
            | Expr::IndexBind(left, _) => Some(left),
            _ => None,
        }
    };
}

/// The part of `expr` its text begins with, if another expression stands there.
pub(super) fn leftmost(expr: &Expr) -> Option<&Expr> {
    leftmost!(expr).map(|left| &**left)
}

/// [`leftmost`], to be changed.
pub(super) fn leftmost_mut(expr: &mut Expr) -> Option<&mut Expr> {
    leftmost!(expr).map(|left| &mut **left)
}

/// Whether `left` needs parentheses as the leftmost part of `parent`.
pub(super) fn leftmost_needs_parens(parent: &Expr, left: &Expr) -> bool {
    if let Expr::Block(_) = left {
        return false;
    }
    match parent {
        Expr::Binary(op, _, _) => right_power(left) < op.binding_power(),
        Expr::Condition(..) => right_power(left) <= CONDITION,
        Expr::Path(..) => {
            right_power(left) < DOT || is_value(left) || matches!(left, Expr::Function { .. })
        }
        Expr::KeepArray(_) => right_power(left) < DOT || is_value(left),
        Expr::Sort(..) | Expr::Group(..) => right_power(left) < DOT,
        Expr::Predicate(..) | Expr::Filters(..) => {
            right_power(left) < POSTFIX
                || is_value(left)
                || matches!(left, Expr::Predicate(..) | Expr::Filters(..) | Expr::Function { .. })
        }
        Expr::Call(..) | Expr::Partial(..) => {
            right_power(left) < POSTFIX
                || is_value(left)
                || matches!(left, Expr::Sort(..))
                || matches!(left, Expr::Field(name) if matches!(&**name, "function" | "λ"))
        }
        Expr::FocusBind(..) | Expr::IndexBind(..) => {
            right_power(left) < POSTFIX || is_value(left) || matches!(left, Expr::Sort(..))
        }
        _ => false,
    }
}

/// Whether `expr` needs parentheses where it stands.
pub(super) fn needs_parens(expr: &Expr, place: Place) -> bool {
    if let Expr::Block(_) = expr {
        return false;
    }
    match place {
        Place::Open | Place::Bound => false,
        Place::Right(op) => left_power(expr) <= op.binding_power(),
        Place::Negated => left_power(expr) <= NEGATE,
        Place::Step => {
            left_power(expr) <= DOT
                || is_value(expr)
                || matches!(
                    expr,
                    Expr::KeepArray(_)
                        | Expr::Negate(_)
                        | Expr::Function { .. }
                        | Expr::Regex { .. }
                        | Expr::Transform { .. }
                )
        }
        // A colon would go to the nearest condition.
        Place::Then | Place::Key => matches!(expr, Expr::Condition(..) | Expr::Bind(..)),
        Place::Otherwise => matches!(expr, Expr::Bind(..)),
        Place::Limit => matches!(expr, Expr::Condition(..) | Expr::Bind(..)),
    }
}

/// Literals: as a step of a path they would be a name or an error.
pub(super) fn is_value(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Null
            | Expr::Bool(_)
            | Expr::Number(_)
            | Expr::String(_)
            | Expr::Substituted(_)
            | Expr::Substitution(_)
    )
}

/// The strongest operator that may follow the text of `expr` and still take the whole of it.
fn right_power(expr: &Expr) -> u8 {
    match expr {
        Expr::Binary(op, _, _) => op.binding_power(),
        Expr::Condition(..) | Expr::Bind(..) => BIND,
        Expr::Negate(_) => NEGATE,
        Expr::Group(..) => GROUP,
        Expr::Path(..) | Expr::KeepArray(_) => DOT,
        _ => CLOSED,
    }
}

/// The strongest operator that may stand before the text of `expr` and still take the whole of it.
fn left_power(expr: &Expr) -> u8 {
    let mut power = CLOSED;
    let mut part = expr;
    loop {
        power = power.min(own_power(part));
        match leftmost(part) {
            Some(left) if !leftmost_needs_parens(part, left) => part = left,
            _ => return power,
        }
    }
}

/// The binding power of the operator `expr` is made with.
fn own_power(expr: &Expr) -> u8 {
    match expr {
        Expr::Binary(op, _, _) => op.binding_power(),
        Expr::Condition(..) => CONDITION,
        Expr::Bind(..) => BIND,
        Expr::Sort(..) => SORT,
        Expr::Group(..) => GROUP,
        Expr::Path(..) => DOT,
        Expr::Predicate(..)
        | Expr::Filters(..)
        | Expr::KeepArray(_)
        | Expr::Call(..)
        | Expr::Partial(..)
        | Expr::FocusBind(..)
        | Expr::IndexBind(..) => POSTFIX,
        _ => CLOSED,
    }
}
