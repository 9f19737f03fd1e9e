//! Evaluates expressions as Step Functions does: JSONata 2.0.6 without `$eval`, with the functions
//! and the limits of the service.
//!
//! In: a tree, and an [`Environment`] that knows the variables and the time. Out: a value, nothing
//! (undefined), or a [`Failure`]. The tree is made a plan once ([`Compiled`]); then
//!
//! ```text
//! Expr ─build─▶ plan ─resolve─▶ plan with places for names ─run─▶ Value
//! ```

mod ancestry;
mod build;
mod call;
mod failure;
mod frame;
mod function;
mod functions;
mod group;
mod limits;
mod operators;
mod path;
mod plan;
mod program;
mod regex;
mod resolve;
mod rows;
mod run;
mod sequence;
mod signature;
mod sort;
mod text;
mod transform;

use std::rc::Rc;

use crate::value::{Text, Value};

use super::ast::Expr;
use program::Program;
use run::Run;
use sequence::wrapper;

pub use failure::Failure;

/// What an evaluation takes from outside.
pub trait Environment {
    /// The value of a variable, `states` among them; the name is without its `$`.
    fn variable(&self, name: &str) -> Option<Value>;
    /// The field of a variable that is an object, and is not made for one field alone; `None` where
    /// the variable is to be asked for.
    fn field(&self, variable: &str, field: &str) -> Option<Option<Value>> {
        let _ = (variable, field);
        None
    }
    /// The instant of the evaluation, in milliseconds since 1970; the same throughout one.
    fn now(&self) -> f64;
    /// A number from 0 up to 1, another one each time.
    fn random(&self) -> f64;
    /// A UUID of version 4, another one each time.
    fn uuid(&self) -> Text;
}

/// An expression that is ready to be evaluated; copies share the plan.
#[derive(Clone)]
pub struct Compiled(Rc<Program>);

impl Compiled {
    /// Makes the plan of an expression.
    #[must_use]
    pub fn new(expr: &Expr) -> Self {
        Self(Rc::new(Program::new(expr)))
    }

    /// Why the expression can never be evaluated, although it can be read: a `%` that refers to
    /// nothing, a bad signature or regular expression.
    #[must_use]
    pub fn fault(&self) -> Option<&Failure> {
        self.0.fault.as_ref()
    }

    /// The value of the expression; `None` where it has none (undefined).
    ///
    /// # Errors
    /// With the reference's code and words where the expression fails, takes too long, too much
    /// memory or too many levels, or gives something with a function in it.
    pub fn evaluate(&self, env: &dyn Environment) -> Result<Option<Value>, Failure> {
        self.evaluate_with(None, env)
    }

    /// [`Compiled::evaluate`] with something that `$` and names of fields are taken from. Step
    /// Functions has nothing of the kind, other users of the language have.
    ///
    /// # Errors
    /// As [`Compiled::evaluate`].
    pub fn evaluate_with(
        &self,
        input: Option<Value>,
        env: &dyn Environment,
    ) -> Result<Option<Value>, Failure> {
        let program = &*self.0;
        if let Some(fault) = &program.fault {
            return Err(fault.clone());
        }
        let wrapped = match &input {
            Some(Value::Array(_)) => input.clone().map(wrapper),
            _ => input.clone(),
        };
        let mut run = Run::new(program, env, input);
        let frame = program.frame();
        let outcome = run.eval(&program.root, wrapped.as_ref(), &frame).and_then(|value| {
            if let Some(value) = &value {
                run.meter.check_result(value)?;
            }
            Ok(value)
        });
        run.end();
        frame.empty();
        outcome.map_err(|failure| *failure)
    }
}

/// The plan is not shown.
impl std::fmt::Debug for Compiled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Compiled")
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Knows one variable, and its fields by themselves if `lends` is set.
    struct Known {
        object: Value,
        lends: bool,
        asked: Cell<bool>,
    }

    impl Environment for Known {
        fn variable(&self, name: &str) -> Option<Value> {
            self.asked.set(self.asked.get() || name == "states");
            (name == "states").then(|| self.object.clone())
        }

        fn field(&self, variable: &str, field: &str) -> Option<Option<Value>> {
            (self.lends && variable == "states").then(|| self.object.get(field).cloned())
        }

        fn now(&self) -> f64 {
            0.0
        }

        fn random(&self) -> f64 {
            0.0
        }

        fn uuid(&self) -> Text {
            "".into()
        }
    }

    /// What comes of an expression, and whether the variable was asked for as a whole.
    fn evaluate(expression: &str, lends: bool) -> (Result<Option<Value>, Failure>, bool) {
        let text = r#"{"input": {"list": [{"id": 1}, {"id": 2}], "one": [{"id": 3}], "none": []}}"#;
        let object = crate::value::parse(text).expect("it is JSON");
        let env = Known { object, lends, asked: Cell::new(false) };
        let expr = crate::jsonata::parse(expression).expect("it is an expression");
        (Compiled::new(&expr).evaluate(&env), env.asked.get())
    }

    #[test]
    fn a_field_is_read_without_its_variable() {
        let fields = [
            "$states.input",
            "$states.input.list",
            "$states.input.list[id > 1].id",
            "$states.input.list^(>id)[0]",
            "$states.input.one.id",
            "$states.input.one[]",
            "$states.input.none.id",
            "$states.nothing",
            "$states.nothing.id[0]",
            "$states.input{'a': list}",
            "$map([1, 2], function($v) { $v + $states.input.one[0].id })",
        ];
        for expression in fields {
            let (lent, asked) = evaluate(expression, true);
            assert!(!asked, "{expression}");
            assert_eq!(lent, evaluate(expression, false).0, "{expression}");
        }
        for expression in ["$states", "$states.*", "$states[0].input", "$keys($states)"] {
            let (lent, asked) = evaluate(expression, true);
            assert!(asked, "{expression}");
            assert_eq!(lent, evaluate(expression, false).0, "{expression}");
        }
        let (bound, asked) = evaluate("($states := {'input': 5}; $states.input)", true);
        assert_eq!((bound, asked), (Ok(Some(Value::from(5))), false));
    }
}
