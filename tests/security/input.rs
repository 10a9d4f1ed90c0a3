//! Every body of every route is read strictly, and what becomes a header of a mail is one line.

use axum::body::Body;
use centralino::access::Permission;
use http::{Method, header};
use serde_json::{Value, json};

use super::routes::{Sample, routes};
use crate::support::{Answer, Client, TestApp};

async fn raw(client: &Client, method: &Method, path: &str, body: String) -> Answer {
    let request = client
        .request(method.clone(), path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body))
        .unwrap();
    client.answer(request).await
}

#[tokio::test]
async fn every_body_is_read_strictly() {
    let test = TestApp::start().await;
    let channel = test.channel("Support").await;
    let there = test.hanging(channel).await;
    let anna = test.administrator().await;
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for route in routes() {
        let Sample::Json(Value::Object(fields)) = &route.body else {
            continue;
        };
        let path = route.with(there.ticket);
        let plain = json!(fields).to_string();
        let with = |field: &str| match fields.is_empty() {
            true => format!("{{{field}}}"),
            false => format!("{},{field}}}", &plain[..plain.len() - 1]),
        };
        let deep = format!("\"zzz\":{}{}", "[".repeat(5_000), "]".repeat(5_000));
        let long = format!("\"zzz\":\"{}\"", "x".repeat(3 * 1024 * 1024));
        for (what, body, status, code) in [
            ("an unknown field", with("\"zzz\":1"), 422, "validation"),
            ("a key twice", with("\"zzz\":1,\"zzz\":2"), 400, "duplicate_key"),
            ("too deep", with(&deep), 400, "malformed_json"),
            ("too long", with(&long), 413, "too_large"),
            ("no JSON", "{\"zzz".to_owned(), 400, "malformed_json"),
            ("two documents", format!("{plain}{plain}"), 400, "malformed_json"),
            ("no object", "[]".to_owned(), 422, "validation"),
            ("a NUL", with("\"zzz\":\"a\\u0000b\""), 422, "validation"),
        ] {
            tried += 1;
            let answer = raw(&anna, &route.method, &path, body).await;
            let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            let pointed = what != "an unknown field" || problem["errors"][0]["pointer"] == "/zzz";
            let is_problem = answer.headers[header::CONTENT_TYPE] == "application/problem+json";
            if answer.status != status || problem["code"] != code || !pointed || !is_problem {
                wrong.push(format!(
                    "{} with {what}: {} {}",
                    route.name(),
                    answer.status,
                    answer.text()
                ));
            }
        }
    }
    assert!(tried > 200, "{tried}");
    assert!(
        wrong.is_empty(),
        "{} read loosely:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// A line break in what becomes a header of a mail would begin a header of its own.
#[tokio::test]
async fn what_becomes_a_header_is_one_line() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let anna = test.administrator().await;
    let own = format!("/users/{}", anna.user_id);
    let contact = format!("/contacts/{}", ticket.contact_id);
    let channel = format!("/channels/{}", mailbox.id);
    let tickets = format!("/tickets/{}", ticket.id);
    let replies = format!("{tickets}/replies");
    let roles = anna.get("/roles").await.ok();
    let role = &roles["items"][0]["id"];
    for evil in [
        "A\r\nBcc: eve@evil.example",
        "A\nBcc: eve@evil.example",
        "A\rBcc: eve@evil.example",
    ] {
        let settings = |address: &str| json!({"address": address, "outbound": {"kind": "file"}});
        let address = format!("ada@customer.example{}", &evil[1..]);
        let reply = |field: &str, value: Value| {
            let mut body =
                json!({"to": [{"address": "ada@customer.example"}], "text": "x", "confirm_newer": true});
            body[field] = value;
            (Method::POST, replies.clone(), body)
        };
        for ((method, path, body), pointer) in [
            (reply("subject", json!(evil)), "/subject"),
            (
                reply("to", json!([{"name": evil, "address": "ada@customer.example"}])),
                "/to/0/name",
            ),
            (reply("to", json!([{"address": address}])), "/to/0/address"),
            (reply("cc", json!([{"address": address}])), "/cc/0/address"),
            (
                reply("bcc", json!([{"name": evil, "address": "b@x.example"}])),
                "/bcc/0/name",
            ),
            (
                (
                    Method::POST,
                    "/tickets".to_owned(),
                    json!({"channel_id": mailbox.id, "to": [{"address": "b@x.example"}], "subject": evil, "text": "x"}),
                ),
                "/subject",
            ),
            (
                (Method::PATCH, tickets.clone(), json!({"subject": evil})),
                "/subject",
            ),
            ((Method::PATCH, channel.clone(), json!({"name": evil})), "/name"),
            (
                (Method::PATCH, channel.clone(), json!({"sender_name": evil})),
                "/sender_name",
            ),
            (
                (
                    Method::PATCH,
                    channel.clone(),
                    json!({"settings": settings(&address)}),
                ),
                "/settings/address",
            ),
            ((Method::PATCH, own.clone(), json!({"name": evil})), "/name"),
            ((Method::PATCH, own.clone(), json!({"email": address})), "/email"),
            (
                (
                    Method::PATCH,
                    "/session/profile".to_owned(),
                    json!({"name": evil}),
                ),
                "/name",
            ),
            (
                (
                    Method::POST,
                    "/users".to_owned(),
                    json!({"name": evil, "email": "b@x.example", "role_id": role}),
                ),
                "/name",
            ),
            ((Method::PATCH, contact.clone(), json!({"name": evil})), "/name"),
            (
                (Method::POST, "/contacts".to_owned(), json!({"name": evil})),
                "/name",
            ),
            (
                (
                    Method::POST,
                    format!("{contact}/identities"),
                    json!({"kind": "email", "value": address}),
                ),
                "/value",
            ),
        ] {
            let answer = anna.send(method.clone(), &path, Some(body.clone())).await;
            let problem = answer.problem(422, "validation");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{method} {path} {body}");
        }
    }
}

/// File names stand in headers of the form and of the mail that carries the file.
#[tokio::test]
async fn a_file_name_is_one_line() {
    let test = TestApp::start().await;
    let bea = test.agent("Bea").await;
    for name in [
        "filename=\"a%0D%0AX: y.txt\"",
        "filename=\"a\\\r\nX: y.txt\"",
        "filename*=UTF-8''a%0D%0AX%3A%20y.txt",
        "filename=\"a\tb\u{85}c.txt\"",
    ] {
        let form =
            format!("--b\r\nContent-Disposition: form-data; name=\"file\"; {name}\r\n\r\nabc\r\n--b--\r\n");
        let request = bea
            .request(Method::POST, "/attachments")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(Body::from(form))
            .unwrap();
        let answer = bea.answer(request).await;
        // Refused, or kept as one line: what browsers write as %0D%0A are six harmless characters.
        if answer.status == 201 {
            let kept = answer.json();
            let kept_name = kept["filename"].as_str().unwrap();
            assert!(!kept_name.chars().any(char::is_control), "{name}: {kept_name:?}");
            let served = bea
                .get(&format!("/attachments/{}", kept["id"].as_str().unwrap()))
                .await;
            let disposition = served.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
            assert!(
                !disposition.contains("%0D") && !disposition.contains("%0A") || name.contains("\"a%0D"),
                "{disposition}"
            );
            assert!(!served.headers.contains_key("x"), "{name}");
        } else {
            assert!(
                answer.status.is_client_error(),
                "{name}: {} {}",
                answer.status,
                answer.text()
            );
        }
    }
}

/// What went wrong inside stays in the log; the client gets the number under which it is found there.
#[tokio::test]
async fn a_failure_shows_only_its_number() {
    let test = TestApp::start().await;
    let channel = test.channel("Support").await;
    // Its attachment names a blob that was never stored.
    let there = test.hanging(channel).await;
    let anna = test.administrator().await;
    let answer = anna.get(&format!("/attachments/{}", there.attachment)).await;
    let number = answer.headers["x-request-id"].to_str().unwrap().to_owned();
    let problem = answer.problem(500, "internal");
    assert_eq!(problem["request_id"], number);
    assert_eq!(number.len(), 32);
    let mut fields: Vec<&str> = problem.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        ["code", "detail", "request_id", "status", "title", "type"]
    );
    let text = problem.to_string();
    for inside in ["blob", "No such file", "/tmp", "not found", "src/", "panicked"] {
        assert!(!text.contains(inside), "{text}");
    }
}

/// A filter is a tree that callers write: as deep and as large as it may be, and no more.
#[tokio::test]
async fn filters_are_bounded() {
    let test = TestApp::start().await;
    let ada = test
        .user_with("Ada", &[Permission::TicketsRead, Permission::ViewsManage], true)
        .await;
    let leaf = json!({"field": "status", "op": "is", "value": "open"});
    let deep = (0..100).fold(leaf.clone(), |inner, _| json!({"not": inner}));
    let wide = json!({"any": vec![leaf; 5_000]});
    for filter in [deep, wide] {
        let body = json!({"name": "x", "filter": filter, "sort": "newest", "scope": "personal"});
        let answer = ada.post("/views", body).await;
        assert!(answer.status == 422, "{} {}", answer.status, answer.text());
    }
}
