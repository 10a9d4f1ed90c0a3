//! From JSON to the checked tree; whatever is wrong is named by its path.

use serde_json::{Map, Value};

use super::fields::{Field, Meaning, Op};
use super::values;
use crate::store::filter::{Expression, Instant, Side, Test};

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
    pub(super) fn new(pointer: &str, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.to_owned(),
            detail: detail.into(),
        }
    }
}

/// Checks a filter. All problems are reported, not only the first.
pub fn parse(filter: &Value) -> Result<Expression, Vec<Problem>> {
    let mut reader = Reader {
        nodes: 0,
        problems: Vec::new(),
    };
    let expression = reader.node(filter, "", 1);
    if reader.nodes > MAX_NODES {
        let detail = format!("a filter has at most {MAX_NODES} parts");
        return Err(vec![Problem::new("", detail)]);
    }
    match expression {
        Some(expression) if reader.problems.is_empty() => Ok(expression),
        _ => Err(reader.problems),
    }
}

struct Reader {
    nodes: usize,
    problems: Vec<Problem>,
}

impl Reader {
    fn node(&mut self, value: &Value, pointer: &str, depth: usize) -> Option<Expression> {
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
            return self.test(members, pointer);
        }
        let mut only = members.iter();
        match (only.next(), only.next()) {
            (Some((key, parts)), None) if key == "all" || key == "any" => {
                let pointer = format!("{pointer}/{key}");
                let parts = self.parts(parts, &pointer, depth)?;
                if key == "all" {
                    Some(Expression::All(parts))
                } else if parts.is_empty() {
                    self.refuse(&pointer, "needs at least one part")
                } else {
                    Some(Expression::Any(parts))
                }
            }
            (Some((key, part)), None) if key == "not" => {
                let part = self.node(part, &format!("{pointer}/not"), depth + 1)?;
                Some(Expression::Not(Box::new(part)))
            }
            _ => self.refuse(
                pointer,
                "must have `all`, `any`, `not`, or `field`, `op` and `value`",
            ),
        }
    }

    fn parts(&mut self, value: &Value, pointer: &str, depth: usize) -> Option<Vec<Expression>> {
        let Value::Array(items) = value else {
            return self.refuse(pointer, "must be a list");
        };
        // Every part is looked at even when one is wrong, so that all problems are told at once.
        let mut parts = Vec::new();
        for (index, item) in items.iter().enumerate().take(MAX_NODES + 1) {
            parts.push(self.node(item, &format!("{pointer}/{index}"), depth + 1));
        }
        parts.into_iter().collect()
    }

    fn test(&mut self, members: &Map<String, Value>, pointer: &str) -> Option<Expression> {
        if let Some(key) = members
            .keys()
            .find(|key| !matches!(key.as_str(), "field" | "op" | "value"))
        {
            let place = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
            return self.refuse(&place, "is not known here");
        }
        let name = members.get("field").and_then(Value::as_str);
        let Some(field) = name.and_then(Field::named) else {
            return self.refuse(&format!("{pointer}/field"), "there is no such field");
        };
        let op = members.get("op").map(serde_json::Value::to_owned);
        let op = op.and_then(|op| serde_json::from_value::<Op>(op).ok());
        let Some(op) = op.filter(|op| field.ops.contains(op)) else {
            let known: Vec<String> = field.ops.iter().filter_map(word).collect();
            let detail = format!("{} takes one of: {}", field.name, known.join(", "));
            return self.refuse(&format!("{pointer}/op"), detail);
        };
        match expression(field, op, members.get("value"), &format!("{pointer}/value")) {
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

fn expression(field: &Field, op: Op, value: Option<&Value>, at: &str) -> Result<Expression, Problem> {
    if matches!(op, Op::IsSet | Op::IsNotSet) {
        if value.is_some_and(|value| !value.is_null()) {
            return Err(Problem::new(at, "this operator takes no value"));
        }
        let present = field.nullable().map_or(Test::Tagged, Test::Present);
        return Ok(signed(op, present));
    }
    let value = value.ok_or_else(|| Problem::new(at, "is missing"))?;
    let test = match field.meaning {
        Meaning::Status => Test::Status(values::list(op, value, at, values::status)?),
        Meaning::Priority => Test::Priority(values::priorities(op, value, at)?),
        Meaning::Assignee => Test::Assignee(values::list(op, value, at, values::who)?),
        Meaning::Team => Test::Team(values::list(op, value, at, values::id)?),
        Meaning::Channel => Test::Channel(values::list(op, value, at, values::id)?),
        Meaning::Contact => Test::Contact(values::list(op, value, at, values::id)?),
        Meaning::Tag => Test::Tag(values::list(op, value, at, values::tag)?),
        Meaning::Language => Test::Language(values::list(op, value, at, values::text)?),
        Meaning::Subject => Test::Subject(values::words(value, at)?),
        Meaning::Number => match op {
            Op::AtLeast => Test::NumberBetween(values::number(value, at)?, i64::MAX),
            Op::AtMost => Test::NumberBetween(i64::MIN, values::number(value, at)?),
            _ => Test::Number(values::list(op, value, at, values::number)?),
        },
        Meaning::Time(moment) => match op {
            Op::Before => Test::Time(moment, Side::Before, Instant::At(values::time(value, at)?)),
            Op::After => Test::Time(moment, Side::After, Instant::At(values::time(value, at)?)),
            Op::OlderThan => Test::Time(moment, Side::Before, Instant::Ago(values::span(value, at)?)),
            _ => Test::Time(moment, Side::After, Instant::Ago(values::span(value, at)?)),
        },
        Meaning::Unread => {
            let unread = Expression::Test(Test::Unread);
            return Ok(match values::flag(value, at)? {
                true => unread,
                false => Expression::Not(Box::new(unread)),
            });
        }
    };
    Ok(signed(op, test))
}

fn signed(op: Op, test: Test) -> Expression {
    let test = Expression::Test(test);
    match op {
        Op::IsNot | Op::NotIn | Op::NotContains | Op::IsNotSet => Expression::Not(Box::new(test)),
        _ => test,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::store::entity::tickets::TicketStatus;

    fn pointers(filter: Value) -> Vec<String> {
        let problems = parse(&filter).expect_err("should be refused");
        problems.into_iter().map(|problem| problem.pointer).collect()
    }

    #[test]
    fn every_problem_is_named_by_its_path() {
        let filter = json!({"all": [
            {"field": "status", "op": "is", "value": "opne"},
            {"any": [{"field": "colour", "op": "is", "value": 1}, {"field": "unread", "op": "contains", "value": true}]},
            {"not": {"field": "assignee", "op": "in", "value": ["me", "you"]}},
            {"field": "number", "op": "at_least", "value": "7"},
            {"field": "created_at", "op": "older_than", "value": "3 days"},
            {"field": "team", "op": "is_set", "value": 1},
            {"field": "tag", "op": "is", "value": "vip", "extra": 1},
            {"all": [], "any": []},
            7,
        ]});
        assert_eq!(
            pointers(filter),
            [
                "/all/0/value",
                "/all/1/any/0/field",
                "/all/1/any/1/op",
                "/all/2/not/value/1",
                "/all/3/value",
                "/all/4/value",
                "/all/5/value",
                "/all/6/extra",
                "/all/7",
                "/all/8",
            ]
        );
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let nest = |levels: usize| {
            (0..levels).fold(
                json!({"field": "unread", "op": "is", "value": true}),
                |inner, _| json!({"not": inner}),
            )
        };
        assert!(parse(&nest(MAX_DEPTH - 1)).is_ok());
        assert_eq!(pointers(nest(MAX_DEPTH)), ["/not".repeat(MAX_DEPTH)]);
        let test = json!({"field": "unread", "op": "is", "value": true});
        assert!(parse(&json!({"all": vec![&test; MAX_NODES - 1]})).is_ok());
        assert_eq!(pointers(json!({"all": vec![&test; MAX_NODES]})), [""]);
        assert_eq!(pointers(json!({"any": []})), ["/any"]);
    }

    #[test]
    fn statuses_are_seen_at_the_top() {
        let filter = json!({"all": [
            {"field": "status", "op": "in", "value": ["open", "waiting"]},
            {"field": "status", "op": "is", "value": "open"},
            {"field": "unread", "op": "is", "value": true},
        ]});
        assert_eq!(parse(&filter).unwrap().statuses(), Some(vec![TicketStatus::Open]));
        let filter = json!({"not": {"field": "status", "op": "is", "value": "open"}});
        assert_eq!(parse(&filter).unwrap().statuses(), None);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
            prop::sample::select(vec![
                "status",
                "open",
                "is",
                "in",
                "created_at",
                "before",
                "2026-02-30",
                "9999999d",
                "é"
            ])
            .prop_map(Value::from),
        ];
        leaf.prop_recursive(10, 200, 10, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..10).prop_map(Value::from),
                prop::collection::hash_map("all|any|not|field|op|value|x", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_checked_without_a_panic(filter in any_json()) {
            let _ = parse(&filter);
        }
    }
}
