//! The intake of mail as `import` and the mailbox task drive it, against one transaction for each mail.

use std::time::{Duration, Instant};

use bytes::Bytes;
use centralino::app::App;
use centralino::desk::intake::{self, IntakeSource};
use centralino::store::entity::channels;
use centralino_channels::event::Incoming;

use super::{hub, mails};

/// Mails of one batch, as in `import`.
const BATCH: usize = 200;

/// Files `count` mails in batches, and a twentieth as many one by one.
pub async fn run(app: &App, count: usize) {
    let mailbox = hub::mailbox(app, "Inbox").await;
    let address = mailbox.address.clone().unwrap();
    println!(
        "\n### Intake\n\n| what | mails/s | MB/s | of it parsing | keeping and filing | statements a mail |\n|---|---:|---:|---:|---:|---:|"
    );
    let alone = file(app, &mailbox, count..count + count / 20, 1, &address).await;
    let grouped = file(app, &mailbox, 0..count, BATCH, &address).await;
    println!(
        "\nBatches of {BATCH} over one mail at a time: {:.1} times as many.",
        grouped / alone
    );
}

/// Gives mails in a second.
async fn file(
    app: &App,
    mailbox: &channels::Model,
    numbers: std::ops::Range<usize>,
    batch: usize,
    address: &str,
) -> f64 {
    let channel = app.channels.open(mailbox).unwrap();
    let count = numbers.len();
    let (mut parsing, mut filing, mut bytes) = (Duration::ZERO, Duration::ZERO, 0);
    let all: Vec<usize> = numbers.collect();
    let before = app.store.statements();
    for part in all.chunks(batch) {
        let raws: Vec<(usize, Bytes)> = part.iter().map(|n| (*n, mails::mail(*n, address))).collect();
        bytes += raws.iter().map(|(_, raw)| raw.len()).sum::<usize>();
        let started = Instant::now();
        let now = app.clock.now();
        let incoming: Vec<Incoming> = raws
            .into_iter()
            .map(|(n, raw)| Incoming {
                external_id: format!("bench:{n}"),
                event: channel.read(&raw, now),
                raw,
                received_at: now,
            })
            .collect();
        parsing += started.elapsed();
        let started = Instant::now();
        let filed = intake::accept(app, IntakeSource::Import, mailbox, incoming, None)
            .await
            .unwrap();
        filing += started.elapsed();
        assert!(
            filed
                .iter()
                .all(|filed| filed.ticket_id.is_some() && !filed.duplicate),
            "{:?}",
            filed[0]
        );
    }
    let seconds = (parsing + filing).as_secs_f64();
    let rate = count as f64 / seconds;
    println!(
        "| {count} mails of 5 to 50 KB, {batch} in a transaction | {rate:.0} | {:.1} | {:.1} s | {:.1} s | {} |",
        bytes as f64 / seconds / 1e6,
        parsing.as_secs_f64(),
        filing.as_secs_f64(),
        (app.store.statements() - before) / count as u64,
    );
    rate
}
