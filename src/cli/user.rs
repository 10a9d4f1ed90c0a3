//! `centralino user`: people of the house, from the command line.

use std::io::{BufRead as _, Write as _};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use crate::access::{Caller, passwords, users as rules};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::entity::users::Model;
use crate::store::{roles, users};

#[derive(Debug, Args)]
pub struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make a user.
    Add(AddArgs),
    /// Show who there is.
    List(ListArgs),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  echo 'correct horse battery' | centralino user add anna@example.com --role administrator --password-stdin\n\n\
        Without --password-stdin it prints an invitation link."
)]
struct AddArgs {
    /// The address to sign in with.
    email: String,
    /// `administrator`, `agent`, `viewer`, or the name of a role of the house.
    #[arg(long)]
    role: String,
    /// Default: what stands before the @.
    #[arg(long)]
    name: Option<String>,
    /// `en` or `it`.
    #[arg(long, default_value = "en")]
    language: String,
    /// Read the password from the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
    /// Print the user as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  centralino user list --json")]
struct ListArgs {
    /// Print an array of users as JSON.
    #[arg(long)]
    json: bool,
}

pub async fn run(config: Config, args: UserArgs) -> anyhow::Result<i32> {
    let app = App::open(config, Clock::system()).await?;
    app.live.tell_others();
    match args.command {
        UserCommand::Add(args) => add(&app, args).await?,
        UserCommand::List(args) => list(&app, &args).await?,
    }
    Ok(0)
}

async fn add(app: &App, args: AddArgs) -> anyhow::Result<()> {
    let name = args.name.unwrap_or_else(|| {
        let local = args.email.split('@').next().unwrap_or_default();
        local.to_owned()
    });
    let role = roles::list(app.store.read())
        .await?
        .into_iter()
        .find(|role| role.builtin.as_deref() == Some(&args.role) || role.name == args.role)
        .with_context(|| format!("there is no role called {}", args.role))?;
    let password_hash = if args.password_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        let password = secrecy::SecretString::from(line.trim_end_matches(['\r', '\n']));
        passwords::check(&password, &args.email, &name).context("the password")?;
        Some(passwords::hash(password).await?)
    } else {
        None
    };
    if users::by_email(app.store.read(), &args.email).await?.is_some() {
        bail!("there is a user with the address {} already", args.email);
    }
    let caller = Caller::system();
    let draft = rules::Draft {
        email: args.email,
        name,
        role_id: role.id,
        team_ids: Vec::new(),
        language: args.language,
        password_hash,
    };
    let tx = app.store.write().await?;
    let user = rules::create(&tx, &caller, draft).await?;
    let link = match user.password_hash {
        Some(_) => None,
        None => Some(rules::invite(app, &tx, &caller, &user).await?.url),
    };
    tx.commit().await?;
    let mut out = std::io::stdout().lock();
    if args.json {
        let mut shown = shown(&user, &role.name);
        if let Some(link) = link {
            shown["invitation_url"] = link.into();
        }
        writeln!(out, "{shown}")?;
    } else if let Some(link) = link {
        writeln!(
            out,
            "{} may choose a password within a week at:\n{link}",
            user.email
        )?;
    } else {
        writeln!(out, "{} can sign in as {}.", user.email, role.name)?;
    }
    Ok(())
}

async fn list(app: &App, args: &ListArgs) -> anyhow::Result<()> {
    let db = app.store.read();
    let roles = roles::list(db).await?;
    let named = |user: &Model| {
        let role = roles.iter().find(|role| role.id == user.role_id);
        role.map(|role| role.name.clone()).unwrap_or_default()
    };
    let users = users::list(db, None, users::MOST).await?;
    let mut out = std::io::stdout().lock();
    if args.json {
        let all: serde_json::Value = users.iter().map(|user| shown(user, &named(user))).collect();
        writeln!(out, "{all}")?;
        return Ok(());
    }
    for user in &users {
        writeln!(
            out,
            "{:<32} {:<24} {:<16} {}",
            user.email,
            user.name,
            named(user),
            user.state.as_str()
        )?;
    }
    Ok(())
}

fn shown(user: &Model, role: &str) -> serde_json::Value {
    serde_json::json!({
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": role,
        "state": user.state.as_str(),
        "last_seen_at": user.last_seen_at,
    })
}
