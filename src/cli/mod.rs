//! The command line: one file per command.

mod backup;
mod config;
mod doctor;
mod migrate;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::config::load;

#[derive(Debug, Parser)]
#[command(
    name = "centralino",
    version,
    about = "An omnichannel hub for customer contact: one timeline per contact, one ticket queue",
    after_help = "Settings come from centralino.toml (optional) and CENTRALINO_* variables; see `centralino config print`.\n\n\
        Example:\n  CENTRALINO_DATA_DIR=/srv/centralino centralino serve"
)]
struct Cli {
    /// Configuration file; default: centralino.toml in the working directory, if it is there.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the settings and check them.
    #[command(name = "config")]
    Configuration(config::ConfigArgs),
    /// Copy database, files and key into a folder while the hub runs.
    Backup(backup::BackupArgs),
    /// Bring a backup back into an empty place.
    Restore(backup::RestoreArgs),
    /// Bring the schema up to date.
    Migrate(migrate::MigrateArgs),
    /// Look at everything that can be wrong and say what to do.
    Doctor(doctor::DoctorArgs),
}

/// Runs the command line; gives the exit code.
pub async fn run() -> anyhow::Result<i32> {
    let cli = Cli::parse();
    let loaded = load(cli.config.as_deref());
    let Some(command) = cli.command else {
        return Ok(0);
    };
    if let Command::Configuration(args) = &command {
        return config::run(loaded, args);
    }
    let config = loaded?;
    match command {
        Command::Configuration(_) => Ok(0),
        Command::Backup(args) => backup::backup(config, &args).await.map(|()| 0),
        Command::Restore(args) => backup::restore(config, &args).await.map(|()| 0),
        Command::Migrate(args) => migrate::run(config, &args).await,
        Command::Doctor(args) => doctor::run(config, &args).await,
    }
}
