//! `centralino replay`: files failed mail again, from its raw bytes.

use clap::Args;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::desk::intake::{self, Filed, IntakeState};
use crate::store;
use crate::store::entity::intake::Model;

/// Rows looked at in one go.
const PAGE: u64 = 100;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  centralino replay --failed\n  centralino replay --id 0193f2a0-0000-7000-8000-000000000000\n\n\
    What is filed leaves the list of failed mail; what fails again stays there with its new reason."
)]
pub struct ReplayArgs {
    /// Everything that failed.
    #[arg(long, required_unless_present = "id", conflicts_with = "id")]
    failed: bool,
    /// One row of the ledger.
    #[arg(long, value_name = "ID")]
    id: Option<Uuid>,
    /// Print the outcomes as JSON.
    #[arg(long)]
    json: bool,
}

/// Gives the exit code: 1 when something failed again.
pub async fn run(config: Config, args: &ReplayArgs) -> anyhow::Result<i32> {
    let app = App::open(config, Clock::system()).await?;
    app.live.tell_others();
    let mut outcomes = Vec::new();
    let mut after = None;
    loop {
        let rows = wanted(&app, args, after).await?;
        for row in &rows {
            outcomes.push(again(&app, row).await?);
        }
        after = rows.last().map(|row| row.id);
        if args.id.is_some() || rows.is_empty() {
            break;
        }
    }
    app.store.close().await?;
    let failed = outcomes
        .iter()
        .filter(|filed| filed.state == IntakeState::Failed)
        .count();
    if args.json {
        let all: Vec<_> = outcomes.iter().map(super::ingest::as_json).collect();
        super::print_json(&serde_json::json!({ "items": all }))?;
    } else {
        super::print_line(&format!(
            "{} filed again, {failed} failed again.",
            outcomes.len() - failed
        ))?;
    }
    Ok(i32::from(failed > 0))
}

async fn wanted(app: &App, args: &ReplayArgs, after: Option<Uuid>) -> Result<Vec<Model>, DbErr> {
    match args.id {
        Some(id) => Ok(store::intake::by_id(app.store.read(), id)
            .await?
            .into_iter()
            .collect()),
        None => store::intake::failed_after(app.store.read(), after, PAGE).await,
    }
}

async fn again(app: &App, row: &Model) -> anyhow::Result<Filed> {
    let raw = app.blobs.get(&row.raw_hash).await?;
    let channel = app.channels.get(row.channel_id).await?;
    let event = channel.read(&raw, app.clock.now());
    Ok(intake::reprocess(app, row.id, raw, event, None).await?)
}
