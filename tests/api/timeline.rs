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
