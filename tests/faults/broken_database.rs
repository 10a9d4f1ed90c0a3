//! A database that breaks off or is held by somebody else, while messages go out and mail comes in.

use std::time::{Duration, Instant};

use super::dice::Dice;
use super::frozen::settled;
use super::integrator::Integrator;
use super::letters::Letters;
use super::outage::{Outage, PATIENCE};
use super::place::Place;
use super::postbox::account;
use super::tally::{self, Tally};
use crate::support::dovecot::{Dovecot, absent};
use crate::support::smtp_peer::{At, Fault, Script, SmtpPeer};

const LETTERS: Letters = Letters {
    openings: 200,
    customers: 40,
};
const WRITTEN: usize = 150;
const OUTAGES: usize = 15;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_breaks_off_doubles_nothing_and_leaves_no_doubt() {
    if absent("dovecot") {
        return;
    }
    let mut dice = Dice::new("a database that breaks off");
    let dovecot = Dovecot::start(None);
    // So slow that outages fall between the final dot and its answer.
    let peer = SmtpPeer::start(Script {
        faults: [(At::Dot, Fault::Slow(Duration::from_millis(200)))].into(),
        ..Script::default()
    })
    .await;
    let mut place = Place::new().await;
    PATIENCE.clone_into(&mut place.patience);
    let token = place.administrator();
    let (_life, address) = place.start().await;
    let hub = Integrator::new(&address, &token);
    let channel = hub.add_channel(&account("Support", Some(&dovecot), &peer)).await;

    let writing = tokio::spawn({
        let hub = hub.clone();
        async move {
            let mut posted = Vec::new();
            for n in 0..WRITTEN {
                let address = format!("supplier{n}@example.org");
                posted.push(
                    hub.write_to(&channel, &address, &format!("reply-{n:05}-end"))
                        .await,
                );
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            posted
        }
    });
    let mut outage = Outage::of(&place).await;
    for round in 0..OUTAGES {
        let part = LETTERS.count() / OUTAGES;
        let until = if round + 1 == OUTAGES {
            LETTERS.count()
        } else {
            part * (round + 1)
        };
        LETTERS.deliver(&dovecot, part * round..until);
        tokio::time::sleep(dice.milliseconds(100, 700)).await;
        outage.strike(dice.milliseconds(1200, 2500)).await;
    }
    drop(outage);
    let posted = writing.await.unwrap();
    settled(&hub).await;
    let started = Instant::now();
    while hub.all("/tickets").await.len() < LETTERS.openings + WRITTEN {
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "{}",
            hub.get("/channels").await
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let mut tally = Tally::default();
    tally::letters(&hub, LETTERS, &mut tally).await;
    tally::replies(&hub, &posted, &peer.taken(), &place.log(), &mut tally).await;
    println!(
        "{OUTAGES} outages: {} sent, {} in doubt",
        tally.sent,
        tally.doubts.len()
    );
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    assert_eq!(
        (tally.sent, tally.doubts.len()),
        (WRITTEN, 0),
        "no process died, so each outcome was known"
    );
}
