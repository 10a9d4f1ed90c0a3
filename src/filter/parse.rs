//! From JSON to the checked tree, whatever it is about; what is wrong is named by its path.

use serde_json::{Map, Value};

use super::Op;
use crate::store::filter::Expression;

/// How deep `all`, `any` and `not` may nest, the outermost counted.
pub const MAX_DEPTH: usize = 8;
/// How many groups and tests a filter may have altogether.
pub const MAX_NODES: usize = 100;

/// What is wrong, and where: a JSON pointer (RFC 6901) into the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub pointer: String,
    pub detail: String,
}

impl Problem {
    pub fn new(pointer: &str, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.to_owned(),
            detail: detail.into(),
        }
    }
}

/// One thing to filter by, of tickets or of contacts.
pub trait Field {
    /// What its tests become.
    type Test;

    fn name(&self) -> &str;

    fn ops(&self) -> &[Op];

    /// The checked test of `op`, which is one of [`Field::ops`], with `value`, which stands at the pointer `at`.
    fn expression(&self, op: Op, value: Option<&Value>, at: &str) -> Result<Expression<Self::Test>, Problem>;
}

/// Checks a filter over the fields that `named` finds. All problems are reported, not only the first.
pub fn parse<F: Field>(
    filter: &Value,
    named: impl Fn(&str) -> Option<F>,
) -> Result<Expression<F::Test>, Vec<Problem>> {
    let mut reader = Reader {
        named,
        nodes: 0,
        problems: Vec::new(),
    };
    let expression = reader.node::<F>(filter, "", 1);
    if reader.nodes > MAX_NODES {
        let detail = format!("a filter has at most {MAX_NODES} parts");
        return Err(vec![Problem::new("", detail)]);
    }
    match expression {
        Some(expression) if reader.problems.is_empty() => Ok(expression),
        _ => Err(reader.problems),
    }
}

/// The test as it is for the operators that affirm, its opposite for those that deny.
pub fn signed<T>(op: Op, test: T) -> Expression<T> {
    let test = Expression::Test(test);
    match op {
        Op::IsNot | Op::NotIn | Op::NotContains | Op::IsNotSet => Expression::Not(Box::new(test)),
        _ => test,
    }
}

/// Whether `op` asks for presence alone; a value beside it is a mistake.
pub fn asks_presence(op: Op, value: Option<&Value>, at: &str) -> Result<bool, Problem> {
    match matches!(op, Op::IsSet | Op::IsNotSet) {
        true if value.is_some_and(|value| !value.is_null()) => {
            Err(Problem::new(at, "this operator takes no value"))
        }
        presence => Ok(presence),
    }
}

/// The value of an operator that needs one.
pub fn given<'a>(value: Option<&'a Value>, at: &str) -> Result<&'a Value, Problem> {
    value.ok_or_else(|| Problem::new(at, "is missing"))
}

struct Reader<N> {
    named: N,
    nodes: usize,
    problems: Vec<Problem>,
}

impl<N> Reader<N> {
    fn node<F: Field>(&mut self, value: &Value, pointer: &str, depth: usize) -> Option<Expression<F::Test>>
    where
        N: Fn(&str) -> Option<F>,
    {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return None;
        }
        if depth > MAX_DEPTH {
            return self.refuse(pointer, format!("nested more than {MAX_DEPTH} deep"));
        }
        let Value::Object(members) = value else {
            return self.refuse(pointer, "must be an object");
        };
        if members.contains_key("field") {
            return self.test::<F>(members, pointer);
        }
        let mut only = members.iter();
        match (only.next(), only.next()) {
            (Some((key, parts)), None) if key == "all" || key == "any" => {
                let pointer = format!("{pointer}/{key}");
                let parts = self.parts::<F>(parts, &pointer, depth)?;
                if key == "all" {
                    Some(Expression::All(parts))
                } else if parts.is_empty() {
                    self.refuse(&pointer, "needs at least one part")
                } else {
                    Some(Expression::Any(parts))
                }
            }
            (Some((key, part)), None) if key == "not" => {
                let part = self.node::<F>(part, &format!("{pointer}/not"), depth + 1)?;
                Some(Expression::Not(Box::new(part)))
            }
            _ => self.refuse(
                pointer,
                "must have `all`, `any`, `not`, or `field`, `op` and `value`",
            ),
        }
    }

    fn parts<F: Field>(
        &mut self,
        value: &Value,
        pointer: &str,
        depth: usize,
    ) -> Option<Vec<Expression<F::Test>>>
    where
        N: Fn(&str) -> Option<F>,
    {
        let Value::Array(items) = value else {
            return self.refuse(pointer, "must be a list");
        };
        // Every part is looked at even when one is wrong, so that all problems are told at once.
        let mut parts = Vec::new();
        for (index, item) in items.iter().enumerate().take(MAX_NODES + 1) {
            parts.push(self.node::<F>(item, &format!("{pointer}/{index}"), depth + 1));
        }
        parts.into_iter().collect()
    }

    fn test<F: Field>(&mut self, members: &Map<String, Value>, pointer: &str) -> Option<Expression<F::Test>>
    where
        N: Fn(&str) -> Option<F>,
    {
        if let Some(key) = members
            .keys()
            .find(|key| !matches!(key.as_str(), "field" | "op" | "value"))
        {
            let place = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
            return self.refuse(&place, "is not known here");
        }
        let name = members.get("field").and_then(Value::as_str);
        let Some(field) = name.and_then(&self.named) else {
            return self.refuse(&format!("{pointer}/field"), "there is no such field");
        };
        let op = members.get("op").map(serde_json::Value::to_owned);
        let op = op.and_then(|op| serde_json::from_value::<Op>(op).ok());
        let Some(op) = op.filter(|op| field.ops().contains(op)) else {
            let known: Vec<String> = field.ops().iter().filter_map(word).collect();
            let detail = format!("{} takes one of: {}", field.name(), known.join(", "));
            return self.refuse(&format!("{pointer}/op"), detail);
        };
        match field.expression(op, members.get("value"), &format!("{pointer}/value")) {
            Ok(expression) => Some(expression),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    fn refuse<T>(&mut self, pointer: &str, detail: impl Into<String>) -> Option<T> {
        self.problems.push(Problem::new(pointer, detail));
        None
    }
}

fn word(op: &Op) -> Option<String> {
    serde_json::to_value(op).ok()?.as_str().map(str::to_owned)
}
