//! A filter over tickets, checked.

use serde_json::Value;

use super::fields::{Field, Meaning, Op};
use super::ticket_values;
use crate::filter::{self, Problem, asks_presence, given, signed, values};
use crate::store::filter::{Expression, Instant, Side, Test};

/// Checks a filter. All problems are reported, not only the first.
pub fn parse(filter: &Value) -> Result<Expression, Vec<Problem>> {
    filter::parse(filter, Field::named)
}

impl filter::Field for &Field {
    type Test = Test;

    fn name(&self) -> &str {
        self.name
    }

    fn ops(&self) -> &[Op] {
        self.ops
    }

    fn expression(&self, op: Op, value: Option<&Value>, at: &str) -> Result<Expression, Problem> {
        if asks_presence(op, value, at)? {
            let present = self.nullable().map_or(Test::Tagged, Test::Present);
            return Ok(signed(op, present));
        }
        let value = given(value, at)?;
        let test = match self.meaning {
            Meaning::Status => Test::Status(values::list(op, value, at, ticket_values::status)?),
            Meaning::Priority => Test::Priority(ticket_values::priorities(op, value, at)?),
            Meaning::Assignee => Test::Assignee(values::list(op, value, at, ticket_values::who)?),
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
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::filter::{MAX_DEPTH, MAX_NODES};
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
