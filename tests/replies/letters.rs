//! Letters in all their forms: forwards with chosen files, answers to one message, signatures, what waits for its hour.

use std::time::Duration as Patience;

use centralino::store::entity::participants::ParticipantRole;
use chrono::Duration;
use serde_json::{Value, json};

use super::drafts::upload;
use crate::support::socket::Socket;
use crate::support::{Client, TestApp};

struct Desk {
    test: TestApp,
    bea: Client,
    ticket: String,
    first: String,
}

async fn desk() -> Desk {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let bea = test.agent("Bea").await;
    Desk {
        test,
        bea,
        ticket: format!("/tickets/{}", ticket.id),
        first: ticket.last_message_id.unwrap().to_string(),
    }
}

impl Desk {
    async fn reply(&self, body: Value) -> crate::support::Answer {
        self.bea.post(&format!("{}/replies", self.ticket), body).await
    }
}

#[tokio::test]
async fn a_forward_is_a_letter_of_its_own() {
    let desk = desk().await;
    let (one, two) = (
        upload(&desk.bea, "one.txt", "text/plain", b"1").await,
        upload(&desk.bea, "two.txt", "text/plain", b"2").await,
    );
    let body = json!({"text": "Both files", "attachment_ids": [one, two], "seen_message_id": desk.first});
    let sent = desk.reply(body).await.ok();
    let original = sent["id"].as_str().unwrap();
    let files = &sent["attachments"];
    let options = format!("{}/reply-options?mode=forward&message_id={original}", desk.ticket);
    let about = desk.bea.get(&options).await.ok()["about"].clone();
    assert_eq!(about["id"], sent["id"]);
    assert_eq!(about["attachments"][1]["filename"], "two.txt");
    // An answer and a forward are begun side by side, and neither takes the other away.
    let draft = |kind| format!("{}/drafts/{kind}", desk.ticket);
    desk.bea
        .put(&draft("reply"), json!({"text": "An answer"}))
        .await
        .ok();
    let kept =
        json!({"text": "See below", "forward_of": original, "forward_attachment_ids": [files[1]["id"]]});
    let kept = desk.bea.put(&draft("forward"), kept).await.ok();
    assert_eq!(kept["forward_attachment_ids"], json!([files[1]["id"]]));
    let body = json!({
        "text": "See below", "to": [{"address": "depot@partner.example"}], "seen_message_id": original,
        "forward_of": original, "forward_attachment_ids": [files[1]["id"]], "html": "<p>See below</p>",
    });
    let forwarded = desk.reply(body.clone()).await.ok();
    let names: Vec<&Value> = forwarded["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| &file["filename"])
        .collect();
    assert_eq!(names, ["two.txt"]);
    desk.bea.get(&draft("forward")).await.problem(404, "not_found");
    assert_eq!(desk.bea.get(&draft("reply")).await.ok()["text"], "An answer");
    // Taken back, it is a forward again.
    let cancel = format!("/messages/{}/cancel", forwarded["id"].as_str().unwrap());
    let restored = desk.bea.post(&cancel, json!({})).await.ok()["draft"].clone();
    assert_eq!(restored["kind"], "forward");
    assert_eq!(restored["forward_of"], json!(original));
    assert_eq!(restored["quote"], true);
    assert_eq!(desk.bea.get(&draft("reply")).await.ok()["text"], "An answer");
    let mut foreign = body;
    foreign["forward_attachment_ids"] = json!([uuid::Uuid::from_u128(7)]);
    let refused = desk.reply(foreign).await.problem(422, "validation");
    assert_eq!(refused["errors"][0]["pointer"], "/forward_attachment_ids/0");
}

#[tokio::test]
async fn an_answer_may_be_to_an_earlier_message_but_never_to_a_note() {
    let desk = desk().await;
    let id: uuid::Uuid = desk.first.parse().unwrap();
    let row = desk.test.ticket_row(desk.ticket[9..].parse().unwrap()).await;
    let later = desk
        .test
        .written(&row, "ada@customer.example", ParticipantRole::Requester, "Hello?")
        .await;
    let body =
        json!({"text": "About the first", "answer_to": id, "quote": true, "seen_message_id": later.id});
    let sent = desk.reply(body).await.ok();
    let text = sent["text"].as_str().unwrap();
    assert!(
        text.contains("> Where is it?") && !text.contains("Hello?"),
        "{text}"
    );
    let note = desk
        .bea
        .post(
            &format!("{}/notes", desk.ticket),
            json!({"text": "She is cross."}),
        )
        .await
        .ok();
    for field in ["answer_to", "forward_of"] {
        let mut body =
            json!({"text": "x", "to": [{"address": "ada@customer.example"}], "seen_message_id": note["id"]});
        body[field] = note["id"].clone();
        let refused = desk.reply(body).await.problem(422, "validation");
        assert_eq!(refused["errors"][0]["pointer"], format!("/{field}"));
    }
}

#[tokio::test]
async fn sent_and_snoozed_in_one_go_and_undone_in_one_go() {
    let desk = desk().await;
    let until = desk.test.app.clock.now() + Duration::days(2);
    let body = json!({"text": "Back on Monday", "status": "snoozed", "seen_message_id": desk.first});
    let refused = desk.reply(body.clone()).await.problem(422, "validation");
    assert_eq!(refused["errors"][0]["pointer"], "/snoozed_until");
    let mut body = body;
    body["snoozed_until"] = json!(until);
    let sent = desk.reply(body).await.ok();
    let ticket = desk.bea.get(&desk.ticket).await.ok();
    assert_eq!(ticket["status"], "snoozed");
    assert!(ticket["snoozed_until"].is_string());
    let cancel = format!("/messages/{}/cancel", sent["id"].as_str().unwrap());
    desk.bea.post(&cancel, json!({})).await.ok();
    let ticket = desk.bea.get(&desk.ticket).await.ok();
    assert_eq!(
        (&ticket["status"], &ticket["snoozed_until"]),
        (&json!("open"), &Value::Null)
    );
}

#[tokio::test]
async fn what_waits_for_its_hour_is_listed() {
    let desk = desk().await;
    let scheduled = format!("{}/scheduled", desk.ticket);
    assert_eq!(desk.bea.get(&scheduled).await.ok()["items"], json!([]));
    let at = desk.test.app.clock.now() + Duration::days(3);
    let sent = desk
        .reply(json!({"text": "On Thursday", "send_at": at, "seen_message_id": desk.first}))
        .await
        .ok();
    let listed = desk.bea.get(&scheduled).await.ok()["items"].clone();
    assert_eq!(listed[0]["id"], sent["id"]);
    assert_eq!(listed[0]["due_at"], sent["due_at"]);
    let stranger = desk.test.user_with("Nemo", &[], false).await;
    stranger.get(&scheduled).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_rich_signature_stands_below_rich_words_and_its_text_below_plain_ones() {
    let desk = desk().await;
    let profile = json!({
        "signature": "Bea\nCentralino",
        "signature_html": "<p><b onclick=x>Bea</b></p><img src=x><p><a href=\"https://www.example.com\">Centralino</a></p>",
    });
    let me = desk.bea.patch("/session/profile", profile).await.ok();
    let html = me["signature_html"].as_str().unwrap();
    assert!(html.contains("<b>Bea</b>") && !html.contains("<img"), "{html}");
    let options = desk.bea.get(&format!("{}/reply-options", desk.ticket)).await.ok();
    assert_eq!(options["channels"][0]["signature_html"], me["signature_html"]);
    assert_eq!(options["channels"][0]["window_open"], true);
    let sent = desk
        .reply(json!({"text": "Hello", "html": "<p>Hello</p>", "seen_message_id": desk.first}))
        .await
        .ok();
    assert_eq!(sent["text"], "Hello\n\n-- \nBea\nCentralino");
    let frame = desk
        .bea
        .get(&format!("/messages/{}/frame", sent["id"].as_str().unwrap()))
        .await;
    assert!(frame.text().contains("<b>Bea</b>"), "{}", frame.text());
    // The channel's own frame around it.
    let admin = desk.test.administrator().await;
    let channel = options["channel_id"].as_str().unwrap();
    admin
        .patch(
            &format!("/channels/{channel}"),
            json!({"signature": "{{agent.signature}}\nAnswers <within> a day"}),
        )
        .await
        .ok();
    let options = desk.bea.get(&format!("{}/reply-options", desk.ticket)).await.ok();
    assert_eq!(
        options["channels"][0]["signature"],
        "Bea\nCentralino\nAnswers <within> a day"
    );
    let framed = options["channels"][0]["signature_html"].as_str().unwrap();
    assert!(
        framed.contains("<b>Bea</b>") && framed.contains("Answers &lt;within&gt; a day"),
        "{framed}"
    );
    // Plain from now on; and HTML alone says nothing to those who read text.
    let me = desk
        .bea
        .patch("/session/profile", json!({"signature": "Bea"}))
        .await
        .ok();
    assert_eq!(me["signature_html"], Value::Null);
    let alone = json!({"signature_html": "<p>Bea</p>"});
    desk.bea
        .patch("/session/profile", alone)
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn the_same_agents_other_window_hears_of_a_draft_and_nobody_else_does() {
    let desk = desk().await;
    let listening = desk.test.listen().await;
    let carl = desk.test.agent("Carl").await;
    let mut own = Socket::open(&listening, &desk.bea).await;
    let mut others = Socket::open(&listening, &carl).await;
    assert_eq!(own.hear().await["type"], "hello");
    assert_eq!(others.hear().await["type"], "hello");
    let path = format!("{}/drafts/reply", desk.ticket);
    desk.bea.put(&path, json!({"text": "a"})).await.ok();
    desk.bea.put(&path, json!({"text": "ab"})).await.ok();
    let drafts = async |socket: &mut Socket| {
        let mut heard = Vec::new();
        while let Ok(word) = tokio::time::timeout(Patience::from_millis(800), socket.hear()).await {
            if word["type"] == "draft" {
                heard.push(word);
            }
        }
        heard
    };
    let heard = drafts(&mut own).await;
    let last = heard.last().unwrap();
    assert_eq!((&last["kind"], &last["version"]), (&json!("reply"), &json!(2)));
    assert!(drafts(&mut others).await.is_empty());
    desk.bea.delete(&path).await;
    assert_eq!(drafts(&mut own).await[0]["version"], Value::Null);
}

#[tokio::test]
async fn a_first_message_may_have_blind_copies_and_an_hour() {
    let desk = desk().await;
    let options = desk.bea.get(&format!("{}/reply-options", desk.ticket)).await.ok();
    let at = desk.test.app.clock.now() + Duration::days(1);
    let body = json!({
        "channel_id": options["channel_id"], "to": [{"address": "new@customer.example"}],
        "bcc": [{"address": "boss@partner.example"}], "subject": "Hello", "text": "We have news.", "send_at": at,
    });
    let opened = desk.bea.post("/tickets", body).await.ok();
    let path = format!("/tickets/{}/scheduled", opened["id"].as_str().unwrap());
    let waiting = desk.bea.get(&path).await.ok()["items"][0].clone();
    assert_eq!(waiting["bcc"][0]["address"], "boss@partner.example");
    assert!(waiting["due_at"].as_str().unwrap() > opened["created_at"].as_str().unwrap());
}
