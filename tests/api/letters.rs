//! What can be looked at in one mail: its header, who vouches for it, and all its files at once.

use std::io::Read;

use centralino::desk::intake::{self, IntakeSource};
use centralino::store::entity::channels;
use centralino_channels::event::Incoming;
use serde_json::json;
use uuid::Uuid;

use crate::support::TestApp;

const LETTER: &str = "Received: from mail.customer.example by mx.hub.example; Sun, 22 Nov 2026 02:00:00 +0000
Authentication-Results: mx.hub.example; spf=pass smtp.mailfrom=ada@customer.example;
 dkim=fail (bad signature) header.d=customer.example
From: Ada <ada@customer.example>
To: support@hub.example
Subject: =?utf-8?q?Two_r=C3=A9ports?=
Message-ID: <two@customer.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Here they are
--b
Content-Type: text/plain; name=report.txt
Content-Disposition: attachment; filename=report.txt

first
--b
Content-Type: text/plain; name=report.txt
Content-Disposition: attachment; filename=../report.txt

second
--b--
";

async fn received(test: &TestApp, mailbox: &channels::Model, raw: &str) -> Uuid {
    let raw = bytes::Bytes::from(raw.replace('\n', "\r\n"));
    let now = test.app.clock.now();
    let event = test.app.channels.open(mailbox).unwrap().read(&raw, now);
    let incoming = Incoming {
        external_id: format!("story:{}", test.app.clock.id()),
        raw,
        received_at: now,
        event,
    };
    let filed = intake::accept(&test.app, IntakeSource::Pull, mailbox, vec![incoming], None)
        .await
        .unwrap();
    filed[0].message_id.unwrap()
}

#[tokio::test]
async fn the_header_is_shown_with_who_vouches_for_the_sender() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let id = received(&test, &mailbox, LETTER).await;
    let agent = test.agent("Bea").await;
    let shown = agent.get(&format!("/messages/{id}/headers")).await.ok();
    let fields = shown["fields"].as_array().unwrap();
    assert_eq!(fields[0]["name"], "Received");
    let subject = fields.iter().find(|field| field["name"] == "Subject").unwrap();
    assert_eq!(subject["value"], "Two réports");
    let found = &shown["authentication"];
    assert_eq!(found["server"], "mx.hub.example");
    assert_eq!(found["trusted"], true);
    assert_eq!(
        found["findings"],
        json!([
            {"method": "spf", "result": "pass", "domain": "customer.example", "reason": null},
            {"method": "dkim", "result": "fail", "domain": "customer.example", "reason": null},
        ])
    );
    // What we wrote ourselves has no header to show.
    let ticket = test.begun(&mailbox, "bob@customer.example", "No mail", "x").await;
    let path = format!("/messages/{}/headers", ticket.last_message_id.unwrap());
    agent.get(&path).await.problem(404, "not_found");
}

#[tokio::test]
async fn all_files_come_in_one_archive() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let id = received(&test, &mailbox, LETTER).await;
    let agent = test.agent("Bea").await;
    let zip = agent.get(&format!("/messages/{id}/attachments.zip")).await;
    assert_eq!(zip.status, 200);
    assert_eq!(zip.headers["content-type"], "application/zip");
    assert_eq!(zip.headers["content-length"], zip.body.len().to_string().as_str());
    let disposition = zip.headers["content-disposition"].to_str().unwrap();
    assert!(
        disposition.contains("UTF-8''Two%20r%C3%A9ports.zip"),
        "{disposition}"
    );
    // Read back by somebody else's code, which checks the sums.
    let mut read = zip::ZipArchive::new(std::io::Cursor::new(zip.body)).unwrap();
    let mut files = Vec::new();
    for index in 0..read.len() {
        let mut file = read.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.push((file.name().unwrap().into_owned(), text.trim().to_owned()));
    }
    let expected = [("report.txt", "first"), ("report (2).txt", "second")];
    assert_eq!(
        files,
        expected.map(|(name, text)| (name.to_owned(), text.to_owned()))
    );

    let ticket = test
        .begun(&mailbox, "bob@customer.example", "No files", "x")
        .await;
    let path = format!("/messages/{}/attachments.zip", ticket.last_message_id.unwrap());
    agent.get(&path).await.problem(404, "not_found");
}
