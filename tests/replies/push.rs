//! Agents hear of their work on their devices: by a push service that checks every message as the standards say.

use centralino::jobs;
use centralino::push::vapid;
use centralino::store::entity::channels::Model as Channel;
use centralino::store::entity::participants::ParticipantRole;
use centralino::store::entity::tickets::Model as Ticket;
use centralino::store::{push_messages, tickets};
use chrono::Duration;
use serde_json::{Value, json};

use crate::support::push_service::{PushService, Read};
use crate::support::{Client, TestApp};

const CUSTOMER: &str = "ada@customer.example";

struct Story {
    test: TestApp,
    service: PushService,
    anna: Client,
    greta: Client,
    mailbox: Channel,
    ticket: Ticket,
}

/// Greta has a phone that is told; a ticket is hers, though not by anybody's hand.
async fn start() -> Story {
    let test = TestApp::start_with(|config| config.push.wait_seconds = 0).await;
    let service = PushService::start().await;
    let (anna, greta) = (test.administrator().await, test.agent("Greta").await);
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, CUSTOMER, "Where is my order?", "It is late.")
        .await;
    let subscription = service.subscription(&vapid::public_key(&test.app.keys));
    let answer = greta.post("/push-devices", subscription).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    Story {
        test,
        service,
        anna,
        greta,
        mailbox,
        ticket,
    }
}

impl Story {
    async fn mention(&self, words: &str) {
        let path = format!("/tickets/{}/notes", self.ticket.id);
        let note = json!({"text": words, "mention_ids": [self.greta.user_id]});
        self.anna.post(&path, note).await.ok();
    }

    async fn work(&self) -> Vec<Read> {
        while jobs::run_due(&self.test.app).await.unwrap() > 0 {}
        self.service.taken()
    }

    async fn devices(&self) -> Vec<Value> {
        let list = self.greta.get("/push-devices").await.ok();
        list["items"].as_array().unwrap().clone()
    }

    async fn set(&self, change: Value) {
        let id = self.devices().await[0]["id"].as_str().unwrap().to_owned();
        self.greta
            .patch(&format!("/push-devices/{id}"), change)
            .await
            .ok();
    }

    fn later(&self, by: Duration) {
        self.test.app.clock.advance(by);
    }
}

#[tokio::test]
async fn a_mention_arrives_without_a_word_of_the_customer() {
    let story = start().await;
    story.mention("Please look, her name is Ada.").await;
    let taken = story.work().await;
    assert_eq!(taken.len(), 1);
    let message = &taken[0].message;
    assert_eq!(
        message["title"],
        format!("You were mentioned · #{}", story.ticket.number)
    );
    assert_eq!(message["body"], "");
    assert_eq!(message["url"], format!("/inbox/all/{}", story.ticket.number));
    assert_eq!(message["tag"], format!("ticket-{}", story.ticket.id));
    assert_eq!(message["unread"], 1);
    assert_eq!(message["lang"], "en");
    let all = message.to_string();
    for word in ["Ada", "order", "late", CUSTOMER] {
        assert!(!all.contains(word), "{word} in {all}");
    }
    assert_eq!(taken[0].headers["urgency"], "high");
    assert!(taken[0].size < 1024, "{}", taken[0].size);
    assert_eq!(story.work().await.len(), 0, "told once");
    let device = &story.devices().await[0];
    assert_eq!(device["failures"], 0);
    assert!(device["last_ok_at"].is_string());
}

#[tokio::test]
async fn a_device_that_may_show_words_shows_them_in_the_agents_language() {
    let story = start().await;
    story.set(json!({"previews": true})).await;
    story
        .greta
        .patch("/session/profile", json!({"language": "it"}))
        .await
        .ok();
    story.mention(&format!("Look:\n\n{}", "word ".repeat(200))).await;
    let taken = story.work().await;
    let message = &taken[0].message;
    assert_eq!(
        message["title"],
        format!("Ti hanno menzionato · #{}", story.ticket.number)
    );
    let body = message["body"].as_str().unwrap();
    assert!(
        body.starts_with("Anna: Where is my order?\nLook: word word"),
        "{body}"
    );
    assert!(body.ends_with('…') && body.chars().count() < 300, "{body}");
}

#[tokio::test]
async fn a_device_that_is_gone_is_forgotten() {
    for status in [404, 410] {
        let story = start().await;
        story.service.answer(status, "");
        story.mention("Look.").await;
        assert!(story.work().await.is_empty());
        assert!(story.devices().await.is_empty(), "{status}");
    }
}

#[tokio::test]
async fn a_busy_service_is_left_alone_for_as_long_as_it_asks() {
    let story = start().await;
    story.service.answer(429, "600");
    story.mention("Look.").await;
    assert!(story.work().await.is_empty());
    let device = &story.devices().await[0];
    assert_eq!(device["failures"], 1);
    assert_eq!(device["last_error"], "429 Too Many Requests: as told");
    story.later(Duration::seconds(590));
    assert!(story.work().await.is_empty());
    story.later(Duration::seconds(20));
    assert_eq!(story.work().await.len(), 1);
    assert_eq!(story.devices().await[0]["failures"], 0);
}

#[tokio::test]
async fn a_broken_service_is_tried_again_later_and_later_and_given_up() {
    let story = start().await;
    for _ in 0..6 {
        story.service.answer(503, "");
    }
    story.mention("Look.").await;
    assert!(story.work().await.is_empty());
    for minutes in [1, 2, 5, 15, 60] {
        story.later(Duration::minutes(minutes) - Duration::seconds(2));
        let before = story.devices().await[0]["failures"].clone();
        story.work().await;
        assert_eq!(story.devices().await[0]["failures"], before, "too early");
        story.later(Duration::seconds(4));
        story.work().await;
    }
    assert_eq!(story.devices().await[0]["failures"], 6);
    story.later(Duration::hours(3));
    assert!(story.work().await.is_empty(), "given up");
    // The next piece of news is tried on its own.
    story.mention("And this.").await;
    assert_eq!(story.work().await.len(), 1);
}

#[tokio::test]
async fn what_a_service_refuses_is_said_on_the_device_and_not_repeated() {
    let story = start().await;
    story.service.answer(403, "");
    story.mention("Look.").await;
    assert!(story.work().await.is_empty());
    assert_eq!(story.devices().await[0]["last_error"], "403 Forbidden: as told");
    story.later(Duration::hours(1));
    assert!(story.work().await.is_empty());
}

#[tokio::test]
async fn what_was_read_meanwhile_or_is_not_wanted_is_not_told() {
    let story = start().await;
    story.mention("Look.").await;
    // Looking at the ticket is reading what told of it.
    let path = format!("/tickets/{}/read", story.ticket.id);
    story.greta.post(&path, json!({})).await.ok();
    assert!(story.work().await.is_empty());
    let counts = story.greta.get("/tickets/counts").await.ok();
    assert_eq!(counts["notifications"], 0);

    story
        .greta
        .patch("/push-rules", json!({"notices": ["assigned"]}))
        .await
        .ok();
    story.mention("Look.").await;
    assert!(story.work().await.is_empty());

    let everything = json!({"notices": ["mention"], "quiet_days": [1, 2, 3, 4, 5, 6, 7]});
    story.greta.patch("/push-rules", everything).await.ok();
    story.mention("Look.").await;
    assert!(story.work().await.is_empty());
    story
        .greta
        .patch("/push-rules", json!({"quiet_days": []}))
        .await
        .ok();
    assert!(story.work().await.is_empty(), "the bell has it");

    story.set(json!({"enabled": false})).await;
    story.mention("Look.").await;
    assert!(story.work().await.is_empty());
    story.set(json!({"enabled": true})).await;
    story.mention("Look.").await;
    assert_eq!(story.work().await.len(), 1);
}

#[tokio::test]
async fn nobody_is_told_of_a_ticket_out_of_their_reach() {
    let story = start().await;
    story.mention("Look.").await;
    let role = json!({"name": "Elsewhere", "permissions": ["tickets_read"], "all_teams": false, "all_channels": false, "team_ids": [], "channel_ids": []});
    let role = story.anna.post("/roles", role).await.ok();
    let path = format!("/users/{}", story.greta.user_id);
    story.anna.patch(&path, json!({"role_id": role["id"]})).await.ok();
    assert!(story.work().await.is_empty());
}

#[tokio::test]
async fn whoever_signs_out_is_not_told_any_more() {
    let story = start().await;
    let elsewhere = story.test.sign_in(story.greta.user_id).await;
    assert_eq!(story.devices().await.len(), 1);
    story.greta.delete("/session").await.ok();
    let left = elsewhere.get("/push-devices").await.ok();
    assert_eq!(left["items"], json!([]));
    story.mention("Look.").await;
    assert!(story.work().await.is_empty());
}

#[tokio::test]
async fn whose_session_ends_by_itself_is_not_told_any_more() {
    let story = start().await;
    story.later(Duration::days(40));
    // The first round of all jobs sweeps, the second would tell.
    story.work().await;
    let anna = story.test.sign_in(story.anna.user_id).await;
    let greta = story.test.sign_in(story.greta.user_id).await;
    let left = greta.get("/push-devices").await.ok();
    assert_eq!(left["items"], json!([]));
    let path = format!("/tickets/{}/notes", story.ticket.id);
    let note = json!({"text": "Look.", "mention_ids": [story.greta.user_id]});
    anna.post(&path, note).await.ok();
    assert!(story.work().await.is_empty());
}

#[tokio::test]
async fn disabling_an_agent_silences_their_devices() {
    let story = start().await;
    story.mention("Look.").await;
    let path = format!("/users/{}", story.greta.user_id);
    story.anna.patch(&path, json!({"state": "disabled"})).await.ok();
    assert!(story.work().await.is_empty());
}

#[tokio::test]
async fn a_browser_belongs_to_whoever_signed_in_last() {
    let story = start().await;
    let ben = story.test.agent("Ben").await;
    let subscription = story
        .service
        .subscription(&vapid::public_key(&story.test.app.keys));
    let again = story.greta.post("/push-devices", subscription.clone()).await;
    assert_eq!(again.status, 200);
    let taken_over = ben.post("/push-devices", subscription).await;
    assert_eq!(taken_over.status, 201);
    assert!(story.devices().await.is_empty());
    story.mention("For Greta alone.").await;
    assert!(story.work().await.is_empty());
    // Somebody else's device is not there.
    let id = taken_over.json()["id"].as_str().unwrap().to_owned();
    for answer in [
        story.greta.delete(&format!("/push-devices/{id}")).await,
        story
            .greta
            .post(&format!("/push-devices/{id}/test"), json!({}))
            .await,
    ] {
        answer.problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_trial_arrives_whatever_the_rules_say() {
    let story = start().await;
    story
        .greta
        .patch("/push-rules", json!({"notices": []}))
        .await
        .ok();
    let id = story.devices().await[0]["id"].as_str().unwrap().to_owned();
    let sent = story
        .greta
        .post(&format!("/push-devices/{id}/test"), json!({}))
        .await;
    assert_eq!(sent.status, 202);
    let taken = story.work().await;
    assert_eq!(taken[0].message["title"], "Notifications work");
}

#[tokio::test]
async fn a_message_whose_sender_died_is_sent_by_the_next() {
    let story = start().await;
    story.mention("Look.").await;
    let app = &story.test.app;
    let tx = app.store.write().await.unwrap();
    centralino::desk::agent_push::queue_due(app, &tx).await.unwrap();
    let claimed = push_messages::claim(&tx, 10, Duration::seconds(60))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert!(story.work().await.is_empty(), "somebody has it");
    story.later(Duration::seconds(61));
    assert_eq!(story.work().await.len(), 1);
    // The dead one's late result changes nothing.
    let tx = app.store.write().await.unwrap();
    push_messages::put_back(&tx, &claimed[0], tx.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(story.work().await.is_empty());
}

#[tokio::test]
async fn nothing_inside_the_house_is_asked() {
    let story = {
        let mut story = start().await;
        let mut config = (*story.test.app.config).clone();
        config.security.allow_private_addresses = false;
        story.test.app.config = std::sync::Arc::new(config);
        story
    };
    story.mention("Look.").await;
    assert!(story.work().await.is_empty());
    assert_eq!(story.devices().await[0]["last_error"], "must be an https address");
}

#[tokio::test]
async fn what_is_no_subscription_is_refused_by_name() {
    let story = start().await;
    let key = vapid::public_key(&story.test.app.keys);
    let good = story.service.subscription(&key);
    let with = |pointer: &str, value: Value| {
        let mut body = good.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for (pointer, value) in [
        ("/name", json!(" ")),
        ("/name", json!("two\nlines")),
        ("/endpoint", json!("ftp://push.example.net/1")),
        (
            "/endpoint",
            json!(format!("https://push.example.net/{}", "a".repeat(2_000))),
        ),
        ("/keys/p256dh", json!("BBBB")),
        ("/keys/auth", json!("AAAA")),
    ] {
        let answer = story.greta.post("/push-devices", with(pointer, value)).await;
        let problem = answer.problem(422, "validation");
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    let other = with("/public_key", json!("BA"));
    story
        .greta
        .post("/push-devices", other)
        .await
        .problem(409, "other_key");
    for (pointer, rules) in [
        ("/quiet_days", json!({"quiet_days": [0]})),
        (
            "/quiet_hours/from",
            json!({"quiet_hours": {"from": "25:00", "until": "07:00"}}),
        ),
        (
            "/quiet_hours/until",
            json!({"quiet_hours": {"from": "07:00", "until": "07:00"}}),
        ),
    ] {
        let problem = story
            .greta
            .patch("/push-rules", rules)
            .await
            .problem(422, "validation");
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    let night = json!({"quiet_hours": {"from": "22:00", "until": "07:05"}});
    let rules = story.greta.patch("/push-rules", night.clone()).await.ok();
    assert_eq!(rules["quiet_hours"], night["quiet_hours"]);
    assert_eq!(rules["version"], 1);
    let stale = story.greta.clone().with("if-match", "\"0\"");
    stale
        .patch("/push-rules", json!({"quiet_hours": null}))
        .await
        .problem(412, "version_mismatch");
    let rules = story
        .greta
        .patch("/push-rules", json!({"quiet_hours": null}))
        .await
        .ok();
    assert_eq!(rules["quiet_hours"], Value::Null);
}

#[tokio::test]
async fn a_ticket_that_waits_too_long_is_told_of_once() {
    let story = start().await;
    let rules = json!({"notices": ["waiting"]});
    story.greta.patch("/push-rules", rules).await.ok();
    // The first round only draws the line: what waited before is no news.
    assert!(story.work().await.is_empty());
    let app = &story.test.app;
    story
        .test
        .written(&story.ticket, CUSTOMER, ParticipantRole::Requester, "Hello?")
        .await;
    let before = story.test.ticket_row(story.ticket.id).await;
    let tx = app.store.write().await.unwrap();
    let after = Ticket {
        waiting_since: Some(tx.now()),
        assignee_id: Some(story.greta.user_id),
        ..before.clone()
    };
    tickets::save(&tx, &before, after).await.unwrap();
    tx.commit().await.unwrap();
    story.later(Duration::hours(3));
    assert!(story.work().await.is_empty());
    story.later(Duration::minutes(61));
    let taken = story.work().await;
    assert_eq!(taken.len(), 1);
    assert_eq!(
        taken[0].message["title"],
        format!("Waiting too long · #{}", story.ticket.number)
    );
    story.later(Duration::hours(5));
    assert!(story.work().await.is_empty(), "told once");
    assert_eq!(story.mailbox.id, before.channel_id);
}
