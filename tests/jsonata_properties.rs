//! What holds for every expression: it reads as it was printed, and means what it meant.

use flowc::jsonata::{BinaryOp, Expr, Name, Piece, parse, print};
use proptest::prelude::*;
use serde_json::Map;

use crate::support::jsonata::run;

fn boxed(expr: Expr) -> Box<Expr> {
    Box::new(expr)
}

fn op() -> impl Strategy<Value = BinaryOp> {
    use BinaryOp::*;
    prop::sample::select(vec![
        Multiply,
        Divide,
        Remainder,
        Add,
        Subtract,
        Concat,
        Equal,
        NotEqual,
        Less,
        LessEqual,
        Greater,
        GreaterEqual,
        In,
        Apply,
        And,
        Or,
    ])
}

fn name() -> impl Strategy<Value = Name> {
    prop::sample::select(vec!["a", "b1", "states", "string", "x_y"]).prop_map(Name::from)
}

/// Names of fields, most of which must be quoted.
fn field() -> impl Strategy<Value = Name> {
    let odd = ["and", "in", "true", "null", "function", "odd name", "1", "", "$a", "ä", "a\"b"];
    prop::sample::select([&["a", "b1", "_c"], &odd[..]].concat()).prop_map(Name::from)
}

fn text() -> impl Strategy<Value = Name> {
    let parts = ["a", "$", "{", "${", "}", "%}", "\\", "\"", "'", "\n", "\u{1}", "😀", "Name"];
    prop::collection::vec(prop::sample::select(parts.to_vec()), 0..5)
        .prop_map(|parts| Name::from(parts.concat()))
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        Just(Expr::Null),
        any::<bool>().prop_map(Expr::Bool),
        prop::sample::select(vec!["0", "7", "2.5", "1e3", "0.1E-2"])
            .prop_map(|digits| Expr::Number(digits.into())),
        text().prop_map(Expr::String),
        text().prop_filter("pieces are never empty", |text| !text.is_empty()).prop_map(|text| {
            let name = Piece::Substitution("Name".into());
            Expr::Substituted(vec![name.clone(), Piece::Text(text), name])
        }),
        Just(Expr::Substitution("AWS::Region".into())),
        name().prop_map(Expr::Variable),
        Just(Expr::Context),
        Just(Expr::Root),
        field().prop_map(Expr::Field),
        Just(Expr::Wildcard),
        Just(Expr::Descendants),
        Just(Expr::Parent),
    ]
}

fn pairs(inner: impl Strategy<Value = Expr> + Clone) -> impl Strategy<Value = Vec<(Expr, Expr)>> {
    prop::collection::vec((inner.clone(), inner), 0..3)
}

/// Trees that are the one way to say what they say.
fn tree() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(6, 60, 3, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..3);
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            4 => (op(), two.clone())
                .prop_map(|(op, (left, right))| Expr::Binary(op, boxed(left), boxed(right))),
            4 => two.clone().prop_map(|(left, step)| Expr::Path(boxed(left), boxed(step))),
            3 => two.clone().prop_map(|(left, index)| Expr::Predicate(boxed(left), boxed(index))),
            1 => (inner.clone(), prop::collection::vec(inner.clone(), 2..4))
                .prop_map(|(left, predicates)| Expr::Filters(boxed(left), predicates)),
            2 => inner.clone().prop_map(kept),
            2 => (inner.clone(), list.clone())
                .prop_map(|(function, args)| Expr::Call(boxed(function), args)),
            1 => (inner.clone(), inner.clone())
                .prop_map(|(function, arg)| Expr::Partial(boxed(function), vec![None, Some(arg)])),
            1 => (prop::collection::vec(name(), 0..3), any::<bool>(), inner.clone()).prop_map(
                |(params, signed, body)| Expr::Function {
                    params,
                    signature: signed.then(|| "n-a<n>:n".into()),
                    body: boxed(body),
                }
            ),
            2 => inner.clone().prop_map(|operand| Expr::Negate(boxed(operand))),
            2 => list.clone().prop_map(Expr::Array),
            1 => two.clone().prop_map(|(first, last)| {
                Expr::Array(vec![Expr::Range(boxed(first), boxed(last))])
            }),
            1 => pairs(inner.clone()).prop_map(Expr::Object),
            1 => (inner.clone(), pairs(inner.clone()))
                .prop_map(|(left, entries)| Expr::Group(boxed(left), entries)),
            2 => (two.clone(), prop::option::of(inner.clone())).prop_map(
                |((condition, then), otherwise)| {
                    Expr::Condition(boxed(condition), boxed(then), otherwise.map(boxed))
                }
            ),
            1 => (name(), inner.clone()).prop_map(|(name, value)| Expr::Bind(name, boxed(value))),
            1 => (list, two.clone()).prop_map(|(mut items, (first, second))| {
                items.extend([first, second]);
                Expr::Block(items)
            }),
            1 => (inner.clone(), prop::collection::vec((inner.clone(), any::<bool>()), 1..3))
                .prop_map(|(left, terms)| Expr::Sort(boxed(left), terms)),
            1 => (inner.clone(), name())
                .prop_map(|(left, name)| Expr::FocusBind(boxed(left), name)),
            1 => (inner.clone(), name())
                .prop_map(|(left, name)| Expr::IndexBind(boxed(left), name)),
            1 => (two, prop::option::of(inner)).prop_map(|((pattern, update), delete)| {
                Expr::Transform {
                    pattern: boxed(pattern),
                    update: boxed(update),
                    delete: delete.map(boxed),
                }
            }),
        ]
    })
}

/// Keeping an array twice is keeping it once.
fn kept(expr: Expr) -> Expr {
    match expr {
        Expr::KeepArray(_) => expr,
        _ => Expr::KeepArray(boxed(expr)),
    }
}

/// Operators on constants.
fn constant() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        (-3_i64..10).prop_map(Expr::integer),
        any::<bool>().prop_map(Expr::Bool),
        prop::sample::select(vec!["", "a", "2"]).prop_map(Expr::string),
    ];
    leaf.prop_recursive(5, 30, 3, |inner| {
        prop_oneof![
            6 => (op(), inner.clone(), inner.clone())
                .prop_filter("it needs functions", |(op, ..)| *op != BinaryOp::Apply)
                .prop_map(|(op, left, right)| Expr::binary(op, left, right)),
            1 => inner.clone().prop_map(|operand| Expr::Negate(boxed(operand))),
            1 => prop::collection::vec(inner.clone(), 1..3).prop_map(Expr::Array),
            2 => (inner.clone(), inner.clone(), inner)
                .prop_map(|(test, then, otherwise)| Expr::condition(test, then, otherwise)),
        ]
    })
}

/// The tree with each operand in parentheses of its own.
fn parenthesised(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    if !matches!(expr, Expr::Array(_)) {
        expr.for_each_child_mut(|child| *child = Expr::Block(vec![parenthesised(child)]));
    }
    expr
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_the_same(tree in tree()) {
        let text = print(&tree);
        prop_assert_eq!(parse(&text), Ok(tree), "{}", text);
    }

    #[test]
    fn no_text_is_too_much(text in "[$a-c\\[\\](){}.,:;?|^<>=%*+&~@# \"'`0-9/-]{0,30}") {
        // A name that cannot stand in backquotes is written in another way.
        if let Ok(tree) = parse(&text)
            && !text.contains('`')
        {
            let printed = print(&tree);
            prop_assert_eq!(parse(&printed), Ok(tree), "{}", printed);
        }
    }

    #[test]
    fn parentheses_that_are_not_printed_were_not_needed(tree in constant()) {
        let bindings = Map::new();
        let (short, long) = (print(&tree), print(&parenthesised(&tree)));
        let (short_value, long_value) = (run(&short, &bindings), run(&long, &bindings));
        prop_assert_eq!(short_value.is_err(), long_value.is_err(), "{} and {}", short, long);
        if let (Ok(short_value), Ok(long_value)) = (short_value, long_value) {
            prop_assert_eq!(short_value, long_value, "{} and {}", short, long);
        }
    }
}
