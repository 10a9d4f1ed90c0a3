//! A hub of the benchmark, and an agent who asks it through its whole router.

use std::path::Path;

use axum::body::{Body, to_bytes};
use centralino::app::App;
use centralino::clock::Clock;
use centralino::config::{Config, DataDir, DatabaseConfig};
use centralino::store::entity::channels;
use centralino::store::{api_tokens, roles, users};
use centralino::{access::credentials, store};
use http::{Method, Request, header};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

/// Opens the hub in `dir`, on the database of `CENTRALINO_BENCH_DATABASE_URL` or on SQLite.
pub async fn open(dir: &Path) -> App {
    let mut config = Config {
        data_dir: DataDir(dir.to_owned()),
        database: DatabaseConfig {
            url: std::env::var("CENTRALINO_BENCH_DATABASE_URL").ok(),
            ..Default::default()
        },
        ..Default::default()
    };
    config.security.requests_per_minute = u32::MAX;
    App::open(config, Clock::system()).await.unwrap()
}

/// A mailbox that takes mail from anywhere and writes what it sends into files.
pub async fn mailbox(app: &App, name: &str) -> channels::Model {
    if let Some(found) = store::channels::by_name(app.store.read(), name).await.unwrap() {
        return found;
    }
    let address = format!("{}@hub.example", name.to_lowercase());
    let tx = app.store.write().await.unwrap();
    let row = channels::Model {
        address: Some(address.clone()),
        settings: json!({"address": address, "inbound": {"kind": "none"}, "outbound": {"kind": "file"}}),
        ..store::channels::blank(&tx, "email", name)
    };
    let row = store::channels::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    row
}

/// A user with the shipped role of an agent; the one of this name when there is one.
pub async fn user(app: &App, name: &str) -> Uuid {
    let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
    if let Some(found) = users::by_email(app.store.read(), &email).await.unwrap() {
        return found.id;
    }
    let tx = app.store.write().await.unwrap();
    let new = users::NewUser {
        email,
        name: name.to_owned(),
        role_id: roles::shipped_as(&tx, "agent").await.unwrap().unwrap().id,
        language: "en".to_owned(),
        password_hash: None,
    };
    let id = users::insert(&tx, new).await.unwrap().id;
    tx.commit().await.unwrap();
    id
}

/// Somebody with an API token in front of the router.
#[derive(Clone)]
pub struct Agent {
    router: axum::Router,
    token: String,
}

impl Agent {
    pub async fn new(app: &App, user_id: Uuid) -> Self {
        let (token, hash) = credentials::mint(&app.keys, credentials::API_TOKEN_PREFIX);
        let tx = app.store.write().await.unwrap();
        api_tokens::insert(&tx, user_id, "bench".into(), hash, json!([]), None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Self {
            router: centralino::http::router(app.clone()),
            token: token.expose_secret().to_owned(),
        }
    }

    /// Calls `/api/v1<path>`; anything but a success ends the benchmark.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Vec<u8> {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let answer = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec();
        assert!(
            status.is_success(),
            "{path}: {status} {}",
            String::from_utf8_lossy(&bytes)
        );
        bytes
    }

    /// The size of the answer to a GET.
    pub async fn get(&self, path: &str) -> usize {
        self.call(Method::GET, path, None).await.len()
    }
}
