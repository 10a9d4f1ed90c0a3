//! The pages an administrator looks after the house with: system, audit log, intake in bulk, channels.

use std::time::Duration;

use centralino::access::Permission;
use centralino::jobs;
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn the_system_page_says_how_the_hub_is_doing_and_no_secret() {
    let test = TestApp::start_with(|config| {
        config.security.secret_key = Some("ab".repeat(32));
    })
    .await;
    let anna = test.administrator().await;
    jobs::run_due(&test.app).await.unwrap();
    let answer = anna.get("/system").await;
    assert!(!answer.text().contains(&"ab".repeat(32)));
    let system = answer.ok();
    assert_eq!(system["version"], env!("CARGO_PKG_VERSION"));
    assert!(system["database"]["bytes"].as_i64().unwrap() > 100_000);
    let newest = system["database"]["newest_migration"].as_str().unwrap();
    assert!(newest.starts_with("m0"), "{newest}");
    let free = system["disk"]["free_bytes"].as_u64().unwrap();
    assert!(free > 0 && free <= system["disk"]["total_bytes"].as_u64().unwrap());
    assert_eq!(system["nodes"][0]["current"], true);
    assert_eq!(system["queues"]["intake_failed"], 0);
    let agent = test.agent("Ada").await;
    agent.get("/system").await.problem(403, "forbidden");
}

#[tokio::test]
async fn jobs_that_run_are_seen_to_run() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let shutdown = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(jobs::run(test.app.clone(), shutdown.clone()));
    let mut job = Value::Null;
    for _ in 0..100 {
        let system = anna.get("/system").await.ok();
        let jobs = system["nodes"][0]["jobs"].as_array().unwrap().clone();
        let found = jobs.into_iter().find(|job| job["name"] == "unsnooze");
        job = found.unwrap_or_default();
        if job["rounds"].as_u64() > Some(0) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(job["rounds"].as_u64() > Some(0), "{job}");
    assert!(job["last_took_ms"].as_i64().is_some());
    assert_eq!(job["last_error"], json!(null));
    shutdown.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn the_audit_log_is_looked_through_by_who_what_and_when() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let bert = test.user_like(&anna, "Bert").await;
    let north = anna.post("/teams", json!({"name": "North"})).await.ok();
    test.app.clock.advance(chrono::Duration::hours(1));
    let noon = test.app.clock.now();
    test.app.clock.advance(chrono::Duration::hours(1));
    bert.post("/teams", json!({"name": "South"})).await.ok();
    let actions = async |query: &str| {
        let page = anna.get(&format!("/audit?{query}")).await.ok();
        let items = page["items"].as_array().unwrap().clone();
        items
            .into_iter()
            .map(|item| format!("{} {}", item["action"], item["object_name"]).replace('"', ""))
            .collect::<Vec<String>>()
    };
    assert_eq!(
        actions("action=team.create").await,
        ["team.create South", "team.create North"]
    );
    let by = format!("actor_id={}", anna.user_id);
    assert_eq!(
        actions(&format!("{by}&action=team.create")).await,
        ["team.create North"]
    );
    let noon = noon.to_rfc3339().replace('+', "%2B");
    assert_eq!(actions(&format!("from={noon}")).await, ["team.create South"]);
    let early = actions(&format!("until={noon}")).await;
    assert!(early.contains(&"team.create North".to_owned()) && !early.concat().contains("South"));
    // A team that is gone has no name any more; the line stays.
    let path = format!("/teams/{}", north["id"].as_str().unwrap());
    assert_eq!(anna.delete(&path).await.status, 204);
    assert_eq!(
        actions(&format!("{by}&action=team.create")).await,
        ["team.create null"]
    );
}

#[tokio::test]
async fn an_address_tells_where_its_servers_are() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let asked = json!({"kind": "email", "address": "Support@Fastmail.com"});
    let guessed = anna.post("/channels/guess", asked).await.ok();
    assert_eq!(
        (&guessed["found_by"], &guessed["needs"]),
        (&json!("provider"), &json!("app_password"))
    );
    assert_eq!(guessed["settings"]["address"], "support@fastmail.com");
    assert_eq!(guessed["settings"]["inbound"]["kind"], "imap");
    anna.post("/channels/guess", json!({"kind": "pigeon", "address": "x"}))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn a_channel_is_looked_into_now_unless_it_is_paused() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let mailbox = test.mailbox("support").await;
    let mut notices = test.app.live.subscribe();
    let path = format!("/channels/{}", mailbox.id);
    assert_eq!(anna.post(&format!("{path}/fetch"), json!({})).await.status, 202);
    let heard = notices.recv().await.unwrap();
    assert_eq!(heard, centralino::live::Notice::FetchNow { id: mailbox.id });
    let shown = anna.get(&path).await.ok();
    assert_eq!(
        (&shown["oldest_waiting_at"], &shown["intake_failed"]),
        (&json!(null), &json!(0))
    );
    anna.post(&format!("{path}/pause"), json!({})).await.ok();
    anna.post(&format!("{path}/fetch"), json!({}))
        .await
        .problem(409, "channel_paused");
    let foreign = test.limited("Lea", Permission::ALL, &[], &[]).await;
    foreign
        .post(&format!("{path}/fetch"), json!({}))
        .await
        .problem(404, "not_found");
}
