//! The promises of the intake: exactly once, nothing lost, nobody stopped by a neighbour.

use std::sync::Arc;

use centralino::desk::intake::{self, IntakeSource, IntakeState};
use centralino::store::entity::{attachments, intake as ledger, messages, outbox, tickets};
use centralino::store::{attachments as files, cursors};
use centralino_channels::channel::Cursor;
use centralino_channels::event::{Event, Unreadable};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::hub::Hub;

fn mail(n: usize) -> String {
    format!(
        "From: Customer {n} <c{n}@customer.example>\nTo: support@centralino.example\nSubject: Question {n}\n\
        Message-ID: <m{n}@customer.example>\n\nThis is question number {n}.\n"
    )
}

async fn inbound(hub: &Hub) -> u64 {
    messages::Entity::find()
        .filter(messages::Column::Kind.eq(messages::MessageKind::Inbound))
        .count(hub.app().store.read())
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_delivery_told_many_times_at_once_is_one_message() {
    let hub = Arc::new(Hub::start().await);
    let incoming = hub.delivery(&hub.support, "INBOX", &mail(1));
    let told: Vec<_> = (0..20)
        .map(|_| {
            let (hub, incoming) = (hub.clone(), incoming.clone());
            tokio::spawn(async move { hub.accept(&hub.support, vec![incoming]).await.remove(0) })
        })
        .collect();
    let mut first = 0;
    for filed in told {
        let filed = filed.await.unwrap();
        assert_eq!(filed.state, IntakeState::Accepted);
        first += u32::from(!filed.duplicate);
    }
    assert_eq!(first, 1);
    assert_eq!(inbound(&hub).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn arrivals_at_the_same_time_are_all_kept() {
    let hub = Arc::new(Hub::start().await);
    let told: Vec<_> = (0..60)
        .map(|n| {
            let hub = hub.clone();
            tokio::spawn(async move { hub.receive(&hub.support, &mail(n)).await })
        })
        .collect();
    for filed in told {
        assert_eq!(filed.await.unwrap().state, IntakeState::Accepted);
    }
    let numbers: Vec<i64> = tickets::Entity::find()
        .order_by_asc(tickets::Column::Number)
        .all(hub.app().store.read())
        .await
        .unwrap()
        .into_iter()
        .map(|ticket| ticket.number)
        .collect();
    assert_eq!(numbers, (1..=60).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_poison_mail_stops_no_other_and_keeps_its_bytes() {
    let hub = Hub::start().await;
    let mut batch: Vec<_> = (0..50)
        .map(|n| hub.delivery(&hub.support, "INBOX", &mail(n)))
        .collect();
    batch[20].event = Event::Unreadable(Unreadable {
        reason: "no sender".into(),
        subject: Some("Poison".into()),
        from: None,
    });
    let raw = batch[20].raw.clone();
    let mut notices = hub.app().live.subscribe();
    let filed = hub.accept(&hub.support, batch).await;
    assert_eq!(filed[20].state, IntakeState::Failed);
    assert_eq!(filed[20].reason.as_deref(), Some("no sender"));
    assert_eq!(inbound(&hub).await, 49);
    let row = ledger::Entity::find_by_id(filed[20].intake_id)
        .one(hub.app().store.read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(hub.app().blobs.get(&row.raw_hash).await.unwrap(), raw);
    assert_eq!(row.subject.as_deref(), Some("Poison"));
    let mut told = false;
    while let Ok(notice) = notices.try_recv() {
        told |= notice == centralino::live::Notice::Intake;
    }
    assert!(told, "administrators are told of the failure");
}

#[tokio::test]
async fn a_mail_over_a_limit_is_a_message_that_says_so() {
    let hub = Hub::start().await;
    let head = "From: Ada <ada@customer.example>\nTo: support@centralino.example\nSubject: Re: Photos\nMIME-Version: 1.0\n";
    let parts = |extra: &str| {
        let parts = "--b\n\nx\n".repeat(501);
        format!("{head}{extra}Content-Type: multipart/mixed; boundary=b\n\n{parts}")
    };
    let filed = hub
        .receive(&hub.support, &parts("Message-ID: <p1@customer.example>\n"))
        .await;
    assert_eq!(filed.state, IntakeState::Accepted);
    assert!(
        filed.reason.as_deref().unwrap().contains("more than 500 parts"),
        "{filed:?}"
    );
    let app = hub.app();
    let all = async || messages::Entity::find().all(app.store.read()).await.unwrap();
    let first = all().await;
    // No acknowledgement: nobody has read it, and it may be a loop.
    assert_eq!(first.len(), 1);
    assert!(first[0].text.contains("more than 500 parts"), "{}", first[0].text);
    assert_eq!(first[0].author_address.as_deref(), Some("ada@customer.example"));
    assert_eq!(first[0].subject.as_deref(), Some("Re: Photos"));
    let row = ledger::Entity::find_by_id(filed.intake_id)
        .one(app.store.read())
        .await
        .unwrap()
        .unwrap();
    let raw = app.blobs.get(&row.raw_hash).await.unwrap();
    assert_eq!(raw.len() as i64, row.raw_size);
    // It finds its thread by what can be read; once only.
    let more = parts("Message-ID: <p2@customer.example>\nIn-Reply-To: <p1@customer.example>\n");
    let second = hub.receive(&hub.support, &more).await;
    assert_eq!(second.ticket_id, filed.ticket_id);
    assert!(hub.receive(&hub.support, &more).await.duplicate);
    let headers = format!("{head}{}\nHello", "X-A: b\n".repeat(1_001));
    let third = hub.receive(&hub.support, &headers).await;
    assert!(third.reason.unwrap().contains("more than 1000 headers"));
    // Nobody named: for an administrator to look at.
    let nameless = format!("Subject: x\n{}\nHello", "X-A: b\n".repeat(1_001));
    let failed = hub.receive(&hub.support, &nameless).await;
    assert_eq!(failed.state, IntakeState::Failed);
}

#[tokio::test]
async fn an_agents_mail_over_a_limit_is_never_sent_on() {
    let hub = Hub::start().await;
    let first = "From: ada@customer.example\nTo: support@centralino.example\nSubject: Hello\nMessage-ID: <a1@customer.example>\n\nPlease help me.";
    let filed = hub.receive(&hub.support, first).await;
    let ticket = filed.ticket_id.unwrap();
    hub.send_all().await;
    let keys = &hub.app().keys;
    let to = centralino::desk::reply_token::agent_address(
        keys,
        "support@centralino.example",
        ticket,
        hub.agent.id,
    );
    let large = format!(
        "From: agent@centralino.example\nTo: {}\nSubject: Re: Hello\nMessage-ID: <g1@centralino.example>\n{}\nYes.",
        to.unwrap(),
        "X-A: b\n".repeat(1_001)
    );
    let filed = hub.receive(&hub.support, &large).await;
    let written = messages::Entity::find_by_id(filed.message_id.unwrap())
        .one(hub.app().store.read())
        .await;
    assert_eq!(written.unwrap().unwrap().kind, messages::MessageKind::Note);
    let waiting = outbox::Entity::find().all(hub.app().store.read()).await.unwrap();
    assert!(waiting.is_empty(), "{waiting:?}");
}

#[tokio::test]
async fn what_failed_is_filed_again_from_its_bytes() {
    let hub = Hub::start().await;
    let mut incoming = hub.delivery(&hub.support, "INBOX", &mail(1));
    let event = incoming.event.clone();
    let raw = incoming.raw.clone();
    incoming.event = Event::Unreadable(Unreadable {
        reason: "the parser failed on it".into(),
        subject: None,
        from: None,
    });
    let failed = hub.accept(&hub.support, vec![incoming]).await.remove(0);
    let by = Some(hub.agent.id);
    let filed = intake::reprocess(hub.app(), failed.intake_id, raw.clone(), event.clone(), by)
        .await
        .unwrap();
    assert_eq!(filed.state, IntakeState::Accepted);
    assert_eq!(filed.intake_id, failed.intake_id);
    let again = intake::reprocess(hub.app(), failed.intake_id, raw, event, by).await;
    assert!(again.is_err(), "what was filed is not filed twice");
    let row = ledger::Entity::find_by_id(failed.intake_id)
        .one(hub.app().store.read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.attempts, row.handled_by), (2, by));
    assert_eq!(inbound(&hub).await, 1);
}

#[tokio::test]
async fn what_failed_can_be_discarded_with_a_reason() {
    let hub = Hub::start().await;
    let failed = hub
        .receive(&hub.support, "To: support@centralino.example\nSubject: x\n\nx\n")
        .await;
    assert_eq!(failed.state, IntakeState::Failed);
    let gone = intake::discard(hub.app(), failed.intake_id, "spam", hub.agent.id)
        .await
        .unwrap();
    assert_eq!(
        (gone.state, gone.reason.as_deref()),
        (IntakeState::Discarded, Some("spam"))
    );
    assert!(
        intake::discard(hub.app(), failed.intake_id, "again", hub.agent.id)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn the_cursor_is_stored_with_what_it_passes() {
    let hub = Hub::start().await;
    let cursor = Cursor(json!({"uid": 7}));
    let incoming = hub.delivery(&hub.support, "INBOX", &mail(1));
    let source = IntakeSource::Pull;
    let named = Some(("INBOX".to_owned(), cursor.clone()));
    intake::accept(hub.app(), source, &hub.support, vec![incoming], named)
        .await
        .unwrap();
    let stored = cursors::find(hub.app().store.read(), hub.support.id, "INBOX")
        .await
        .unwrap();
    assert_eq!(stored, Some(cursor.0));
    assert_eq!(inbound(&hub).await, 1);
}

#[tokio::test]
async fn a_death_between_bytes_and_commit_costs_nothing() {
    let hub = Hub::start().await;
    let incoming = hub.delivery(&hub.support, "INBOX", &mail(1));
    // The first life: the bytes are safe, the transaction never committed.
    hub.app().blobs.put(incoming.raw.clone()).await.unwrap();
    drop(hub.app().store.write().await.unwrap());
    let filed = hub.accept(&hub.support, vec![incoming.clone()]).await.remove(0);
    assert!(!filed.duplicate);
    // The cursor was lost as well: the mailbox is read again.
    let again = hub.accept(&hub.support, vec![incoming]).await.remove(0);
    assert!(again.duplicate);
    assert_eq!(again.message_id, filed.message_id);
    assert_eq!(inbound(&hub).await, 1);
}

#[tokio::test]
async fn a_thousand_mails_are_filed_in_order() {
    let hub = Hub::start().await;
    let batch: Vec<_> = (0..1000)
        .map(|n| hub.delivery(&hub.support, "INBOX", &mail(n)))
        .collect();
    let filed = hub.accept(&hub.support, batch).await;
    assert!(filed.iter().all(|filed| filed.state == IntakeState::Accepted));
    let rows = ledger::Entity::find()
        .order_by_asc(ledger::Column::Id)
        .all(hub.app().store.read())
        .await
        .unwrap();
    let in_order: Vec<_> = rows.iter().map(|row| row.id).collect();
    assert_eq!(
        in_order,
        filed.iter().map(|filed| filed.intake_id).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn files_of_a_mail_are_kept_with_it() {
    let hub = Hub::start().await;
    let raw = "From: Ada <ada@customer.example>\nTo: support@centralino.example\nSubject: Picture\n\
        Message-ID: <p1@customer.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n\
        --B\nContent-Type: text/plain\n\nSee the file.\n--B\nContent-Type: text/csv; name=\"a.csv\"\n\
        Content-Disposition: attachment; filename=\"a.csv\"\n\na;b\n--B--\n";
    let filed = hub.receive(&hub.support, raw).await;
    let message_id = filed.message_id.unwrap();
    let found = files::of_messages(hub.app().store.read(), &[message_id])
        .await
        .unwrap();
    let [file]: [attachments::Model; 1] = found.try_into().unwrap();
    assert_eq!(file.filename, "a.csv");
    let bytes = hub.app().blobs.get(&file.blob_hash).await.unwrap();
    assert!(bytes.starts_with(b"a;b"));
}

#[tokio::test]
async fn an_acknowledgement_speaks_the_customers_language_and_says_that_it_is_automatic() {
    let hub = Hub::start().await;
    let raw = "From: Ada <ada@customer.example>\nTo: support@centralino.example\nSubject: Ordine in ritardo\n\
        Message-ID: <i1@customer.example>\nReferences: <older@customer.example>\n\n\
        Buongiorno, il mio ordine non è ancora arrivato. Quando verrà consegnato?\n";
    let filed = hub.receive(&hub.support, raw).await;
    let sent = messages::Entity::find()
        .filter(messages::Column::TicketId.eq(filed.ticket_id.unwrap()))
        .filter(messages::Column::Kind.eq(messages::MessageKind::Outbound))
        .one(hub.app().store.read())
        .await
        .unwrap()
        .unwrap();
    let outbound = centralino::desk::outgoing::load(hub.app(), sent.id)
        .await
        .unwrap();
    assert!(
        outbound.text.contains("grazie per averci scritto"),
        "{}",
        outbound.text
    );
    assert_eq!(outbound.subject.as_deref(), Some("Re: Ordine in ritardo [#1]"));
    assert_eq!(outbound.in_reply_to.as_deref(), Some("i1@customer.example"));
    assert_eq!(
        outbound.references,
        ["older@customer.example", "i1@customer.example"]
    );
    assert_eq!(
        outbound.envelope,
        centralino_channels::outbound::EnvelopeSender::Null
    );
    assert_eq!(
        outbound.automatic,
        centralino_channels::outbound::AutomaticMark::Replied
    );
    let reply_to = outbound.reply_to.unwrap();
    let answer = format!(
        "From: Ada <ada@customer.example>\nTo: {reply_to}\nSubject: Re\nMessage-ID: <i2@customer.example>\n\nGrazie.\n"
    );
    let answered = hub.receive(&hub.support, &answer).await;
    assert_eq!(answered.ticket_id, filed.ticket_id);
}

#[tokio::test]
async fn a_feedback_report_withdraws_the_consent() {
    let hub = Hub::start().await;
    let first = "From: ada@customer.example\nTo: support@centralino.example\nSubject: Hello\nMessage-ID: <a1@customer.example>\n\nPlease help me.";
    hub.receive(&hub.support, first).await;
    let sent = messages::Entity::find()
        .filter(messages::Column::Kind.eq(messages::MessageKind::Outbound))
        .one(hub.app().store.read())
        .await
        .unwrap()
        .unwrap();
    hub.send_all().await;
    let report = |id: &str| {
        format!(
            "From: fbl@bigmail.example\nTo: support@centralino.example\nSubject: Complaint\nMessage-ID: <f-{id}>\n\
            MIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=B\n\n\
            --B\nContent-Type: text/plain\n\nAn abuse report.\n\n\
            --B\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: FBL/1\nVersion: 1\n\
            Original-Rcpt-To: <ada@customer.example>\n\n\
            --B\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{id}>\nSubject: Re: Hello\n\n--B--\n"
        )
    };
    hub.receive(&hub.support, &report(sent.reference_id.as_deref().unwrap()))
        .await;
    // About no mail of ours: nobody's consent.
    hub.receive(&hub.support, &report("other@elsewhere.example"))
        .await;
    let anna = hub.test.administrator().await;
    let path = format!("/contacts/{}/consents", sent.contact_id);
    let known = anna.get(&path).await.ok();
    assert_eq!(known["items"].as_array().unwrap().len(), 1, "{known}");
    let consent = &known["items"][0];
    for (field, value) in [
        ("address", json!("ada@customer.example")),
        ("purpose", json!("marketing")),
        ("state", json!("withdrawn")),
        ("source", json!("feedback_report")),
        ("words", json!("abuse")),
        ("message_id", json!(sent.id)),
        ("channel_id", json!(hub.support.id)),
    ] {
        assert_eq!(consent[field], value, "{field}");
    }
    // It follows the contact into a merge, and back.
    let other = "From: eva@customer.example\nTo: support@centralino.example\nSubject: Eva\nMessage-ID: <e1@customer.example>\n\nHello.";
    let eva = hub.receive(&hub.support, other).await;
    let eva = hub.test.ticket_row(eva.ticket_id.unwrap()).await.contact_id;
    let merge = json!({"source_id": sent.contact_id});
    anna.post(&format!("/contacts/{eva}/merge"), merge).await.ok();
    let moved = anna.get(&format!("/contacts/{eva}/consents")).await.ok();
    assert_eq!(moved["items"][0]["id"], consent["id"]);
}
