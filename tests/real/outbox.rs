//! The outbox against servers that refuse, break and stall: what the message, its copies and the channel say after.

use std::time::{Duration as StdDuration, Instant};

use centralino::jobs;
use centralino::store;
use centralino::store::entity::channels::ChannelState;
use centralino::store::entity::messages::DeliveryState;
use centralino::store::entity::outbox::OutboxStage;
use chrono::Duration;
use tokio_util::sync::CancellationToken;

use super::hub::{self, add_channel, copies, message, outbox_row, reply, sending_to};
use crate::support::TestApp;
use crate::support::smtp_peer::{At, Fault, Script, SmtpPeer};

fn faulty(at: At, fault: Fault) -> Script {
    Script {
        faults: [(at, fault)].into(),
        ..Script::default()
    }
}

#[tokio::test]
async fn a_message_goes_out_once() {
    let peer = SmtpPeer::start(Script::default()).await;
    let test = TestApp::start().await;
    let channel = add_channel(&test.app, "Support", sending_to("support@example.com", peer.port)).await;
    let sent = reply(&test.app, &channel, &["customer@example.net"]).await;
    assert!(jobs::run_due(&test.app).await.unwrap() >= 1);
    assert_eq!(jobs::run_due(&test.app).await.unwrap(), 0);
    let taken = peer.taken();
    assert_eq!(
        (taken.len(), taken[0].to.as_slice()),
        (1, ["customer@example.net".to_owned()].as_slice())
    );
    assert!(String::from_utf8_lossy(&taken[0].bytes).contains(&sent.reference_id.unwrap()));
    assert_eq!(message(&test.app, sent.id).await.state, DeliveryState::Sent);
    assert!(outbox_row(&test.app, sent.id).await.is_none());
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_again_by_the_schedule() {
    let peer = SmtpPeer::start(faulty(At::Rcpt, Fault::Answer("450 4.7.1 greylisted"))).await;
    let test = TestApp::start().await;
    let app = &test.app;
    let channel = add_channel(app, "Support", sending_to("support@example.com", peer.port)).await;
    let sent = reply(app, &channel, &["customer@example.net"]).await;
    for minutes in [1, 5, 15, 30] {
        jobs::run_due(app).await.unwrap();
        let row = outbox_row(app, sent.id).await.unwrap();
        let wait = row.due_at - app.clock.now();
        assert!(
            (wait - Duration::minutes(minutes)).abs() < Duration::seconds(20),
            "{minutes} min: {wait}"
        );
        assert_eq!(row.stage, OutboxStage::Waiting);
        let reason = message(app, sent.id).await.state_reason.unwrap_or_default();
        let expected = if minutes < 30 {
            "will be tried again: 450"
        } else {
            "delayed: 450"
        };
        assert!(reason.starts_with(expected), "{minutes} min: {reason}");
        app.clock
            .advance(Duration::minutes(minutes) + Duration::seconds(1));
    }
    assert_eq!(message(app, sent.id).await.state, DeliveryState::Queued);
    peer.behave(Script::default());
    // The kept connection still has the old manners for a while.
    for _ in 0..3 {
        tokio::time::sleep(StdDuration::from_millis(10)).await;
        jobs::run_due(app).await.unwrap();
        app.clock.advance(Duration::hours(9));
        app.channels.forget(channel.id);
    }
    assert_eq!(message(app, sent.id).await.state, DeliveryState::Sent);
    assert_eq!(peer.taken().len(), 1);
}

#[tokio::test]
async fn after_two_days_it_is_given_up_with_words() {
    let peer = SmtpPeer::start(faulty(At::Mail, Fault::Answer("451 4.3.0 busy"))).await;
    let test = TestApp::start().await;
    let app = &test.app;
    let channel = add_channel(app, "Support", sending_to("support@example.com", peer.port)).await;
    let sent = reply(app, &channel, &["customer@example.net"]).await;
    jobs::run_due(app).await.unwrap();
    app.clock.advance(Duration::hours(49));
    jobs::run_due(app).await.unwrap();
    let after = message(app, sent.id).await;
    assert_eq!(after.state, DeliveryState::Failed);
    assert!(after.state_reason.unwrap().contains("48 hours"));
    assert!(outbox_row(app, sent.id).await.is_none());
}

#[tokio::test]
async fn a_doubt_is_shown_and_not_repeated() {
    let peer = SmtpPeer::start(faulty(At::Dot, Fault::Drop)).await;
    let test = TestApp::start().await;
    let app = &test.app;
    let channel = add_channel(app, "Support", sending_to("support@example.com", peer.port)).await;
    let sent = reply(app, &channel, &["customer@example.net"]).await;
    for _ in 0..3 {
        jobs::run_due(app).await.unwrap();
        app.clock.advance(Duration::hours(5));
    }
    assert_eq!(message(app, sent.id).await.state, DeliveryState::Unknown);
    assert_eq!(peer.taken().len(), 1);
}

#[tokio::test]
async fn each_recipient_has_an_outcome_of_its_own() {
    let peer = SmtpPeer::start(Script {
        refuse: [
            ("b@example.net", "550 5.1.1 no such user"),
            ("c@example.net", "451 4.2.1 later"),
        ]
        .into(),
        ..Script::default()
    })
    .await;
    let test = TestApp::start().await;
    let app = &test.app;
    let channel = add_channel(app, "Support", sending_to("support@example.com", peer.port)).await;
    let sent = reply(
        app,
        &channel,
        &["a@example.net", "b@example.net", "c@example.net"],
    )
    .await;
    jobs::run_due(app).await.unwrap();
    let states: Vec<&str> = copies(app, sent.id)
        .await
        .into_iter()
        .map(|(_, state)| state)
        .collect();
    assert_eq!((states[0], states[1]), ("sent", "failed"));
    assert!(outbox_row(app, sent.id).await.is_some());
    peer.behave(Script::default());
    app.channels.forget(channel.id);
    app.clock.advance(Duration::minutes(2));
    jobs::run_due(app).await.unwrap();
    let states: Vec<&str> = copies(app, sent.id)
        .await
        .into_iter()
        .map(|(_, state)| state)
        .collect();
    assert_eq!(states, ["sent", "failed", "sent"]);
    let taken = peer.taken();
    assert_eq!(
        taken.iter().map(|mail| mail.to.clone()).collect::<Vec<_>>(),
        [["a@example.net"], ["c@example.net"]]
    );
    assert_eq!(taken[0].bytes, taken[1].bytes);
    assert!(outbox_row(app, sent.id).await.is_none());
}

#[tokio::test]
async fn a_refused_sign_in_stops_the_channel_and_keeps_the_queue() {
    let peer = SmtpPeer::start(faulty(
        At::Mail,
        Fault::Answer("530 5.7.0 Authentication required"),
    ))
    .await;
    let test = TestApp::start().await;
    let app = &test.app;
    let channel = add_channel(app, "Support", sending_to("support@example.com", peer.port)).await;
    let first = reply(app, &channel, &["a@example.net"]).await;
    jobs::run_due(app).await.unwrap();
    let stopped = hub::channel(app, channel.id).await;
    assert_eq!(stopped.state, ChannelState::Error);
    assert!(stopped.last_error.unwrap().contains("Authentication required"));
    let second = reply(app, &channel, &["b@example.net"]).await;
    app.clock.advance(Duration::hours(1));
    assert_eq!(jobs::deliver::run_once(app).await.unwrap(), 0);
    assert_eq!(message(app, first.id).await.state, DeliveryState::Queued);
    // The admin puts it right.
    peer.behave(Script::default());
    let settings = sending_to("support@example.com", peer.port);
    assert_eq!(
        hub::change_channel(app, channel.id, settings).await.state,
        ChannelState::Active
    );
    jobs::run_due(app).await.unwrap();
    for id in [first.id, second.id] {
        assert_eq!(message(app, id).await.state, DeliveryState::Sent);
    }
}

#[tokio::test]
async fn a_lost_attempt_is_repeated_before_the_handover_and_in_doubt_after_it() {
    let test = TestApp::start().await;
    let app = &test.app;
    let channel = add_channel(app, "Support", sending_to("support@example.com", 9)).await;
    let sent = reply(app, &channel, &["a@example.net"]).await;
    let claim = async || {
        let tx = app.store.write().await.unwrap();
        let row = store::outbox::claim(&tx, channel.id, 10, Duration::seconds(60))
            .await
            .unwrap()
            .remove(0);
        tx.commit().await.unwrap();
        row
    };
    let dead = claim().await;
    assert_eq!(
        jobs::deliver::release_lapsed(app).await.unwrap(),
        0,
        "its worker lives"
    );
    app.clock.advance(Duration::minutes(2));
    assert_eq!(jobs::deliver::release_lapsed(app).await.unwrap(), 1);
    let row = outbox_row(app, sent.id).await.unwrap();
    assert_eq!((row.stage, row.attempts), (OutboxStage::Waiting, 0));
    let alive = claim().await;
    assert_eq!(alive.attempt_no, dead.attempt_no + 1);
    // The dead one wakes up: nothing it says counts.
    let tx = app.store.write().await.unwrap();
    assert!(
        !store::outbox::hand_over(&tx, &dead, Duration::seconds(60))
            .await
            .unwrap()
    );
    assert!(!store::outbox::finish(&tx, &dead).await.unwrap());
    assert!(
        !store::outbox::put_back(&tx, &dead, tx.now(), 1, "late")
            .await
            .unwrap()
    );
    assert!(
        store::outbox::hand_over(&tx, &alive, Duration::seconds(60))
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    app.clock.advance(Duration::minutes(2));
    assert_eq!(jobs::deliver::release_lapsed(app).await.unwrap(), 1);
    assert_eq!(message(app, sent.id).await.state, DeliveryState::Unknown);
    assert!(outbox_row(app, sent.id).await.is_none());
}

#[tokio::test]
async fn a_slow_channel_does_not_delay_another() {
    let slow = SmtpPeer::start(faulty(At::Greeting, Fault::Hang)).await;
    let quick = SmtpPeer::start(Script::default()).await;
    let test = TestApp::start().await;
    let app = &test.app;
    let first = add_channel(app, "Slow", sending_to("slow@example.com", slow.port)).await;
    let second = add_channel(app, "Quick", sending_to("quick@example.com", quick.port)).await;
    for _ in 0..6 {
        reply(app, &first, &["a@example.net"]).await;
    }
    let stop = CancellationToken::new();
    let running = tokio::spawn(jobs::run(app.clone(), stop.clone()));
    tokio::time::sleep(StdDuration::from_millis(300)).await;
    let started = Instant::now();
    let sent = reply(app, &second, &["b@example.net"]).await;
    hub::until("the quick channel's message", || async {
        (message(app, sent.id).await.state == DeliveryState::Sent).then_some(())
    })
    .await;
    assert!(
        started.elapsed() < StdDuration::from_millis(1900),
        "{:?}",
        started.elapsed()
    );
    stop.cancel();
    running.await.unwrap();
}
