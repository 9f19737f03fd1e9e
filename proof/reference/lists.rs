//! The library on lists.

use flowc::ir::program::{Expr, Library};
use flowc::value::Value;
use indexmap::IndexMap;

use super::library::{between, length};
use super::values::{count, order};
use super::{Reference, Run, Stop, fails, printed};

/// Whether the function has a meaning for a list as its receiver.
pub(super) fn takes(function: Library) -> bool {
    use Library as L;
    matches!(
        function,
        L::Length
            | L::Map
            | L::Filter
            | L::Reduce
            | L::Find
            | L::Any
            | L::All
            | L::Sort
            | L::SortBy
            | L::Reverse
            | L::Distinct
            | L::Join
            | L::Contains
            | L::Slice
            | L::First
            | L::Last
            | L::Concat
            | L::Flatten
            | L::Zip
            | L::Chunk
            | L::GroupBy
            | L::Sum
            | L::Min
            | L::Max
            | L::Average
    )
}

impl Reference<'_> {
    pub(super) fn of_list(
        &mut self,
        function: Library,
        items: &[Value],
        rest: &[Expr],
    ) -> Run<Option<Value>> {
        use Library as L;
        let value = match function {
            L::Length => length(items.len()),
            L::Map => {
                let mut mapped = Vec::new();
                for (at, item) in items.iter().enumerate() {
                    mapped.push(self.apply(&rest[0], &[item.clone(), count(at)])?);
                }
                Value::array(mapped)
            }
            L::Filter => Value::array(self.that_hold(items, &rest[0])?),
            L::Find => return Ok(self.that_hold(items, &rest[0])?.into_iter().next()),
            L::Any => (!self.that_hold(items, &rest[0])?.is_empty()).into(),
            L::All => (self.that_hold(items, &rest[0])?.len() == items.len()).into(),
            L::Reduce => {
                let mut value = self.eval(&rest[1])?;
                for (at, item) in items.iter().enumerate() {
                    value = self.apply(&rest[0], &[value, item.clone(), count(at)])?;
                }
                value
            }
            L::Sort | L::SortBy => self.sorted(items, rest.first())?,
            L::Reverse => Value::array(items.iter().rev().cloned().collect()),
            L::Distinct => {
                let mut kept: Vec<Value> = Vec::new();
                for item in items {
                    if !kept.contains(item) {
                        kept.push(item.clone());
                    }
                }
                Value::array(kept)
            }
            L::Join => {
                let separator = self.text(&rest[0])?;
                let texts: Option<Vec<String>> = items.iter().map(printed).collect();
                texts.map_or_else(fails, Ok)?.join(&separator).into()
            }
            L::Contains => items.contains(&self.eval(&rest[0])?).into(),
            L::Slice => {
                let start = self.number(&rest[0])?;
                let end = rest.get(1).map(|end| self.number(end)).transpose()?;
                Value::array(items[between(start, end, items.len())].to_vec())
            }
            L::First => return Ok(items.first().cloned()),
            L::Last => return Ok(items.last().cloned()),
            L::Concat => {
                let mut all = items.to_vec();
                for other in rest {
                    all.extend(self.list(other)?);
                }
                Value::array(all)
            }
            L::Flatten => {
                let flat = items.iter().flat_map(|item| match item {
                    Value::Array(inner) => inner.items.clone(),
                    other => vec![other.clone()],
                });
                Value::array(flat.collect())
            }
            L::Zip => {
                let mut lists = vec![items.to_vec()];
                for other in rest {
                    lists.push(self.list(other)?);
                }
                let shortest = lists.iter().map(Vec::len).min().unwrap_or(0);
                let row =
                    |at: usize| Value::array(lists.iter().map(|list| list[at].clone()).collect());
                Value::array((0..shortest).map(row).collect())
            }
            L::Chunk => match self.eval(&rest[0])?.as_i64() {
                Some(size @ 1..) => {
                    let size = usize::try_from(size).unwrap_or(usize::MAX);
                    Value::array(items.chunks(size).map(|it| Value::array(it.to_vec())).collect())
                }
                _ => return Err(Stop::Unmodelled("chunks of no size")),
            },
            L::GroupBy => {
                let mut groups: IndexMap<String, Vec<Value>> = IndexMap::new();
                for item in items {
                    let key = self.apply(&rest[0], std::slice::from_ref(item))?;
                    let key = printed(&key).map_or_else(fails, Ok)?;
                    groups.entry(key).or_default().push(item.clone());
                }
                Value::object(groups.into_iter().map(|(key, items)| (key, Value::array(items))))
            }
            L::Sum | L::Min | L::Max | L::Average => return of_numbers(function, items),
            _ => return fails(),
        };
        Ok(Some(value))
    }

    fn that_hold(&mut self, items: &[Value], test: &Expr) -> Run<Vec<Value>> {
        let mut kept = Vec::new();
        for (at, item) in items.iter().enumerate() {
            if self.holds(test, &[item.clone(), count(at)])? {
                kept.push(item.clone());
            }
        }
        Ok(kept)
    }

    /// All keys must be numbers, or texts, where there are two to be compared.
    fn sorted(&mut self, items: &[Value], by: Option<&Expr>) -> Run<Value> {
        if items.len() < 2 {
            return Ok(Value::array(items.to_vec()));
        }
        let mut keyed = Vec::new();
        for item in items {
            let key = match by {
                None => item.clone(),
                Some(by) => self.apply(by, std::slice::from_ref(item))?,
            };
            keyed.push((key, item.clone()));
        }
        if keyed.iter().any(|(key, _)| order(key, &keyed[0].0).is_none()) {
            return fails();
        }
        keyed.sort_by(|(a, _), (b, _)| order(a, b).unwrap_or(std::cmp::Ordering::Equal));
        Ok(Value::array(keyed.into_iter().map(|(_, item)| item).collect()))
    }
}

#[allow(clippy::cast_precision_loss, reason = "lists are short")]
fn of_numbers(function: Library, items: &[Value]) -> Run<Option<Value>> {
    let numbers: Option<Vec<f64>> = items.iter().map(Value::as_f64).collect();
    let numbers = numbers.map_or_else(fails, Ok)?;
    let sum: f64 = numbers.iter().fold(0.0, |sum, number| sum + number);
    if function == Library::Sum {
        return Ok(Some(Value::from(sum)));
    }
    let value = match function {
        Library::Min => numbers.iter().copied().reduce(f64::min),
        Library::Max => numbers.iter().copied().reduce(f64::max),
        _ => (!numbers.is_empty()).then_some(sum / numbers.len() as f64),
    };
    Ok(value.map(Value::from))
}
