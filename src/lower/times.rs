//! The functions of the library on moments: timestamps go through milliseconds.

use crate::ir::program::{Expr, ExprKind, Library};
use crate::jsonata::{BinaryOp as Op, Expr as J};
use crate::lower::expressions::{Expressions, Mode, has_type};

const SECOND: i64 = 1000;

impl Expressions<'_> {
    pub(super) fn time(&mut self, function: Library, args: &[Expr]) -> J {
        match function {
            Library::TimeParse => {
                let millis = self.millis(&args[0], args.get(1));
                J::binary(Op::Divide, millis, J::integer(SECOND))
            }
            Library::TimeAdd => {
                let millis = self.millis(&args[0], None);
                let later = match &args[1].kind {
                    ExprKind::Literal(value) => value.as_i64().and_then(|s| s.checked_mul(SECOND)),
                    _ => None,
                };
                let later = match later {
                    Some(later) => J::integer(later),
                    None => {
                        let seconds = self.number(&args[1]);
                        J::binary(Op::Multiply, seconds, J::integer(SECOND))
                    }
                };
                J::call("fromMillis", vec![J::binary(Op::Add, millis, later)])
            }
            Library::TimeDiff => {
                let start = self.millis(&args[0], None);
                let end = self.millis(&args[1], None);
                let between = J::binary(Op::Subtract, end, start);
                J::binary(Op::Divide, between, J::integer(SECOND))
            }
            _ => self.time_format(&args[0], args.get(1)),
        }
    }

    /// Milliseconds since 1970 of a timestamp.
    fn millis(&mut self, e: &Expr, picture: Option<&Expr>) -> J {
        if picture.is_none() && is_now(e) {
            return self.volatile_call("millis");
        }
        self.fails();
        let mut args = vec![self.text(e, Mode::Defined)];
        args.extend(picture.map(|picture| self.text(picture, Mode::Defined)));
        J::call("toMillis", args)
    }

    fn time_format(&mut self, e: &Expr, picture: Option<&Expr>) -> J {
        let picture = picture.map(|picture| self.text(picture, Mode::Defined));
        if picture.is_some() {
            self.fails();
        }
        if is_now(e) {
            self.volatile();
            return J::call("now", picture.into_iter().collect());
        }
        let of_seconds = |value: J| J::binary(Op::Multiply, value, J::integer(SECOND));
        let of_text = |value: J| J::call("toMillis", vec![value]);
        let millis = if e.ty.is_number() {
            of_seconds(self.defined(e))
        } else {
            self.fails();
            let value = self.defined(e);
            if e.ty.is_string() {
                of_text(value)
            } else {
                self.named(value, "time", |_, value| {
                    let seconds = has_type(value.clone(), "number");
                    J::condition(seconds, of_seconds(value.clone()), of_text(value))
                })
            }
        };
        let mut args = vec![millis];
        args.extend(picture);
        J::call("fromMillis", args)
    }
}

fn is_now(e: &Expr) -> bool {
    matches!(e.kind, ExprKind::Library(Library::Now, _))
}
