//! The command line: one file per command.

mod backup;
mod config;
mod demo;
mod doctor;
mod import;
mod ingest;
mod key;
mod migrate;
mod openapi;
mod parse_mail;
mod reindex;
mod replay;
mod serve;
mod token;
mod user;

use std::io::Write as _;
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
    /// Run the hub (also without any command).
    Serve(serve::ServeArgs),
    /// Run a hub with sample people and conversations.
    Demo(demo::DemoArgs),
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
    /// File one mail from a pipe.
    Ingest(ingest::IngestArgs),
    /// File old mail from an mbox file or a Maildir.
    Import(import::ImportArgs),
    /// Write the full-text index anew.
    Reindex(reindex::ReindexArgs),
    /// File failed mail again.
    Replay(replay::ReplayArgs),
    /// Make and show users.
    User(user::UserArgs),
    /// Make API tokens.
    Token(token::TokenArgs),
    /// Change the key that secrets are sealed with.
    Key(key::KeyArgs),
    /// Print the API document.
    Openapi(openapi::OpenapiArgs),
    /// Print what the hub understands of a raw mail.
    ParseMail(parse_mail::ParseMailArgs),
}

/// Runs the command line; gives the exit code.
pub async fn run() -> anyhow::Result<i32> {
    let cli = Cli::parse();
    let loaded = load(cli.config.as_deref());
    let command = cli
        .command
        .unwrap_or_else(|| Command::Serve(serve::ServeArgs::default()));
    match &command {
        Command::Configuration(args) => return config::run(loaded, args),
        // These need no settings, so that bad ones do not stop them.
        Command::ParseMail(args) => return parse_mail::run(args),
        Command::Openapi(args) => return openapi::run(args),
        // A mail server understands exit codes only: bad settings must be a temporary failure.
        Command::Ingest(args) => return ingest::run(loaded, args).await,
        _ => {}
    }
    let config = loaded?;
    match command {
        // Dealt with above.
        Command::Configuration(_) | Command::Ingest(_) | Command::ParseMail(_) | Command::Openapi(_) => Ok(0),
        Command::Serve(_) => serve::run(config).await.map(|()| 0),
        Command::Demo(args) => demo::run(config, &args).await.map(|()| 0),
        Command::Backup(args) => backup::backup(config, &args).await.map(|()| 0),
        Command::Restore(args) => backup::restore(config, &args).await.map(|()| 0),
        Command::Migrate(args) => migrate::run(config, &args).await,
        Command::Doctor(args) => doctor::run(config, &args).await,
        Command::Import(args) => import::run(config, &args).await,
        Command::Reindex(args) => reindex::run(config, &args).await,
        Command::Replay(args) => replay::run(config, &args).await,
        Command::User(args) => user::run(config, args).await,
        Command::Key(args) => key::run(config, &args).await,
        Command::Token(args) => token::run(config, args).await,
    }
}

/// Data for programs, on standard output.
fn print_json(value: &serde_json::Value) -> std::io::Result<()> {
    print_line(&value.to_string())
}

/// Words for people, on standard output.
fn print_line(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout().lock(), "{line}")
}
