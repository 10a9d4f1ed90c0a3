//! What people say of themselves: photo, availability, and the browsers they are signed in with.

use std::io::Cursor;

use axum::body::Body;
use http::{Method, header};
use serde_json::json;

use crate::support::socket::Socket;
use crate::support::{Answer, Client, TestApp};

async fn upload(client: &Client, bytes: &[u8]) -> Answer {
    let mut body =
        b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"me.png\"\r\n\r\n".to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let request = client
        .request(Method::PUT, "/session/photo")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .body(Body::from(body));
    client.answer(request.unwrap()).await
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(width, height, image::Rgb([10, 120, 200]))
        .write_to(&mut out, image::ImageFormat::Png)
        .unwrap();
    out.into_inner()
}

#[tokio::test]
async fn a_photo_is_cropped_served_and_taken_away() {
    let test = TestApp::start().await;
    let ada = test.agent("Ada").await;
    let bob = test.viewer("Bob").await;
    let path = format!("/agents/{}/photo", ada.user_id);
    bob.get(&path).await.problem(404, "not_found");
    let me = upload(&ada, &picture(600, 400)).await.ok();
    let name = me["photo"].as_str().unwrap().to_owned();
    let agents = bob.get("/agents").await.ok();
    let shown = agents["items"].as_array().unwrap().iter();
    assert!(shown.clone().any(|agent| agent["photo"] == json!(name)));
    let answer = bob.get(&path).await;
    assert_eq!(answer.headers["content-type"], "image/jpeg");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert!(
        answer.headers["cache-control"]
            .to_str()
            .unwrap()
            .contains("private")
    );
    let kept = image::load_from_memory(&answer.body).unwrap();
    assert_eq!((kept.width(), kept.height()), (256, 256));
    let again = bob.clone().with("if-none-match", &format!("\"{name}\""));
    assert_eq!(again.get(&path).await.status, 304);
    assert_eq!(ada.delete("/session/photo").await.ok()["photo"], json!(null));
    bob.get(&path).await.problem(404, "not_found");
}

#[tokio::test]
async fn what_is_no_picture_is_no_photo() {
    let test = TestApp::start().await;
    let ada = test.agent("Ada").await;
    let problem = upload(&ada, b"<svg onload='alert(1)'/>")
        .await
        .problem(422, "validation");
    assert_eq!(problem["errors"][0]["pointer"], "/file");
    assert_eq!(problem["errors"][0]["code"], "must_be_a_jpeg_png_or_webp_picture");
    let huge = vec![0; 10 * 1024 * 1024 + 20_000];
    upload(&ada, &huge).await.problem(413, "too_large");
    assert_eq!(ada.get("/session").await.ok()["photo"], json!(null));
}

#[tokio::test]
async fn colleagues_hear_of_availability_at_once() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let ada = test.agent("Ada").await;
    let bob = test.viewer("Bob").await;
    let mut socket = Socket::open(&listening, &bob).await;
    assert_eq!(socket.hear().await["type"], "hello");
    let me = ada
        .put("/session/availability", json!({"availability": "away"}))
        .await
        .ok();
    assert_eq!(me["availability"], "away");
    assert_eq!(socket.hear().await, json!({"type": "agent", "id": ada.user_id}));
    let agents = bob.get("/agents").await.ok();
    let shown = agents["items"].as_array().unwrap();
    let hers = shown
        .iter()
        .find(|agent| agent["id"] == json!(ada.user_id))
        .unwrap();
    assert_eq!(hers["availability"], "away");
    ada.put("/session/availability", json!({"availability": "asleep"}))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn one_sees_and_ends_ones_own_sessions_alone() {
    let test = TestApp::start().await;
    let ada = test.agent("Ada").await;
    let elsewhere = test.sign_in(ada.user_id).await;
    let third = test.sign_in(ada.user_id).await;
    let bob = test.agent("Bob").await;
    let listed = ada.get("/sessions").await.ok();
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(
        items.iter().filter(|item| item["current"] == json!(true)).count(),
        1
    );
    let of = async |client: &Client| {
        let listed = client.get("/sessions").await.ok();
        let items = listed["items"].as_array().unwrap().clone();
        let mine = items.into_iter().find(|item| item["current"] == json!(true));
        mine.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let id = of(&elsewhere).await;
    // Nobody else's.
    bob.delete(&format!("/sessions/{id}"))
        .await
        .problem(404, "not_found");
    assert_eq!(ada.delete(&format!("/sessions/{id}")).await.status, 204);
    elsewhere.get("/session").await.problem(401, "unauthenticated");
    third.get("/session").await.ok();
    assert_eq!(ada.delete("/sessions").await.status, 204);
    third.get("/session").await.problem(401, "unauthenticated");
    ada.get("/session").await.ok();
    bob.get("/session").await.ok();
    let actions = test.audit_actions().await;
    assert!(actions.iter().any(|action| action == "session.end"));
    assert!(actions.iter().any(|action| action == "session.end_others"));
}
