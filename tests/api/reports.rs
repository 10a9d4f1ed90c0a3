//! The numbers of the board: counted over ranges of time, within what the caller may see.

use centralino::access::Permission;
use centralino::store::entity::messages::{AuthorKind, MessageKind};
use centralino::store::entity::tickets::{self, TicketStatus};
use centralino::store::messages;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::planted;
use crate::support::TestApp;

fn bounds(instants: &[DateTime<Utc>]) -> String {
    let words: Vec<String> = instants
        .iter()
        .map(|at| at.format("%FT%TZ").to_string())
        .collect();
    words.join(",")
}

/// Two days: yesterday and today, by UTC.
fn two_days(test: &TestApp) -> [DateTime<Utc>; 3] {
    let today = test
        .app
        .clock
        .now()
        .date_naive()
        .and_hms_opt(0, 0, 0)
        .unwrap()
        .and_utc();
    [today - TimeDelta::days(1), today, today + TimeDelta::days(1)]
}

/// A message on its ticket's channel, at a time.
async fn message(test: &TestApp, ticket: &tickets::Model, kind: MessageKind, at: DateTime<Utc>) {
    let tx = test.app.store.write().await.unwrap();
    let author = match kind {
        MessageKind::Inbound => AuthorKind::Contact,
        MessageKind::Outbound | MessageKind::Note => AuthorKind::Agent,
    };
    let mut row = messages::blank(&tx, ticket, kind, author);
    row.channel_id = Some(ticket.channel_id);
    row.at = at;
    messages::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn volume_is_counted_by_channel_and_interval() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let mail = planted::channel(&test, "Support").await;
    let sales = planted::channel(&test, "Sales").await;
    let contact = planted::contact(&test, "Ada", "ada@example.org").await.0.id;
    let [yesterday, today, tomorrow] = two_days(&test);
    let hour = TimeDelta::hours(1);
    let ticket = planted::ticket(&test, mail, contact, "Heating", |_| ()).await;
    let other = planted::ticket(&test, sales, contact, "Offer", |_| ()).await;
    for at in [yesterday - hour, yesterday, yesterday + hour, today, tomorrow] {
        message(&test, &ticket, MessageKind::Inbound, at).await;
    }
    message(&test, &ticket, MessageKind::Outbound, today).await;
    message(&test, &other, MessageKind::Inbound, today + hour).await;
    let path = format!("/reports/volume?bounds={}", bounds(&[yesterday, today, tomorrow]));
    let volume = agent.get(&path).await.ok();
    let shown: Vec<(&Value, &Value, &Value)> = volume["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["channel"]["name"], &row["inbound"], &row["total"]))
        .collect();
    assert_eq!(
        shown,
        [
            (&json!("Support"), &json!([2, 1]), &json!(3)),
            (&json!("Sales"), &json!([0, 1]), &json!(1)),
        ]
    );
    // Who serves one channel sees the numbers of that channel.
    let narrow = test.limited("Carl", Permission::AGENT, &[], &[sales]).await;
    let seen = narrow.get(&path).await.ok();
    assert_eq!(seen["channels"].as_array().unwrap().len(), 1);
    assert_eq!(seen["channels"][0]["channel"]["name"], "Sales");
}

#[tokio::test]
async fn times_are_medians_and_leave_out_what_is_no_service() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let channel = planted::channel(&test, "Support").await;
    let contact = planted::contact(&test, "Ada", "ada@example.org").await.0.id;
    let now = test.app.clock.now();
    for minutes in [10, 30, 500] {
        planted::ticket(&test, channel, contact, "Asked", |t| {
            t.first_reply_at = Some(t.created_at + TimeDelta::minutes(minutes));
        })
        .await;
    }
    planted::ticket(&test, channel, contact, "Done", |t| {
        t.resolved_at = Some(t.created_at + TimeDelta::hours(2));
        t.status = TicketStatus::Resolved;
    })
    .await;
    // Begun by us, and spam: neither says how fast we answer.
    planted::ticket(&test, channel, contact, "Ours", |t| {
        t.first_reply_at = Some(t.created_at);
    })
    .await;
    planted::ticket(&test, channel, contact, "Spam", |t| {
        t.first_reply_at = Some(t.created_at + TimeDelta::hours(1));
        t.status = TicketStatus::Spam;
    })
    .await;
    let path = format!(
        "/reports/times?bounds={}",
        bounds(&[now - TimeDelta::days(1), now, now + TimeDelta::days(1)])
    );
    let times = agent.get(&path).await.ok();
    let none = json!({"tickets": 0, "median": null, "p90": null});
    let hour_and_more = json!({"tickets": 3, "median": 1800, "p90": 30_000});
    assert_eq!(times["first_reply"]["total"], hour_and_more);
    assert_eq!(times["first_reply"]["intervals"], json!([none, hour_and_more]));
    let two_hours = json!({"tickets": 1, "median": 7200, "p90": 7200});
    assert_eq!(times["resolution"]["intervals"], json!([none, two_hours]));
    assert_eq!(times["resolution"]["sampled"], false);
}

#[tokio::test]
async fn who_waits_is_measured_against_the_target() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let channel = planted::channel(&test, "Support").await;
    let contact = planted::contact(&test, "Ada", "ada@example.org").await.0.id;
    let now = test.app.clock.now();
    for minutes in [5, 50, 70] {
        planted::ticket(&test, channel, contact, "Waits", |t| {
            t.waiting_since = Some(now - TimeDelta::minutes(minutes));
        })
        .await;
    }
    planted::ticket(&test, channel, contact, "Answered", |_| ()).await;
    agent
        .patch("/settings", json!({"response_target_minutes": 60}))
        .await
        .problem(403, "forbidden");
    let admin = test.administrator().await;
    admin
        .patch("/settings", json!({"response_target_minutes": 0}))
        .await
        .problem(422, "validation");
    admin
        .patch("/settings", json!({"response_target_minutes": 60}))
        .await
        .ok();
    assert_eq!(agent.get("/session").await.ok()["response_target_minutes"], 60);
    let waiting = agent.get("/reports/waiting").await.ok();
    assert_eq!(
        (&waiting["waiting"], &waiting["at_risk"], &waiting["late"]),
        (&json!(3), &json!(1), &json!(1))
    );
    admin
        .patch("/settings", json!({"response_target_minutes": null}))
        .await
        .ok();
    let waiting = agent.get("/reports/waiting").await.ok();
    assert_eq!(
        (&waiting["at_risk"], &waiting["late"]),
        (&Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn bounds_that_make_no_intervals_are_refused() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let many: Vec<String> = (0..101)
        .map(|n| format!("2026-01-01T00:{:02}:{:02}Z", n / 60, n % 60))
        .collect();
    for wrong in [
        "",
        "today",
        "2026-01-01T00:00:00Z",
        "2026-01-02T00:00:00Z,2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z,2026-06-01T00:00:00Z",
        &many.join(","),
    ] {
        for report in ["volume", "times"] {
            agent
                .get(&format!("/reports/{report}?bounds={wrong}"))
                .await
                .problem(422, "validation");
        }
    }
}
