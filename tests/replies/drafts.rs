//! Drafts: on the server, and never lost.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_draft_survives_reassignment_and_merge() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let one = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let two = test
        .begun(&mailbox, "ada@customer.example", "Again", "Hello?")
        .await;
    let (bea, carl) = (test.agent("Bea").await, test.agent("Carl").await);
    let draft = |id| format!("/tickets/{id}/drafts/reply");
    bea.get(&draft(one.id)).await.problem(404, "not_found");
    let upload = upload(&bea, "notes.txt", "text/plain", b"abc").await;
    bea.put(
        &draft(one.id),
        json!({"text": "First", "attachment_ids": [upload]}),
    )
    .await
    .ok();
    bea.put(&draft(two.id), json!({"text": "Second", "html": "<p>Second</p>"}))
        .await
        .ok();
    carl.put(&draft(one.id), json!({"text": "Carl's"})).await.ok();
    bea.patch(
        &format!("/tickets/{}", one.id),
        json!({"assignee_id": carl.user_id}),
    )
    .await
    .ok();
    assert_eq!(bea.get(&draft(one.id)).await.ok()["text"], "First");
    carl.post(&format!("/tickets/{}/merge", one.id), json!({"into": two.id}))
        .await
        .ok();
    let both = bea.get(&draft(two.id)).await.ok();
    assert_eq!(both["text"], "Second\n\nFirst");
    assert_eq!(both["attachments"][0]["filename"], "notes.txt");
    assert_eq!(carl.get(&draft(two.id)).await.ok()["text"], "Carl's");
    // The old address still leads there.
    assert_eq!(bea.get(&draft(one.id)).await.ok()["text"], both["text"]);
    let own = bea.get("/drafts").await.ok();
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    assert_eq!(own["items"][0]["ticket"]["id"], json!(two.id));
}

#[tokio::test]
async fn two_windows_do_not_overwrite_each_other_unseen() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let bea = test.agent("Bea").await;
    let path = format!("/tickets/{}/drafts/note", ticket.id);
    let first = bea.put(&path, json!({"text": "a"})).await.ok();
    assert_eq!(first["version"], 1);
    bea.put(&path, json!({"text": "b"})).await.ok();
    let stale = bea.clone().with("if-match", "\"1\"");
    stale
        .put(&path, json!({"text": "c"}))
        .await
        .problem(412, "version_mismatch");
    assert_eq!(bea.get(&path).await.ok()["text"], "b");
    assert_eq!(bea.delete(&path).await.status, 204);
    bea.get(&path).await.problem(404, "not_found");
}

/// Uploads a file; its id.
pub async fn upload(client: &crate::support::Client, name: &str, kind: &str, bytes: &[u8]) -> uuid::Uuid {
    let mut body = format!(
        "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b0--\r\n");
    let request = client
        .request(http::Method::POST, "/attachments")
        .header("content-type", "multipart/form-data; boundary=b0")
        .body(body.into())
        .unwrap();
    let answer = client.answer(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().parse().unwrap()
}
