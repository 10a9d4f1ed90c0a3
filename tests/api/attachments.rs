//! Files up and down.

use serde_json::json;

use crate::replies::drafts::upload;
use crate::support::TestApp;

#[tokio::test]
async fn files_come_whole_and_in_parts_and_never_run() {
    let test = TestApp::start().await;
    let agent = test.agent("Bea").await;
    let id = upload(&agent, "Réçu.txt", "text/plain", b"0123456789").await;
    let path = format!("/attachments/{id}");
    let whole = agent.get(&path).await;
    assert_eq!(
        (whole.status.as_u16(), whole.text().as_str()),
        (200, "0123456789")
    );
    assert_eq!(whole.headers["x-content-type-options"], "nosniff");
    assert_eq!(whole.headers["accept-ranges"], "bytes");
    let disposition = whole.headers["content-disposition"].to_str().unwrap();
    assert_eq!(
        disposition,
        "attachment; filename=\"R__u.txt\"; filename*=UTF-8''R%C3%A9%C3%A7u.txt"
    );
    let part = agent.clone().with("range", "bytes=2-4").get(&path).await;
    assert_eq!((part.status.as_u16(), part.text().as_str()), (206, "234"));
    assert_eq!(part.headers["content-range"], "bytes 2-4/10");
    let beyond = agent.clone().with("range", "bytes=10-").get(&path).await;
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.headers["content-range"], "bytes */10");
    for (name, kind, shown, served) in [
        ("a.png", "image/png", "inline", "image/png"),
        ("a.svg", "image/svg+xml", "attachment", "application/octet-stream"),
        (
            "a.html",
            "text/html; charset=utf-8",
            "attachment",
            "application/octet-stream",
        ),
        (
            "a.pdf",
            "application/pdf",
            "attachment",
            "application/octet-stream",
        ),
        (
            "invoice\u{202e}fdp.exe",
            "nonsense",
            "attachment",
            "application/octet-stream",
        ),
    ] {
        let id = upload(&agent, name, kind, b"x").await;
        let answer = agent.get(&format!("/attachments/{id}")).await;
        let disposition = answer.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with(shown), "{name}: {disposition}");
        assert_eq!(answer.headers["content-type"], served, "{name}");
        assert!(!disposition.contains("%E2%80%AE"), "{disposition}");
        assert!(
            answer.headers["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("sandbox")
        );
    }
}

#[tokio::test]
async fn uploads_are_their_owners_until_a_message_takes_them() {
    let test = TestApp::start_with(|config| config.http.max_upload_bytes = 100).await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let (bea, carl) = (test.agent("Bea").await, test.agent("Carl").await);
    let id = upload(&bea, "a.txt", "text/plain", b"abc").await;
    let path = format!("/attachments/{id}");
    carl.get(&path).await.problem(404, "not_found");
    carl.delete(&path).await.problem(404, "not_found");
    let notes = format!("/tickets/{}/notes", ticket.id);
    carl.post(&notes, json!({"text": "x", "attachment_ids": [id]}))
        .await
        .problem(422, "validation");
    let html = format!("<p>See <img src=\"/api/v1/attachments/{id}\"></p>");
    let note = bea
        .post(
            &notes,
            json!({"text": "See", "html": html, "attachment_ids": [id]}),
        )
        .await
        .ok();
    assert_eq!(note["attachments"][0]["inline"], true);
    assert_eq!(carl.get(&path).await.text(), "abc");
    bea.delete(&path).await.problem(404, "not_found");
    let frame = carl
        .get(&format!("/messages/{}/frame", note["id"].as_str().unwrap()))
        .await;
    let picture = format!("<img src=\"/api/v1/attachments/{id}\"");
    assert!(frame.text().contains(&picture), "{}", frame.text());
    let gone = upload(&bea, "b.txt", "text/plain", b"abc").await;
    assert_eq!(bea.delete(&format!("/attachments/{gone}")).await.status, 204);
    bea.get(&format!("/attachments/{gone}"))
        .await
        .problem(404, "not_found");
    let request = bea
        .request(http::Method::POST, "/attachments")
        .header("content-type", "multipart/form-data; boundary=b0")
        .body(format!("--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{}\r\n--b0--\r\n", "x".repeat(200)).into())
        .unwrap();
    bea.answer(request).await.problem(413, "too_large");
    bea.post("/attachments", json!({}))
        .await
        .problem(400, "not_multipart");
}

/// Files below the blob folder.
fn kept(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { kept(&path) } else { 1 })
        .sum()
}

#[tokio::test]
async fn large_files_go_through_and_broken_ones_leave_nothing() {
    let test = TestApp::start_with(|config| config.http.max_upload_bytes = 13 * 1024 * 1024).await;
    let agent = test.agent("Bea").await;
    let blobs = test.dir.path().join("blobs");
    let large: Vec<u8> = (0..12 * 1024 * 1024_u32).map(|n| (n / 251) as u8).collect();
    for _ in 0..2 {
        let id = upload(&agent, "large.bin", "application/octet-stream", &large).await;
        let back = agent.get(&format!("/attachments/{id}")).await;
        assert!(back.body == large);
        // The same content a second time is stored once.
        assert_eq!(kept(&blobs), 1);
    }
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n";
    let send = async |pieces: Vec<Result<bytes::Bytes, std::io::Error>>| {
        let body = axum::body::Body::from_stream(futures::stream::iter(pieces));
        let request = agent
            .request(http::Method::POST, "/attachments")
            .header("content-type", "multipart/form-data; boundary=b");
        agent.answer(request.body(body).unwrap()).await
    };
    let piece = |n: u8| Ok(bytes::Bytes::from(vec![n; 1024 * 1024]));
    let begin = || Ok(bytes::Bytes::from(head));
    // Breaks off after most of it has gone to the store.
    let torn = [begin()].into_iter().chain((0..11).map(piece));
    let torn = torn.chain([Err(std::io::Error::other("gone"))]).collect();
    send(torn).await.problem(400, "unreadable_body");
    // Ends without its end.
    let cut = [begin()].into_iter().chain((0..11).map(piece)).collect();
    send(cut).await.problem(400, "unreadable_body");
    let endless = [begin()].into_iter().chain((0..20).map(piece)).collect();
    send(endless).await.problem(413, "too_large");
    assert_eq!(kept(&blobs), 1);
}
