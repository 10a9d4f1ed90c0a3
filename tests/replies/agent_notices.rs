//! Agents hear of their work by mail, and answer by mail: the whole circle, by the raw mails on both sides.

use bytes::Bytes;
use centralino::desk::intake::{self, Filed, IntakeSource, IntakeState};
use centralino::jobs;
use centralino::store::entity::channels::Model as Channel;
use centralino_channels::event::Incoming;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

const CUSTOMER: &str = "ada@customer.example";

async fn start() -> (TestApp, Channel) {
    let test = TestApp::start_with(|config| {
        config.desk.undo_seconds = 0;
        config.mail.notify_seconds = 0;
    })
    .await;
    let support = test.mailbox("support").await;
    (test, support)
}

/// A mail as the channel's mailbox would hand it over.
async fn receive(
    test: &TestApp,
    channel: &Channel,
    from: &str,
    to: &str,
    subject: &str,
    text: &str,
) -> Filed {
    let (app, id) = (&test.app, test.app.clock.id());
    let raw = format!(
        "From: {from}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{id}@mail.example>\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    );
    let raw = Bytes::from(raw.replace('\n', "\r\n"));
    let now = app.clock.now();
    let incoming = Incoming {
        external_id: format!("pipe:{id}"),
        event: app.channels.open(channel).unwrap().read(&raw, now),
        received_at: now,
        raw,
    };
    let filed = intake::accept(app, IntakeSource::Pipe, channel, vec![incoming], None).await;
    filed.unwrap().remove(0)
}

/// Does everything that is due, then gives the mails to `address` that left, oldest first.
async fn mails_to(test: &TestApp, address: &str) -> Vec<String> {
    while jobs::run_due(&test.app).await.unwrap() > 0 {}
    let Ok(mailboxes) = std::fs::read_dir(test.dir.path().join("sent-mail")) else {
        return Vec::new();
    };
    let folders = mailboxes.map(|entry| std::fs::read_dir(entry.unwrap().path()).unwrap());
    let mut files: Vec<_> = folders.flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let all = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
    all.filter(|mail| mail.contains(&format!("X-Envelope-To: {address}")))
        .collect()
}

/// The value of a header, unfolded.
fn header(mail: &str, name: &str) -> String {
    let head = mail.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_else(|| panic!("no {name} in {head}")).to_owned()
}

/// The address between the angle brackets of `Reply-To`.
fn answer_address(mail: &str) -> String {
    let value = header(mail, "Reply-To");
    value.rsplit('<').next().unwrap().trim_end_matches('>').to_owned()
}

async fn assign(by: &Client, filed: &Filed, to: &Client) {
    let path = format!("/tickets/{}", filed.ticket_id.unwrap());
    by.patch(&path, json!({"assignee_id": to.user_id})).await.ok();
}

async fn timeline(client: &Client, filed: &Filed) -> Vec<Value> {
    let path = format!("/tickets/{}/timeline", filed.ticket_id.unwrap());
    let page = client.get(&path).await.ok();
    let items = page["items"].as_array().unwrap().iter();
    items
        .filter(|item| item["type"] == "message")
        .map(|item| item["message"].clone())
        .collect()
}

#[tokio::test]
async fn an_assigned_ticket_is_answered_from_the_mail_program() {
    let (test, support) = start().await;
    let (anna, greta) = (test.administrator().await, test.agent("Greta").await);
    let own = "support@hub.example";
    let filed = receive(
        &test,
        &support,
        CUSTOMER,
        own,
        "Where is my order?",
        "It is late.",
    )
    .await;
    assign(&anna, &filed, &greta).await;
    let notices = mails_to(&test, "greta@example.com").await;
    assert_eq!(notices.len(), 1);
    let notice = &notices[0];
    assert_eq!(header(notice, "Return-Path"), "<>");
    assert_eq!(header(notice, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(notice, "X-Auto-Response-Suppress"), "All");
    assert!(header(notice, "Subject").starts_with("Assigned to you: Where is my order? [#"));
    assert!(notice.contains("It is late."), "{notice}");
    let to = answer_address(notice);
    let quoted =
        "It ships today.\n\nOn Monday Support wrote:\n> ##- Write your answer above this line -##\n> Ticket";
    let answer = receive(
        &test,
        &support,
        "Greta <greta@example.com>",
        &to,
        "Re: Assigned",
        quoted,
    )
    .await;
    assert_eq!(answer.state, IntakeState::Accepted, "{answer:?}");
    assert_eq!(answer.ticket_id, filed.ticket_id);
    let replies = mails_to(&test, CUSTOMER).await;
    let reply = replies.last().unwrap();
    assert!(
        reply.contains("It ships today.") && !reply.contains("##-"),
        "{reply}"
    );
    assert!(header(reply, "From").contains(own) && !reply.contains("greta@example.com"));
    let note = receive(
        &test,
        &support,
        "greta@example.com",
        &to,
        "Re: Assigned",
        "/note\nShe is a regular.",
    )
    .await;
    assert_eq!(note.ticket_id, filed.ticket_id);
    assert_eq!(mails_to(&test, CUSTOMER).await.len(), replies.len());
    let messages = timeline(&anna, &filed).await;
    let kinds: Vec<&str> = messages.iter().map(|m| m["kind"].as_str().unwrap()).collect();
    let people = messages.iter().filter(|m| m["author"]["kind"] != "system");
    assert_eq!(people.count(), 3, "{kinds:?}");
    assert!(
        messages
            .iter()
            .all(|m| !m["text"].as_str().unwrap_or_default().contains("assigned to you")),
        "a notice is no message"
    );
}

#[tokio::test]
async fn nobody_else_can_answer_through_an_agents_address() {
    let (test, support) = start().await;
    let (anna, greta) = (test.administrator().await, test.agent("Greta").await);
    test.agent("Otto").await;
    let filed = receive(
        &test,
        &support,
        CUSTOMER,
        "support@hub.example",
        "Hello",
        "Please help me.",
    )
    .await;
    assign(&anna, &filed, &greta).await;
    let to = answer_address(&mails_to(&test, "greta@example.com").await[0]);
    let before = mails_to(&test, CUSTOMER).await.len();
    for from in ["greta@private.example", "otto@example.com", CUSTOMER] {
        receive(&test, &support, from, &to, "Re: Hello", "Send me the goods.").await;
    }
    assert_eq!(mails_to(&test, CUSTOMER).await.len(), before);
    let spoken = timeline(&anna, &filed).await;
    assert!(
        spoken
            .iter()
            .all(|m| m["kind"] != "outbound" || m["author"]["kind"] == "system"),
        "{spoken:?}"
    );
}

#[tokio::test]
async fn everybody_chooses_what_is_mailed() {
    let (test, support) = start().await;
    let (anna, greta) = (test.administrator().await, test.agent("Greta").await);
    let me = greta.get("/session").await.ok();
    assert_eq!(
        me["mail_notices"],
        json!(["assigned", "reply", "mention", "delivery_failed"])
    );
    let wrong = json!({"mail_notices": ["everything"]});
    greta
        .patch("/session/profile", wrong)
        .await
        .problem(422, "validation");
    greta
        .patch("/session/profile", json!({"mail_notices": []}))
        .await
        .ok();
    let first = receive(
        &test,
        &support,
        CUSTOMER,
        "support@hub.example",
        "One",
        "First matter.",
    )
    .await;
    assign(&anna, &first, &greta).await;
    assert!(mails_to(&test, "greta@example.com").await.is_empty());
    let chosen = json!({"mail_notices": ["reply", "new_ticket"], "language": "it"});
    greta.patch("/session/profile", chosen).await.ok();
    let members = json!({"name": "Desk", "member_ids": [greta.user_id]});
    let team = anna.post("/teams", members).await.ok();
    let path = format!("/channels/{}", support.id);
    anna.patch(&path, json!({"team_id": team["id"]})).await.ok();
    let support = centralino::store::channels::find(test.app.store.read(), support.id)
        .await
        .unwrap()
        .unwrap();
    receive(
        &test,
        &support,
        CUSTOMER,
        "support@hub.example",
        "Two",
        "Another matter.",
    )
    .await;
    let subject = format!(
        "Re: One [#{}]",
        test.ticket_row(first.ticket_id.unwrap()).await.number
    );
    receive(
        &test,
        &support,
        CUSTOMER,
        "support@hub.example",
        &subject,
        "Any news?",
    )
    .await;
    let mails = mails_to(&test, "greta@example.com").await;
    let subjects: Vec<String> = mails.iter().map(|mail| header(mail, "Subject")).collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
    assert!(
        subjects
            .iter()
            .any(|subject| subject.starts_with("Nuovo ticket: Two"))
    );
    assert!(
        subjects
            .iter()
            .any(|subject| subject.starts_with("Nuova risposta: One"))
    );
    // What was read in the browser needs no mail.
    receive(
        &test,
        &support,
        CUSTOMER,
        "support@hub.example",
        &subject,
        "Hello?",
    )
    .await;
    greta.post("/notifications/read-all", json!({})).await;
    assert_eq!(mails_to(&test, "greta@example.com").await.len(), 2);
}

#[tokio::test]
async fn a_mention_is_mailed_and_its_note_never_reaches_the_customer() {
    let (test, support) = start().await;
    let (anna, greta) = (test.administrator().await, test.agent("Greta").await);
    let filed = receive(
        &test,
        &support,
        CUSTOMER,
        "support@hub.example",
        "Hello",
        "Please help me.",
    )
    .await;
    let path = format!("/tickets/{}/notes", filed.ticket_id.unwrap());
    let note = json!({"text": "He is difficult.", "mention_ids": [greta.user_id]});
    anna.post(&path, note).await.ok();
    let notices = mails_to(&test, "greta@example.com").await;
    assert!(notices[0].contains("He is difficult.") && notices[0].contains("Anna mentioned you"));
    // A mail program that quotes without a word of its own, and one that lets write between the lines.
    for text in [
        "We help.\n\n##- Write your answer above this line -##\nHe is difficult.",
        "> ##- Write your answer above this line -##\n> He is difficult.\nWe help.\n> Open it\nGladly.",
    ] {
        receive(
            &test,
            &support,
            "greta@example.com",
            &answer_address(&notices[0]),
            "Re: Hello",
            text,
        )
        .await;
        let replies = mails_to(&test, CUSTOMER).await;
        let reply = replies.last().unwrap();
        assert!(
            reply.contains("We help.") && !reply.contains("difficult"),
            "{reply}"
        );
    }
}

#[tokio::test]
async fn notices_are_limited_like_all_automatic_mail() {
    let (test, support) = start().await;
    let (anna, greta) = (test.administrator().await, test.agent("Greta").await);
    let filed = receive(
        &test,
        &support,
        CUSTOMER,
        "support@hub.example",
        "Hello",
        "Please help me.",
    )
    .await;
    assign(&anna, &filed, &greta).await;
    let subject = format!(
        "Re: Hello [#{}]",
        test.ticket_row(filed.ticket_id.unwrap()).await.number
    );
    for n in 0..12 {
        receive(
            &test,
            &support,
            CUSTOMER,
            "support@hub.example",
            &subject,
            &format!("More, {n}."),
        )
        .await;
    }
    assert_eq!(mails_to(&test, "greta@example.com").await.len(), 10);
    // An agent's absence notice answers nobody.
    let notices = mails_to(&test, "greta@example.com").await;
    let to = format!("{}\nAuto-Submitted: auto-replied", answer_address(&notices[0]));
    let away = receive(&test, &support, "greta@example.com", &to, "Away", "I am away.").await;
    assert_eq!(away.state, IntakeState::Ignored);
}

#[tokio::test]
async fn a_mailbox_whose_name_leaves_no_room_asks_to_open_the_ticket() {
    let (test, _) = start().await;
    let mailbox = test.mailbox("customers-of-the-north").await;
    let own = mailbox.address.clone().unwrap();
    let (anna, greta) = (test.administrator().await, test.agent("Greta").await);
    let filed = receive(&test, &mailbox, CUSTOMER, &own, "Hello", "Please help me.").await;
    assign(&anna, &filed, &greta).await;
    let notices = mails_to(&test, "greta@example.com").await;
    let number = test.ticket_row(filed.ticket_id.unwrap()).await.number;
    assert!(
        !notices[0].contains("Reply-To:") && !notices[0].contains("##-"),
        "{}",
        notices[0]
    );
    assert!(notices[0].contains(&format!("/tickets/{number}")));
    // An answer all the same proves nothing: colleagues see it, the customer does not.
    let before = mails_to(&test, CUSTOMER).await.len();
    let subject = format!("Re: {}", header(&notices[0], "Subject"));
    let answer = receive(
        &test,
        &mailbox,
        "greta@example.com",
        &own,
        &subject,
        "It ships today.",
    )
    .await;
    assert_eq!(answer.ticket_id, filed.ticket_id);
    assert_eq!(mails_to(&test, CUSTOMER).await.len(), before);
    assert_eq!(timeline(&anna, &filed).await.last().unwrap()["kind"], "note");
}
