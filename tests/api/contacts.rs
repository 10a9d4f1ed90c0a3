//! Contacts by hand: made, changed, listed, and hidden from whoever has no ticket of theirs.

use centralino::access::Permission;
use serde_json::json;

use super::planted;
use crate::support::TestApp;

#[tokio::test]
async fn a_contact_is_made_changed_and_given_addresses() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let company = agent
        .post(
            "/companies",
            json!({"name": "Shop", "domains": ["Shop.Example.ORG"]}),
        )
        .await
        .ok();
    assert_eq!(company["domains"], json!(["shop.example.org"]));
    let made = agent
        .post(
            "/contacts",
            json!({
                "name": " Ada  Lovelace ", "kind": "supplier", "company_id": company["id"], "language": "it",
                "identities": [{"kind": "email", "value": "Ada@Shop.example.org"}],
            }),
        )
        .await
        .ok();
    assert_eq!(
        (&made["name"], &made["company"]["name"]),
        (&json!("Ada Lovelace"), &json!("Shop"))
    );
    assert_eq!(made["identities"][0]["value"], "ada@shop.example.org");
    assert_eq!(made["identities"][0]["verified"], false);
    let path = format!("/contacts/{}", made["id"].as_str().unwrap());

    let changed = agent
        .patch(
            &path,
            json!({"company_id": null, "notes": "Likes tea", "kind": "lead"}),
        )
        .await
        .ok();
    assert_eq!(
        (&changed["company"], &changed["language"]),
        (&json!(null), &json!("it"))
    );
    assert_eq!(changed["version"], 2);
    agent
        .clone()
        .with("if-match", "\"1\"")
        .patch(&path, json!({"name": "Eve"}))
        .await
        .problem(412, "version_mismatch");

    let phone = agent
        .post(
            &format!("{path}/identities"),
            json!({"kind": "phone", "value": "0039 06 1234567"}),
        )
        .await;
    let phone = phone.ok();
    assert_eq!(phone["value"], "+39061234567");
    let shown = agent.get(&path).await.ok();
    assert_eq!(shown["identities"].as_array().unwrap().len(), 2);
    agent
        .delete(&format!("{path}/identities/{}", phone["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(
        agent.get(&path).await.ok()["identities"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_place() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let (_, ada) = planted::contact(&test, "Ada", "ada@example.org").await;
    let refused = async |body: serde_json::Value| {
        let problem = agent.post("/contacts", body).await.problem(422, "validation");
        problem["errors"][0]["pointer"].as_str().unwrap().to_owned()
    };
    assert_eq!(refused(json!({"name": ""})).await, "/name");
    assert_eq!(
        refused(json!({"name": "A", "language": "italiano!"})).await,
        "/language"
    );
    assert_eq!(
        refused(json!({"name": "A", "company_id": test.app.clock.id()})).await,
        "/company_id"
    );
    assert_eq!(
        refused(json!({"name": "A", "identities": [{"kind": "email", "value": "x"}]})).await,
        "/identities/0/value"
    );
    assert_eq!(refused(json!({"name": "A", "colour": "red"})).await, "/colour");
    let taken = json!({"name": "A", "identities": [{"kind": "email", "value": "ADA@example.org"}]});
    agent
        .post("/contacts", taken)
        .await
        .problem(409, "identity_taken");
    // Nothing of the refused ones stayed.
    assert_eq!(
        agent.get("/contacts").await.ok()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    let channel = planted::channel(&test, "Support").await;
    let ticket = planted::ticket(&test, channel, ada.contact_id, "Hello", |_| ()).await;
    let tx = test.app.store.write().await.unwrap();
    let mut wrote = centralino::store::messages::blank(
        &tx,
        &ticket,
        centralino::store::entity::messages::MessageKind::Inbound,
        centralino::store::entity::messages::AuthorKind::Contact,
    );
    wrote.author_identity_id = Some(ada.id);
    centralino::store::messages::insert(&tx, wrote).await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/contacts/{}/identities/{}", ada.contact_id, ada.id);
    agent.delete(&path).await.problem(409, "still_in_use");
    test.viewer("Vera")
        .await
        .post("/contacts", json!({"name": "A"}))
        .await
        .problem(403, "forbidden");
}

#[tokio::test]
async fn the_list_is_searched_and_paged() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    for n in 0..5 {
        planted::contact(&test, &format!("Ünal {n}"), &format!("unal{n}@example.org")).await;
    }
    planted::contact(&test, "Somebody", "other@example.net").await;
    let mut names = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = agent.get(&format!("/contacts?q=una&limit=2{cursor}")).await.ok();
        names.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|c| c["name"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["Ünal 4", "Ünal 3", "Ünal 2", "Ünal 1", "Ünal 0"]);
    let count = async |query: &str| {
        agent.get(&format!("/contacts?{query}")).await.ok()["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(count("q=example.net").await, 1);
    assert_eq!(count("q=unal3@exa").await, 1);
    assert_eq!(count("q=%2B").await, 0);
    assert_eq!(count("kind=lead").await, 0);
    assert_eq!(count("q=").await, 6);
}

#[tokio::test]
async fn whoever_sees_no_ticket_of_a_contact_does_not_know_them() {
    let test = TestApp::start().await;
    let inside = planted::channel(&test, "Inside").await;
    let outside = planted::channel(&test, "Outside").await;
    let (known, _) = planted::contact(&test, "Known", "known@example.org").await;
    let (hidden, _) = planted::contact(&test, "Hidden", "hidden@example.org").await;
    planted::ticket(&test, inside, known.id, "Inside", |_| ()).await;
    planted::ticket(&test, outside, known.id, "Outside", |_| ()).await;
    planted::ticket(&test, outside, hidden.id, "Outside", |_| ()).await;
    let agent = test.limited("Lina", Permission::AGENT, &[], &[inside]).await;

    let listed = agent.get("/contacts").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["open_tickets"], 1);
    let tickets = agent.get(&format!("/contacts/{}/tickets", known.id)).await.ok();
    assert_eq!(tickets["items"].as_array().unwrap().len(), 1);
    let path = format!("/contacts/{}", hidden.id);
    agent.get(&path).await.problem(404, "not_found");
    agent
        .get(&format!("{path}/tickets"))
        .await
        .problem(404, "not_found");
    agent
        .get(&format!("{path}/merges"))
        .await
        .problem(404, "not_found");
    agent
        .patch(&path, json!({"name": "Mine"}))
        .await
        .problem(404, "not_found");
    agent
        .post(
            &format!("{path}/identities"),
            json!({"kind": "email", "value": "a@example.com"}),
        )
        .await
        .problem(404, "not_found");
    agent
        .post(&format!("{path}/merge"), json!({"source_id": known.id}))
        .await
        .problem(404, "not_found");
    agent
        .post(
            &format!("/contacts/{}/merge", known.id),
            json!({"source_id": hidden.id}),
        )
        .await
        .problem(404, "not_found");
}
