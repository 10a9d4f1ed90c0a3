//! `centralino token`: credentials of programs, from the command line.

use std::io::Write as _;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use secrecy::ExposeSecret;

use crate::access::{Caller, Permission, tokens};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::entity::users::UserState;
use crate::store::users;

#[derive(Debug, Args)]
pub struct TokenArgs {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make an API token and print it, alone.
    Create(CreateArgs),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  TOKEN=$(centralino token create --user anna@example.com --name backup --scope tickets_read)"
)]
struct CreateArgs {
    /// Address of the user the token acts as.
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// What it is for.
    #[arg(long)]
    name: String,
    /// A permission such as `tickets_read`; may be repeated. None: all the user may.
    #[arg(long = "scope", value_name = "PERMISSION")]
    scopes: Vec<String>,
    /// Days until it stops working. None: it does not.
    #[arg(long, value_name = "DAYS")]
    expires_in_days: Option<u32>,
    /// Print token and description as JSON.
    #[arg(long)]
    json: bool,
}

pub async fn run(config: Config, args: TokenArgs) -> anyhow::Result<i32> {
    let app = App::open(config, Clock::system()).await?;
    app.live.tell_others();
    let TokenCommand::Create(args) = args.command;
    create(&app, args).await?;
    Ok(0)
}

async fn create(app: &App, args: CreateArgs) -> anyhow::Result<()> {
    let user = users::by_email(app.store.read(), &args.user)
        .await?
        .with_context(|| format!("there is no user with the address {}", args.user))?;
    if user.state != UserState::Active {
        bail!("{} is disabled", user.email);
    }
    let scopes = args
        .scopes
        .iter()
        .map(|word| scope_called(word))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let caller = Caller {
        user_id: user.id,
        ..Caller::system()
    };
    let tx = app.store.write().await?;
    let expires_at = args
        .expires_in_days
        .map(|days| tx.now() + chrono::Duration::days(i64::from(days)));
    let (row, token) = tokens::create(app, &tx, &caller, &args.name, &scopes, expires_at).await?;
    tx.commit().await?;
    let mut out = std::io::stdout().lock();
    if args.json {
        let shown = serde_json::json!({
            "token": token.expose_secret(),
            "id": row.id,
            "name": row.name,
            "scopes": row.scopes,
            "expires_at": row.expires_at,
        });
        writeln!(out, "{shown}")?;
    } else {
        writeln!(out, "{}", token.expose_secret())?;
    }
    Ok(())
}

fn scope_called(word: &str) -> anyhow::Result<Permission> {
    let known = Permission::ALL
        .iter()
        .find(|permission| permission.as_str() == word);
    known.copied().with_context(|| {
        let words: Vec<&str> = Permission::ALL
            .iter()
            .map(|permission| permission.as_str())
            .collect();
        format!("there is no permission {word}; known are {}", words.join(", "))
    })
}
