//! `centralino import`: old mail from an mbox file or a Maildir, through the same intake as new mail.

mod maildir;
mod mbox;

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use centralino_channels::Timestamp;
use centralino_channels::channel::Channel;
use centralino_channels::event::{Event, Incoming};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use tokio::sync::mpsc::Sender;

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
    let (mails, length): (Mails, u64) = match args.format {
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

/// Files batch after batch; the next one is read and parsed meanwhile.
async fn file_all(
    app: &App,
    channel: &channels::Model,
    source: &str,
    mails: Mails,
    done: u64,
    bar: &ProgressBar,
) -> anyhow::Result<Summary> {
    let mut summary = Summary::default();
    let (ready, mut batches) = tokio::sync::mpsc::channel(1);
    let reader = Reader {
        open: app.channels.open(channel)?,
        clock: app.clock.clone(),
        bar: bar.clone(),
        done,
    };
    let reading = tokio::task::spawn_blocking(move || reader.read(mails, &ready));
    while let Some(batch) = batches.recv().await {
        file(app, channel, source, batch, &mut summary).await?;
    }
    summary.skipped = reading.await??;
    Ok(summary)
}

type Mails = Box<dyn Iterator<Item = std::io::Result<Mail>> + Send>;

/// Mails of one transaction.
struct ReadBatch {
    mails: Vec<Incoming>,
    /// How many of the source are done with the last of them.
    position: u64,
}

struct Reader {
    open: Arc<dyn Channel>,
    clock: Clock,
    bar: ProgressBar,
    done: u64,
}

impl Reader {
    /// Reads to the end, or until nobody takes the batches any more; gives how many an earlier run had done.
    fn read(&self, mails: Mails, ready: &Sender<ReadBatch>) -> std::io::Result<u64> {
        let (mut position, mut bytes) = (0, 0);
        let mut batch = Vec::new();
        let take = |batch: &mut Vec<Incoming>, position| {
            let mails = std::mem::take(batch);
            mails.is_empty() || ready.blocking_send(ReadBatch { mails, position }).is_ok()
        };
        for mail in mails {
            let mail = mail?;
            position += 1;
            self.bar.set_position(mail.progress);
            if position <= self.done {
                continue;
            }
            bytes += mail.raw.len();
            batch.push(self.parse(mail));
            if batch.len() >= BATCH_MAILS || bytes >= BATCH_BYTES {
                bytes = 0;
                if !take(&mut batch, position) {
                    break;
                }
            }
        }
        take(&mut batch, position);
        Ok(position.min(self.done))
    }

    fn parse(&self, mail: Mail) -> Incoming {
        let now = self.clock.now();
        let event = self.open.read(&mail.raw, now);
        Incoming {
            external_id: external_id(&mail.raw),
            received_at: mail.received_at.or(written(&event)).unwrap_or(now).min(now),
            raw: mail.raw,
            event,
        }
    }
}

async fn file(
    app: &App,
    channel: &channels::Model,
    source: &str,
    batch: ReadBatch,
    summary: &mut Summary,
) -> anyhow::Result<()> {
    for filed in intake::accept(app, IntakeSource::Import, channel, batch.mails, None).await? {
        summary.count(&filed);
    }
    // Behind the mails, never before them: a crash in between files nothing twice, the ledger knows them.
    let tx = app.store.write().await?;
    store::imports::advance(&tx, channel.id, source, batch.position).await?;
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
