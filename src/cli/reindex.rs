//! `centralino reindex`: writes the full-text index anew.

use clap::Args;
use serde_json::json;

use crate::clock::Clock;
use crate::config::Config;
use crate::live::Live;
use crate::store::{Store, search};

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  centralino reindex\n\nThe index follows every change by itself; this is for after a \
    release that says so. The hub may run meanwhile."
)]
pub struct ReindexArgs {
    /// Print the numbers as JSON.
    #[arg(long)]
    json: bool,
}

/// Gives the exit code.
pub async fn run(config: Config, args: &ReindexArgs) -> anyhow::Result<i32> {
    let store = Store::open(
        &config.database,
        &config.data_dir.0,
        Clock::system(),
        Live::in_process(),
    )
    .await?;
    let done = search::rebuild(&store).await?;
    store.close().await?;
    if args.json {
        super::print_json(&json!({
            "tickets": done.tickets,
            "messages": done.messages,
            "contacts": done.contacts,
        }))?;
    } else {
        super::print_line(&format!(
            "Indexed {} tickets, {} messages and {} contacts.",
            done.tickets, done.messages, done.contacts
        ))?;
    }
    Ok(0)
}
