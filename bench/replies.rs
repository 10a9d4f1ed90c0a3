//! How long an agent waits until a reply is accepted for good, against the bare commit of one row.

use std::time::{Duration, Instant};

use centralino::app::App;
use centralino::store::entity::settings;
use http::Method;
use sea_orm::{EntityTrait, Set};
use serde_json::{Value, json};

use super::hub::{self, Agent};
use super::timing::{row, table};

const REPLIES: usize = 500;
const AT_ONCE: usize = 8;

/// Needs tickets begun by mail.
pub async fn run(app: &App) {
    let agent = Agent::new(app, hub::user(app, "Agent 0").await).await;
    let tickets = tickets(&agent, REPLIES * 2).await;
    table("A reply is accepted (201: committed and fsynced)");
    let bare = bare_commits(app).await;
    let mut alone = Vec::with_capacity(REPLIES);
    for ticket in &tickets[..REPLIES] {
        alone.push(reply(&agent, ticket).await);
    }
    alone.sort();
    row("one agent", &alone, Some(("one row committed", &bare)));
    let mut together = Vec::with_capacity(REPLIES);
    for part in tickets[REPLIES..].chunks(AT_ONCE) {
        together.extend(futures::future::join_all(part.iter().map(|ticket| reply(&agent, ticket))).await);
    }
    together.sort();
    row(
        &format!("{AT_ONCE} agents at the same moment"),
        &together,
        Some(("one row committed", &bare)),
    );
}

async fn tickets(agent: &Agent, wanted: usize) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    while found.len() < wanted {
        let page = agent
            .call(
                Method::GET,
                &format!("/tickets?status=open&limit=200{cursor}"),
                None,
            )
            .await;
        let page: Value = serde_json::from_slice(&page).unwrap();
        let items = page["items"].as_array().unwrap();
        found.extend(
            items
                .iter()
                .map(|ticket| ticket["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(found.len() >= wanted, "too few open tickets: {}", found.len());
    found.truncate(wanted);
    found
}

async fn reply(agent: &Agent, ticket: &str) -> Duration {
    let body = json!({"text": "Thank you for writing. Your parcel leaves today.", "quote": true, "confirm_newer": true});
    let started = Instant::now();
    agent
        .call(Method::POST, &format!("/tickets/{ticket}/replies"), Some(&body))
        .await;
    started.elapsed()
}

/// What the disk and the database take for the least that can be durable.
async fn bare_commits(app: &App) -> Vec<Duration> {
    let mut times = Vec::with_capacity(REPLIES);
    for n in 0..REPLIES {
        let started = Instant::now();
        let tx = app.store.write().await.unwrap();
        let row = settings::ActiveModel {
            name: Set(format!("bench.{n}")),
            value: Set(json!(n)),
            updated_at: Set(tx.now()),
        };
        settings::Entity::insert(row)
            .exec_without_returning(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        times.push(started.elapsed());
    }
    let tx = app.store.write().await.unwrap();
    settings::Entity::delete_many().exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    times.sort();
    times
}
