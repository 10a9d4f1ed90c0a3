//! One filter, two answers: the database and the memory must give the same one, for any filter and any ticket.

use centralino::desk::filter::{Facts, matches, parse};
use centralino::store::entity::tickets::{TicketPriority, TicketStatus};
use centralino::store::entity::{taggings, tags, ticket_reads, tickets};
use centralino::store::filter::{Expression, Viewpoint};
use centralino::store::scope::{Reach, Scope};
use centralino::store::ticket_list::{Selection, Sort, page};
use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRng, TestRunner};
use sea_orm::{ActiveModelTrait, EntityTrait, Iterable, Set};
use serde_json::{Value, json};
use uuid::Uuid;

use super::planted;
use crate::support::TestApp;

struct World {
    test: TestApp,
    me: Uuid,
    other: Uuid,
    now: DateTime<Utc>,
    channels: Vec<Uuid>,
    contacts: Vec<Uuid>,
    tags: Vec<tags::Model>,
    /// Ticket, its tags, whether `me` has not read it.
    tickets: Vec<(tickets::Model, Vec<tags::Model>, bool)>,
}

const SUBJECTS: &[&str] = &[
    "Late parcel",
    "Crème brûlée, late",
    "注文した商品",
    "Invoice 2026-17",
    "",
    "parcel: PARCEL",
];

/// Sixty tickets that differ in everything a filter can ask about.
async fn world() -> World {
    let test = TestApp::start().await;
    let me = test.agent("Me").await.user_id;
    let other = test.agent("Other").await.user_id;
    let now = test.app.clock.now();
    let mut channels = Vec::new();
    let mut contacts = Vec::new();
    for name in ["One", "Two"] {
        channels.push(planted::channel(&test, name).await);
        contacts.push(
            planted::contact(&test, name, &format!("{name}@example.org"))
                .await
                .0
                .id,
        );
    }
    let tx = test.app.store.write().await.unwrap();
    let mut all_tags = Vec::new();
    for name in ["vip", "Überfällig", "late"] {
        let tag = tags::ActiveModel {
            id: Set(tx.id()),
            name: Set(name.to_owned()),
            color: Set("#808080".to_owned()),
            created_at: Set(tx.now()),
        };
        all_tags.push(tag.insert(&tx).await.unwrap());
    }
    let mut made = Vec::new();
    let statuses: Vec<TicketStatus> = TicketStatus::iter().collect();
    let priorities: Vec<TicketPriority> = TicketPriority::iter().collect();
    for n in 0_usize..60 {
        let hours = |step: usize| now - Duration::hours(i64::try_from(n * step % 97).unwrap());
        let sometimes = |step: usize| (n % step != 0).then(|| hours(step));
        let ticket = planted::ticket_in(
            &tx,
            channels[n % 2],
            contacts[n / 2 % 2],
            SUBJECTS[n % SUBJECTS.len()],
            |ticket| {
                ticket.status = statuses[n % statuses.len()];
                ticket.priority = priorities[n / 3 % priorities.len()];
                ticket.assignee_id = [None, Some(me), Some(other)][n / 2 % 3];
                ticket.language = [None, Some("it".to_owned()), Some("en".to_owned())][n % 3].clone();
                ticket.waiting_since = sometimes(3);
                ticket.snoozed_until = sometimes(4);
                ticket.first_reply_at = sometimes(2);
                ticket.resolved_at = sometimes(5);
                ticket.last_activity_at = hours(7);
                ticket.last_message_id = (n % 4 != 3).then(|| tx.id());
            },
        )
        .await;
        let mut on = Vec::new();
        for (place, tag) in all_tags.iter().enumerate() {
            if n % (place + 2) == 0 {
                let tagging = taggings::ActiveModel {
                    tag_id: Set(tag.id),
                    ticket_id: Set(ticket.id),
                };
                taggings::Entity::insert(tagging)
                    .exec_without_returning(&tx)
                    .await
                    .unwrap();
                on.push(tag.clone());
            }
        }
        let seen = n % 5 == 0;
        if seen {
            let read = ticket_reads::ActiveModel {
                user_id: Set(me),
                ticket_id: Set(ticket.id),
                message_id: Set(ticket.last_message_id),
                read_at: Set(now),
            };
            ticket_reads::Entity::insert(read)
                .exec_without_returning(&tx)
                .await
                .unwrap();
        }
        let unread = ticket.last_message_id.is_some() && !seen;
        made.push((ticket, on, unread));
    }
    tx.commit().await.unwrap();
    World {
        test,
        me,
        other,
        now,
        channels,
        contacts,
        tags: all_tags,
        tickets: made,
    }
}

fn any_test(world: &World) -> BoxedStrategy<Value> {
    let ids = |ids: &[Uuid]| ids.iter().map(|id| json!(id)).collect::<Vec<_>>();
    let now = world.now;
    let times: Vec<Value> = (0..5)
        .map(|n| json!((now - Duration::hours(n * 23)).to_rfc3339()))
        .collect();
    let one = |field: &'static str, values: Vec<Value>| {
        let values = prop::sample::select(values);
        prop_oneof![
            (prop::sample::select(vec!["is", "is_not"]), values.clone())
                .prop_map(move |(op, value)| json!({"field": field, "op": op, "value": value})),
            (
                prop::sample::select(vec!["in", "not_in"]),
                prop::collection::vec(values, 1..4)
            )
                .prop_map(move |(op, value)| json!({"field": field, "op": op, "value": value})),
        ]
        .boxed()
    };
    let set = prop::sample::select(vec![
        "assignee",
        "team",
        "language",
        "tag",
        "waiting_since",
        "snoozed_until",
        "first_reply_at",
        "resolved_at",
    ]);
    let moments = prop::sample::select(vec![
        "created_at",
        "last_activity_at",
        "waiting_since",
        "snoozed_until",
        "first_reply_at",
        "resolved_at",
    ]);
    let mut tags = ids(&world.tags.iter().map(|tag| tag.id).collect::<Vec<_>>());
    tags.extend(["vip", "Überfällig", "nowhere"].map(Value::from));
    prop_oneof![
        one(
            "status",
            ["open", "waiting", "snoozed", "resolved", "closed", "spam"]
                .map(Value::from)
                .to_vec()
        ),
        one(
            "priority",
            ["low", "normal", "high", "urgent"].map(Value::from).to_vec()
        ),
        (
            prop::sample::select(vec!["at_least", "at_most"]),
            prop::sample::select(vec!["low", "normal", "urgent"])
        )
            .prop_map(|(op, value)| json!({"field": "priority", "op": op, "value": value})),
        one(
            "assignee",
            [vec![json!("me")], ids(&[world.me, world.other])].concat()
        ),
        one("team", ids(&[world.me])),
        one("channel", ids(&world.channels)),
        one("contact", ids(&world.contacts)),
        one("tag", tags),
        one("language", ["it", "en", "IT"].map(Value::from).to_vec()),
        one("number", (1..6).map(Value::from).collect()),
        (prop::sample::select(vec!["at_least", "at_most"]), 0..60_i64)
            .prop_map(|(op, value)| json!({"field": "number", "op": op, "value": value})),
        (
            prop::sample::select(vec!["contains", "not_contains"]),
            prop::sample::select(vec![
                "parcel", "LATE par", "creme", "注文", "2026", "nothing", "lat"
            ]),
        )
            .prop_map(|(op, value)| json!({"field": "subject", "op": op, "value": value})),
        (
            moments.clone(),
            prop::sample::select(vec!["before", "after"]),
            prop::sample::select(times)
        )
            .prop_map(|(field, op, value)| json!({"field": field, "op": op, "value": value})),
        (
            moments,
            prop::sample::select(vec!["older_than", "newer_than"]),
            prop::sample::select(vec!["30m", "10h", "2d", "1w"]),
        )
            .prop_map(|(field, op, value)| json!({"field": field, "op": op, "value": value})),
        (set, prop::sample::select(vec!["is_set", "is_not_set"]))
            .prop_map(|(field, op)| json!({"field": field, "op": op})),
        any::<bool>().prop_map(|unread| json!({"field": "unread", "op": "is", "value": unread})),
    ]
    .boxed()
}

fn any_filter(world: &World) -> BoxedStrategy<Value> {
    any_test(world)
        .prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|parts| json!({"all": parts})),
                prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| json!({"any": parts})),
                inner.prop_map(|part| json!({"not": part})),
            ]
        })
        .boxed()
}

async fn by_database(world: &World, filter: Expression, view: Viewpoint) -> Vec<i64> {
    let scope = Scope {
        user_id: world.me,
        teams: Reach::All,
        channels: Reach::All,
    };
    let selection = Selection {
        statuses: TicketStatus::iter().collect(),
        filter,
        ..Selection::all(view)
    };
    let conn = world.test.app.store.read();
    let found = page(conn, &scope, &selection, Sort::Newest, None, 1000)
        .await
        .unwrap();
    let mut numbers: Vec<i64> = found.iter().map(|ticket| ticket.number).collect();
    numbers.sort_unstable();
    numbers
}

#[tokio::test]
async fn the_database_and_the_memory_agree() {
    let world = world().await;
    let view = Viewpoint {
        user_id: world.me,
        now: world.now,
    };
    let config = Config::default();
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let filters = any_filter(&world);
    let mut told_apart = 0;
    for _ in 0..400 {
        let filter = filters.new_tree(&mut runner).unwrap().current();
        let expression = parse(&filter).unwrap_or_else(|problems| panic!("{filter}: {problems:?}"));
        let by_memory: Vec<i64> = world
            .tickets
            .iter()
            .filter(|(ticket, tags, unread)| {
                let facts = Facts {
                    ticket,
                    tags,
                    unread: *unread,
                };
                matches(&expression, &facts, &view)
            })
            .map(|(ticket, ..)| ticket.number)
            .collect();
        told_apart += usize::from(!by_memory.is_empty() && by_memory.len() < world.tickets.len());
        assert_eq!(by_database(&world, expression, view).await, by_memory, "{filter}");
    }
    assert!(
        told_apart > 100,
        "only {told_apart} filters chose some of the tickets"
    );
}
