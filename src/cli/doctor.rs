//! `centralino doctor`: looks at everything that can be wrong and says what to do.

use std::io::Write as _;
use std::path::Path;

use clap::Args;
use serde::Serialize;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  centralino doctor --json | jq '.[] | select(.verdict != \"ok\")'")]
pub struct DoctorArgs {
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
}

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Finding {
    check: String,
    verdict: Verdict,
    found: String,
    /// What to do, when it is not well.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Ok,
    Warning,
    Failure,
}

impl Finding {
    fn ok(check: &str, found: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            verdict: Verdict::Ok,
            found: found.into(),
            advice: None,
        }
    }

    fn warning(check: &str, found: impl Into<String>, advice: &str) -> Self {
        Self {
            check: check.into(),
            verdict: Verdict::Warning,
            found: found.into(),
            advice: Some(advice.into()),
        }
    }

    fn failure(check: &str, found: impl Into<String>, advice: &str) -> Self {
        Self {
            check: check.into(),
            verdict: Verdict::Failure,
            found: found.into(),
            advice: Some(advice.into()),
        }
    }
}

/// Gives exit code 1 when something fails.
pub async fn run(config: Config, args: &DoctorArgs) -> anyhow::Result<i32> {
    let mut findings = vec![data_dir(&config.data_dir.0), public_url(&config)];
    match App::open(config, Clock::system()).await {
        Ok(app) => examine(&app, &mut findings).await,
        Err(error) => findings.push(Finding::failure(
            "start",
            error.to_string(),
            "mend the setting the message names; `centralino config print` shows all",
        )),
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&findings)?)?;
    } else {
        for finding in &findings {
            let mark = match finding.verdict {
                Verdict::Ok => "ok     ",
                Verdict::Warning => "warning",
                Verdict::Failure => "FAILURE",
            };
            writeln!(out, "{mark}  {}: {}", finding.check, finding.found)?;
            if let Some(advice) = &finding.advice {
                writeln!(out, "         → {advice}")?;
            }
        }
    }
    Ok(i32::from(
        findings.iter().any(|finding| finding.verdict == Verdict::Failure),
    ))
}

fn data_dir(path: &Path) -> Finding {
    let probe = path.join(".doctor");
    let tried = std::fs::create_dir_all(path).and_then(|()| std::fs::write(&probe, b"x"));
    // The probe may not have been written at all.
    let _ = std::fs::remove_file(&probe);
    match tried {
        Ok(()) => Finding::ok("data directory", path.display().to_string()),
        Err(error) => Finding::failure(
            "data directory",
            format!("{}: {error}", path.display()),
            "give this user the right to write there, or set CENTRALINO_DATA_DIR",
        ),
    }
}

fn public_url(config: &Config) -> Finding {
    match &config.http.public_url {
        Some(url) if url.scheme() == "https" => Finding::ok("public address", url.as_str()),
        Some(url) => Finding::warning(
            "public address",
            url.as_str(),
            "use https behind a proxy: sessions travel on it",
        ),
        None => Finding::warning(
            "public address",
            format!("not set, links use {}", config.public_url()),
            "set http.public_url to the address agents type",
        ),
    }
}

async fn examine(app: &App, findings: &mut Vec<Finding>) {
    let outcome = async {
        findings.push(Finding::ok("database", app.store.server_version().await?));
        let integrity = app.store.integrity().await?;
        findings.push(if integrity == "ok" {
            Finding::ok("database file", "no damage found")
        } else {
            Finding::failure(
                "database file",
                integrity,
                "stop the hub and restore the last backup into an empty directory",
            )
        });
        let depths = app.store.queue_depths().await?;
        findings.push(match depths.outbox_overdue {
            0 => Finding::ok("outbox", format!("{} waiting", depths.outbox_waiting)),
            late => Finding::warning(
                "outbox",
                format!("{late} messages are more than five minutes late"),
                "look at the channels below; the queue is kept and goes out when they work",
            ),
        });
        findings.push(match depths.intake_failed {
            0 => Finding::ok("intake", "nothing failed"),
            failed => Finding::warning(
                "intake",
                format!("{failed} mails could not be filed"),
                "open Failed mail in the UI, or run `centralino replay --failed`",
            ),
        });
        for channel in app.store.all_channels().await? {
            let check = format!("channel {}", channel.name);
            findings.push(match (channel.state.as_str(), &channel.last_error) {
                ("error", error) => Finding::failure(
                    &check,
                    error.clone().unwrap_or_default(),
                    "open the channel's settings, mend them and press Test connection",
                ),
                ("paused", _) => Finding::warning(&check, "paused", "resume it in the channel's settings"),
                (_, Some(error)) => Finding::warning(&check, error.clone(), "it is tried again by itself"),
                _ => Finding::ok(&check, "working"),
            });
        }
        Ok::<(), sea_orm::DbErr>(())
    };
    if let Err(error) = outcome.await {
        findings.push(Finding::failure(
            "database",
            error.to_string(),
            "see the database server's log",
        ));
    }
}
