//! What the page of a contact asks for: addresses proven and put first, consents with evidence, the timeline narrowed
//! and walked both ways, and who might be the same person.

use centralino::store::entity::messages::{self, AuthorKind, MessageKind};
use centralino::store::entity::tickets;
use centralino::store::{messages as message_rows, search};
use serde_json::{Value, json};
use uuid::Uuid;

use super::planted;
use crate::support::{Client, TestApp};

async fn wrote(test: &TestApp, ticket: &tickets::Model, kind: MessageKind, text: &str) -> messages::Model {
    let tx = test.app.store.write().await.unwrap();
    let author = match kind {
        MessageKind::Inbound => AuthorKind::Contact,
        MessageKind::Outbound | MessageKind::Note => AuthorKind::Agent,
    };
    let mut row = message_rows::blank(&tx, ticket, kind, author);
    row.channel_id = (kind != MessageKind::Note).then_some(ticket.channel_id);
    row.text = text.to_owned();
    row.reply_text = text.to_owned();
    let message = message_rows::insert(&tx, row).await.unwrap();
    search::index_message(&tx, &message, std::iter::empty::<&str>())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    message
}

fn texts(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| {
            item["message"]["text"]
                .as_str()
                .or(item["event"]["kind"].as_str())
                .unwrap()
        })
        .collect()
}

#[tokio::test]
async fn a_timeline_is_narrowed_by_kind_channel_and_words() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let (mail, shop) = (
        planted::channel(&test, "Mail").await,
        planted::channel(&test, "Shop").await,
    );
    let (ada, _) = planted::contact(&test, "Ada", "ada@example.org").await;
    let first = planted::ticket(&test, mail, ada.id, "First", |_| ()).await;
    let second = planted::ticket(&test, shop, ada.id, "Second", |_| ()).await;
    wrote(&test, &first, MessageKind::Inbound, "where is my parcel").await;
    wrote(&test, &first, MessageKind::Note, "called the carrier").await;
    let reply = wrote(&test, &first, MessageKind::Outbound, "your parcel is on its way").await;
    wrote(&test, &second, MessageKind::Inbound, "the chair is broken").await;
    agent
        .patch(&format!("/tickets/{}", second.id), json!({"priority": "high"}))
        .await
        .ok();

    let path = format!("/contacts/{}/timeline", ada.id);
    let seen = async |query: &str| {
        let page = agent.get(&format!("{path}?{query}")).await.ok();
        texts(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        seen("show=inbound").await,
        ["where is my parcel", "the chair is broken"]
    );
    assert_eq!(
        seen("show=outbound,note").await,
        ["called the carrier", "your parcel is on its way"]
    );
    assert_eq!(seen("show=event").await, ["priority_changed"]);
    assert_eq!(
        seen(&format!("channel_id={shop}")).await,
        ["the chair is broken", "priority_changed"]
    );
    assert_eq!(
        seen(&format!("channel_id={mail}")).await,
        [
            "where is my parcel",
            "called the carrier",
            "your parcel is on its way"
        ]
    );
    assert_eq!(
        seen("q=parc").await,
        ["where is my parcel", "your parcel is on its way"]
    );
    assert_eq!(
        seen("q=parcel&show=outbound").await,
        ["your parcel is on its way"]
    );
    assert_eq!(seen("q=%2B").await, Vec::<String>::new());
    // A narrowed timeline opens at an entry and goes on both ways all the same.
    let middle = agent
        .get(&format!(
            "{path}?show=inbound,outbound&limit=2&around={}",
            reply.id
        ))
        .await
        .ok();
    assert_eq!(
        texts(&middle),
        ["your parcel is on its way", "the chair is broken"]
    );
    let older = format!(
        "{path}?show=inbound,outbound&cursor={}",
        middle["previous"].as_str().unwrap()
    );
    assert_eq!(texts(&agent.get(&older).await.ok()), ["where is my parcel"]);
    agent
        .get(&format!("{path}?show=calls"))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn an_address_is_verified_by_hand_and_put_first() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let (ada, first) = planted::contact(&test, "Ada", "ada@example.org").await;
    let path = format!("/contacts/{}/identities", ada.id);
    let second = agent
        .post(&path, json!({"kind": "email", "value": "ada@example.net"}))
        .await
        .ok();
    let second = format!("{path}/{}", second["id"].as_str().unwrap());
    let changed = agent
        .patch(&second, json!({"verified": true, "primary": true}))
        .await
        .ok();
    assert_eq!(
        (&changed["verified"], &changed["primary"]),
        (&json!(true), &json!(true))
    );
    let values = async || {
        let shown = agent.get(&format!("/contacts/{}", ada.id)).await.ok();
        let all = shown["identities"].as_array().unwrap().clone();
        all.iter()
            .map(|one| one["value"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(values().await, ["ada@example.net", "ada@example.org"]);
    // One of a kind at most.
    agent
        .patch(&format!("{path}/{}", first.id), json!({"primary": true}))
        .await
        .ok();
    assert_eq!(values().await, ["ada@example.org", "ada@example.net"]);
    agent.delete(&second).await.ok();
    let page = agent.get(&format!("/contacts/{}/timeline", ada.id)).await.ok();
    assert_eq!(
        texts(&page),
        ["identity_added", "identity_verified", "identity_removed"]
    );
    test.viewer("Vera")
        .await
        .patch(&format!("{path}/{}", first.id), json!({"verified": false}))
        .await
        .problem(403, "forbidden");
}

#[tokio::test]
async fn a_permission_needs_evidence_and_a_withdrawal_none() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let channel = planted::channel(&test, "Mail").await;
    let (ada, _) = planted::contact(&test, "Ada", "ada@example.org").await;
    let path = format!("/contacts/{}/consents", ada.id);
    let bare = json!({"purpose": "marketing", "state": "granted", "channel_id": channel});
    let problem = agent.post(&path, bare).await.problem(422, "validation");
    assert_eq!(problem["errors"][0]["pointer"], "/words");
    let given = json!({
        "purpose": "marketing", "state": "granted", "channel_id": channel, "address": "ada@example.org",
        "words": "Ticked the box at the fair", "text_version": "2026-01",
    });
    let given = agent.post(&path, given).await.ok();
    assert_eq!(
        (&given["source"], &given["recorded_by"]["name"]),
        (&json!("agent"), &json!("Berta"))
    );
    let foreign = json!({"purpose": "surveys", "state": "withdrawn", "address": "eve@example.org"});
    agent.post(&path, foreign).await.problem(422, "validation");
    agent
        .post(&path, json!({"purpose": "surveys", "state": "withdrawn"}))
        .await
        .ok();
    let ledger = agent.get(&path).await.ok();
    let words: Vec<_> = ledger["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["state"])
        .collect();
    assert_eq!(words, [&json!("withdrawn"), &json!("granted")]);
    let page = agent.get(&format!("/contacts/{}/timeline", ada.id)).await.ok();
    assert_eq!(texts(&page), ["consent_given", "consent_withdrawn"]);
    assert_eq!(page["items"][0]["event"]["data"]["channel"]["name"], "Mail");
}

async fn made(agent: &Client, body: Value) -> Uuid {
    let made = agent.post("/contacts", body).await.ok();
    made["id"].as_str().unwrap().parse().unwrap()
}

async fn suggested(agent: &Client, id: Uuid) -> Vec<(String, Value)> {
    let found = agent.get(&format!("/contacts/{id}/merge-suggestions")).await.ok();
    let items = found["items"].as_array().unwrap();
    items
        .iter()
        .map(|one| {
            (
                one["contact"]["name"].as_str().unwrap().to_owned(),
                one["reasons"].clone(),
            )
        })
        .collect()
}

#[tokio::test]
async fn who_may_be_the_same_person_is_suggested_until_told_apart() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let email = |value: &str| json!([{"kind": "email", "value": value}]);
    let ada = made(
        &agent,
        json!({"name": "Ada Lovelace", "identities": email("ada+shop@example.org")}),
    )
    .await;
    made(
        &agent,
        json!({"name": "LOVELACE Àda", "identities": email("countess@example.net")}),
    )
    .await;
    made(
        &agent,
        json!({"name": "A. L.", "identities": email("ada@example.org")}),
    )
    .await;
    let bare = made(
        &agent,
        json!({"name": "x", "identities": email("ada.lovelace@example.com")}),
    )
    .await;
    made(
        &agent,
        json!({"name": "Ada", "identities": email("ada@example.net")}),
    )
    .await;
    made(
        &agent,
        json!({"name": "Grace Hopper", "identities": email("grace@example.org")}),
    )
    .await;
    assert_eq!(
        suggested(&agent, ada).await,
        [
            ("A. L.".to_owned(), json!(["same_mailbox"])),
            ("LOVELACE Àda".to_owned(), json!(["same_name"])),
            ("x".to_owned(), json!(["name_in_address"])),
        ]
    );
    agent
        .post(&format!("/contacts/{ada}/distinct/{bare}"), json!({}))
        .await
        .ok();
    assert_eq!(suggested(&agent, ada).await.len(), 2);
    // From the other side too.
    assert!(
        suggested(&agent, bare)
            .await
            .iter()
            .all(|(name, _)| name != "Ada Lovelace")
    );
    agent
        .delete(&format!("/contacts/{ada}/distinct/{bare}"))
        .await
        .ok();
    assert_eq!(suggested(&agent, ada).await.len(), 3);
}

#[tokio::test]
async fn a_merge_shows_what_stays_and_undoing_it_gives_the_fields_back() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let email = |value: &str| json!([{"kind": "email", "value": value}]);
    let target = json!({"name": "Ada", "notes": "Likes tea", "identities": email("ada@example.org")});
    let source = json!({
        "name": "Ada Lovelace", "kind": "lead", "language": "it", "notes": "Rings at noon",
        "identities": email("ada@example.net"),
    });
    let (target, source) = (made(&agent, target).await, made(&agent, source).await);
    for id in [target, source] {
        let shown = agent.get(&format!("/contacts/{id}")).await.ok();
        let identity = shown["identities"][0]["id"].as_str().unwrap();
        agent
            .patch(
                &format!("/contacts/{id}/identities/{identity}"),
                json!({"primary": true}),
            )
            .await
            .ok();
    }
    let before = agent.get(&format!("/contacts/{target}")).await.ok();
    let preview = agent
        .get(&format!("/contacts/{target}/merge-preview/{source}"))
        .await
        .ok();
    let keeps: Vec<_> = preview["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| &field["keep"])
        .collect();
    assert_eq!(keeps, ["target", "target", "target", "source", "target", "both"]);
    assert_eq!(
        (&preview["moves"]["identities"], &preview["source"]["name"]),
        (&json!(1), &json!("Ada Lovelace"))
    );

    let path = format!("/contacts/{target}/merge");
    let both = json!({"source_id": source, "keep": {"name": "both"}});
    agent.post(&path, both).await.problem(422, "validation");
    let merged = agent
        .post(&path, json!({"source_id": source, "keep": {"name": "source"}}))
        .await
        .ok();
    assert_eq!(
        (
            &merged["name"],
            &merged["kind"],
            &merged["language"],
            &merged["notes"]
        ),
        (
            &json!("Ada Lovelace"),
            &json!("customer"),
            &json!("it"),
            &json!("Likes tea\n\nRings at noon")
        )
    );
    let firsts: Vec<_> = merged["identities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["primary"])
        .collect();
    assert_eq!(firsts, [&json!(true), &json!(false)]);
    agent
        .get(&format!("/contacts/{target}/merge-preview/{source}"))
        .await
        .problem(409, "merged");
    // Changed since the merge: that stays.
    agent
        .patch(&format!("/contacts/{target}"), json!({"language": "de"}))
        .await
        .ok();
    let merges = agent.get(&format!("/contacts/{target}/merges")).await.ok();
    let undo = format!(
        "/contact-merges/{}/undo",
        merges["items"][0]["id"].as_str().unwrap()
    );
    let restored = agent.post(&undo, json!({})).await.ok();
    assert_eq!(restored["identities"][0]["primary"], true);
    let after = agent.get(&format!("/contacts/{target}")).await.ok();
    for field in ["name", "kind", "notes", "identities"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert_eq!(after["language"], "de");
}
