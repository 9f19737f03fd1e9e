//! How deep an expression goes when it is evaluated: Step Functions stops at [`LIMIT`] levels.
//!
//! Each part that is evaluated inside another one is a level deeper. What makes the count differ
//! from the height of the tree: a path is one level whatever its length, its steps are side by
//! side; a pair of parentheses is a level; the body of a function counts where the function is
//! called; and a call that a function ends with takes the place of the function, so it costs
//! nothing more. Both branches of a condition count. Recursion cannot be seen here: a function
//! that calls itself is counted as if it did so once.

use super::ast::{BinaryOp, Expr, Name};
use super::grouping::{Place, leftmost, leftmost_needs_parens, needs_parens};

/// The levels Step Functions allows.
pub const LIMIT: usize = 100;

/// The levels that evaluating `expr`, as it is printed, takes.
#[must_use]
pub fn depth(expr: &Expr) -> usize {
    Counter { functions: Vec::new() }.depth(expr, Place::Open)
}

/// What a part takes, and whether it is a path, in which a further step is no deeper.
#[derive(Clone, Copy)]
struct Levels {
    depth: usize,
    path: bool,
}

impl Levels {
    fn single(depth: usize) -> Self {
        Self { depth, path: false }
    }

    fn path(depth: usize) -> Self {
        Self { depth, path: true }
    }

    /// In parentheses.
    fn enclosed(self) -> Self {
        Self::single(self.depth + 1)
    }

    /// With something evaluated one level below.
    fn with_below(self, depth: usize) -> Self {
        Self { depth: self.depth.max(depth + 1), ..self }
    }

    /// As a path, which it may be already, with a further step.
    fn with_step(self, depth: usize) -> Self {
        let steps = if self.path { self.depth - 1 } else { self.depth };
        Self::path(1 + steps.max(depth))
    }
}

/// What the last part of a function's body takes.
struct Tail {
    /// Inside the body
    inside: usize,
    /// In the place of the body, once it has ended with a call
    instead: usize,
}

struct Counter {
    /// What calling the variables that are bound takes, the innermost last
    functions: Vec<(Name, usize)>,
}

impl Counter {
    fn depth(&mut self, expr: &Expr, place: Place) -> usize {
        self.levels(expr, place).depth
    }

    fn levels(&mut self, expr: &Expr, place: Place) -> Levels {
        let levels = self.spine(expr);
        if needs_parens(expr, place) { levels.enclosed() } else { levels }
    }

    fn deepest<'a>(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) -> usize {
        exprs.into_iter().map(|expr| self.depth(expr, Place::Open)).max().unwrap_or(0)
    }

    fn entries(&mut self, entries: &[(Expr, Expr)]) -> usize {
        let keys = entries.iter().map(|(key, _)| self.depth(key, Place::Key)).max();
        keys.unwrap_or(0).max(self.deepest(entries.iter().map(|(_, value)| value)))
    }

    /// From the leftmost part outwards, in a loop since chains of operators may be long.
    fn spine(&mut self, expr: &Expr) -> Levels {
        let mut parents = Vec::new();
        let mut part = expr;
        while let Some(left) = leftmost(part) {
            parents.push((part, left));
            part = left;
        }
        let mut levels = self.head(part);
        for (parent, left) in parents.into_iter().rev() {
            if leftmost_needs_parens(parent, left) {
                levels = levels.enclosed();
            }
            levels = self.tail(parent, left, levels);
        }
        levels
    }

    /// An expression that does not begin with another one.
    fn head(&mut self, expr: &Expr) -> Levels {
        Levels::single(match expr {
            Expr::Field(_) => return Levels::path(2),
            Expr::Negate(operand) => match **operand {
                Expr::Number(_) => 1,
                _ => 1 + self.depth(operand, Place::Negated),
            },
            Expr::Array(items) => 1 + self.deepest(items),
            Expr::Range(first, last) => {
                1 + self.depth(first, Place::Limit).max(self.depth(last, Place::Limit))
            }
            Expr::Object(entries) => 1 + self.entries(entries),
            Expr::Bind(name, value) => 1 + self.bind(name, value),
            Expr::Block(items) => {
                let bound = self.functions.len();
                let deepest = self.deepest(items);
                self.functions.truncate(bound);
                1 + deepest
            }
            _ => 1,
        })
    }

    /// What `expr` takes, of which the leftmost part takes `levels`.
    fn tail(&mut self, expr: &Expr, left: &Expr, levels: Levels) -> Levels {
        match expr {
            Expr::Path(_, step) => {
                let depth = self.step(step);
                levels.with_step(depth)
            }
            Expr::Predicate(_, predicate) => levels.with_below(self.predicate(predicate)),
            Expr::Filters(_, predicates) => {
                let deepest = predicates.iter().map(|predicate| self.predicate(predicate)).max();
                levels.with_below(deepest.unwrap_or(0))
            }
            Expr::Call(_, args) => Levels::single(1 + self.call(left, levels.depth, args.iter())),
            Expr::Partial(_, args) => {
                let args = self.deepest(args.iter().flatten());
                Levels::single(1 + levels.depth.max(args))
            }
            Expr::Binary(BinaryOp::Apply, _, right) => {
                Levels::single(1 + levels.depth.max(self.applied(right)))
            }
            Expr::Binary(op, _, right) => {
                Levels::single(1 + levels.depth.max(self.depth(right, Place::Right(*op))))
            }
            Expr::Group(_, entries) => levels.with_below(self.entries(entries)),
            Expr::Condition(_, then, otherwise) => {
                let then = self.depth(then, Place::Then);
                let otherwise =
                    otherwise.as_ref().map_or(0, |expr| self.depth(expr, Place::Otherwise));
                Levels::single(1 + levels.depth.max(then).max(otherwise))
            }
            Expr::Sort(_, terms) => {
                let terms = self.deepest(terms.iter().map(|(term, _)| term));
                levels.with_step(terms)
            }
            Expr::IndexBind(..) => levels.with_step(0),
            _ => levels,
        }
    }

    /// A step beside the others of its path.
    fn step(&mut self, step: &Expr) -> usize {
        let levels = self.levels(step, Place::Step);
        match step {
            _ if levels.path => levels.depth - 1,
            // What filters a step is beside it too.
            Expr::Predicate(left, predicate) if !leftmost_needs_parens(step, left) => {
                self.spine(left).depth.max(self.predicate(predicate))
            }
            _ => levels.depth,
        }
    }

    fn predicate(&mut self, predicate: &Expr) -> usize {
        match predicate {
            // An index that is a number is not evaluated.
            Expr::Number(_) => 0,
            Expr::Negate(number) if matches!(**number, Expr::Number(_)) => 0,
            _ => self.depth(predicate, Place::Open),
        }
    }

    /// What a value that is bound takes; what calling it takes is remembered.
    fn bind(&mut self, name: &Name, value: &Expr) -> usize {
        let depth = self.depth(value, Place::Bound);
        let bound = self.functions.len();
        self.functions.push((name.clone(), 0));
        let called = self.called(value);
        self.functions.truncate(bound);
        self.functions.push((name.clone(), called));
        depth
    }

    /// Below a call of `function`, which takes `depth` itself.
    fn call<'a>(
        &mut self,
        function: &Expr,
        depth: usize,
        args: impl Iterator<Item = &'a Expr> + Clone,
    ) -> usize {
        let deepest = self.deepest(args.clone());
        // A function that is given may be called at the bottom of the one it is given to.
        let given = args.map(|arg| self.called(arg)).max().unwrap_or(0);
        depth.max(deepest).max(self.called(function) + given)
    }

    /// The right side of `~>`, which is a call that gets one more argument, or a function.
    fn applied(&mut self, right: &Expr) -> usize {
        match right {
            Expr::Call(function, args) => {
                let depth = self.spine(function).depth
                    + usize::from(leftmost_needs_parens(right, function));
                self.call(function, depth, args.iter())
            }
            _ => self.depth(right, Place::Right(BinaryOp::Apply)).max(self.called(right)),
        }
    }

    /// What calling the value of `expr` takes; nothing if it is no function that is known.
    fn called(&mut self, expr: &Expr) -> usize {
        match expr {
            Expr::Function { params, body, .. } => {
                let bound = self.functions.len();
                self.functions.extend(params.iter().map(|param| (param.clone(), 0)));
                let Tail { inside, instead } = self.last(body, Place::Open);
                self.functions.truncate(bound);
                inside.max(instead)
            }
            Expr::Variable(name) => {
                let bound = self.functions.iter().rev().find(|(bound, _)| bound == name);
                bound.map_or(0, |(_, depth)| *depth)
            }
            Expr::Transform { pattern, update, delete } => {
                self.deepest([pattern, update].into_iter().chain(delete).map(|part| &**part))
            }
            Expr::Partial(function, _) => self.called(function),
            Expr::Block(items) => items.last().map_or(0, |last| self.called(last)),
            Expr::Condition(_, then, otherwise) => {
                self.called(then).max(otherwise.as_ref().map_or(0, |expr| self.called(expr)))
            }
            Expr::Binary(BinaryOp::Apply, left, right) => self.called(left).max(self.called(right)),
            _ => 0,
        }
    }

    /// The last part of a function's body.
    fn last(&mut self, expr: &Expr, place: Place) -> Tail {
        let parens = usize::from(needs_parens(expr, place));
        let Tail { inside, instead } = self.last_inside(expr);
        Tail { inside: inside + parens, instead }
    }

    fn last_inside(&mut self, expr: &Expr) -> Tail {
        match expr {
            Expr::Call(function, args) => {
                let depth =
                    self.spine(function).depth + usize::from(leftmost_needs_parens(expr, function));
                Tail { inside: 1, instead: self.call(function, depth, args.iter()) }
            }
            Expr::KeepArray(kept) if matches!(**kept, Expr::Call(..)) => self.last_inside(kept),
            Expr::Condition(condition, then, otherwise) => {
                let condition = self.spine(condition).depth
                    + usize::from(leftmost_needs_parens(expr, condition));
                let then = self.last(then, Place::Then);
                let otherwise = otherwise
                    .as_ref()
                    .map_or(Tail { inside: 0, instead: 0 }, |e| self.last(e, Place::Otherwise));
                Tail {
                    inside: 1 + condition.max(then.inside).max(otherwise.inside),
                    instead: then.instead.max(otherwise.instead),
                }
            }
            Expr::Block(items) => {
                let Some((last, first)) = items.split_last() else {
                    return Tail { inside: 1, instead: 0 };
                };
                let bound = self.functions.len();
                let deepest = self.deepest(first);
                let last = self.last(last, Place::Open);
                self.functions.truncate(bound);
                Tail { inside: 1 + deepest.max(last.inside), instead: last.instead }
            }
            _ => Tail { inside: self.spine(expr).depth, instead: 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonata::parse;

    #[track_caller]
    fn takes(text: &str, levels: usize) {
        let expr = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(depth(&expr), levels, "{text}");
    }

    #[test]
    fn what_was_measured() {
        takes("$x", 1);
        takes("-1", 1);
        takes("$x + 1", 2);
        takes(&("1".to_owned() + &" + 1".repeat(99)), 100);
        takes(&("(".repeat(99) + "1" + &")".repeat(99)), 100);
        takes(&("[".repeat(99) + "1" + &"]".repeat(99)), 100);
        takes(&("1".to_owned() + &" ~> $f".repeat(99)), 100);
        takes("$f($g)", 2);
        takes("$a.b.c.d", 2);
        takes("false ? 1 : false ? 1 : 2", 3);
        takes("[$map($a, function($v) { $v + 1 })[]]", 4);
        takes("$append([], $map($a, function($v) { $v + 1 })[])", 4);
        takes("[$map($a, function($v) { [$map($v, function($w) { $w * 2 })[]] })[]]", 6);
        takes("$reduce($a, function($a, $b) { $a + $b }, 0)", 3);
        takes("$join([\"a\", \"b\"], \"\")", 3);
    }

    #[test]
    fn what_costs_nothing_more() {
        takes("$a[0]", 1);
        takes("$a[$i]", 2);
        takes("$a.b[$i + 1].c", 3);
        takes("function($v) { $v + 1 }", 1);
        takes("($f := function($v) { $v + 1 + 2 }; $f(1))", 5);
        takes("$map($a, function($v) { $f($v, $g($h)) })", 3);
        takes("$map($a, function($v) { $v ? $f($v) : ($x; $g($v + 1)) })", 4);
        takes("($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(9))", 5);
    }

    #[test]
    fn parentheses_cost_where_they_are_printed() {
        takes("$a + ($b + $c)", 4);
        takes("($a)[0]", 2);
        takes("($x.a)[0]", 3);
        let sum = Expr::binary(BinaryOp::Add, Expr::variable("b"), Expr::variable("c"));
        let product = Expr::binary(BinaryOp::Multiply, Expr::variable("a"), sum);
        assert_eq!(depth(&product), 4);
    }

    #[test]
    fn long_chains_are_counted_in_a_loop() {
        let mut sum = Expr::integer(1);
        for _ in 0..5_000 {
            sum = Expr::binary(BinaryOp::Add, sum, Expr::integer(1));
        }
        assert_eq!(depth(&sum), 5_001);
    }
}
