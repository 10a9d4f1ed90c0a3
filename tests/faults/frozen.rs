//! A node that stands still for longer than its leases last, beside another that goes on (where the database allows two),
//! or alone.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::asked;
use super::integrator::{Integrator, Posted};
use super::place::Place;
use super::postbox::account;
use super::tally::{self, Tally};
use crate::support::dovecot::absent;
use crate::support::smtp_peer::{At, Fault, Script, SmtpPeer};

const WRITTEN: usize = 120;
/// More than a lease (a minute) and the look for lapsed ones (every ten seconds).
const FROZEN: Duration = Duration::from_secs(75);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_frozen_past_its_leases_doubles_nothing() {
    if absent("dovecot") {
        return;
    }
    let peer = SmtpPeer::start(Script {
        faults: [(At::Dot, Fault::Slow(Duration::from_millis(150)))].into(),
        ..Script::default()
    })
    .await;
    let place = Place::new().await;
    let token = place.administrator();
    let (frozen, address) = place.start().await;
    let first = Integrator::new(&address, &token);
    let channel = first.add_channel(&account("Support", None, &peer)).await;
    // Two nodes share one server; a database file belongs to one process.
    let second = match place.database_url {
        Some(_) => {
            let (life, address) = place.start().await;
            Some((life, Integrator::new(&address, &token)))
        }
        None => None,
    };
    let mut posted = write(&first, &channel, 0..WRITTEN).await;
    while peer.taken().len() < WRITTEN / 6 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    frozen.signal("STOP");
    let stood_still = Instant::now();
    let others = second.as_ref().map_or(&first, |(_, other)| other);
    if second.is_some() {
        posted.extend(write(others, &channel, WRITTEN..WRITTEN + 40).await);
    }
    let pause = Duration::from_secs(asked("CENTRALINO_TEST_FROZEN_SECONDS", FROZEN.as_secs()));
    tokio::time::sleep(pause.saturating_sub(stood_still.elapsed())).await;
    if second.is_some() {
        settled(others).await;
    }
    frozen.signal("CONT");
    settled(&first).await;
    // A late result would have come by now.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut tally = Tally::default();
    tally::replies(others, &posted, &peer.taken(), &place.log(), &mut tally).await;
    println!(
        "frozen: {} sent, {} in doubt ({} arrived)",
        tally.sent,
        tally.doubts.len(),
        tally.doubts_that_arrived
    );
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    assert_eq!(tally.failed, 0);
    // What one node of one channel had in hand.
    assert!(tally.doubts.len() <= 4, "{:?}", tally.doubts);
}

/// New tickets, each a message that goes out.
pub async fn write(hub: &Integrator, channel: &str, which: std::ops::Range<usize>) -> Vec<Posted> {
    let mut posted = Vec::new();
    for n in which {
        let address = format!("customer{n}@example.net");
        posted.push(
            hub.write_to(channel, &address, &format!("reply-{n:05}-end"))
                .await,
        );
    }
    posted
}

/// Waits until the outbox is empty.
pub async fn settled(hub: &Integrator) {
    let started = Instant::now();
    loop {
        let channels: Value = hub.get("/channels").await;
        if channels["items"][0]["outbox_waiting"] == 0 {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(180), "{channels}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
