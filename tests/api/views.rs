//! Saved views: whose they are, what they show, what they count.

use centralino::store::entity::tickets::{TicketPriority, TicketStatus};
use serde_json::json;

use super::planted;
use crate::support::TestApp;

#[tokio::test]
async fn a_view_shows_and_counts_what_its_filter_says() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let channel = planted::channel(&test, "Support").await;
    let contact = planted::contact(&test, "Ada", "ada@example.org").await.0.id;
    planted::ticket(&test, channel, contact, "Calm", |_| ()).await;
    for subject in ["First", "Second"] {
        planted::ticket(&test, channel, contact, subject, |t| {
            t.priority = TicketPriority::Urgent
        })
        .await;
    }
    planted::ticket(&test, channel, contact, "Over", |t| {
        t.priority = TicketPriority::Urgent;
        t.status = TicketStatus::Closed;
    })
    .await;
    let filter = json!({"all": [
        {"field": "status", "op": "is", "value": "open"},
        {"field": "priority", "op": "at_least", "value": "high"},
    ]});
    let view = agent
        .post(
            "/views",
            json!({"name": "Urgent", "filter": filter, "sort": "oldest"}),
        )
        .await
        .ok();
    let id = view["id"].as_str().unwrap();
    assert_eq!((&view["own"], &view["shared"]), (&json!(true), &json!(false)));
    let page = agent.get(&format!("/tickets?view={id}")).await.ok();
    let subjects: Vec<&str> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["subject"].as_str().unwrap())
        .collect();
    assert_eq!(subjects, ["First", "Second"]);
    assert_eq!(agent.get("/tickets/counts").await.ok()["views"][id], 2);

    let path = format!("/views/{id}");
    let changed = agent
        .patch(&path, json!({"filter": {"not": filter}, "position": 9}))
        .await
        .ok();
    assert_eq!(
        (&changed["version"], &changed["sort"]),
        (&json!(2), &json!("oldest"))
    );
    assert_eq!(agent.get("/tickets/counts").await.ok()["views"][id], 2);
    agent
        .clone()
        .with("if-match", "\"1\"")
        .delete(&path)
        .await
        .problem(412, "version_mismatch");
    agent.delete(&path).await.ok();
    assert_eq!(agent.get("/views").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn views_are_personal_or_shared() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let (berta, carl) = (test.agent("Berta").await, test.agent("Carl").await);
    let all = json!({"all": []});
    let own = berta
        .post("/views", json!({"name": "Mine", "filter": all}))
        .await
        .ok();
    let shared = admin
        .post("/views", json!({"name": "Ours", "filter": all, "shared": true}))
        .await
        .ok();
    berta
        .post("/views", json!({"name": "Ours", "filter": all, "shared": true}))
        .await
        .problem(403, "forbidden");
    let names = async |client: &crate::support::client::Client| -> Vec<(String, bool)> {
        let views = client.get("/views").await.ok();
        let views = views["items"].as_array().unwrap().iter();
        views
            .map(|v| {
                (
                    v["name"].as_str().unwrap().to_owned(),
                    v["own"].as_bool().unwrap(),
                )
            })
            .collect()
    };
    assert_eq!(
        names(&berta).await,
        [("Ours".to_owned(), false), ("Mine".to_owned(), true)]
    );
    assert_eq!(names(&carl).await, [("Ours".to_owned(), false)]);
    let own = format!("/views/{}", own["id"].as_str().unwrap());
    let shared = format!("/views/{}", shared["id"].as_str().unwrap());
    for foreign in [&carl, &admin] {
        foreign
            .patch(&own, json!({"name": "X"}))
            .await
            .problem(404, "not_found");
        foreign.delete(&own).await.problem(404, "not_found");
    }
    berta
        .patch(&shared, json!({"name": "X"}))
        .await
        .problem(403, "forbidden");
    berta.delete(&shared).await.problem(403, "forbidden");
    berta
        .patch(&own, json!({"shared": true}))
        .await
        .problem(403, "forbidden");
    admin.patch(&shared, json!({"shared": false})).await.ok();
    assert_eq!(names(&carl).await, []);
}

#[tokio::test]
async fn a_wrong_filter_is_refused_with_its_path() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let filter =
        json!({"any": [{"field": "status", "op": "is", "value": "late"}, {"field": "x", "op": "is"}]});
    let problem = agent
        .post("/views", json!({"name": "V", "filter": filter}))
        .await
        .problem(422, "validation");
    let pointers: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(pointers, ["/filter/any/0/value", "/filter/any/1/field"]);
    let fields = agent.get("/filter-fields").await.ok();
    let status = &fields["items"][0];
    assert_eq!(
        (&status["name"], &status["type"]),
        (&json!("status"), &json!("enum"))
    );
    assert_eq!(status["values"][0], "open");
}
