//! Signing in and out over HTTP: cookies, time, throttling, and what ends with what.

use centralino::http::client_ip::Peer;
use chrono::Duration;
use http::header;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

const PASSWORD: &str = "correct horse battery";

/// An administrator made by the set-up link, the only way without a command line.
async fn first(test: &TestApp) -> Client {
    let link = centralino::access::first_run(&test.app).await.unwrap().unwrap();
    let token = link.split("token=").nth(1).unwrap().to_owned();
    let body = json!({"token": token, "name": "Anna", "email": "Anna@Example.com", "password": PASSWORD});
    let answer = test.anonymous().post("/setup", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    browser(test, &answer.headers)
}

/// A browser that keeps the cookie it was given.
fn browser(test: &TestApp, headers: &http::HeaderMap) -> Client {
    let cookie = headers[header::SET_COOKIE].to_str().unwrap();
    let pair = cookie.split(';').next().unwrap();
    test.anonymous()
        .with("cookie", pair)
        .with("sec-fetch-site", "same-origin")
}

async fn sign_in(test: &TestApp, email: &str, password: &str) -> crate::support::Answer {
    let body = json!({"email": email, "password": password});
    test.anonymous().post("/session", body).await
}

#[tokio::test]
async fn the_first_run_makes_one_administrator_once() {
    let test = TestApp::start().await;
    assert_eq!(test.anonymous().get("/setup").await.ok()["needed"], true);
    let link = centralino::access::first_run(&test.app).await.unwrap().unwrap();
    let stale = link.split("token=").nth(1).unwrap().to_owned();
    let anna = first(&test).await;
    let me = anna.get("/session").await.ok();
    assert_eq!(me["role"]["builtin"], "administrator");
    assert_eq!(me["email"], "anna@example.com");
    assert_eq!(test.anonymous().get("/setup").await.ok()["needed"], false);
    assert!(centralino::access::first_run(&test.app).await.unwrap().is_none());
    let again = json!({"token": stale, "name": "Eve", "email": "eve@example.com", "password": PASSWORD});
    test.anonymous()
        .post("/setup", again)
        .await
        .problem(409, "link_expired");
}

#[tokio::test]
async fn the_cookie_is_closed_to_scripts_and_other_sites() {
    let test = TestApp::start_with(|config| {
        config.http.public_url = Some("https://hub.example.com".parse().unwrap());
    })
    .await;
    first(&test).await;
    let answer = sign_in(&test, "anna@example.com", PASSWORD).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-centralino_session="), "{cookie}");
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn each_login_has_an_id_of_its_own_and_a_planted_one_is_worth_nothing() {
    let test = TestApp::start().await;
    first(&test).await;
    let planted = test
        .anonymous()
        .with("cookie", "centralino_session=planted-by-somebody");
    let body = json!({"email": "anna@example.com", "password": PASSWORD});
    let one = planted.post("/session", body.clone()).await;
    let two = planted.post("/session", body).await;
    let cookies = [&one, &two].map(|answer| answer.headers[header::SET_COOKIE].clone());
    assert_ne!(cookies[0], cookies[1]);
    assert!(!cookies[0].to_str().unwrap().contains("planted"));
    planted.get("/session").await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn wrong_words_look_alike() {
    let test = TestApp::start().await;
    first(&test).await;
    let strip = |mut problem: Value| {
        problem["request_id"] = Value::Null;
        problem
    };
    let wrong = sign_in(&test, "anna@example.com", "not the password").await;
    let nobody = sign_in(&test, "nobody@example.com", "not the password").await;
    assert_eq!(
        strip(wrong.problem(401, "wrong_credentials")),
        strip(nobody.problem(401, "wrong_credentials"))
    );
}

#[tokio::test]
async fn a_guesser_is_slowed_down() {
    let test = TestApp::start().await;
    first(&test).await;
    for _ in 0..5 {
        sign_in(&test, "anna@example.com", "not the password")
            .await
            .problem(401, "wrong_credentials");
    }
    // Even the right one has to wait now, and is told for how long.
    let answer = sign_in(&test, "anna@example.com", PASSWORD).await;
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
    answer.problem(429, "rate_limited");
    test.app.clock.advance(Duration::seconds(10));
    sign_in(&test, "anna@example.com", PASSWORD).await.ok();
}

#[tokio::test]
async fn sessions_end_by_idleness_and_by_age() {
    let test = TestApp::start().await;
    let anna = first(&test).await;
    test.app.clock.advance(Duration::hours(23));
    anna.get("/session").await.ok();
    test.app.clock.advance(Duration::hours(23));
    anna.get("/session").await.ok();
    test.app.clock.advance(Duration::hours(25));
    anna.get("/session").await.problem(401, "unauthenticated");
    let anna = browser(&test, &sign_in(&test, "anna@example.com", PASSWORD).await.headers);
    for _ in 0..31 {
        anna.get("/session").await.ok();
        test.app
            .clock
            .advance(Duration::hours(23) + Duration::minutes(59));
        if anna.get("/session").await.status == 401 {
            return;
        }
    }
    panic!("a session lives for ever if it is used every day");
}

#[tokio::test]
async fn a_new_password_ends_everything_else() {
    let test = TestApp::start().await;
    let anna = first(&test).await;
    let phone = browser(&test, &sign_in(&test, "anna@example.com", PASSWORD).await.headers);
    let minted = anna.post("/tokens", json!({"name": "script"})).await.ok();
    let script = test.bearer(minted["token"].as_str().unwrap());
    script.get("/session").await.ok();
    let mut notices = test.app.live.subscribe();
    let weak = json!({"current": PASSWORD, "new": "password123"});
    let refused = anna
        .post("/session/password", weak)
        .await
        .problem(422, "validation");
    assert_eq!(refused["errors"][0]["pointer"], "/new");
    let wrong = json!({"current": "not the password", "new": "another horse battery"});
    anna.post("/session/password", wrong)
        .await
        .problem(422, "validation");
    let right = json!({"current": PASSWORD, "new": "another horse battery"});
    anna.post("/session/password", right).await.ok();
    anna.get("/session").await.ok();
    phone.get("/session").await.problem(401, "unauthenticated");
    script.get("/session").await.problem(401, "unauthenticated");
    let revoked = std::iter::from_fn(|| notices.try_recv().ok())
        .any(|notice| matches!(notice, centralino::live::Notice::AccessRevoked { .. }));
    assert!(revoked);
    sign_in(&test, "anna@example.com", PASSWORD)
        .await
        .problem(401, "wrong_credentials");
}

#[tokio::test]
async fn logging_out_ends_the_session_on_the_server() {
    let test = TestApp::start().await;
    let anna = first(&test).await;
    let answer = anna.delete("/session").await;
    assert!(
        answer.headers[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    anna.get("/session").await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn disabling_a_user_ends_sessions_and_tokens_at_once() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let ada = test.agent("Ada").await;
    let minted = ada.post("/tokens", json!({"name": "script"})).await.ok();
    let script = test.bearer(minted["token"].as_str().unwrap());
    script.get("/session").await.ok();
    let path = format!("/users/{}", ada.user_id);
    anna.patch(&path, json!({"state": "disabled"})).await.ok();
    ada.get("/session").await.problem(401, "unauthenticated");
    script.get("/session").await.problem(401, "unauthenticated");
    anna.patch(&path, json!({"state": "active"})).await.ok();
    ada.get("/session").await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn an_invitation_works_once() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let roles = anna.get("/roles").await.ok();
    let agent = roles["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|role| role["builtin"] == "agent")
        .unwrap();
    let body = json!({"email": "new@example.com", "name": "New", "role_id": agent["id"]});
    let invited = anna.post("/users", body).await.ok();
    assert_eq!(invited["user"]["invited"], true);
    let link = invited["invitation_url"].as_str().unwrap();
    let token = link.split("token=").nth(1).unwrap();
    let acceptance = json!({"token": token, "password": PASSWORD});
    let answer = test
        .anonymous()
        .post("/invitations/accept", acceptance.clone())
        .await;
    assert_eq!(
        browser(&test, &answer.headers).get("/session").await.ok()["name"],
        "New"
    );
    test.anonymous()
        .post("/invitations/accept", acceptance)
        .await
        .problem(409, "link_expired");
}

/// Signs in as seen from an address of its own.
async fn sign_in_from(test: &TestApp, ip: &str, password: &str) -> crate::support::Answer {
    let client = test.anonymous();
    let body = json!({"email": "anna@example.com", "password": password});
    let request = client
        .request(http::Method::POST, "/session")
        .header(header::CONTENT_TYPE, "application/json")
        .extension(Peer(format!("{ip}:4711").parse().unwrap()))
        .body(body.to_string().into())
        .unwrap();
    client.answer(request).await
}

#[tokio::test]
async fn who_is_guessed_at_still_gets_in() {
    let test = TestApp::start().await;
    first(&test).await;
    for _ in 0..5 {
        sign_in_from(&test, "203.0.113.9", "not the password")
            .await
            .problem(401, "wrong_credentials");
    }
    sign_in_from(&test, "203.0.113.9", PASSWORD)
        .await
        .problem(429, "rate_limited");
    sign_in_from(&test, "198.51.100.1", PASSWORD).await.ok();
    // The owner's success is no pardon for the guesser.
    sign_in_from(&test, "203.0.113.9", PASSWORD)
        .await
        .problem(429, "rate_limited");
}

/// One customer has 2^64 addresses, and tries from another each time.
#[tokio::test]
async fn a_guesser_gains_nothing_from_many_addresses() {
    let test = TestApp::start().await;
    first(&test).await;
    for n in 1..=5 {
        sign_in_from(&test, &format!("[2001:db8:1:2::{n}]"), "not the password")
            .await
            .problem(401, "wrong_credentials");
    }
    sign_in_from(&test, "[2001:db8:1:2:aaaa::6]", PASSWORD)
        .await
        .problem(429, "rate_limited");
    sign_in_from(&test, "[2001:db8:1:3::1]", PASSWORD).await.ok();
}

/// A stolen browser session must not serve to guess the password behind it.
#[tokio::test]
async fn guesses_at_the_current_password_are_counted() {
    let test = TestApp::start().await;
    let anna = first(&test).await;
    let wrong = json!({"current": "not the password", "new": "another horse battery"});
    let mut refused = 0;
    for _ in 0..45 {
        let request = anna
            .request(http::Method::POST, "/session/password")
            .header(header::CONTENT_TYPE, "application/json")
            .extension(Peer("203.0.113.9:4711".parse().unwrap()))
            .body(wrong.to_string().into())
            .unwrap();
        refused += u32::from(anna.answer(request).await.status == 429);
    }
    // One more is let through every two seconds.
    assert!(refused > 0, "{refused}");
}

#[tokio::test]
async fn an_id_is_long_and_random() {
    let test = TestApp::start().await;
    let mut ids = std::collections::HashSet::new();
    for name in ["Ada", "Bea", "Carl"] {
        let client = test.agent(name).await;
        let cookie = client.headers["cookie"].to_str().unwrap().to_owned();
        let id = cookie.split_once('=').unwrap().1.to_owned();
        // base64url of 256 bits
        assert!(id.len() >= 43, "{id}");
        assert!(ids.insert(id));
    }
}
