//! How a user likes the screen is theirs, on every device, and bounded.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn preferences_are_merged_by_name_and_shown_to_nobody_else() {
    let test = TestApp::start().await;
    let berta = test.agent("Berta").await;
    let carl = test.agent("Carl").await;
    assert_eq!(berta.get("/session").await.ok()["preferences"], json!({}));
    let first = json!({"preferences": {"theme": "dark", "queue_columns": ["contact", "age"]}});
    berta.patch("/session/preferences", first).await.ok();
    let all = berta
        .patch(
            "/session/preferences",
            json!({"preferences": {"theme": null, "sound": true}}),
        )
        .await
        .ok();
    let expected = json!({"queue_columns": ["contact", "age"], "sound": true});
    assert_eq!(all["preferences"], expected);
    assert_eq!(berta.get("/session").await.ok()["preferences"], expected);
    assert_eq!(carl.get("/session").await.ok()["preferences"], json!({}));
}

#[tokio::test]
async fn what_is_no_name_or_too_much_is_refused_and_changes_nothing() {
    let test = TestApp::start().await;
    let berta = test.agent("Berta").await;
    berta
        .patch("/session/preferences", json!({"preferences": {"theme": "dark"}}))
        .await
        .ok();
    let many: serde_json::Map<_, _> = (0..61).map(|n| (format!("p{n}"), json!(n))).collect();
    for (wrong, code) in [
        (json!({"Theme": "light"}), "validation"),
        (json!({"": 1}), "validation"),
        (json!({"theme": "x".repeat(70_000)}), "validation"),
        (json!(many), "validation"),
        (json!(["theme"]), "validation"),
    ] {
        let answer = berta
            .patch("/session/preferences", json!({"preferences": wrong}))
            .await;
        answer.problem(422, code);
    }
    assert_eq!(
        berta.get("/session").await.ok()["preferences"],
        json!({"theme": "dark"})
    );
}
