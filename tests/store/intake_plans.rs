//! A letter is filed as fast into a full hub as into an empty one: nothing is looked up by a walk through a table, also
//! where the statistics say that most messages name themselves by no id at all.

use bytes::Bytes;
use centralino::desk::intake::{self, IntakeSource, IntakeState};
use centralino::store::entity::{
    channels, contacts, identities, intake as ledger, messages, participants, tickets,
};
use centralino_channels::event::Incoming;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Set};

use crate::support::TestApp;
use crate::support::sql::{asked, plan};

/// The tables that are crowded; of a table with a handful of rows any plan will do.
const GROWING: &[&str] = &[
    "contacts",
    "identities",
    "intake",
    "messages",
    "participants",
    "tickets",
];
/// Tickets of the crowd, each with as many messages and rows of the ledger as [`EACH`] says.
const TICKETS: i64 = 600;
const EACH: usize = 6;
/// Rows of one insert: SQLite binds 32,766 values at most.
const AT_ONCE: usize = 500;

/// Copies of one ticket, of its contact, and of what hangs on it; `reference` is the Message-ID of all messages.
async fn crowd(test: &TestApp, reference: Option<&str>) {
    let db = test.app.store.read();
    let ticket = tickets::Entity::find().one(db).await.unwrap().unwrap();
    let message = messages::Entity::find().one(db).await.unwrap().unwrap();
    let joined = participants::Entity::find().one(db).await.unwrap().unwrap();
    let row = ledger::Entity::find().one(db).await.unwrap().unwrap();
    let contact = contacts::Entity::find().one(db).await.unwrap().unwrap();
    let identity = identities::Entity::find().one(db).await.unwrap().unwrap();
    let tx = test.app.store.write().await.unwrap();
    let (mut people, mut called) = (Vec::new(), Vec::new());
    let (mut all, mut with, mut written, mut came) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for n in 0..TICKETS {
        let mut copy = contact.clone().into_active_model().reset_all();
        let id = tx.id();
        copy.id = Set(id);
        people.push(copy);
        let mut copy = identity.clone().into_active_model().reset_all();
        copy.id = Set(tx.id());
        copy.contact_id = Set(id);
        copy.value = Set(format!("c{n}@customer.example"));
        called.push(copy);
        let mut copy = ticket.clone().into_active_model().reset_all();
        let id = tx.id();
        copy.id = Set(id);
        copy.number = Set(1_000_000 + n);
        all.push(copy);
        let mut copy = joined.clone().into_active_model().reset_all();
        copy.id = Set(tx.id());
        copy.ticket_id = Set(id);
        with.push(copy);
        for _ in 0..EACH {
            let mut copy = message.clone().into_active_model().reset_all();
            copy.id = Set(tx.id());
            copy.ticket_id = Set(id);
            copy.external_id = Set(None);
            copy.reference_id = Set(reference.map(str::to_owned));
            written.push(copy);
            let mut copy = row.clone().into_active_model().reset_all();
            let id = tx.id();
            copy.id = Set(id);
            copy.external_id = Set(id.to_string());
            copy.reference_id = Set(reference.map(str::to_owned));
            came.push(copy);
        }
    }
    for some in people.chunks(AT_ONCE) {
        let some = contacts::Entity::insert_many(some.to_vec());
        some.exec_without_returning(&tx).await.unwrap();
    }
    for some in called.chunks(AT_ONCE) {
        let some = identities::Entity::insert_many(some.to_vec());
        some.exec_without_returning(&tx).await.unwrap();
    }
    for some in all.chunks(AT_ONCE) {
        let some = tickets::Entity::insert_many(some.to_vec());
        some.exec_without_returning(&tx).await.unwrap();
    }
    for some in with.chunks(AT_ONCE) {
        let some = participants::Entity::insert_many(some.to_vec());
        some.exec_without_returning(&tx).await.unwrap();
    }
    for some in written.chunks(AT_ONCE) {
        let some = messages::Entity::insert_many(some.to_vec());
        some.exec_without_returning(&tx).await.unwrap();
    }
    for some in came.chunks(AT_ONCE) {
        let some = ledger::Entity::insert_many(some.to_vec());
        some.exec_without_returning(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Lets the database count what it has, as it does by itself or by an operator's hand.
async fn analyze(test: &TestApp) {
    let tx = test.app.store.write().await.unwrap();
    tx.execute_unprepared("ANALYZE").await.unwrap();
    tx.commit().await.unwrap();
}

fn letter(n: usize, from: &str, headers: &str) -> String {
    format!(
        "From: {from}\nTo: support@hub.example\nSubject: Letter {n}\nMessage-ID: <l{n}@customer.example>\n{headers}\n\
        Here are the words of letter {n}.\n"
    )
}

fn incoming(test: &TestApp, mailbox: &channels::Model, n: usize, raw: &str) -> Incoming {
    let raw = Bytes::from(raw.replace('\n', "\r\n"));
    let now = test.app.clock.now();
    let event = test.app.channels.open(mailbox).unwrap().read(&raw, now);
    Incoming {
        external_id: format!("imap:INBOX:1:{n}"),
        raw,
        received_at: now,
        event,
    }
}

/// What is wrong with a plan, if anything.
fn walk(lines: &[String]) -> Option<String> {
    for (n, line) in lines.iter().enumerate() {
        // SQLite. Through an index or not: the rows an index has in order are all rows.
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["SCAN", table, ..] = words.as_slice()
            && GROWING.contains(table)
        {
            return Some(line.clone());
        }
        // PostgreSQL: a table read from end to end, or an index without a place to begin.
        let Some((_, table)) = line.split_once(" on ").filter(|_| line.contains("Scan")) else {
            continue;
        };
        let table = table.split_whitespace().next().unwrap_or_default();
        let begins = lines.get(n + 1).is_some_and(|next| next.contains("Index Cond"));
        if GROWING.contains(&table) && !line.contains("Bitmap Heap") && !begins {
            return Some(line.clone());
        }
    }
    None
}

/// Files letters of every kind; the statements that walk.
async fn filed(test: &TestApp, mailbox: &channels::Model) -> Vec<String> {
    let answer = "In-Reply-To: <first@customer.example>\nReferences: <none@customer.example> <first@customer.example>\n";
    let stranger = "References: <a@elsewhere.example> <b@elsewhere.example> <c@elsewhere.example>\n";
    let report = "From: MAILER-DAEMON@customer.example\nTo: support@hub.example\nSubject: Undelivered\n\
        Message-ID: <bounce@customer.example>\nMIME-Version: 1.0\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n\
        --B\nContent-Type: text/plain\n\nIt could not be delivered.\n\n\
        --B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; customer.example\n\n\
        Final-Recipient: rfc822; ada@customer.example\nAction: failed\nStatus: 5.1.1\n\n\
        --B\nContent-Type: text/rfc822-headers\n\nMessage-ID: <lost@hub.example>\nSubject: Re: Hello\n\n--B--\n";
    let letters = [
        letter(1, "Ada <ada@customer.example>", answer),
        // The same by another road.
        letter(1, "Ada <ada@customer.example>", answer),
        letter(2, "Ben <ben@elsewhere.example>", answer),
        letter(3, "Cleo <cleo@elsewhere.example>", stranger),
        letter(4, "Ada <ada@customer.example>", "Auto-Submitted: auto-replied\n"),
        letter(5, "Berta <berta@example.com>", answer),
        letter(6, "Ada <ada@customer.example>", "").replace("Letter 6", "Re: Hello [#1000003]"),
        report.to_owned(),
    ];
    let mut walks = Vec::new();
    for (n, raw) in letters.iter().enumerate() {
        let item = incoming(test, mailbox, n + 10, raw);
        let filing = intake::accept(&test.app, IntakeSource::Pull, mailbox, vec![item], None);
        let (filed, statements) = asked(filing).await;
        assert_ne!(filed.unwrap()[0].state, IntakeState::Failed, "{raw}");
        let reads: Vec<&String> = statements
            .iter()
            .filter(|sql| {
                ["SELECT", "UPDATE", "DELETE"]
                    .iter()
                    .any(|verb| sql.starts_with(verb))
            })
            .collect();
        assert!(reads.len() > 1, "{raw}\n{statements:#?}");
        for sql in reads {
            if let Some(line) = walk(&plan(test, sql).await) {
                walks.push(format!("letter {n}: {line}\n{sql}"));
            }
        }
    }
    walks
}

async fn no_walk_among(reference: Option<&str>) {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    test.agent("Berta").await;
    let first = letter(0, "Ada <ada@customer.example>", "").replace("l0@", "first@");
    let item = incoming(&test, &mailbox, 0, &first);
    intake::accept(&test.app, IntakeSource::Pull, &mailbox, vec![item], None)
        .await
        .unwrap();
    crowd(&test, reference).await;
    analyze(&test).await;
    let walks = filed(&test, &mailbox).await;
    assert!(walks.is_empty(), "{reference:?}\n{}", walks.join("\n\n"));
}

#[tokio::test]
async fn no_letter_is_filed_by_a_walk_where_most_messages_have_no_id() {
    no_walk_among(None).await;
}

#[tokio::test]
async fn no_letter_is_filed_by_a_walk_where_most_messages_have_one_id() {
    no_walk_among(Some("same@customer.example")).await;
}
