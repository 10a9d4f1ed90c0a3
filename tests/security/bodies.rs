//! Bodies are read strictly, and other sites' pages cannot send any.

use axum::body::Body;
use http::{Method, header};
use serde_json::json;

use crate::support::{Client, TestApp};

async fn raw(client: &Client, kind: &str, body: &str) -> crate::support::Answer {
    let request = client
        .request(Method::POST, "/teams")
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body.to_owned()))
        .unwrap();
    client.answer(request).await
}

#[tokio::test]
async fn what_is_not_understood_is_refused_with_its_place() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let pointer = |problem: &serde_json::Value| problem["errors"][0]["pointer"].as_str().unwrap().to_owned();
    let unknown = anna.post("/teams", json!({"name": "A", "colour": "red"})).await;
    assert_eq!(pointer(&unknown.problem(422, "validation")), "/colour");
    let wrong = anna.post("/teams", json!({"name": "A", "member_ids": [7]})).await;
    assert_eq!(pointer(&wrong.problem(422, "validation")), "/member_ids/0");
    let missing = anna.post("/teams", json!({})).await;
    assert_eq!(pointer(&missing.problem(422, "validation")), "/name");
    let nul = anna.post("/teams", json!({"name": "A\u{0}B"})).await;
    assert_eq!(pointer(&nul.problem(422, "validation")), "/name");
    let lines = anna
        .post("/teams", json!({"name": "A\r\nBcc: eve@example.com"}))
        .await;
    assert_eq!(pointer(&lines.problem(422, "validation")), "/name");
    raw(&anna, "application/json", r#"{"name":"A","name":"B"}"#)
        .await
        .problem(400, "duplicate_key");
    raw(&anna, "application/json", "{")
        .await
        .problem(400, "malformed_json");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    raw(&anna, "application/json", &deep)
        .await
        .problem(400, "malformed_json");
    raw(&anna, "text/plain", r#"{"name":"A"}"#)
        .await
        .problem(415, "unsupported_media_type");
    let huge = format!(r#"{{"name":"{}"}}"#, "x".repeat(3 * 1024 * 1024));
    raw(&anna, "application/json", &huge)
        .await
        .problem(413, "too_large");
    assert_eq!(anna.get("/teams").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn pages_of_other_sites_cannot_write() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let body = json!({"name": "A"});
    for site in ["cross-site", "same-site"] {
        let foreign = anna.clone().with("sec-fetch-site", site);
        foreign
            .post("/teams", body.clone())
            .await
            .problem(403, "cross_site");
    }
    let mut old_browser = anna.clone().with("origin", "https://evil.example");
    old_browser.headers.remove("sec-fetch-site");
    old_browser
        .post("/teams", body.clone())
        .await
        .problem(403, "cross_site");
    anna.post("/teams", body).await.ok();
}

#[tokio::test]
async fn only_the_configured_name_is_answered() {
    let test = TestApp::start_with(|config| {
        config.http.public_url = Some("https://hub.example.com".parse().unwrap());
    })
    .await;
    let stranger = test.anonymous().with("host", "evil.example");
    stranger.get("/setup").await.problem(421, "unknown_host");
    test.anonymous().get("/setup").await.ok();
}

#[tokio::test]
async fn answers_carry_their_armour() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let answer = anna.get("/session").await;
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["referrer-policy"], "no-referrer");
    assert!(answer.headers.contains_key("x-request-id"));
    let page = test
        .anonymous()
        .with("accept", "text/html")
        .get("//tickets/42")
        .await;
    let policy = page.headers["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    for rule in [
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "'nonce-",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("script-src 'self' 'unsafe-inline'"));
    // Only browsers get the page; a missing file is missing, and so is an unknown endpoint.
    test.anonymous()
        .get("//assets/gone.js")
        .await
        .problem(404, "not_found");
    let browser = test.anonymous().with("accept", "text/html");
    browser
        .get("/api/v1/no-such-thing")
        .await
        .problem(404, "not_found");
    browser
        .post("//tickets", json!({}))
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn texts_of_a_channel_that_cannot_be_filled_in_are_refused() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let new = |field: &str, text: &str| {
        let settings =
            json!({"address": "a@hub.example", "inbound": {"kind": "none"}, "outbound": {"kind": "file"}});
        let mut body = json!({"kind": "email", "name": "A", "settings": settings});
        body[field] = json!(text);
        body
    };
    for field in ["sender_name", "signature"] {
        for bad in [
            "{{agent.salary}}",
            "{{agent.name",
            "{{#if agent}}x{{/if}}",
            "{{> page}}",
            "{{lookup a b}}",
        ] {
            let problem = anna
                .post("/channels", new(field, bad))
                .await
                .problem(422, "validation");
            assert_eq!(problem["errors"][0]["pointer"], format!("/{field}"), "{bad}");
        }
    }
    let channel = anna
        .post("/channels", new("signature", "{{agent.name}}, {{channel.name}}"))
        .await
        .ok();
    let path = format!("/channels/{}", channel["id"].as_str().unwrap());
    let change = json!({"sender_name": "{{agent.email}}"});
    let problem = anna.patch(&path, change).await.problem(422, "validation");
    assert_eq!(problem["errors"][0]["pointer"], "/sender_name");
    anna.patch(
        &path,
        json!({"sender_name": "{{agent.name}} at {{channel.name}}"}),
    )
    .await
    .ok();
}

#[tokio::test]
async fn the_reference_is_for_those_who_are_signed_in() {
    let test = TestApp::start().await;
    test.anonymous()
        .get("/api/openapi.json")
        .await
        .problem(401, "unauthenticated");
    test.anonymous()
        .get("/api/docs/")
        .await
        .problem(401, "unauthenticated");
    let ada = test.agent("Ada").await;
    assert_eq!(ada.get("/api/openapi.json").await.ok()["openapi"], "3.1.0");
    let page = ada.get("/api/docs/").await;
    assert_eq!(page.status, 200);
    assert!(
        page.headers["content-type"]
            .to_str()
            .unwrap()
            .contains("text/html")
    );
    let script = ada.get("/api/docs/swagger-initializer.js").await.text();
    assert!(script.contains("/api/openapi.json"), "{script}");
}

#[tokio::test]
async fn the_reference_can_be_made_public() {
    let test = TestApp::start_with(|config| config.http.public_api_docs = true).await;
    let nobody = test.anonymous();
    assert_eq!(nobody.get("/api/openapi.json").await.ok()["openapi"], "3.1.0");
    assert_eq!(nobody.get("/api/docs/").await.status, 200);
    // The document, not what it describes.
    nobody.get("/tickets").await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn one_caller_cannot_take_all_the_time() {
    let test = TestApp::start_with(|config| config.security.requests_per_minute = 20).await;
    let ada = test.agent("Ada").await;
    let bob = test.agent("Bob").await;
    let mut refused = None;
    for _ in 0..30 {
        let answer = ada.get("/session").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a limit");
    assert!(refused.headers.contains_key("retry-after"));
    refused.problem(429, "rate_limited");
    bob.get("/session").await.ok();
}
