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
    assert_eq!(
        (&view["own"], &view["scope"], &view["columns"]),
        (&json!(true), &json!("personal"), &json!(null))
    );
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
        .post(
            "/views",
            json!({"name": "Ours", "filter": all, "scope": "everyone"}),
        )
        .await
        .ok();
    berta
        .post(
            "/views",
            json!({"name": "Ours", "filter": all, "scope": "everyone"}),
        )
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
        .patch(&own, json!({"scope": "everyone"}))
        .await
        .problem(403, "forbidden");
    admin.patch(&shared, json!({"scope": "personal"})).await.ok();
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

#[tokio::test]
async fn a_view_of_a_team_is_its_members() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let (berta, carl) = (test.agent("Berta").await, test.agent("Carl").await);
    let team = admin
        .post(
            "/teams",
            json!({"name": "Repairs", "member_ids": [berta.user_id]}),
        )
        .await
        .ok();
    let team = &team["id"];
    let all = json!({"all": []});
    let body = json!({"name": "Bench", "filter": all, "scope": "team", "team_id": team});
    berta.post("/views", body.clone()).await.problem(403, "forbidden");
    let pointer = |problem: serde_json::Value| problem["errors"][0]["pointer"].clone();
    for (wrong, place) in [
        (json!({"name": "x", "filter": all, "scope": "team"}), "/team_id"),
        (
            json!({"name": "x", "filter": all, "scope": "team", "team_id": carl.user_id}),
            "/team_id",
        ),
        (
            json!({"name": "x", "filter": all, "scope": "everyone", "team_id": team}),
            "/team_id",
        ),
        (
            json!({"name": "x", "filter": all, "columns": ["tags", "tags"]}),
            "/columns",
        ),
    ] {
        let problem = admin.post("/views", wrong).await.problem(422, "validation");
        assert_eq!(pointer(problem), place);
    }
    let view = admin.post("/views", body).await.ok();
    assert_eq!(
        (&view["team"]["name"], &view["own"]),
        (&json!("Repairs"), &json!(true))
    );
    // Who manages views sees it, but it is not theirs to work from.
    assert_eq!(view["listed"], false);
    let id = view["id"].as_str().unwrap();
    let path = format!("/views/{id}");
    let seen = berta.get("/views").await.ok();
    assert_eq!(
        (&seen["items"][0]["listed"], &seen["items"][0]["own"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(berta.get("/tickets/counts").await.ok()["views"][id], 0);
    berta.get(&format!("/tickets?view={id}")).await.ok();
    berta
        .patch(&path, json!({"name": "X"}))
        .await
        .problem(403, "forbidden");
    assert_eq!(carl.get("/views").await.ok()["items"], json!([]));
    carl.get(&format!("/tickets?view={id}"))
        .await
        .problem(404, "not_found");
    carl.patch(&path, json!({"name": "X"}))
        .await
        .problem(404, "not_found");
    assert_eq!(admin.get("/tickets/counts").await.ok()["views"], json!({}));

    let changed = admin
        .patch(&path, json!({"columns": ["number", "tags"], "sort": "wakes"}))
        .await
        .ok();
    assert_eq!(
        (&changed["columns"], &changed["scope"], &changed["sort"]),
        (&json!(["number", "tags"]), &json!("team"), &json!("wakes"))
    );
    let changed = admin
        .patch(&path, json!({"columns": null, "scope": "everyone"}))
        .await
        .ok();
    assert_eq!(
        (&changed["columns"], &changed["team"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(carl.get("/views").await.ok()["items"][0]["name"], "Bench");
    admin
        .patch(&path, json!({"scope": "team", "team_id": team}))
        .await
        .ok();
    admin
        .delete(&format!("/teams/{}", team.as_str().unwrap()))
        .await
        .ok();
    assert_eq!(berta.get("/views").await.ok()["items"], json!([]));
    assert_eq!(admin.get("/views").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn views_are_put_in_order() {
    let test = TestApp::start().await;
    let (admin, berta) = (test.administrator().await, test.agent("Berta").await);
    let all = json!({"all": []});
    let make = async |name: &str| {
        let view = berta
            .post("/views", json!({"name": name, "filter": all}))
            .await
            .ok();
        view["id"].clone()
    };
    let (a, b, c) = (make("A").await, make("B").await, make("C").await);
    let ours = admin
        .post(
            "/views",
            json!({"name": "Ours", "filter": all, "scope": "everyone"}),
        )
        .await
        .ok();
    let ordered = berta
        .send(http::Method::PUT, "/views/order", Some(json!({"ids": [c, a, b]})))
        .await
        .ok();
    let names = |views: &serde_json::Value| -> Vec<String> {
        let views = views["items"].as_array().unwrap().iter();
        views.map(|v| v["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&ordered), ["Ours", "C", "A", "B"]);
    assert_eq!(names(&berta.get("/views").await.ok()), ["Ours", "C", "A", "B"]);
    for (ids, status, code) in [
        (json!([]), 422, "validation"),
        (json!([a, a]), 422, "validation"),
        (json!([a, berta.user_id]), 404, "not_found"),
        (json!([a, ours["id"]]), 403, "forbidden"),
    ] {
        berta
            .send(http::Method::PUT, "/views/order", Some(json!({"ids": ids})))
            .await
            .problem(status, code);
    }
    admin
        .send(http::Method::PUT, "/views/order", Some(json!({"ids": [a]})))
        .await
        .problem(404, "not_found");
}
