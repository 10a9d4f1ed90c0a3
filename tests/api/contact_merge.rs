//! Two contacts become one, and two again, with nothing lost or misplaced.

use std::collections::BTreeMap;

use centralino::store::entity::events::EventKind;
use centralino::store::entity::participants::{self, ParticipantRole};
use centralino::store::entity::{events, identities, messages, tickets};
use centralino::store::events::{Actor, on_contact};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use serde_json::{Value, json};
use uuid::Uuid;

use super::planted;
use crate::support::TestApp;

/// Who owns what, over all tables that name a contact; the merges' own events apart.
async fn owners(test: &TestApp) -> BTreeMap<Uuid, Uuid> {
    let conn = test.app.store.read();
    let mut owners = BTreeMap::new();
    for row in identities::Entity::find().all(conn).await.unwrap() {
        owners.insert(row.id, row.contact_id);
    }
    for row in tickets::Entity::find().all(conn).await.unwrap() {
        owners.insert(row.id, row.contact_id);
    }
    for row in messages::Entity::find().all(conn).await.unwrap() {
        owners.insert(row.id, row.contact_id);
    }
    for row in participants::Entity::find().all(conn).await.unwrap() {
        owners.insert(row.id, row.contact_id);
    }
    for row in events::Entity::find().all(conn).await.unwrap() {
        if !matches!(row.kind, EventKind::ContactMerged | EventKind::ContactUnmerged) {
            owners.insert(row.id, row.contact_id.unwrap());
        }
    }
    owners
}

/// A contact with something in every table.
async fn somebody(test: &TestApp, channel: Uuid, name: &str) -> Uuid {
    let (contact, identity) = planted::contact(test, name, &format!("{name}@example.org")).await;
    let ticket = planted::ticket(test, channel, contact.id, &format!("Of {name}"), |_| ()).await;
    planted::message(test, &ticket, &format!("Words of {name}"), &[]).await;
    let tx = test.app.store.write().await.unwrap();
    on_contact(
        &tx,
        contact.id,
        Actor::System,
        EventKind::ParticipantAccepted,
        json!({}),
    )
    .await
    .unwrap();
    let participant = participants::ActiveModel {
        id: Set(tx.id()),
        ticket_id: Set(ticket.id),
        contact_id: Set(contact.id),
        identity_id: Set(identity.id),
        role: Set(ParticipantRole::Requester),
        added_at: Set(tx.now()),
    };
    participant.insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
    contact.id
}

#[tokio::test]
async fn undoing_a_merge_gives_back_exactly_what_it_took() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let channel = planted::channel(&test, "Support").await;
    let ada = somebody(&test, channel, "ada").await;
    let countess = somebody(&test, channel, "countess").await;
    let before = owners(&test).await;

    let merged = agent
        .post(&format!("/contacts/{ada}/merge"), json!({"source_id": countess}))
        .await
        .ok();
    assert_eq!(merged["identities"].as_array().unwrap().len(), 2);
    assert_eq!(merged["open_tickets"], 2);
    assert!(owners(&test).await.values().all(|owner| *owner == ada));
    let gone = agent.get(&format!("/contacts/{countess}")).await.ok();
    assert_eq!(gone["merged_into"], json!(ada));
    // The one is found by the address of the other; the other is not listed any more.
    let found = agent.get("/contacts?q=countess").await.ok();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(found["items"][0]["id"], json!(ada));
    agent
        .patch(&format!("/contacts/{countess}"), json!({"name": "X"}))
        .await
        .problem(409, "merged");
    let again = json!({"source_id": countess});
    agent
        .post(&format!("/contacts/{ada}/merge"), again)
        .await
        .problem(409, "merged");

    // What comes after the merge stays with whom it came to.
    let later = planted::ticket(&test, channel, ada, "Later", |_| ()).await;
    let merges = agent.get(&format!("/contacts/{ada}/merges")).await.ok();
    assert_eq!(merges["items"][0]["source"]["name"], "countess");
    let undo = format!(
        "/contact-merges/{}/undo",
        merges["items"][0]["id"].as_str().unwrap()
    );
    let restored = agent.post(&undo, json!({})).await.ok();
    assert_eq!(
        (&restored["id"], &restored["merged_into"]),
        (&json!(countess), &Value::Null)
    );
    let mut after = owners(&test).await;
    assert_eq!(after.remove(&later.id), Some(ada));
    assert_eq!(after, before);
    let found = agent.get("/contacts?q=countess").await.ok();
    assert_eq!(found["items"][0]["id"], json!(countess));
    agent.post(&undo, json!({})).await.problem(409, "already_undone");
}

#[tokio::test]
async fn merges_upon_merges_are_undone_newest_first() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let channel = planted::channel(&test, "Support").await;
    let (a, b, c) = (
        somebody(&test, channel, "a").await,
        somebody(&test, channel, "b").await,
        somebody(&test, channel, "c").await,
    );
    let before = owners(&test).await;
    agent
        .post(&format!("/contacts/{b}/merge"), json!({"source_id": a}))
        .await
        .ok();
    agent
        .post(&format!("/contacts/{c}/merge"), json!({"source_id": b}))
        .await
        .ok();
    let undo = async |target: Uuid| {
        let merges = agent.get(&format!("/contacts/{target}/merges")).await.ok();
        let id = merges["items"][0]["id"].as_str().unwrap().to_owned();
        agent.post(&format!("/contact-merges/{id}/undo"), json!({})).await
    };
    undo(b).await.problem(409, "merged_further");
    undo(c).await.ok();
    undo(b).await.ok();
    assert_eq!(owners(&test).await, before);
    let itself = json!({"source_id": a});
    agent
        .post(&format!("/contacts/{a}/merge"), itself)
        .await
        .problem(422, "validation");
    agent
        .post(&format!("/contact-merges/{a}/undo"), json!({}))
        .await
        .problem(404, "not_found");
}
