//! Mails of strangers in a frame.

use axum::Router;
use axum::routing::get;
use centralino::store::entity::messages;
use sea_orm::{ActiveModelTrait, Set};

use crate::support::TestApp;

async fn letter(test: &TestApp, html: &str, reply_text: &str) -> uuid::Uuid {
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Pictures", "x")
        .await;
    let id = ticket.last_message_id.unwrap();
    let tx = test.app.store.write().await.unwrap();
    messages::ActiveModel {
        id: sea_orm::Unchanged(id),
        html: Set(Some(html.to_owned())),
        reply_text: Set(reply_text.to_owned()),
        ..Default::default()
    }
    .update(&tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn quotes_are_folded_and_nothing_is_fetched_unasked() {
    let test = TestApp::start().await;
    let html = "<p>New words</p><img data-remote-src=\"https://pictures.example/a.png\">\
                <blockquote type=\"cite\">Old words</blockquote>";
    let id = letter(&test, html, "New words").await;
    let agent = test.agent("Bea").await;
    let frame = agent.get(&format!("/messages/{id}/frame")).await;
    let policy = frame.headers["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    for part in [
        "default-src 'none'",
        "img-src 'self' data:",
        "frame-ancestors 'self'",
        "sandbox ",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("script"), "{policy}");
    let page = frame.text();
    assert!(page.contains("<details class=\"quote\">"));
    assert!(page.contains("data-remote-src=\"https://pictures.example/a.png\""));
    assert!(!page.contains("remote-image"));
    let dark = agent
        .get(&format!("/messages/{id}/frame?images=1&theme=dark"))
        .await
        .text();
    assert!(dark.contains("data-theme=\"dark\""));
    assert!(dark.contains("src=\"/api/v1/remote-image?url=https%3A%2F%2Fpictures.example%2Fa.png&amp;sig="));
}

#[tokio::test]
async fn remote_pictures_come_through_the_hub_or_not_at_all() {
    let test = TestApp::start().await;
    let peer = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = peer.local_addr().unwrap();
    let pages = Router::new()
        .route("/a.png", get(async || ([("content-type", "image/png")], "png")))
        .route(
            "/a.svg",
            get(async || ([("content-type", "image/svg+xml")], "<svg/>")),
        )
        .route("/moved", get(async || axum::response::Redirect::to("/a.png")));
    let server = tokio::spawn(async move { axum::serve(peer, pages).await });
    let agent = test.agent("Bea").await;
    let link = |path: &str| {
        let link = centralino::http::remote_image::link(&test.app.keys, &format!("http://{address}{path}"));
        link.strip_prefix("/api/v1").unwrap().to_owned()
    };
    let picture = agent.get(&link("/a.png")).await;
    assert_eq!((picture.status.as_u16(), picture.text().as_str()), (200, "png"));
    assert_eq!(picture.headers["content-type"], "image/png");
    agent
        .get(&link("/a.svg"))
        .await
        .problem(502, "picture_unavailable");
    agent
        .get(&link("/moved"))
        .await
        .problem(502, "picture_unavailable");
    let forged = link("/a.png").replace("a.png", "b.png");
    agent.get(&forged).await.problem(403, "forbidden");
    let closed = TestApp::start_with(|config| config.security.allow_private_addresses = false).await;
    let inside = centralino::http::remote_image::link(&closed.app.keys, &format!("http://{address}/a.png"));
    let bea = closed.agent("Bea").await;
    bea.get(inside.strip_prefix("/api/v1").unwrap())
        .await
        .problem(403, "forbidden");
    server.abort();
}
