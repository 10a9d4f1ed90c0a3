//! `centralino backup` and `centralino restore`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::App;
use crate::backup::{self, Manifest};
use crate::clock::Clock;
use crate::config::Config;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  centralino backup /var/backups/centralino\n\n\
    The hub may go on running. A second backup into the same folder copies only new files.")]
pub struct BackupArgs {
    /// Folder to write to; made when it is not there.
    folder: PathBuf,
    /// Print what was written as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  CENTRALINO_DATA_DIR=/srv/centralino-new centralino restore /var/backups/centralino\n\n\
    Nothing is written over: the data directory (or the PostgreSQL database) must be empty."
)]
pub struct RestoreArgs {
    /// Folder that `centralino backup` wrote.
    folder: PathBuf,
    /// Print what was restored as JSON.
    #[arg(long)]
    json: bool,
}

pub async fn backup(config: Config, args: &BackupArgs) -> anyhow::Result<()> {
    let app = App::open(config, Clock::system()).await?;
    let bar = bar();
    let manifest = backup::backup(&app, &args.folder, |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })
    .await?;
    bar.finish_and_clear();
    report("Backed up", &args.folder, &manifest, args.json)
}

pub async fn restore(config: Config, args: &RestoreArgs) -> anyhow::Result<()> {
    let bar = bar();
    let manifest = backup::restore(&config, &args.folder, |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })
    .await?;
    bar.finish_and_clear();
    // Opening brings an older schema up to date, and shows that the database can be used.
    App::open(config, Clock::system()).await?;
    report("Restored", &args.folder, &manifest, args.json)
}

/// Draws on a terminal only.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} files")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}

fn report(verb: &str, folder: &std::path::Path, manifest: &Manifest, json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(manifest)?)?;
    } else {
        let (blobs, size) = (manifest.blobs, manifest.blob_bytes);
        writeln!(
            out,
            "{verb} {} ({blobs} files, {size} bytes, database {})",
            folder.display(),
            manifest.database_file
        )?;
    }
    Ok(())
}
