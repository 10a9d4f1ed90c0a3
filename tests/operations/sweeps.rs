//! What has served its time goes by itself: kept answers, ended sessions, used and lapsed links.

use centralino::jobs;
use centralino::store::entity::{idempotency_keys, invitations, sessions};
use chrono::Duration;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use crate::support::TestApp;

async fn kept(test: &TestApp) -> [u64; 3] {
    let db = test.app.store.read();
    [
        idempotency_keys::Entity::find().count(db).await.unwrap(),
        sessions::Entity::find().count(db).await.unwrap(),
        invitations::Entity::find().count(db).await.unwrap(),
    ]
}

#[tokio::test]
async fn what_has_served_its_time_is_swept() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let keyed = anna.clone().with("idempotency-key", "k-1");
    let team = keyed.post("/teams", json!({"name": "Sales"})).await.ok();
    let roles = anna.get("/roles").await.ok();
    let invited = json!({"email": "new@example.com", "name": "New", "role_id": roles["items"][0]["id"]});
    anna.post("/users", invited).await.ok();
    assert_eq!(kept(&test).await, [1, 1, 1]);
    // What is still of use stays.
    jobs::run_due(&test.app).await.unwrap();
    assert_eq!(kept(&test).await, [1, 1, 1]);
    assert_eq!(keyed.post("/teams", json!({"name": "Sales"})).await.ok(), team);
    test.app.clock.advance(Duration::days(40));
    assert_eq!(jobs::run_due(&test.app).await.unwrap(), 3);
    assert_eq!(kept(&test).await, [0, 0, 0]);
    assert_eq!(jobs::run_due(&test.app).await.unwrap(), 0);
    anna.get("/session").await.problem(401, "unauthenticated");
}
