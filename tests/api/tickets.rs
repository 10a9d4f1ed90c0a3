//! Tickets shown and changed.

use centralino::access::Permission;
use centralino::jobs::unsnooze;
use chrono::Duration;
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn every_change_is_told_and_the_clocks_follow() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let (admin, carl) = (test.administrator().await, test.agent("Carl").await);
    let path = format!("/tickets/{}", ticket.id);
    let shown = carl.get(&path).await.ok();
    assert_eq!(shown["preview"], "Where is it?");
    assert_eq!(shown["unread"], true);
    assert_eq!(shown["contact"]["address"], "ada@customer.example");
    assert_eq!(
        carl.get(&format!("/tickets/number/{}", ticket.number)).await.ok(),
        shown
    );
    let changed = admin
        .patch(&path, json!({"subject": "Lost order", "priority": "urgent", "assignee_id": carl.user_id, "tags": ["lost"], "status": "resolved"}))
        .await
        .ok();
    assert_eq!(changed["assignee"]["name"], "Carl");
    assert_eq!(changed["tags"][0]["name"], "lost");
    assert!(changed["resolved_at"].is_string());
    assert_eq!(changed["waiting_since"], Value::Null);
    assert_eq!(changed["version"], shown["version"].as_i64().unwrap() + 1);
    let timeline = admin.get(&format!("{path}/timeline")).await.ok();
    let kinds: Vec<&str> = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|item| item["event"]["kind"].as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "subject_changed",
            "priority_changed",
            "assigned",
            "status_changed",
            "tagged"
        ]
    );
    // Nothing changed, nothing told.
    assert_eq!(
        admin.patch(&path, json!({"status": "resolved"})).await.ok()["version"],
        changed["version"]
    );
    let open = admin
        .patch(&path, json!({"status": "open", "assignee_id": null}))
        .await
        .ok();
    assert_eq!(
        (&open["resolved_at"], &open["assignee"]),
        (&Value::Null, &Value::Null)
    );
    assert!(open["waiting_since"].is_string());
    // Read, and unread again.
    assert_eq!(carl.post(&format!("{path}/read"), json!({})).await.status, 204);
    assert_eq!(carl.get(&path).await.ok()["unread"], false);
    assert_eq!(carl.post(&format!("{path}/unread"), json!({})).await.status, 204);
    assert_eq!(carl.get(&path).await.ok()["unread"], true);
}

#[tokio::test]
async fn what_cannot_be_is_refused_where_it_stands() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let agent = test.agent("Bea").await;
    let path = format!("/tickets/{}", ticket.id);
    let nobody = uuid::Uuid::nil();
    for (body, pointer) in [
        (json!({"assignee_id": nobody}), "/assignee_id"),
        (json!({"team_id": nobody}), "/team_id"),
        (json!({"tags": ["never made"]}), "/tags/0"),
        (json!({"subject": "a\nb"}), "/subject"),
        (json!({"subject": " "}), "/subject"),
        (json!({"status": "snoozed"}), "/snoozed_until"),
        (json!({"snoozed_until": "2020-01-01T00:00:00Z"}), "/snoozed_until"),
        (json!({"status": "sleeping"}), "/status"),
        (json!({"colour": "red"}), "/colour"),
    ] {
        let problem = agent.patch(&path, body).await.problem(422, "validation");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    let stale = agent.clone().with("if-match", "\"99\"");
    stale
        .patch(&path, json!({"status": "closed"}))
        .await
        .problem(412, "version_mismatch");
    test.viewer("Vera")
        .await
        .patch(&path, json!({"status": "closed"}))
        .await
        .problem(403, "forbidden");
}

#[tokio::test]
async fn a_snoozed_ticket_wakes_when_its_time_has_come() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let agent = test.agent("Bea").await;
    let path = format!("/tickets/{}", ticket.id);
    let until = test.app.clock.now() + Duration::hours(2);
    let snoozed = agent
        .patch(
            &path,
            json!({"snoozed_until": until, "assignee_id": agent.user_id}),
        )
        .await
        .ok();
    assert_eq!(snoozed["status"], "snoozed");
    assert_eq!(unsnooze::run_once(&test.app).await.unwrap(), 0);
    test.app.clock.advance(Duration::hours(3));
    let mut notices = test.app.live.subscribe();
    assert_eq!(unsnooze::run_once(&test.app).await.unwrap(), 1);
    assert_eq!(unsnooze::run_once(&test.app).await.unwrap(), 0);
    assert!(notices.try_recv().is_ok());
    let awake = agent.get(&path).await.ok();
    assert_eq!(
        (&awake["status"], &awake["snoozed_until"]),
        (&json!("open"), &Value::Null)
    );
    let timeline = agent.get(&format!("{path}/timeline")).await.ok();
    let last = timeline["items"].as_array().unwrap().last().unwrap();
    assert_eq!(last["event"]["kind"], "woken");
    assert_eq!(last["event"]["data"]["reason"], "time");
}

#[tokio::test]
async fn bulk_changes_say_how_things_were_and_can_be_undone() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let one = test.begun(&mailbox, "ada@customer.example", "One", "1").await;
    let two = test.begun(&mailbox, "bob@customer.example", "Two", "2").await;
    let admin = test.administrator().await;
    admin
        .patch(&format!("/tickets/{}", one.id), json!({"tags": ["old"]}))
        .await
        .ok();
    let foreign = uuid::Uuid::now_v7();
    let body = json!({
        "ids": [one.id, two.id, foreign],
        "change": {"status": "closed", "priority": "low", "add_tags": ["done"], "remove_tags": ["old"]},
    });
    let result = admin.post("/tickets/bulk", body).await.ok();
    assert_eq!(result["changed"].as_array().unwrap().len(), 2);
    assert_eq!(result["failed"][0]["id"], json!(foreign));
    assert_eq!(result["failed"][0]["code"], "not_found");
    for changed in result["changed"].as_array().unwrap() {
        let path = format!("/tickets/{}", changed["id"].as_str().unwrap());
        assert_eq!(admin.get(&path).await.ok()["status"], "closed");
        admin.patch(&path, changed["before"].clone()).await.ok();
    }
    let undone = admin.get(&format!("/tickets/{}", one.id)).await.ok();
    assert_eq!(
        (&undone["status"], &undone["priority"]),
        (&json!("open"), &json!("normal"))
    );
    assert_eq!(undone["tags"].as_array().unwrap().len(), 1);
    assert_eq!(undone["tags"][0]["name"], "old");
    admin
        .post("/tickets/bulk", json!({"ids": [one.id], "change": {"colour": 1}}))
        .await
        .problem(422, "validation");
    admin
        .post("/tickets/bulk", json!({"ids": [], "change": {}}))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn foreign_tickets_are_not_there() {
    let test = TestApp::start().await;
    let (own, other) = (test.mailbox("own").await, test.mailbox("other").await);
    let mine = test.begun(&own, "ada@customer.example", "Mine", "1").await;
    let theirs = test.begun(&other, "ada@customer.example", "Theirs", "2").await;
    let bea = test.limited("Bea", Permission::AGENT, &[], &[own.id]).await;
    let message = theirs.last_message_id.unwrap();
    bea.get(&format!("/tickets/{}", mine.id)).await.ok();
    for path in [
        format!("/tickets/{}", theirs.id),
        format!("/tickets/number/{}", theirs.number),
        format!("/tickets/{}/timeline", theirs.id),
        format!("/tickets/{}/reply-options", theirs.id),
        format!("/tickets/{}/drafts/reply", theirs.id),
        format!("/messages/{message}"),
        format!("/messages/{message}/frame"),
        format!("/messages/{message}/raw"),
    ] {
        bea.get(&path).await.problem(404, "not_found");
    }
    for (path, body) in [
        (format!("/tickets/{}/replies", theirs.id), json!({"text": "x"})),
        (format!("/tickets/{}/notes", theirs.id), json!({"text": "x"})),
        (format!("/tickets/{}/merge", theirs.id), json!({"into": mine.id})),
        (
            format!("/tickets/{}/split", theirs.id),
            json!({"message_ids": [message]}),
        ),
        (
            format!("/tickets/{}/links", theirs.id),
            json!({"other_id": mine.id, "kind": "related"}),
        ),
        (format!("/tickets/{}/read", theirs.id), json!({})),
        (format!("/messages/{message}/cancel"), json!({})),
        (format!("/messages/{message}/retry"), json!({})),
    ] {
        bea.post(&path, body).await.problem(404, "not_found");
    }
    bea.post(&format!("/tickets/{}/merge", mine.id), json!({"into": theirs.id}))
        .await
        .problem(422, "validation");
    bea.patch(&format!("/tickets/{}", theirs.id), json!({"status": "closed"}))
        .await
        .problem(404, "not_found");
    // The contact is hers to see, but only with what happened on her tickets.
    let timeline = bea
        .get(&format!("/contacts/{}/timeline", mine.contact_id))
        .await
        .ok();
    let items = timeline["items"].as_array().unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0]["message"]["ticket"]["id"], json!(mine.id));
    assert_eq!(mine.contact_id, theirs.contact_id);
}
