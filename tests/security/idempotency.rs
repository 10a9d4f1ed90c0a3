//! The same create twice is one thing.

use centralino::store::idempotency;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_repeated_create_gives_the_first_answer() {
    let test = TestApp::start().await;
    let anna = test.administrator().await.with("idempotency-key", "k-1");
    let first = anna.post("/teams", json!({"name": "Sales"})).await;
    assert_eq!(first.status, 201);
    let second = anna.post("/teams", json!({"name": "Sales"})).await;
    assert_eq!(second.status, 201);
    assert_eq!(second.headers["idempotency-replayed"], "true");
    assert_eq!(first.json(), second.json());
    assert_eq!(
        anna.get("/teams").await.ok()["items"].as_array().unwrap().len(),
        1
    );
    anna.post("/teams", json!({"name": "Other"}))
        .await
        .problem(422, "idempotency_key_reused");
    // Somebody else's key of the same name is another key.
    let cara = test.user_like(&anna, "Cara").await.with("idempotency-key", "k-1");
    cara.post("/teams", json!({"name": "Support"})).await.ok();
    // A day later the key is free again.
    test.app.clock.advance(chrono::Duration::hours(25));
    let anna = test.sign_in(anna.user_id).await.with("idempotency-key", "k-1");
    anna.post("/teams", json!({"name": "Other"})).await.ok();
}

#[tokio::test]
async fn a_refused_create_may_be_tried_again() {
    let test = TestApp::start().await;
    let anna = test.administrator().await.with("idempotency-key", "k-2");
    anna.post("/teams", json!({"name": ""}))
        .await
        .problem(422, "validation");
    anna.post("/teams", json!({"name": "Sales"})).await.ok();
}

#[tokio::test]
async fn twenty_at_once_make_one() {
    let test = TestApp::start().await;
    let anna = test.administrator().await.with("idempotency-key", "k-3");
    let tries = (0..20).map(|_| {
        let anna = anna.clone();
        tokio::spawn(async move { anna.post("/teams", json!({"name": "Sales"})).await })
    });
    let mut made = 0;
    for task in tries.collect::<Vec<_>>() {
        let answer = task.await.unwrap();
        // Also the one that comes between the first's commit and its answer gets that answer.
        assert_eq!(answer.status, 201, "{}", answer.text());
        made += usize::from(!answer.headers.contains_key("idempotency-replayed"));
    }
    assert_eq!(made, 1);
    assert_eq!(
        anna.get("/teams").await.ok()["items"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn after_a_crash_the_commit_decides() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let claim = |key: &'static str| {
        let app = test.app.clone();
        let user_id = anna.user_id;
        async move {
            let tx = app.store.write().await.unwrap();
            let long_ago = tx.now() - chrono::Duration::hours(24);
            let print = "of another request".to_owned();
            assert!(
                idempotency::claim(&tx, user_id, key, &print, long_ago, long_ago)
                    .await
                    .unwrap()
            );
            tx.commit().await.unwrap();
        }
    };
    // Died before the commit: once it is surely dead, it is done anew.
    claim("before").await;
    test.app.clock.advance(chrono::Duration::minutes(5));
    let before = anna.clone().with("idempotency-key", "before");
    before.post("/teams", json!({"name": "Sales"})).await.ok();
    // Died after the commit: never done twice.
    claim("after").await;
    idempotency::during(anna.user_id, "after".to_owned(), async {
        let tx = test.app.store.write().await.unwrap();
        tx.commit().await.unwrap();
    })
    .await;
    test.app.clock.advance(chrono::Duration::minutes(5));
    let row = idempotency::find(test.app.store.read(), anna.user_id, "after")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.status, Some(idempotency::DONE));
    let tx = test.app.store.write().await.unwrap();
    let (expired, dead) = (tx.now() - chrono::Duration::hours(24), tx.now());
    let again = idempotency::claim(&tx, anna.user_id, "after", "of another request", expired, dead).await;
    assert!(!again.unwrap());
}

#[tokio::test]
async fn a_repeat_between_commit_and_answer_waits_for_the_answer() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let keyed = anna.clone().with("idempotency-key", "k-5");
    let first = keyed.post("/teams", json!({"name": "Sales"})).await.ok();
    let row = idempotency::find(test.app.store.read(), anna.user_id, "k-5").await;
    let kept = row.unwrap().unwrap().body;
    // As it stands in the moment after the commit: done, and no answer yet.
    let set = async |status: u16, body: Option<String>| {
        let tx = test.app.store.write().await.unwrap();
        idempotency::keep(&tx, anna.user_id, "k-5", status, body.unwrap_or_default())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    set(0, None).await;
    let waiting = {
        let keyed = keyed.clone();
        tokio::spawn(async move { keyed.post("/teams", json!({"name": "Sales"})).await })
    };
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!waiting.is_finished());
    set(201, kept).await;
    let repeat = waiting.await.unwrap();
    assert_eq!(repeat.headers["idempotency-replayed"], "true");
    assert_eq!(repeat.ok(), first);
    // The process died in that moment: sooner or later that is certain, and said.
    set(0, None).await;
    test.app.clock.advance(chrono::Duration::minutes(5));
    keyed
        .post("/teams", json!({"name": "Sales"}))
        .await
        .problem(409, "idempotency_answer_lost");
}

#[tokio::test]
async fn what_is_shown_once_is_not_kept_in_clear() {
    let test = TestApp::start().await;
    let anna = test.administrator().await.with("idempotency-key", "k-4");
    let first = anna.post("/tokens", json!({"name": "script"})).await.ok();
    let token = first["token"].as_str().unwrap();
    let row = idempotency::find(test.app.store.read(), anna.user_id, "k-4")
        .await
        .unwrap()
        .unwrap();
    assert!(!format!("{row:?}").contains(&token[4..]), "{row:?}");
    assert_eq!(anna.post("/tokens", json!({"name": "script"})).await.ok(), first);
}
