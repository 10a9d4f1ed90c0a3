//! The list of users: paged by name, everybody once.

use serde_json::{Value, json};

use crate::support::{Client, TestApp};

/// Every page of the list, `limit` users at a time.
async fn pages(client: &Client, limit: usize) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("/users?limit={limit}{cursor}")).await.ok();
        pages.push(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return pages,
        }
    }
}

fn ids(users: &[Value]) -> Vec<&str> {
    users.iter().map(|user| user["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn every_user_is_on_one_page_also_among_namesakes() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    for name in ["Berta", "Carl", "Dora", "Emil", "Fritz", "Gerda"] {
        let user = test.agent(name).await.user_id;
        // Three of one name: where the page ends is not said by the name alone.
        if ["Carl", "Dora", "Emil"].contains(&name) {
            let path = format!("/users/{user}");
            anna.patch(&path, json!({"name": "Carl"})).await.ok();
        }
    }
    let whole = anna.get("/users").await.ok();
    assert_eq!(whole["next"], json!(null));
    let whole = whole["items"].as_array().unwrap().clone();
    assert_eq!(whole.len(), 7);
    for limit in 1..=8 {
        let pages = pages(&anna, limit).await;
        assert!(pages.iter().rev().skip(1).all(|page| page.len() == limit));
        assert_eq!(pages.iter().map(Vec::len).max(), Some(limit.min(7)));
        let all: Vec<Value> = pages.into_iter().flatten().collect();
        assert_eq!(ids(&all), ids(&whole), "{limit} at a time");
    }
}

#[tokio::test]
async fn who_leaves_between_two_pages_makes_nobody_be_skipped() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let berta = test.agent("Berta").await.user_id;
    test.agent("Carl").await;
    let first = anna.get("/users?limit=2").await.ok();
    let path = format!("/users/{berta}");
    anna.patch(&path, json!({"name": "Zoe"})).await.ok();
    let cursor = first["next"].as_str().unwrap();
    let second = anna.get(&format!("/users?limit=2&cursor={cursor}")).await.ok();
    assert_eq!(second["items"][0]["name"], "Carl");
    assert_eq!(second["items"][1]["name"], "Zoe");
}

#[tokio::test]
async fn a_page_of_no_sense_is_refused_by_name() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("cursor=x", "cursor"),
    ] {
        let problem = anna
            .get(&format!("/users?{query}"))
            .await
            .problem(422, "validation");
        assert_eq!(problem["errors"][0]["pointer"], field);
    }
    let agent = test.agent("Berta").await;
    agent.get("/users").await.problem(403, "forbidden");
}
