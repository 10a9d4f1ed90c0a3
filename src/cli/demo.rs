//! `centralino demo`: a hub with sample people and conversations that went through the real intake, ready to try.

mod canned;
mod client;
mod contacts;
mod mails;
mod story;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::Duration;
use clap::Args;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, DataDir};
use crate::telemetry;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  centralino demo\n\n\
    Makes a fresh hub in data/demo each time; a directory that is not a demo's is never touched.")]
pub struct DemoArgs {
    /// Folder of raw mails (.eml) to receive.
    #[arg(long, default_value = "channels/fixtures/email")]
    mails: PathBuf,
    /// Keep what an earlier demo left and only start it.
    #[arg(long)]
    keep: bool,
}

/// Left in a demo's directory, so that only such a directory is ever emptied.
const MARKER: &str = "demo.txt";
/// How far back the first mail lies.
const STORY_DAYS: i64 = 5;

pub async fn run(mut config: Config, args: &DemoArgs) -> anyhow::Result<()> {
    telemetry::start_logs(&config.log);
    if config.data_dir.0 == DataDir::default().0 {
        config.data_dir = DataDir(PathBuf::from("data/demo"));
    }
    config.sandbox.enabled = true;
    config.desk.name = "Centralino".to_owned();
    let data_dir = config.data_dir.0.clone();
    let sign_in = data_dir.join(MARKER);
    let clock = Clock::system();
    if !args.keep || !sign_in.exists() {
        let mails = mails::load(&args.mails)?;
        empty(&data_dir)?;
        // The story begins some days ago and is told up to now.
        clock.advance(-Duration::days(STORY_DAYS));
        let app = App::open(config.clone(), clock.clone()).await?;
        std::fs::write(&sign_in, "A demo: it may be emptied at any time.\n")?;
        let people = story::people(&app).await?;
        let told = story::tell(&app, &people, &mails, Duration::days(STORY_DAYS)).await?;
        std::fs::write(&sign_in, people.sign_in())?;
        writeln!(std::io::stdout(), "{told} tickets came in through the intake.")?;
        app.store.close().await?;
    }
    let app = App::open(config, Clock::system()).await?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nOpen {}\n", app.config.public_url())?;
    writeln!(out, "{}", std::fs::read_to_string(&sign_in)?)?;
    writeln!(
        out,
        "Write as a customer at {}/sandbox\n",
        app.config.public_url()
    )?;
    drop(out);
    super::serve::until_stopped(app).await
}

/// Makes `data_dir` an empty directory, if it is a demo's or not there.
fn empty(data_dir: &Path) -> anyhow::Result<()> {
    let used = std::fs::read_dir(data_dir).is_ok_and(|mut entries| entries.next().is_some());
    if used && !data_dir.join(MARKER).exists() {
        anyhow::bail!(
            "{} holds something that is not a demo: name an empty directory with CENTRALINO_DATA_DIR",
            data_dir.display()
        );
    }
    if used {
        // Not under the feet of a demo that runs.
        drop(super::serve::lock(data_dir)?);
        std::fs::remove_dir_all(data_dir)?;
    }
    std::fs::create_dir_all(data_dir)?;
    Ok(())
}
