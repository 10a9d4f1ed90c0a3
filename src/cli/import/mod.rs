//! `centralino import`: old mail from an mbox file or a Maildir, through the same intake as new mail.

mod maildir;
mod mbox;

use std::path::PathBuf;

use bytes::Bytes;
use centralino_channels::Timestamp;
use centralino_channels::event::{Event, Incoming};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::ingest::external_id;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::desk::intake::{self, Filed, IntakeSource, IntakeState};
use crate::store;
use crate::store::entity::channels;

/// Mails and bytes of one transaction: what is held in memory at most, but for one larger mail.
const BATCH_MAILS: usize = 200;
const BATCH_BYTES: usize = 16 * 1024 * 1024;

#[derive(Debug, Args)]
#[command(
    after_help = "Nobody is sent an acknowledgement. Interrupted, it goes on where it stopped; mail that is there \
    already is not filed twice.\n\nExamples:\n  centralino import mbox ./support.mbox --channel Support\n  \
    centralino import maildir /var/mail/support --channel Support"
)]
pub struct ImportArgs {
    format: Format,
    path: PathBuf,
    /// Name of the channel the mail belongs to.
    #[arg(long, value_name = "NAME")]
    channel: String,
    /// Begin at the first mail, whatever an earlier run did.
    #[arg(long)]
    restart: bool,
    /// Print what was done as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One file with all mails, each after a `From ` line.
    Mbox,
    /// A folder with a file for each mail in `cur` and `new`.
    Maildir,
}

/// One mail of the source.
pub struct Mail {
    raw: Bytes,
    /// When it arrived, as far as the source knows.
    received_at: Option<Timestamp>,
    /// Where the progress bar stands after it.
    progress: u64,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Summary {
    accepted: u64,
    duplicates: u64,
    ignored: u64,
    failed: u64,
    /// Done by an earlier run.
    skipped: u64,
}

/// Gives the exit code.
pub async fn run(config: Config, args: &ImportArgs) -> anyhow::Result<i32> {
    let app = App::open(config, Clock::system()).await?;
    app.live.tell_others();
    let channel = store::channels::by_name(app.store.read(), &args.channel)
        .await?
        .ok_or_else(|| anyhow::anyhow!("there is no channel called {}", args.channel))?;
    let source = args.path.canonicalize()?.display().to_string();
    let (mails, length): (Box<dyn Iterator<Item = std::io::Result<Mail>>>, u64) = match args.format {
        Format::Mbox => (
            Box::new(mbox::open(&args.path)?),
            std::fs::metadata(&args.path)?.len(),
        ),
        Format::Maildir => {
            let files = maildir::files(&args.path)?;
            let length = files.len() as u64;
            (Box::new(maildir::read(files)), length)
        }
    };
    let done = match args.restart {
        true => 0,
        false => store::imports::position(app.store.read(), channel.id, &source).await?,
    };
    let bar = bar(length);
    let summary = file_all(&app, &channel, &source, mails, done, &bar).await;
    bar.finish_and_clear();
    app.store.close().await?;
    let summary = summary?;
    if args.json {
        super::print_json(&serde_json::to_value(summary)?)?;
    } else {
        super::print_line(&format!(
            "{} filed, {} were there already, {} ignored, {} failed, {} done by an earlier run.",
            summary.accepted, summary.duplicates, summary.ignored, summary.failed, summary.skipped
        ))?;
    }
    Ok(0)
}

async fn file_all(
    app: &App,
    channel: &channels::Model,
    source: &str,
    mails: impl Iterator<Item = std::io::Result<Mail>>,
    done: u64,
    bar: &ProgressBar,
) -> anyhow::Result<Summary> {
    let open = app.channels.open(channel)?;
    let mut summary = Summary::default();
    let mut position = 0;
    let mut batch: Vec<Incoming> = Vec::new();
    let mut bytes = 0;
    for mail in mails {
        let mail = mail?;
        position += 1;
        bar.set_position(mail.progress);
        if position <= done {
            summary.skipped += 1;
            continue;
        }
        bytes += mail.raw.len();
        let now = app.clock.now();
        let event = open.read(&mail.raw, now);
        batch.push(Incoming {
            external_id: external_id(&mail.raw),
            received_at: mail.received_at.or(written(&event)).unwrap_or(now).min(now),
            raw: mail.raw,
            event,
        });
        if batch.len() >= BATCH_MAILS || bytes >= BATCH_BYTES {
            file(
                app,
                channel,
                source,
                std::mem::take(&mut batch),
                position,
                &mut summary,
            )
            .await?;
            bytes = 0;
        }
    }
    file(app, channel, source, batch, position, &mut summary).await?;
    Ok(summary)
}

async fn file(
    app: &App,
    channel: &channels::Model,
    source: &str,
    batch: Vec<Incoming>,
    position: u64,
    summary: &mut Summary,
) -> anyhow::Result<()> {
    if batch.is_empty() {
        return Ok(());
    }
    for filed in intake::accept(app, IntakeSource::Import, channel, batch, None).await? {
        summary.count(&filed);
    }
    // Behind the mails, never before them: a crash in between files nothing twice, the ledger knows them.
    let tx = app.store.write().await?;
    store::imports::advance(&tx, channel.id, source, position).await?;
    tx.commit().await?;
    Ok(())
}

impl Summary {
    fn count(&mut self, filed: &Filed) {
        let counter = match filed.state {
            _ if filed.duplicate => &mut self.duplicates,
            IntakeState::Accepted => &mut self.accepted,
            IntakeState::Ignored | IntakeState::Discarded => &mut self.ignored,
            IntakeState::Failed => &mut self.failed,
        };
        *counter += 1;
    }
}

fn written(event: &Event) -> Option<Timestamp> {
    match event {
        Event::Message(mail) => mail.sent_at,
        Event::Receipt(_) | Event::Unreadable(_) => None,
    }
}

fn bar(length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %  {elapsed}, {eta} left") {
        bar.set_style(style);
    }
    bar
}
