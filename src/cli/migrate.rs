//! `centralino migrate`: brings the schema up to date, or says what is missing.

use std::io::Write as _;

use clap::Args;

use crate::clock::Clock;
use crate::config::Config;
use crate::live::Live;
use crate::store::Store;

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  centralino migrate --check\n\n`centralino serve` does this by itself when it starts."
)]
pub struct MigrateArgs {
    /// Only say what would be done; exit 1 when there is something.
    #[arg(long)]
    check: bool,
    /// Print the names as JSON.
    #[arg(long)]
    json: bool,
}

/// Gives the exit code.
pub async fn run(config: Config, args: &MigrateArgs) -> anyhow::Result<i32> {
    std::fs::create_dir_all(&config.data_dir.0)?;
    let store = Store::connect(
        &config.database,
        &config.data_dir.0,
        Clock::system(),
        Live::in_process(),
    )
    .await?;
    let pending = store.pending_migrations().await?;
    if !args.check {
        store.migrate().await?;
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(
            out,
            "{}",
            serde_json::json!({ "pending": pending, "applied": !args.check })
        )?;
    } else if pending.is_empty() {
        writeln!(out, "The schema is up to date.")?;
    } else {
        let verb = if args.check { "Would apply" } else { "Applied" };
        writeln!(out, "{verb}: {}", pending.join(", "))?;
    }
    Ok(i32::from(args.check && !pending.is_empty()))
}
