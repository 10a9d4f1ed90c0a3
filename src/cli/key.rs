//! `centralino key`: a new secret for the installation, while the old one's work stays good.

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::json;

use super::{print_json, print_line};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::keys::Keys;

#[derive(Debug, Args)]
pub struct KeyArgs {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Put a new key in front of `secret.key` and seal every channel secret with it.
    Rotate(RotateArgs),
    /// Seal with the key in use what is still sealed with an older one.
    Reseal(RotateArgs),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  systemctl stop centralino && centralino key rotate && systemctl start centralino\n\n\
    Stop the hub first: a running one does not know the new key. The old key stays below the new one, so that reply\n\
    addresses, sessions and tokens go on working; take its line away when they need not.\n\
    Where the key comes from the configuration, put a new one before the old (separated by a comma) and run\n\
    `centralino key reseal`."
)]
struct RotateArgs {
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

pub async fn run(config: Config, args: &KeyArgs) -> anyhow::Result<i32> {
    let args = match &args.command {
        KeyCommand::Reseal(args) => args,
        KeyCommand::Rotate(args) => {
            if config.security.secret_key.is_some() {
                bail!(
                    "the key is set by security.secret_key: put a new one before it, then run `centralino key reseal`"
                );
            }
            let folder = &config.data_dir.0;
            std::fs::create_dir_all(folder)?;
            Keys::load_or_create(folder)?.rotated().store(folder)?;
            args
        }
    };
    let app = App::open(config, Clock::system()).await?;
    let tx = app.store.write().await?;
    let resealed = app.channels.reseal(&tx).await?;
    tx.commit().await?;
    app.store.close().await?;
    match args.json {
        true => print_json(&json!({"resealed": resealed}))?,
        false => print_line(&format!("channels sealed anew: {resealed}"))?,
    }
    Ok(0)
}
