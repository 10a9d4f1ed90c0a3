//! A program or browser that talks to the hub through its whole router, without a socket.

use axum::body::{Body, to_bytes};
use axum::response::Response;
use centralino::access::{Permission, credentials, sessions};
use centralino::app::App;
use centralino::store::{roles, users};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use secrecy::ExposeSecret;
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

use super::TestApp;

/// Somebody in front of the hub. Paths are relative to `/api/v1` unless they start with `/api`, `/hooks` or `//`.
#[derive(Clone)]
pub struct Client {
    router: axum::Router,
    /// Sent with every request; tests may add to it.
    pub headers: HeaderMap,
    /// Nil for an anonymous client.
    pub user_id: Uuid,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null when there is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The JSON of a success; anything else fails the test with the problem document.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text());
        self.json()
    }

    /// Fails the test unless the answer is this problem; gives its document.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        problem
    }
}

impl Client {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.request(method, path);
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.answer(request.body(body).unwrap()).await
    }

    /// A request of this client, for bodies of another kind.
    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let path = if let Some(raw) = path.strip_prefix("//") {
            format!("/{raw}")
        } else if path.starts_with("/api") || path.starts_with("/hooks") {
            path.to_owned()
        } else {
            format!("/api/v1{path}")
        };
        let mut request = Request::builder().method(method).uri(path);
        if let Some(headers) = request.headers_mut() {
            headers.extend(self.headers.clone());
        }
        request
    }

    pub async fn answer(&self, request: Request<Body>) -> Answer {
        let response: Response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    /// This client with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, HeaderValue::from_str(value).unwrap());
        self
    }
}

impl TestApp {
    /// Nobody.
    pub fn anonymous(&self) -> Client {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("hub.example.com"));
        Client {
            router: self.router.clone(),
            headers,
            user_id: Uuid::nil(),
        }
    }

    /// Anna, who may do everything.
    pub async fn administrator(&self) -> Client {
        self.shipped("Anna", "administrator").await
    }

    /// An agent with the shipped role; the name becomes `name@example.com`.
    pub async fn agent(&self, name: &str) -> Client {
        self.shipped(name, "agent").await
    }

    /// Somebody who only looks.
    pub async fn viewer(&self, name: &str) -> Client {
        self.shipped(name, "viewer").await
    }

    /// An agent whose role has these permissions and reaches these teams and channels only.
    pub async fn limited(
        &self,
        name: &str,
        permissions: &[Permission],
        teams: &[Uuid],
        channels: &[Uuid],
    ) -> Client {
        let tx = self.app.store.write().await.unwrap();
        let role = roles::Draft {
            name: format!("Role of {name}"),
            permissions: Permission::to_stored(permissions),
            all_teams: false,
            all_channels: false,
            team_ids: teams.to_vec(),
            channel_ids: channels.to_vec(),
        };
        let role = roles::insert(&tx, role).await.unwrap();
        tx.commit().await.unwrap();
        self.user(name, role.id).await
    }

    /// Somebody else with the role of `other`.
    pub async fn user_like(&self, other: &Client, name: &str) -> Client {
        let model = users::by_id(self.app.store.read(), other.user_id).await.unwrap();
        self.user(name, model.unwrap().role_id).await
    }

    /// A user whose role has these permissions; `everywhere` or nowhere but their own teams.
    pub async fn user_with(&self, name: &str, permissions: &[Permission], everywhere: bool) -> Client {
        let tx = self.app.store.write().await.unwrap();
        let role = roles::Draft {
            name: format!("Role of {name}"),
            permissions: Permission::to_stored(permissions),
            all_teams: everywhere,
            all_channels: everywhere,
            team_ids: Vec::new(),
            channel_ids: Vec::new(),
        };
        let role = roles::insert(&tx, role).await.unwrap();
        tx.commit().await.unwrap();
        self.user(name, role.id).await
    }

    /// Actions of the audit log, oldest first.
    pub async fn audit_actions(&self) -> Vec<String> {
        use centralino::store::entity::audit_log;
        use sea_orm::{EntityTrait, QueryOrder};
        let lines = audit_log::Entity::find()
            .order_by_asc(audit_log::Column::Id)
            .all(self.app.store.read())
            .await
            .unwrap();
        lines.into_iter().map(|line| line.action).collect()
    }

    async fn shipped(&self, name: &str, builtin: &str) -> Client {
        let role = roles::shipped_as(self.app.store.read(), builtin).await.unwrap();
        self.user(name, role.unwrap().id).await
    }

    /// A signed-in user with this role; an existing one of the same name is signed in once more.
    pub async fn user(&self, name: &str, role_id: Uuid) -> Client {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let tx = self.app.store.write().await.unwrap();
        let user = match users::by_email(&tx, &email).await.unwrap() {
            Some(user) => user,
            None => {
                let new = users::NewUser {
                    email,
                    name: name.to_owned(),
                    role_id,
                    language: "en".to_owned(),
                    password_hash: None,
                };
                users::insert(&tx, new).await.unwrap()
            }
        };
        tx.commit().await.unwrap();
        self.sign_in(user.id).await
    }

    /// A browser of this user with a fresh session.
    pub async fn sign_in(&self, user_id: Uuid) -> Client {
        let app: &App = &self.app;
        let tx = app.store.write().await.unwrap();
        let session = sessions::start(app, &tx, user_id, sessions::Origin::default())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let name = centralino::http::auth::cookie_name(app);
        let cookie = format!("{name}={}", session.token.expose_secret());
        let client = self.anonymous();
        Client { user_id, ..client }
            .with("cookie", &cookie)
            .with("sec-fetch-site", "same-origin")
    }

    /// A program that sends this bearer token.
    pub fn bearer(&self, token: &str) -> Client {
        self.anonymous().with("authorization", &format!("Bearer {token}"))
    }

    /// The stored hash of a credential, to look for it.
    pub fn hash_of(&self, token: &str) -> String {
        credentials::hash(&self.app.keys, token)
    }
}
