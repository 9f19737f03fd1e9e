//! Random chains of list methods, computed here as they are generated, must give the same when
//! compiled: nothing may depend on a list having one item or none, at any depth.

use serde_json::{Value, json};

use crate::expressions::evaluated;

/// A small generator of numbers; the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit as u64).expect("it is below a usize")
    }
}

/// An expression and its value.
struct Known<T> {
    text: String,
    value: T,
}

fn known<T>(text: String, value: T) -> Known<T> {
    Known { text, value }
}

const FLAT: [(&str, &[i64]); 4] =
    [("none", &[]), ("one", &[5]), ("two", &[3, 1]), ("more", &[2, 2, 7])];
const NESTED: [(&str, &[&[i64]]); 4] =
    [("nest0", &[]), ("nestE", &[&[]]), ("nest1", &[&[7]]), ("nest2", &[&[1, 2], &[], &[3]])];

fn variables() -> Vec<(&'static str, &'static str, Value)> {
    let flat = FLAT.iter().map(|(name, items)| (*name, "[number]", json!(items)));
    let nested = NESTED.iter().map(|(name, items)| (*name, "[[number]]", json!(items)));
    flat.chain(nested).collect()
}

fn part<T: Clone>(items: &[T], start: usize, end: usize) -> Vec<T> {
    items.get(start.min(items.len())..end.min(items.len())).unwrap_or_default().to_vec()
}

fn numbers(random: &mut Random, depth: usize) -> Known<Vec<i64>> {
    if depth == 0 {
        let (name, items) = FLAT[random.below(FLAT.len())];
        return known(name.to_owned(), items.to_vec());
    }
    let inner = |random: &mut Random| numbers(random, depth - 1);
    match random.below(12) {
        0 => {
            let Known { text, value } = inner(random);
            known(format!("{text}.map(x => x + 1)"), value.iter().map(|x| x + 1).collect())
        }
        1 => {
            let limit = i64::try_from(random.below(5)).expect("it is small");
            let Known { text, mut value } = inner(random);
            value.retain(|x| *x > limit);
            known(format!("{text}.filter(x => x > {limit})"), value)
        }
        2 => {
            let (a, b) = (inner(random), inner(random));
            known(format!("{}.concat({})", a.text, b.text), [a.value, b.value].concat())
        }
        3 => {
            let Known { text, mut value } = inner(random);
            value.reverse();
            known(format!("{text}.reverse()"), value)
        }
        4 => {
            let Known { text, mut value } = inner(random);
            value.sort_unstable();
            known(format!("{text}.sort()"), value)
        }
        5 => {
            let (start, end) = (random.below(3), random.below(4));
            let Known { text, value } = inner(random);
            known(format!("{text}.slice({start}, {end})"), part(&value, start, end))
        }
        6 => {
            let Known { text, value } = lists(random, depth - 1);
            known(format!("{text}.flatten()"), value.concat())
        }
        7 => {
            let Known { text, value } = lists(random, depth - 1);
            known(
                format!("{text}.map(x => x.length())"),
                value.iter().map(|x| i64::try_from(x.len()).expect("it is small")).collect(),
            )
        }
        8 => {
            let (a, b) = (inner(random), number(random, depth - 1));
            let mut value = vec![b.value];
            value.extend(a.value);
            known(format!("[{}, ...{}]", b.text, a.text), value)
        }
        9 => {
            let Known { text, value } = lists(random, depth - 1);
            known(format!("({text}.first() ?? [])"), value.first().cloned().unwrap_or_default())
        }
        10 => {
            let Known { text, value } = inner(random);
            known(
                format!("{text}.reduce((all, x) => [x, ...all], [])"),
                value.iter().rev().copied().collect(),
            )
        }
        _ => {
            let (test, yes, no) = (number(random, depth - 1), inner(random), inner(random));
            let value = if test.value > 2 { yes.value } else { no.value };
            known(
                format!("(if {} > 2 {{ {} }} else {{ {} }})", test.text, yes.text, no.text),
                value,
            )
        }
    }
}

fn lists(random: &mut Random, depth: usize) -> Known<Vec<Vec<i64>>> {
    if depth == 0 {
        let (name, items) = NESTED[random.below(NESTED.len())];
        return known(name.to_owned(), items.iter().map(|item| item.to_vec()).collect());
    }
    match random.below(7) {
        0 => {
            let Known { text, value } = numbers(random, depth - 1);
            known(format!("{text}.map(x => [x])"), value.iter().map(|x| vec![*x]).collect())
        }
        1 => {
            let Known { text, value } = numbers(random, depth - 1);
            known(format!("{text}.chunk(2)"), value.chunks(2).map(<[i64]>::to_vec).collect())
        }
        2 => {
            let Known { text, mut value } = lists(random, depth - 1);
            value.retain(|x| x.len() != 1);
            known(format!("{text}.filter(x => x.length() != 1)"), value)
        }
        3 => {
            let (a, b) = (numbers(random, depth - 1), numbers(random, depth - 1));
            known(format!("[{}, {}]", a.text, b.text), vec![a.value, b.value])
        }
        4 => {
            let (a, b) = (numbers(random, depth - 1), numbers(random, depth - 1));
            let value = a
                .value
                .iter()
                .map(|x| b.value.iter().copied().filter(|y| y > x).collect())
                .collect();
            known(format!("{}.map(x => {}.filter(y => y > x))", a.text, b.text), value)
        }
        5 => {
            let (a, b) = (numbers(random, depth - 1), numbers(random, depth - 1));
            let value = a.value.iter().zip(&b.value).map(|(x, y)| vec![*x, *y]).collect();
            known(format!("{}.zip({})", a.text, b.text), value)
        }
        _ => {
            let Known { text, mut value } = lists(random, depth - 1);
            for item in &mut value {
                item.push(0);
            }
            known(format!("{text}.map(x => [...x, 0])"), value)
        }
    }
}

fn number(random: &mut Random, depth: usize) -> Known<i64> {
    let Known { text, value } = numbers(random, depth);
    match random.below(6) {
        0 => known(format!("{text}.sum()"), value.iter().sum()),
        1 => known(format!("{text}.length()"), i64::try_from(value.len()).expect("it is small")),
        2 => known(format!("({text}.max() ?? 0)"), value.iter().max().copied().unwrap_or(0)),
        3 => known(format!("({text}.last() ?? 9)"), value.last().copied().unwrap_or(9)),
        4 => known(
            format!("({text}.find(x => x > 2) ?? 1)"),
            value.iter().copied().find(|x| *x > 2).unwrap_or(1),
        ),
        _ => known(
            format!("(if {text}.any(x => x == 3) {{ 1 }} else {{ 2 }})"),
            if value.contains(&3) { 1 } else { 2 },
        ),
    }
}

#[test]
fn random_chains_of_lists() {
    let mut random = Random(42);
    let variables = variables();
    for round in 0..160 {
        let depth = 1 + round % 4;
        let (text, expected) = match round % 3 {
            0 => {
                let Known { text, value } = numbers(&mut random, depth);
                (text, json!(value))
            }
            1 => {
                let Known { text, value } = lists(&mut random, depth);
                (text, json!(value))
            }
            _ => {
                let Known { text, value } = number(&mut random, depth);
                (text, json!(value))
            }
        };
        match evaluated(&text, &variables, "") {
            Ok((got, _)) => assert_eq!(got, expected, "{text}"),
            Err(fault) => panic!("{text}\n{fault}"),
        }
    }
}
