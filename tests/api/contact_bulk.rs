//! Many contacts at once: changed and given back, deleted where nobody would miss them.

use serde_json::{Value, json};
use uuid::Uuid;

use super::planted;
use crate::support::{Client, TestApp};

async fn made(client: &Client, count: usize, kind: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..count {
        let body = json!({"name": format!("{kind} {n}"), "kind": kind});
        let contact = client.post("/contacts", body).await.ok();
        ids.push(contact["id"].as_str().unwrap().to_owned());
    }
    ids
}

async fn counted(client: &Client, query: &str) -> u64 {
    client.get(&format!("/contacts/count?{query}")).await.ok()["count"]
        .as_u64()
        .unwrap()
}

#[tokio::test]
async fn named_contacts_are_changed_and_given_back() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let shop = admin.post("/companies", json!({"name": "Shop"})).await.ok();
    admin.post("/tags", json!({"name": "hot"})).await.ok();
    let ids = made(&admin, 3, "lead").await;
    admin
        .patch(&format!("/contacts/{}", ids[0]), json!({"add_tags": ["hot"]}))
        .await
        .ok();
    let nobody = Uuid::from_u128(7).to_string();
    let change = json!({"kind": "customer", "company_id": shop["id"], "add_tags": ["hot"]});
    let all: Vec<&String> = ids.iter().chain([&nobody]).collect();
    let result = admin
        .post("/contacts/bulk", json!({"ids": all, "change": change}))
        .await
        .ok();
    assert_eq!(result["changed"].as_array().unwrap().len(), 3);
    assert_eq!(result["failed"][0]["code"], "not_found");
    assert_eq!(counted(&admin, "kind=customer").await, 3);
    // Saying `before` again undoes it: who had the tag already keeps it.
    for one in result["changed"].as_array().unwrap() {
        let body = json!({"ids": [one["id"]], "change": one["before"]});
        admin.post("/contacts/bulk", body).await.ok();
    }
    assert_eq!(counted(&admin, "kind=lead").await, 3);
    let tags = async |id: &str| admin.get(&format!("/contacts/{id}")).await.ok()["tags"].clone();
    assert_eq!(tags(&ids[0]).await[0]["name"], "hot");
    assert_eq!(tags(&ids[1]).await, json!([]));
    let shown = admin.get(&format!("/contacts/{}", ids[1])).await.ok();
    assert_eq!(shown["company"], Value::Null);
    // What is wrong for all is refused for all.
    let wrong = json!({"ids": ids, "change": {"company_id": Uuid::from_u128(7)}});
    admin
        .post("/contacts/bulk", wrong)
        .await
        .problem(422, "validation");
    for body in [
        json!({"change": {"kind": "lead"}}),
        json!({"ids": [], "change": {"kind": "lead"}}),
        json!({"ids": ids, "matching": {}, "change": {"kind": "lead"}}),
    ] {
        admin
            .post("/contacts/bulk", body)
            .await
            .problem(422, "validation");
    }
}

#[tokio::test]
async fn all_that_match_are_changed_batch_by_batch() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    made(&admin, 205, "lead").await;
    made(&admin, 2, "partner").await;
    let filter = json!({"field": "kind", "op": "is", "value": "lead"});
    let mut body = json!({"matching": {"filter": filter}, "change": {"kind": "supplier"}});
    let first = admin.post("/contacts/bulk", body.clone()).await.ok();
    assert_eq!(first["changed"].as_array().unwrap().len(), 200);
    // Whoever comes meanwhile is not meant.
    made(&admin, 1, "lead").await;
    body["matching"]["cursor"] = first["next"].clone();
    let second = admin.post("/contacts/bulk", body).await.ok();
    assert_eq!(second["changed"].as_array().unwrap().len(), 5);
    assert_eq!(second["next"], Value::Null);
    assert_eq!(counted(&admin, "kind=supplier").await, 205);
    assert_eq!(counted(&admin, "kind=lead").await, 1);
    assert_eq!(counted(&admin, "kind=partner").await, 2);
    let viewer = test.viewer("Vera").await;
    let all = json!({"matching": {}, "change": {"kind": "lead"}});
    viewer.post("/contacts/bulk", all).await.problem(403, "forbidden");
}

#[tokio::test]
async fn contacts_without_a_history_are_deleted_and_others_kept() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let channel = planted::channel(&test, "Support").await;
    let (wrote, _) = planted::contact(&test, "Ada", "ada@example.org").await;
    planted::ticket(&test, channel, wrote.id, "Hello", |_| ()).await;
    let body =
        json!({"name": "Bob", "tags": ["x"], "identities": [{"kind": "email", "value": "bob@example.org"}]});
    let bob = admin.post("/contacts", body.clone()).await.ok();
    let ada = format!("/contacts/{}", wrote.id);
    admin.delete(&ada).await.problem(409, "has_history");
    let result = admin
        .post("/contacts/bulk-delete", json!({"ids": [wrote.id, bob["id"]]}))
        .await
        .ok();
    assert_eq!(result["changed"][0]["id"], bob["id"]);
    assert_eq!(result["failed"][0]["code"], "has_history");
    let path = format!("/contacts/{}", bob["id"].as_str().unwrap());
    admin.get(&path).await.problem(404, "not_found");
    assert_eq!(admin.get("/contacts?q=bob").await.ok()["items"], json!([]));
    // The address is free again.
    let again = admin.post("/contacts", body).await.ok();
    let path = format!("/contacts/{}", again["id"].as_str().unwrap());
    admin
        .clone()
        .with("if-match", "\"9\"")
        .delete(&path)
        .await
        .problem(412, "version_mismatch");
    admin.delete(&path).await.ok();
}

#[tokio::test]
async fn a_company_goes_and_its_contacts_stay() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let body = json!({"name": "Shop", "domains": ["shop.example"]});
    let shop = admin.post("/companies", body.clone()).await.ok();
    let path = format!("/companies/{}", shop["id"].as_str().unwrap());
    let ada = admin
        .post("/contacts", json!({"name": "Ada", "company_id": shop["id"]}))
        .await
        .ok();
    let channel = planted::channel(&test, "Support").await;
    let id = ada["id"].as_str().unwrap().parse().unwrap();
    planted::ticket(&test, channel, id, "Where is it?", |_| ()).await;
    let open = admin.get(&format!("{path}/tickets")).await.ok();
    assert_eq!(open["items"][0]["subject"], "Where is it?");
    admin.delete(&path).await.ok();
    let left = admin
        .get(&format!("/contacts/{}", ada["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(left["company"], Value::Null);
    assert_eq!(admin.get("/contacts?q=shop").await.ok()["items"], json!([]));
    admin.get(&path).await.problem(404, "not_found");
    admin.post("/companies", body).await.ok();
}
