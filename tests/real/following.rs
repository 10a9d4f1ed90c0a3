//! Channels followed by the hub on a real Dovecot: mail becomes tickets once, and trouble shows on the channel.

use std::time::{Duration, Instant};

use centralino::jobs;
use centralino::store::entity::channels::ChannelState;
use centralino::store::entity::{intake, messages, tickets};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::hub::{self, add_channel, change_channel, until};
use crate::support::TestApp;
use crate::support::dovecot::{Dovecot, USER, absent};

fn settings(dovecot: &Dovecot) -> Value {
    json!({
        "address": USER, "outbound": {"kind": "none"}, "ca_file": dovecot.ca_file, "inbound": dovecot.settings()
    })
}

fn mail(n: usize) -> String {
    format!(
        "From: Customer {n} <customer{n}@example.net>\r\nTo: {USER}\r\nSubject: Matter {n}\r\n\
         Message-ID: <matter-{n}@example.net>\r\n\r\nWords {n}\r\n"
    )
}

async fn start() -> TestApp {
    TestApp::start_with(|config| config.mail.max_backoff_seconds = 1).await
}

#[tokio::test]
async fn mail_becomes_tickets_once_also_after_restarts_and_renumbering() {
    if absent("dovecot") {
        return;
    }
    let mut dovecot = Dovecot::start(None);
    for n in 0..150 {
        dovecot.deliver("", mail(n).as_bytes());
    }
    let test = start().await;
    let app = &test.app;
    let channel = add_channel(app, "Support", settings(&dovecot)).await;
    let tickets = async || tickets::Entity::find().count(app.store.read()).await.unwrap();
    for round in 1..=3 {
        let stop = CancellationToken::new();
        let running = tokio::spawn(jobs::run(app.clone(), stop.clone()));
        let expected = 150 + round;
        dovecot.deliver("", mail(usize::try_from(expected).unwrap()).as_bytes());
        until(&format!("{expected} tickets"), async || {
            (tickets().await >= expected).then_some(())
        })
        .await;
        stop.cancel();
        running.await.unwrap();
        if round == 2 {
            dovecot.renumber();
        }
    }
    assert_eq!(tickets().await, 153);
    assert_eq!(
        messages::Entity::find().count(app.store.read()).await.unwrap(),
        153
    );
    let failed = intake::Entity::find().all(app.store.read()).await.unwrap();
    assert!(failed.iter().all(|row| row.state != intake::IntakeState::Failed));
    let row = hub::channel(app, channel.id).await;
    assert!(row.last_ok_at.is_some() && row.state == ChannelState::Active);
}

#[tokio::test]
async fn a_wrong_password_shows_on_the_channel_and_goes_when_it_is_put_right() {
    if absent("dovecot") {
        return;
    }
    let dovecot = Dovecot::start(None);
    dovecot.deliver("", mail(1).as_bytes());
    let test = start().await;
    let app = &test.app;
    let stop = CancellationToken::new();
    let running = tokio::spawn(jobs::run(app.clone(), stop.clone()));
    let mut wrong = settings(&dovecot);
    wrong["inbound"]["password"] = json!("wrong");
    let channel = add_channel(app, "Support", wrong).await;
    let shown = until("the error on the channel", async || {
        let row = hub::channel(app, channel.id).await;
        (row.state == ChannelState::Error).then_some(row)
    })
    .await;
    let words = shown.last_error.unwrap();
    assert!(
        words.contains("refused the sign-in") && !words.contains("wrong"),
        "{words}"
    );
    assert!(shown.last_error_at.is_some());
    change_channel(app, channel.id, settings(&dovecot)).await;
    until("the channel works again", async || {
        let row = hub::channel(app, channel.id).await;
        (row.state == ChannelState::Active && row.last_error.is_none() && row.last_ok_at.is_some())
            .then_some(())
    })
    .await;
    until("the mail", async || {
        tickets::Entity::find().one(app.store.read()).await.unwrap()
    })
    .await;
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn a_password_that_turns_wrong_and_right_again_needs_no_admin() {
    if absent("dovecot") {
        return;
    }
    let mut dovecot = Dovecot::start(None);
    let test = start().await;
    let app = &test.app;
    let stop = CancellationToken::new();
    let running = tokio::spawn(jobs::run(app.clone(), stop.clone()));
    let channel = add_channel(app, "Support", settings(&dovecot)).await;
    let state = async |wanted: ChannelState| {
        let row = hub::channel(app, channel.id).await;
        (row.state == wanted
            && (wanted == ChannelState::Error) == row.last_error.is_some()
            && row.last_ok_at.is_some())
        .then_some(())
    };
    until("the channel works", async || state(ChannelState::Active).await).await;
    dovecot.set_password("another");
    dovecot.stop();
    dovecot.run();
    until("the error on the channel", async || {
        state(ChannelState::Error).await
    })
    .await;
    dovecot.set_password(crate::support::dovecot::PASSWORD);
    until("the channel recovered", async || {
        state(ChannelState::Active).await
    })
    .await;
    let started = Instant::now();
    dovecot.deliver("", mail(7).as_bytes());
    until("the mail", async || {
        tickets::Entity::find().one(app.store.read()).await.unwrap()
    })
    .await;
    assert!(started.elapsed() < Duration::from_secs(10));
    stop.cancel();
    running.await.unwrap();
}
