//! How fast queues, counts and search answer, each against the obvious way of doing it, in one run on one machine.
//!
//! `make bench`, or `cargo bench --bench queue -- 100000` for another number of tickets (three messages each).
//! `CENTRALINO_BENCH_DATABASE_URL` names an empty PostgreSQL database; without it a SQLite file in a temporary folder.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

use std::future::Future;
use std::time::{Duration, Instant};

use centralino::clock::Clock;
use centralino::config::DatabaseConfig;
use centralino::live::Live;
use centralino::store::entity::messages::{AuthorKind, DeliveryState, MessageKind};
use centralino::store::entity::tickets::{TicketPriority, TicketStatus};
use centralino::store::entity::{contacts, messages, tickets};
use centralino::store::filter::{Expression, Viewpoint};
use centralino::store::scope::{Reach, Scope};
use centralino::store::search::{self, Phrase, Question};
use centralino::store::ticket_list::{Position, Selection, Sort, Tab, page};
use centralino::store::{Store, channels, roles, ticket_counts, users};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde_json::json;
use uuid::Uuid;

const PAGE: u64 = 51;
const ROUNDS: usize = 40;

#[tokio::main]
async fn main() {
    let wanted = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let count: usize = wanted.unwrap_or(100_000);
    let dir = tempfile::tempdir().unwrap();
    let config = DatabaseConfig {
        url: std::env::var("CENTRALINO_BENCH_DATABASE_URL").ok(),
        ..Default::default()
    };
    let store = Store::open(&config, dir.path(), Clock::system(), Live::in_process())
        .await
        .unwrap();
    let started = Instant::now();
    let agent = fill(&store, count).await;
    println!(
        "{count} tickets, {} messages, {:?}, filled in {:.0?}\n",
        count * 3,
        store.backend(),
        started.elapsed()
    );
    let scope = Scope {
        user_id: agent,
        teams: Reach::All,
        channels: Reach::All,
    };
    let view = Viewpoint {
        user_id: agent,
        now: Clock::system().now(),
    };
    println!(
        "{:<44}{:>10}{:>10}   {:<32}{:>10}{:>9}",
        "", "p50", "p99", "baseline", "p50", "ratio"
    );
    lists(&store, &scope, view).await;
    numbers(&store, &scope, view).await;
    searches(&store, &scope, view).await;
}

async fn lists(store: &Store, scope: &Scope, view: Viewpoint) {
    let conn = store.read();
    let open = Selection {
        statuses: vec![TicketStatus::Open],
        ..Selection::all(view)
    };
    for sort in [Sort::Newest, Sort::Waiting, Sort::Priority] {
        let first = timed(async || page(conn, scope, &open, sort, None, PAGE).await.unwrap().len()).await;
        line(&format!("first page, open, {}", sort.as_str()), &first, None);
    }
    let mine = Selection {
        tab: Tab::Mine,
        ..open.clone()
    };
    let first = timed(async || {
        page(conn, scope, &mine, Sort::Newest, None, PAGE)
            .await
            .unwrap()
            .len()
    })
    .await;
    line("first page, mine, newest", &first, None);
    let every = Selection::all(view);
    let first = timed(async || {
        page(conn, scope, &every, Sort::Newest, None, PAGE)
            .await
            .unwrap()
            .len()
    })
    .await;
    line("first page, every status, newest", &first, None);

    // Nine tenths down the list: by position, and by counting rows off.
    let total = tickets::Entity::find()
        .filter(tickets::Column::Status.eq(TicketStatus::Resolved))
        .count(conn)
        .await
        .unwrap();
    let offset = total * 9 / 10;
    let by_offset = || {
        tickets::Entity::find()
            .filter(tickets::Column::Status.eq(TicketStatus::Resolved))
            .order_by_desc(tickets::Column::LastActivityAt)
            .order_by_desc(tickets::Column::Id)
            .offset(offset)
            .limit(PAGE)
    };
    let resolved = Selection {
        statuses: vec![TicketStatus::Resolved],
        ..Selection::all(view)
    };
    let place = by_offset().one(conn).await.unwrap().unwrap();
    let after = Position::of(Sort::Newest, &place);
    let keyset = timed(async || {
        page(conn, scope, &resolved, Sort::Newest, Some(&after), PAGE)
            .await
            .unwrap()
            .len()
    })
    .await;
    let counted = timed(async || by_offset().all(conn).await.unwrap().len()).await;
    line(
        "page at 90 % of resolved, keyset",
        &keyset,
        Some(("OFFSET", &counted)),
    );
}

async fn numbers(store: &Store, scope: &Scope, view: Viewpoint) {
    let conn = store.read();
    let tabs: Vec<Selection> = [Tab::Mine, Tab::Unassigned, Tab::All]
        .into_iter()
        .map(|tab| Selection {
            tab,
            statuses: vec![TicketStatus::Open],
            ..Selection::all(view)
        })
        .collect();
    let capped = timed(async || ticket_counts::counts(conn, scope, &tabs).await.unwrap().len()).await;
    let full = timed(async || {
        let open = || tickets::Entity::find().filter(tickets::Column::Status.eq(TicketStatus::Open));
        let mine = open()
            .filter(tickets::Column::AssigneeId.eq(view.user_id))
            .count(conn)
            .await
            .unwrap();
        let nobodys = open()
            .filter(tickets::Column::AssigneeId.is_null())
            .count(conn)
            .await
            .unwrap();
        usize::try_from(mine + nobodys + open().count(conn).await.unwrap()).unwrap()
    })
    .await;
    line(
        "counts of three tabs, capped",
        &capped,
        Some(("COUNT(*) of all", &full)),
    );
    let filter = json!({"field": "subject", "op": "contains", "value": "nowhere"});
    let unmatched = vec![Selection {
        filter: centralino::desk::filter::parse(&filter).unwrap(),
        ..Selection::all(view)
    }];
    let windowed = timed(async || {
        ticket_counts::counts(conn, scope, &unmatched)
            .await
            .unwrap()
            .len()
    })
    .await;
    line("count of a view that matches nothing", &windowed, None);
}

async fn searches(store: &Store, scope: &Scope, view: Viewpoint) {
    let conn = store.read();
    let question = |text: &str| Question {
        phrases: vec![Phrase::exact(text)],
        tickets: Expression::everything(),
        from: None,
        to: None,
        before: None,
        after: None,
        with_attachment: false,
        view,
    };
    for (name, word) in [("common", "parcel"), ("rare", "needle77"), ("unknown", "nowhere")] {
        let asked = question(word);
        let indexed = timed(async || search::messages(conn, scope, &asked, 200).await.unwrap().len()).await;
        let scanned = timed_for(5, async || {
            messages::Entity::find()
                .filter(messages::Column::Text.contains(word))
                .order_by_desc(messages::Column::Id)
                .limit(200)
                .all(conn)
                .await
                .unwrap()
                .len()
        })
        .await;
        line(
            &format!("search messages, {name} word"),
            &indexed,
            Some(("LIKE '%word%'", &scanned)),
        );
    }
    let two = Question {
        phrases: vec![Phrase::exact("parcel"), Phrase::exact("late")],
        ..question("parcel")
    };
    let both = timed(async || search::messages(conn, scope, &two, 200).await.unwrap().len()).await;
    line("search messages, two common words", &both, None);
    let known = timed(async || {
        search::contacts(conn, scope, &Phrase::begun("contact 7"), 200)
            .await
            .unwrap()
            .len()
    });
    line("search contacts, prefix", &known.await, None);
}

async fn timed<F: Future<Output = usize>>(work: impl Fn() -> F) -> Vec<Duration> {
    timed_for(ROUNDS, work).await
}

async fn timed_for<F: Future<Output = usize>>(rounds: usize, work: impl Fn() -> F) -> Vec<Duration> {
    work().await;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let started = Instant::now();
        std::hint::black_box(work().await);
        times.push(started.elapsed());
    }
    times.sort();
    times
}

fn line(name: &str, times: &[Duration], baseline: Option<(&str, &[Duration])>) {
    let at = |times: &[Duration], part: usize| times[(times.len() - 1) * part / 100];
    let shown = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1000.0);
    print!(
        "{name:<44}{:>10}{:>10}",
        shown(at(times, 50)),
        shown(at(times, 99))
    );
    if let Some((baseline, slow)) = baseline {
        let ratio = at(slow, 50).as_secs_f64() / at(times, 50).as_secs_f64();
        print!("   {baseline:<32}{:>10}{:>8.1}x", shown(at(slow, 50)), ratio);
    }
    println!();
}

/// A desk some years old: most is resolved, one in ten open, twenty agents, a contact per ten tickets.
async fn fill(store: &Store, count: usize) -> Uuid {
    let tx = store.write().await.unwrap();
    let role = roles::shipped_as(&tx, "agent").await.unwrap().unwrap().id;
    let mut agents = Vec::new();
    for n in 0..20 {
        let new = users::NewUser {
            email: format!("agent{n}@example.com"),
            name: format!("Agent {n}"),
            role_id: role,
            language: "en".to_owned(),
            password_hash: None,
        };
        agents.push(users::insert(&tx, new).await.unwrap().id);
    }
    let channel = channels::insert(&tx, channels::blank(&tx, "email", "Support"))
        .await
        .unwrap()
        .id;
    tx.commit().await.unwrap();
    let people = fill_contacts(store, count / 10 + 1).await;
    for start in (0..count).step_by(1_000) {
        let tx = store.write().await.unwrap();
        let end = (start + 1_000).min(count);
        let rows: Vec<tickets::ActiveModel> = (start..end)
            .map(|n| ticket(tx.id(), n, people[n % people.len()], channel, &agents, tx.now()))
            .collect();
        let letters: Vec<messages::ActiveModel> = rows
            .iter()
            .zip(start..end)
            .flat_map(|(row, n)| (0..3).map(move |part| (row, n, part)))
            .map(|(row, n, part)| message(tx.id(), row, n * 3 + part))
            .collect();
        for part in rows.chunks(500) {
            tickets::Entity::insert_many(part.to_vec())
                .exec_without_returning(&tx)
                .await
                .unwrap();
        }
        for part in letters.chunks(500) {
            messages::Entity::insert_many(part.to_vec())
                .exec_without_returning(&tx)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    }
    search::rebuild(store).await.unwrap();
    let tx = store.write().await.unwrap();
    tx.execute_unprepared("ANALYZE").await.unwrap();
    tx.commit().await.unwrap();
    agents[0]
}

async fn fill_contacts(store: &Store, count: usize) -> Vec<Uuid> {
    let tx = store.write().await.unwrap();
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
    for part in rows.chunks(500) {
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
        external_id: Set(None),
        reference_id: Set(None),
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
