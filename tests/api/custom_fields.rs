//! Fields a house defines: made, filled in with what their type allows, arranged, archived, deleted.

use serde_json::{Value, json};

use super::planted;
use crate::support::{Client, TestApp};

async fn field(admin: &Client, body: Value) -> Value {
    admin.post("/custom-fields", body).await.ok()
}

fn path(thing: &Value, room: &str) -> String {
    format!("/{room}/{}", thing["id"].as_str().unwrap())
}

/// One field of every type, about contacts.
async fn every_type(admin: &Client) {
    for (key, field_type) in [
        ("code", "text"),
        ("story", "long_text"),
        ("seats", "number"),
        ("renewal", "date"),
        ("vip", "yes_no"),
        ("site", "link"),
    ] {
        field(
            admin,
            json!({"about": "contact", "type": field_type, "name": key, "key": key}),
        )
        .await;
    }
    for (key, field_type) in [("plan", "choice"), ("likes", "choices")] {
        let choices = json!([{"name": "Gold"}, {"name": "Silber"}, {"name": "Città"}]);
        let body =
            json!({"about": "contact", "type": field_type, "name": key, "key": key, "choices": choices});
        field(admin, body).await;
    }
}

#[tokio::test]
async fn values_are_kept_shown_changed_and_cleared() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    every_type(&admin).await;
    let agent = test.agent("Berta").await;
    let fields = json!({
        "code": " K-17 ", "story": "Two\nlines", "seats": 12, "renewal": "2026-03-01", "vip": true,
        "site": "https://example.com/a", "plan": "gold", "likes": ["citta", "Gold", "gold"],
    });
    let made = agent
        .post("/contacts", json!({"name": "Ada", "fields": fields}))
        .await
        .ok();
    let expected = json!({
        "code": "K-17", "story": "Two\nlines", "seats": 12, "renewal": "2026-03-01", "vip": true,
        "site": "https://example.com/a", "plan": "Gold", "likes": ["Gold", "Città"],
    });
    assert_eq!(made["fields"], expected);
    let ada = path(&made, "contacts");
    assert_eq!(agent.get(&ada).await.ok()["fields"], expected);
    assert_eq!(agent.get("/contacts").await.ok()["items"][0]["fields"], expected);
    // Found by what was typed.
    assert_eq!(
        agent.get("/contacts?q=k-17").await.ok()["items"][0]["name"],
        "Ada"
    );
    let changed = agent
        .patch(
            &ada,
            json!({"fields": {"seats": 2.5, "vip": null, "code": "", "likes": [], "plan": "Silber"}}),
        )
        .await
        .ok();
    assert_eq!(
        changed["fields"],
        json!({
            "story": "Two\nlines", "seats": 2.5, "renewal": "2026-03-01",
            "site": "https://example.com/a", "plan": "Silber",
        })
    );
    assert_eq!(agent.get("/contacts?q=k-17").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn what_does_not_fit_its_type_is_named_by_its_place() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    every_type(&admin).await;
    let refused = async |key: &str, value: Value| {
        let answer = admin
            .post("/contacts", json!({"name": "Ada", "fields": {key: value}}))
            .await;
        let problem = answer.problem(422, "validation");
        problem["errors"][0]["pointer"].as_str().unwrap().to_owned()
    };
    for (key, value) in [
        ("code", json!("two\nlines")),
        ("code", json!("x".repeat(501))),
        ("code", json!(7)),
        ("seats", json!("7")),
        ("seats", json!(1e300)),
        ("renewal", json!("2026-02-30")),
        ("renewal", json!("1.3.2026")),
        ("vip", json!("yes")),
        ("site", json!("javascript:alert(1)")),
        ("site", json!("example.com")),
        ("plan", json!("Bronze")),
        ("plan", json!(["Gold"])),
        ("likes", json!("Gold")),
        ("nothing", json!(1)),
    ] {
        assert_eq!(refused(key, value).await, format!("/fields/{key}"));
    }
    assert_eq!(
        refused("likes", json!(["Gold", "Bronze"])).await,
        "/fields/likes/1"
    );
    assert_eq!(admin.get("/contacts").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn required_fields_are_asked_of_the_new_and_never_emptied() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let (old, _) = planted::contact(&test, "Old", "old@example.org").await;
    let body = json!({"about": "contact", "type": "text", "name": "Customer number", "required": true});
    assert_eq!(field(&admin, body).await["key"], "customer_number");
    admin
        .post("/contacts", json!({"name": "Ada"}))
        .await
        .problem(422, "validation");
    let full = json!({"name": "Ada", "fields": {"customer_number": "7"}});
    let ada = path(&admin.post("/contacts", full).await.ok(), "contacts");
    admin
        .patch(&ada, json!({"fields": {"customer_number": " "}}))
        .await
        .problem(422, "validation");
    // Who was there before is changed without it.
    admin
        .patch(&format!("/contacts/{}", old.id), json!({"name": "Older"}))
        .await
        .ok();
}

#[tokio::test]
async fn choices_are_renamed_archived_and_kept_while_somebody_has_them() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let plan = field(
        &admin,
        json!({"about": "contact", "type": "choice", "name": "Plan", "choices": [{"name": "Gold"}, {"name": "Tin"}]}),
    )
    .await;
    let made = admin
        .post("/contacts", json!({"name": "Ada", "fields": {"plan": "Gold"}}))
        .await
        .ok();
    let ada = path(&made, "contacts");
    let at = path(&plan, "custom-fields");
    let (gold, tin) = (&plan["choices"][0]["id"], &plan["choices"][1]["id"]);
    admin
        .patch(&at, json!({"choices": [{"id": tin, "name": "Tin"}]}))
        .await
        .problem(409, "still_in_use");
    let renamed =
        json!({"choices": [{"id": tin, "name": "Tin"}, {"id": gold, "name": "Premium", "archived": true}]});
    let changed = admin.patch(&at, renamed).await.ok();
    assert_eq!(changed["choices"][1]["name"], "Premium");
    assert_eq!(changed["version"], 2);
    // Who has it keeps it, and may be saved with it.
    let shown = admin
        .patch(&ada, json!({"fields": {"plan": "Premium"}}))
        .await
        .ok();
    assert_eq!(shown["fields"]["plan"], "Premium");
    admin
        .post("/contacts", json!({"name": "Eve", "fields": {"plan": "Premium"}}))
        .await
        .problem(422, "validation");
    admin.patch(&ada, json!({"fields": {"plan": "tin"}})).await.ok();
    let left = admin
        .patch(&at, json!({"choices": [{"id": tin, "name": "Tin"}]}))
        .await
        .ok();
    assert_eq!(left["choices"].as_array().unwrap().len(), 1);
    for wrong in [
        json!([]),
        json!([{"name": "A"}, {"name": "a"}]),
        json!([{"id": gold, "name": "A"}]),
    ] {
        admin
            .patch(&at, json!({"choices": wrong}))
            .await
            .problem(422, "validation");
    }
}

#[tokio::test]
async fn fields_are_arranged_archived_and_only_then_deleted() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let mut ids = Vec::new();
    for name in ["One", "Two", "Three"] {
        ids.push(field(&admin, json!({"about": "contact", "type": "text", "name": name})).await);
    }
    let order = json!({"about": "contact", "ids": [ids[2]["id"], ids[0]["id"]]});
    admin.put("/custom-fields/order", order).await.ok();
    let names = async || -> Vec<String> {
        let list = admin.get("/custom-fields").await.ok();
        let items = list["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names().await, ["Three", "One", "Two"]);
    let twice = json!({"about": "contact", "ids": [ids[2]["id"], ids[2]["id"]]});
    admin
        .put("/custom-fields/order", twice)
        .await
        .problem(422, "validation");
    let typed = json!({"name": "Ada", "fields": {"one": "kept"}});
    let ada = path(&admin.post("/contacts", typed).await.ok(), "contacts");
    let one = path(&ids[0], "custom-fields");
    admin.delete(&one).await.problem(409, "not_archived");
    admin.patch(&one, json!({"archived": true})).await.ok();
    assert_eq!(admin.get(&ada).await.ok()["fields"], json!({}));
    admin
        .patch(&ada, json!({"fields": {"one": "x"}}))
        .await
        .problem(422, "validation");
    admin.patch(&one, json!({"archived": false})).await.ok();
    assert_eq!(admin.get(&ada).await.ok()["fields"], json!({"one": "kept"}));
    admin.patch(&one, json!({"archived": true})).await.ok();
    admin.delete(&one).await.ok();
    assert_eq!(names().await, ["Three", "Two"]);
    // The key is free again, and empty.
    field(
        &admin,
        json!({"about": "contact", "type": "number", "name": "One"}),
    )
    .await;
    assert_eq!(admin.get(&ada).await.ok()["fields"], json!({}));
    admin
        .post(
            "/custom-fields",
            json!({"about": "contact", "type": "text", "name": "x", "key": "two"}),
        )
        .await
        .problem(409, "already_exists");
    admin
        .post(
            "/custom-fields",
            json!({"about": "contact", "type": "text", "name": "x", "key": "Two!"}),
        )
        .await
        .problem(422, "validation");
    test.agent("Berta")
        .await
        .post(
            "/custom-fields",
            json!({"about": "contact", "type": "text", "name": "x"}),
        )
        .await
        .problem(403, "forbidden");
}

#[tokio::test]
async fn companies_have_fields_of_their_own() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    field(
        &admin,
        json!({"about": "company", "type": "number", "name": "Seats"}),
    )
    .await;
    let shop = admin
        .post("/companies", json!({"name": "Shop", "fields": {"seats": 40}}))
        .await
        .ok();
    assert_eq!(shop["fields"], json!({"seats": 40}));
    let at = path(&shop, "companies");
    admin.patch(&at, json!({"fields": {"seats": 41}})).await.ok();
    assert_eq!(
        admin.get("/companies").await.ok()["items"][0]["fields"],
        json!({"seats": 41})
    );
    admin
        .post("/contacts", json!({"name": "Ada", "fields": {"seats": 1}}))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn contacts_are_tagged_with_the_tags_of_the_house() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    admin
        .post("/tags", json!({"name": "vip", "color": "#1f8a70"}))
        .await
        .ok();
    admin.post("/tags", json!({"name": "press"})).await.ok();
    let agent = test.agent("Berta").await;
    let made = agent
        .post("/contacts", json!({"name": "Ada", "tags": ["VIP"]}))
        .await
        .ok();
    assert_eq!(made["tags"][0]["name"], "vip");
    let ada = path(&made, "contacts");
    let names = |contact: &Value| -> Vec<String> {
        let tags = contact["tags"].as_array().unwrap();
        tags.iter()
            .map(|tag| tag["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let more = agent.patch(&ada, json!({"add_tags": ["press"]})).await.ok();
    assert_eq!(names(&more), ["press", "vip"]);
    let less = agent.patch(&ada, json!({"remove_tags": ["vip"]})).await.ok();
    assert_eq!(names(&less), ["press"]);
    agent
        .patch(&ada, json!({"tags": ["new"]}))
        .await
        .problem(422, "validation");
    let own = admin.patch(&ada, json!({"tags": ["new"]})).await.ok();
    assert_eq!(names(&own), ["new"]);
    let listed = agent.get("/contacts").await.ok();
    assert_eq!(names(&listed["items"][0]), ["new"]);
}

#[tokio::test]
async fn merging_keeps_what_the_target_has_and_undoing_gives_the_rest_back() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    every_type(&admin).await;
    let target = json!({"name": "Ada", "tags": ["vip"], "fields": {"code": "A", "likes": ["Gold"]}});
    let source = json!({"name": "Countess", "tags": ["vip", "press"],
        "fields": {"code": "C", "seats": 3, "vip": true, "likes": ["Gold", "Silber"]}});
    let target = path(&admin.post("/contacts", target).await.ok(), "contacts");
    let made = admin.post("/contacts", source).await.ok();
    let merged = admin
        .post(&format!("{target}/merge"), json!({"source_id": made["id"]}))
        .await
        .ok();
    assert_eq!(
        merged["fields"],
        json!({"code": "A", "seats": 3, "vip": true, "likes": ["Gold", "Silber"]})
    );
    assert_eq!(merged["tags"].as_array().unwrap().len(), 2);
    // Typed after the merge: stays.
    admin.patch(&target, json!({"fields": {"seats": 5}})).await.ok();
    let merges = admin.get(&format!("{target}/merges")).await.ok();
    let undo = format!(
        "/contact-merges/{}/undo",
        merges["items"][0]["id"].as_str().unwrap()
    );
    let back = admin.post(&undo, json!({})).await.ok();
    assert_eq!(
        back["fields"],
        json!({"code": "C", "vip": true, "likes": ["Gold", "Silber"]})
    );
    assert_eq!(back["tags"].as_array().unwrap().len(), 2);
    let kept = admin.get(&target).await.ok();
    assert_eq!(
        kept["fields"],
        json!({"code": "A", "seats": 5, "likes": ["Gold"]})
    );
    assert_eq!(kept["tags"][0]["name"], "vip");
    assert_eq!(kept["tags"].as_array().unwrap().len(), 1);
}
