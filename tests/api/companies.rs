//! Companies and their domains.

use serde_json::json;

use super::planted;
use crate::support::TestApp;

#[tokio::test]
async fn companies_own_domains_alone_and_are_listed_by_name() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let shop = agent
        .post(
            "/companies",
            json!({"name": "Über Shop", "domains": ["b.example", "a.example"]}),
        )
        .await
        .ok();
    assert_eq!(shop["domains"], json!(["a.example", "b.example"]));
    let other = agent
        .post("/companies", json!({"name": "Zeta", "notes": "100% _odd_"}))
        .await
        .ok();
    let path = format!("/companies/{}", other["id"].as_str().unwrap());
    agent
        .patch(&path, json!({"domains": ["A.example."]}))
        .await
        .problem(409, "domain_taken");
    agent
        .patch(&path, json!({"domains": ["no domain"]}))
        .await
        .problem(422, "validation");
    let changed = agent
        .patch(&path, json!({"name": "Alpha", "domains": ["c.example"]}))
        .await
        .ok();
    assert_eq!(
        (&changed["name"], &changed["version"]),
        (&json!("Alpha"), &json!(2))
    );
    assert_eq!(agent.get(&path).await.ok(), changed);
    let names = async |query: &str| -> Vec<String> {
        let page = agent.get(&format!("/companies?{query}")).await.ok();
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("").await, ["Alpha", "Über Shop"]);
    assert_eq!(names("q=uber").await, ["Über Shop"]);
    assert_eq!(names("q=c.exam").await, ["Alpha"]);
    assert_eq!(names("q=%25").await, Vec::<String>::new());
    let first = agent.get("/companies?limit=1").await.ok();
    let next = first["next"].as_str().unwrap();
    assert_eq!(names(&format!("limit=1&cursor={next}")).await, ["Über Shop"]);
}

#[tokio::test]
async fn contacts_are_found_by_their_company() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let shop = agent.post("/companies", json!({"name": "Shop"})).await.ok();
    let (ada, _) = planted::contact(&test, "Ada", "ada@example.org").await;
    agent
        .patch(
            &format!("/contacts/{}", ada.id),
            json!({"company_id": shop["id"]}),
        )
        .await
        .ok();
    assert_eq!(
        agent.get("/contacts?q=shop").await.ok()["items"][0]["name"],
        "Ada"
    );
    let path = format!("/companies/{}", shop["id"].as_str().unwrap());
    agent.patch(&path, json!({"name": "Bazaar"})).await.ok();
    assert_eq!(agent.get("/contacts?q=shop").await.ok()["items"], json!([]));
    assert_eq!(
        agent.get("/contacts?q=bazaar").await.ok()["items"][0]["name"],
        "Ada"
    );
    let of = format!("/contacts?company_id={}", shop["id"].as_str().unwrap());
    assert_eq!(agent.get(&of).await.ok()["items"][0]["name"], "Ada");
}
