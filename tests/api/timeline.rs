//! Timelines in pages, at a constant number of statements.

use centralino::store::entity::participants::ParticipantRole;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn pages_join_without_gap_or_double() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "message 0")
        .await;
    let agent = test.agent("Bea").await;
    for n in 1..12 {
        test.written(
            &ticket,
            "ada@customer.example",
            ParticipantRole::Requester,
            &format!("message {n}"),
        )
        .await;
        let priority = if n % 2 == 0 { "low" } else { "high" };
        agent
            .patch(&format!("/tickets/{}", ticket.id), json!({"priority": priority}))
            .await
            .ok();
    }
    let mut pages = Vec::new();
    let mut path = format!("/tickets/{}/timeline?limit=5", ticket.id);
    loop {
        let page = agent.get(&path).await.ok();
        let items = page["items"].as_array().unwrap().clone();
        assert!(items.len() <= 5);
        pages.push(items);
        match page["previous"].as_str() {
            Some(cursor) => path = format!("/tickets/{}/timeline?limit=5&cursor={cursor}", ticket.id),
            None => break,
        }
    }
    let all: Vec<_> = pages.into_iter().rev().flatten().collect();
    assert_eq!(all.len(), 23);
    let texts: Vec<_> = all.iter().filter_map(|i| i["message"]["text"].as_str()).collect();
    assert_eq!(texts, (0..12).map(|n| format!("message {n}")).collect::<Vec<_>>());
    agent
        .get(&format!("/tickets/{}/timeline?cursor=x", ticket.id))
        .await
        .problem(422, "validation");
    agent
        .get(&format!("/tickets/{}/timeline?limit=201", ticket.id))
        .await
        .problem(422, "validation");
    let whole = agent
        .get(&format!("/contacts/{}/timeline", ticket.contact_id))
        .await
        .ok();
    assert_eq!(whole["items"].as_array().unwrap().len(), 23);
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_page() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "message 0")
        .await;
    let agent = test.agent("Bea").await;
    let path = format!("/tickets/{}/timeline", ticket.id);
    agent
        .patch(&format!("/tickets/{}", ticket.id), json!({"priority": "urgent"}))
        .await
        .ok();
    agent.get(&path).await.ok();
    let few = test.statements(async || agent.get(&path).await.ok()).await;
    for n in 1..20 {
        test.written(
            &ticket,
            "ada@customer.example",
            ParticipantRole::Requester,
            &format!("message {n}"),
        )
        .await;
        let priority = if n % 2 == 0 { "low" } else { "high" };
        agent
            .patch(&format!("/tickets/{}", ticket.id), json!({"priority": priority}))
            .await
            .ok();
    }
    let many = test.statements(async || agent.get(&path).await.ok()).await;
    assert!(few > 3, "statements are counted: {few}");
    assert_eq!(few, many);
}

#[tokio::test]
async fn a_timeline_opens_anywhere_and_goes_on_both_ways() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "message 0")
        .await;
    let agent = test.agent("Bea").await;
    let mut ids = vec![ticket.last_message_id.unwrap()];
    for n in 1..20 {
        let role = ParticipantRole::Requester;
        let text = format!("message {n}");
        let message = test.written(&ticket, "ada@customer.example", role, &text).await;
        ids.push(message.id);
    }
    let path = format!("/tickets/{}/timeline?limit=6", ticket.id);
    let texts = |page: &serde_json::Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| {
                let text = item["message"]["text"].as_str().unwrap();
                text.trim_start_matches("message ").to_owned()
            })
            .collect()
    };
    let middle = agent.get(&format!("{path}&around={}", ids[9])).await.ok();
    assert_eq!(texts(&middle), ["7", "8", "9", "10", "11", "12"]);
    let follow =
        |page: &serde_json::Value, way: &str| format!("{path}&cursor={}", page[way].as_str().unwrap());
    let newer = agent.get(&follow(&middle, "next")).await.ok();
    assert_eq!(texts(&newer), ["13", "14", "15", "16", "17", "18"]);
    let newest = agent.get(&follow(&newer, "next")).await.ok();
    assert_eq!(texts(&newest), ["19"]);
    assert!(newest["next"].is_null());
    // And back again, from the very end.
    let back = agent.get(&follow(&newest, "previous")).await.ok();
    assert_eq!(texts(&back), texts(&newer));
    assert_eq!(
        texts(&agent.get(&follow(&back, "previous")).await.ok()),
        texts(&middle)
    );
    let older = agent.get(&follow(&middle, "previous")).await.ok();
    assert_eq!(texts(&older), ["1", "2", "3", "4", "5", "6"]);
    let first = agent.get(&follow(&older, "previous")).await.ok();
    assert_eq!(texts(&first), ["0"]);
    assert!(first["previous"].is_null());

    // Before all time there is only what comes after; a moment and a cursor together are no place.
    let start = agent.get(&format!("{path}&at=1970-01-01T00:00:00Z")).await.ok();
    assert_eq!(texts(&start), ["0", "1", "2"]);
    assert!(start["previous"].is_null());
    let end = agent.get(&format!("{path}&at=2999-01-01T00:00:00Z")).await.ok();
    assert_eq!(texts(&end), ["17", "18", "19"]);
    assert!(end["next"].is_null());
    for wrong in [
        format!("{path}&around={}", ticket.id),
        format!("{path}&around={}&at=2999-01-01T00:00:00Z", ids[0]),
    ] {
        agent.get(&wrong).await.problem(422, "validation");
    }
    // What lies on another ticket is not on this one, nor can it be looked for.
    let other = test
        .begun(&mailbox, "bob@customer.example", "Other", "elsewhere")
        .await;
    agent
        .get(&format!("{path}&around={}", other.last_message_id.unwrap()))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn the_first_unread_message_is_named() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "one")
        .await;
    let agent = test.agent("Bea").await;
    let path = format!("/tickets/{}", ticket.id);
    let unread = async || agent.get(&path).await.ok()["first_unread_id"].clone();
    assert_eq!(unread().await, json!(ticket.last_message_id));
    agent.post(&format!("{path}/read"), json!(null)).await;
    assert_eq!(unread().await, json!(null));
    let role = ParticipantRole::Requester;
    let second = test.written(&ticket, "ada@customer.example", role, "two").await;
    test.written(&ticket, "ada@customer.example", role, "three").await;
    assert_eq!(unread().await, json!(second.id));
}
