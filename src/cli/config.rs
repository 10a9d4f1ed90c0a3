//! `centralino config`: what the settings are and whether they can work.

use std::io::Write as _;

use clap::{Args, Subcommand};

use crate::config::{Config, ConfigError};

#[derive(Debug, Args)]
pub struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say whether the configuration can work; exit 78 when it cannot.
    #[command(after_help = "Example:\n  centralino --config /etc/centralino.toml config check")]
    Check {
        /// Print the outcome as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print every setting with its value, secrets masked.
    #[command(after_help = "Example:\n  centralino config print > centralino.toml")]
    Print {
        /// Print as JSON rather than TOML.
        #[arg(long)]
        json: bool,
    },
}

/// EX_CONFIG of sysexits.h.
const UNUSABLE: i32 = 78;

/// Runs the command on a configuration that may have failed to load; gives the exit code.
pub fn run(loaded: Result<Config, ConfigError>, args: &ConfigArgs) -> anyhow::Result<i32> {
    let mut out = std::io::stdout().lock();
    let config = match (loaded, &args.command) {
        (Ok(config), _) => config,
        (Err(error), ConfigCommand::Check { json: true }) => {
            let answer = serde_json::json!({ "ok": false, "error": error.to_string() });
            writeln!(out, "{answer}")?;
            return Ok(UNUSABLE);
        }
        (Err(error), _) => {
            writeln!(std::io::stderr(), "centralino: {error}")?;
            return Ok(UNUSABLE);
        }
    };
    match args.command {
        ConfigCommand::Check { json: true } => writeln!(out, "{}", serde_json::json!({ "ok": true }))?,
        ConfigCommand::Check { json: false } => writeln!(out, "The configuration can work.")?,
        ConfigCommand::Print { json: true } => {
            writeln!(out, "{}", serde_json::to_string_pretty(&config.masked())?)?;
        }
        ConfigCommand::Print { json: false } => write!(out, "{}", toml::to_string_pretty(&config.masked())?)?,
    }
    Ok(0)
}
