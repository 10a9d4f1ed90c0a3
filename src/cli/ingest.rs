//! `centralino ingest`: one mail from a pipe, for the delivery agent of a mail server.

use std::io::Read as _;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use centralino_channels::event::{Event, Incoming};
use clap::Args;

use crate::app::App;
use crate::blobs;
use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::desk::intake::{self, Filed, IntakeSource};
use crate::desk::ours::Ours;
use crate::{store, telemetry};

/// sysexits.h: the input file is not there.
const EX_NOINPUT: i32 = 66;
/// sysexits.h: try again later; the mail server keeps the mail.
const EX_TEMPFAIL: i32 = 75;

/// A delivery agent has other mail to deliver: a mail that cannot be stored in this time comes again.
const PATIENCE: Duration = Duration::from_secs(90);

/// More than the parser takes, so that it is the parser who says that a mail is too large.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes (sysexits.h): 0 stored, also when the mail could not be read and waits for an administrator; \
    66 FILE is not there; 75 anything else, so that the mail server tries again.\n\n\
    Examples:\n  centralino ingest --channel Support < mail.eml\n  \
    Postfix master.cf: flags=DRXhu user=centralino argv=/usr/bin/centralino ingest --channel Support"
)]
pub struct IngestArgs {
    /// Name of the channel the mail is for; another channel whose address is among the recipients takes precedence
    /// over one whose address is not.
    #[arg(long, value_name = "NAME")]
    channel: String,
    /// The mail; default: standard input.
    file: Option<PathBuf>,
    /// Print what became of it as JSON.
    #[arg(long)]
    json: bool,
}

/// Gives the exit code; never an error, which would be taken for a final refusal of the mail.
pub async fn run(config: Result<Config, ConfigError>, args: &IngestArgs) -> anyhow::Result<i32> {
    start_logs(config.as_ref().ok());
    if args.file.as_ref().is_some_and(|file| !file.exists()) {
        tracing::error!(file = ?args.file, "there is no such file");
        return Ok(EX_NOINPUT);
    }
    let ingested = tokio::time::timeout(PATIENCE, ingest(config, args)).await;
    match ingested.unwrap_or_else(|_| Err(anyhow::anyhow!("the database took more than {PATIENCE:?}"))) {
        Ok(filed) => {
            if args.json {
                super::print_json(&as_json(&filed))?;
            }
            Ok(0)
        }
        Err(error) => {
            tracing::error!(
                error = format!("{error:#}"),
                "the mail was not stored; try again later"
            );
            Ok(EX_TEMPFAIL)
        }
    }
}

/// Only what goes wrong: a mail server puts every line of ours into its log.
fn start_logs(config: Option<&Config>) {
    let mut log = config.map(|config| config.log.clone()).unwrap_or_default();
    log.filter = "warn".to_owned();
    telemetry::start_logs(&log);
}

async fn ingest(config: Result<Config, ConfigError>, args: &IngestArgs) -> anyhow::Result<Filed> {
    let raw = read(args)?;
    let app = App::open(config?, Clock::system()).await?;
    app.live.tell_others();
    let filed = accept(&app, &args.channel, raw).await;
    app.store.close().await?;
    filed
}

async fn accept(app: &App, channel: &str, raw: Bytes) -> anyhow::Result<Filed> {
    let conn = app.store.read();
    let given = store::channels::by_name(conn, channel)
        .await?
        .ok_or_else(|| anyhow::anyhow!("there is no channel called {channel}"))?;
    let now = app.clock.now();
    let mut event = app.channels.open(&given)?.read(&raw, now);
    let ours = Ours::of(store::channels::all(conn).await?);
    let receiving = match &event {
        Event::Message(mail) => ours.receiving(&mail.recipients, &given),
        Event::Receipt(receipt) => ours.receiving(&receipt.recipients, &given),
        Event::Unreadable(_) => &given,
    };
    if receiving.id != given.id {
        event = app.channels.open(receiving)?.read(&raw, now);
    }
    let incoming = Incoming {
        external_id: external_id(&raw),
        received_at: now,
        raw,
        event,
    };
    let filed = intake::accept(app, IntakeSource::Pipe, receiving, vec![incoming], None).await?;
    filed
        .into_iter()
        .next()
        .ok_or_else(|| anyhow::anyhow!("nothing was stored"))
}

/// Ledger key of a mail without any other: the same bytes are the same delivery.
pub fn external_id(raw: &[u8]) -> String {
    format!("sha256:{}", blobs::hash(raw))
}

/// For `--json` of the commands that file mail.
pub fn as_json(filed: &Filed) -> serde_json::Value {
    serde_json::json!({
        "intake_id": filed.intake_id,
        "state": filed.state,
        "reason": filed.reason,
        "ticket_id": filed.ticket_id,
        "message_id": filed.message_id,
        "duplicate": filed.duplicate,
    })
}

fn read(args: &IngestArgs) -> anyhow::Result<Bytes> {
    let mut raw = Vec::new();
    match &args.file {
        Some(file) => std::fs::File::open(file)?
            .take(MOST_BYTES)
            .read_to_end(&mut raw)?,
        None => std::io::stdin().lock().take(MOST_BYTES).read_to_end(&mut raw)?,
    };
    Ok(raw.into())
}
