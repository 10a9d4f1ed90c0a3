//! A desk some years old: most is resolved, one in ten open, twenty agents, a contact for ten tickets.

use std::time::Instant;

use centralino::app::App;
use centralino::store::entity::messages::{AuthorKind, DeliveryState, MessageKind};
use centralino::store::entity::tickets::{TicketPriority, TicketStatus};
use centralino::store::entity::{contacts, counters, messages, tickets};
use centralino::store::search;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Set};
use serde_json::json;
use uuid::Uuid;

use super::hub;

/// Messages of a ticket.
pub const MESSAGES: usize = 6;
/// Tickets of one transaction.
const BATCH: usize = 1_000;
/// Rows of one statement; SQLite binds no more than 32,766 values.
const ROWS: usize = 500;

/// Makes `count` tickets with their search index unless they are there already; gives an agent who reaches all of them.
pub async fn fill(app: &App, count: usize) -> Uuid {
    let (agent, made) = rows(app, count).await;
    if made {
        search::rebuild(&app.store).await.unwrap();
        analyze(app).await;
    }
    agent
}

/// As [`fill`] without the search index, which is most of the time and of the disk: for a server to open.
pub async fn desk(app: &App, count: usize) {
    if rows(app, count).await.1 {
        analyze(app).await;
    }
}

async fn analyze(app: &App) {
    let tx = app.store.write().await.unwrap();
    tx.execute_unprepared("ANALYZE").await.unwrap();
    tx.commit().await.unwrap();
}

/// An agent, and whether the tickets had to be made.
async fn rows(app: &App, count: usize) -> (Uuid, bool) {
    let mut agents = Vec::new();
    for n in 0..20 {
        agents.push(hub::user(app, &format!("Agent {n}")).await);
    }
    let there = tickets::Entity::find().count(app.store.read()).await.unwrap();
    if there > 0 {
        assert_eq!(
            there, count as u64,
            "the database holds another number of tickets"
        );
        return (agents[0], false);
    }
    let started = Instant::now();
    let channel = hub::mailbox(app, "Support").await.id;
    let people = fill_contacts(app, count / 10 + 1).await;
    for start in (0..count).step_by(BATCH) {
        fill_tickets(app, start..(start + BATCH).min(count), &people, channel, &agents).await;
    }
    let tx = app.store.write().await.unwrap();
    counters::Entity::insert(counters::ActiveModel {
        name: Set("ticket".to_owned()),
        value: Set(i64::try_from(count).unwrap()),
    })
    .on_conflict(
        sea_orm::sea_query::OnConflict::column(counters::Column::Name)
            .update_column(counters::Column::Value)
            .to_owned(),
    )
    .exec_without_returning(&tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    eprintln!("filled with {count} tickets in {:.0?}", started.elapsed());
    (agents[0], true)
}

async fn fill_tickets(
    app: &App,
    numbers: std::ops::Range<usize>,
    people: &[Uuid],
    channel: Uuid,
    agents: &[Uuid],
) {
    let tx = app.store.write().await.unwrap();
    let rows: Vec<tickets::ActiveModel> = numbers
        .clone()
        .map(|n| ticket(tx.id(), n, people[n % people.len()], channel, agents, tx.now()))
        .collect();
    let letters: Vec<messages::ActiveModel> = rows
        .iter()
        .zip(numbers)
        .flat_map(|(row, n)| (0..MESSAGES).map(move |part| (row, n, part)))
        .map(|(row, n, part)| message(tx.id(), row, n * MESSAGES + part))
        .collect();
    for part in rows.chunks(ROWS) {
        tickets::Entity::insert_many(part.to_vec())
            .exec_without_returning(&tx)
            .await
            .unwrap();
    }
    for part in letters.chunks(ROWS) {
        messages::Entity::insert_many(part.to_vec())
            .exec_without_returning(&tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn fill_contacts(app: &App, count: usize) -> Vec<Uuid> {
    let tx = app.store.write().await.unwrap();
    let rows: Vec<contacts::ActiveModel> = (0..count)
        .map(|n| contacts::ActiveModel {
            id: Set(tx.id()),
            name: Set(format!("Contact {n}")),
            kind: Set(contacts::ContactKind::Customer),
            company_id: Set(None),
            language: Set(None),
            time_zone: Set(None),
            notes: Set(String::new()),
            search_text: Set(format!("contact {n}")),
            merged_into: Set(None),
            last_activity_at: Set(tx.now()),
            created_at: Set(tx.now()),
            updated_at: Set(tx.now()),
            version: Set(1),
        })
        .collect();
    for part in rows.chunks(ROWS) {
        contacts::Entity::insert_many(part.to_vec())
            .exec_without_returning(&tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    rows.into_iter().map(|row| row.id.unwrap()).collect()
}

fn ticket(
    id: Uuid,
    n: usize,
    contact: Uuid,
    channel: Uuid,
    agents: &[Uuid],
    now: DateTime<Utc>,
) -> tickets::ActiveModel {
    // Scattered over time and fields, the same in every run.
    let dice = n.wrapping_mul(2_654_435_761) >> 7;
    let status = match dice % 100 {
        0..10 => TicketStatus::Open,
        10..15 => TicketStatus::Waiting,
        15..17 => TicketStatus::Snoozed,
        17..80 => TicketStatus::Resolved,
        80..97 => TicketStatus::Closed,
        _ => TicketStatus::Spam,
    };
    let (priority, rank) = match dice / 100 % 20 {
        0 => (TicketPriority::Urgent, 4),
        1..4 => (TicketPriority::High, 3),
        4..6 => (TicketPriority::Low, 1),
        _ => (TicketPriority::Normal, 2),
    };
    let at = now - TimeDelta::seconds(i64::try_from(dice % 100_000_000).unwrap());
    tickets::ActiveModel {
        id: Set(id),
        number: Set(i64::try_from(n).unwrap() + 1),
        subject: Set(format!(
            "{} {} {n}",
            WORDS[dice % WORDS.len()],
            WORDS[dice / 7 % WORDS.len()]
        )),
        status: Set(status),
        priority: Set(priority),
        priority_rank: Set(rank),
        assignee_id: Set((!dice.is_multiple_of(3)).then(|| agents[dice / 3 % agents.len()])),
        team_id: Set(None),
        contact_id: Set(contact),
        channel_id: Set(channel),
        language: Set(None),
        preview: Set("First words of the last message".to_owned()),
        snoozed_until: Set(None),
        waiting_since: Set((status == TicketStatus::Open && !dice.is_multiple_of(5)).then_some(at)),
        first_reply_at: Set(None),
        resolved_at: Set(None),
        last_activity_at: Set(at),
        last_message_id: Set(None),
        last_inbound_at: Set(Some(at)),
        merged_into: Set(None),
        created_at: Set(at),
        updated_at: Set(at),
        version: Set(1),
    }
}

const WORDS: &[&str] = &[
    "parcel", "late", "invoice", "refund", "order", "broken", "address", "colour", "delivery", "account",
    "password", "thanks", "question", "offer", "size", "return", "price", "receipt", "number", "again",
];

fn message(id: Uuid, ticket: &tickets::ActiveModel, n: usize) -> messages::ActiveModel {
    let mut dice = n.wrapping_mul(2_654_435_761) >> 5;
    let mut text = String::new();
    for _ in 0..40 {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // A few words are in most messages, thousands in a few.
        match dice >> 40 & 3 {
            0 => text.push_str(&format!("word{} ", (dice >> 33) % 5_000)),
            _ => text.push_str(&format!("{} ", WORDS[(dice >> 33) % WORDS.len()])),
        }
    }
    if n % 10_000 == 77 {
        text.push_str("needle77");
    }
    let at = ticket.created_at.clone().unwrap();
    messages::ActiveModel {
        id: Set(id),
        ticket_id: ticket.id.clone(),
        contact_id: ticket.contact_id.clone(),
        channel_id: Set(Some(ticket.channel_id.clone().unwrap())),
        kind: Set(MessageKind::Inbound),
        author_kind: Set(AuthorKind::Contact),
        author_user_id: Set(None),
        author_identity_id: Set(None),
        author_name: Set("Somebody".to_owned()),
        author_address: Set(None),
        // Of its own, as letters have: statistics over nothing but empty ones keep planners from using the index.
        external_id: Set(Some(format!("filled-{n}"))),
        reference_id: Set(Some(format!("{n}@filled.example"))),
        in_reply_to: Set(None),
        reference_ids: Set(json!([])),
        subject: Set(None),
        reply_text: Set(text.clone()),
        text: Set(text),
        html: Set(None),
        to: Set(json!([])),
        cc: Set(json!([])),
        bcc: Set(json!([])),
        reply_to: Set(json!([])),
        automatic: Set(None),
        third_party: Set(false),
        forwarded_from: Set(None),
        forward_of: Set(None),
        state: Set(DeliveryState::Received),
        state_reason: Set(None),
        seen_message_id: Set(None),
        problems: Set(json!([])),
        at: Set(at),
        sent_at: Set(None),
        created_at: Set(at),
        version: Set(1),
    }
}
