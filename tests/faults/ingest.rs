//! The pipe of a mail server: the same mail many times at once, and a database that somebody else holds.

use std::process::Output;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::integrator::Integrator;
use super::letters::Letters;
use super::outage::Outage;
use super::place::{Place, feed};
use super::postbox::account;
use super::tally::{self, Tally};
use crate::support::dovecot::absent;
use crate::support::smtp_peer::{Script, SmtpPeer};

const LETTERS: Letters = Letters {
    openings: 2,
    customers: 2,
};
const INGEST: [&str; 4] = ["ingest", "--json", "--channel", "Support"];

async fn house() -> (Place, String) {
    let peer = SmtpPeer::start(Script::default()).await;
    let place = Place::new().await;
    let token = place.administrator();
    let (_life, address) = place.start().await;
    Integrator::new(&address, &token)
        .add_channel(&account("Support", None, &peer))
        .await;
    (place, token)
}

/// What the API says afterwards.
async fn looked_at(place: &Place, token: &str) -> Tally {
    let (_life, address) = place.start().await;
    let mut tally = Tally::default();
    tally::letters(&Integrator::new(&address, token), LETTERS, &mut tally).await;
    tally
}

fn told(output: &Output) -> Value {
    let errors = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {:?} {errors}", output.status))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_pipes_with_one_mail_make_one_message() {
    if absent("dovecot") {
        return;
    }
    let (place, token) = house().await;
    for n in 0..LETTERS.count() {
        let pipes: Vec<_> = (0..10)
            .map(|_| feed(place.command(&[], &INGEST), &LETTERS.raw(n)))
            .collect();
        let outputs: Vec<Output> = pipes
            .into_iter()
            .map(|pipe| pipe.wait_with_output().unwrap())
            .collect();
        let codes: Vec<_> = outputs.iter().map(|output| output.status.code()).collect();
        assert_eq!(codes, [Some(0); 10]);
        let first = outputs.iter().filter(|output| told(output)["duplicate"] == false);
        assert_eq!(first.count(), 1, "{outputs:?}");
    }
    let tally = looked_at(&place, &token).await;
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_database_makes_the_mail_server_try_again() {
    if absent("dovecot") {
        return;
    }
    let (place, token) = house().await;
    let outage = Outage::of(&place).await;
    outage.hold().await;
    let started = Instant::now();
    let pipe = feed(place.command(&[], &INGEST), &LETTERS.raw(0));
    let output = tokio::task::spawn_blocking(|| pipe.wait_with_output().unwrap())
        .await
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(75),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // A delivery agent has other mail to deliver.
    assert!(
        started.elapsed() < Duration::from_secs(120),
        "{:?}",
        started.elapsed()
    );
    outage.let_go().await;
    drop(outage);
    for n in 0..LETTERS.count() {
        place.say(&INGEST, &LETTERS.raw(n));
    }
    let tally = looked_at(&place, &token).await;
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
}
