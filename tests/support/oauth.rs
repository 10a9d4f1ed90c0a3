//! A token endpoint, and the introspection that a mail server asks: a provider in one process.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the provider believes.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Refresh token that is good now.
    pub refresh_token: String,
    /// Access tokens that are good now.
    pub access_tokens: Vec<String>,
    /// Seconds an access token is said to live.
    pub expires_in: u64,
    /// A refresh gives a new refresh token too, and voids the old one.
    pub rotates: bool,
    /// The user of every token.
    pub user: String,
    /// How often a token was asked for.
    pub refreshes: usize,
}

pub struct OAuthPeer {
    pub port: u16,
    state: Arc<Mutex<Provider>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for OAuthPeer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl OAuthPeer {
    pub async fn start(user: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(Provider {
            refresh_token: "refresh-0".to_owned(),
            access_tokens: Vec::new(),
            expires_in: 3600,
            rotates: false,
            user: user.to_owned(),
            refreshes: 0,
        }));
        let shared = state.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, shared.clone()));
            }
        });
        Self { port, state, task }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn change(&self, change: impl FnOnce(&mut Provider)) {
        change(&mut self.state.lock().unwrap());
    }

    pub fn state(&self) -> Provider {
        self.state.lock().unwrap().clone()
    }

    /// The `oauth` section of a channel's settings.
    pub fn settings(&self) -> serde_json::Value {
        serde_json::json!({
            "provider": "custom",
            "authorize_url": self.url("/authorize"),
            "token_url": self.url("/token"),
            "client_id": "centralino",
            "client_secret": "s3cret",
            "refresh_token": "refresh-0",
            "scopes": ["mail"]
        })
    }
}

async fn answer(mut stream: TcpStream, state: Arc<Mutex<Provider>>) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    let (head, body) = loop {
        let Ok(count) = stream.read(&mut buffer).await else {
            return;
        };
        if count == 0 {
            return;
        }
        request.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length:")?
                    .trim()
                    .parse()
                    .ok()
            })
            .unwrap_or(0usize);
        if body.len() >= length {
            break (head.to_owned(), body.to_owned());
        }
    };
    let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let (status, json) = if path == "/token" {
        token(&body, &state)
    } else {
        introspection(&path, &body, &state)
    };
    let response = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{json}",
        json.len()
    );
    stream.write_all(response.as_bytes()).await.ok();
    stream.shutdown().await.ok();
}

fn field(form: &str, name: &str) -> String {
    let value = form
        .split(['&', '?'])
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.unwrap_or_default().to_owned()
}

fn token(form: &str, state: &Mutex<Provider>) -> (&'static str, String) {
    let mut state = state.lock().unwrap();
    let good = match field(form, "grant_type").as_str() {
        "refresh_token" => field(form, "refresh_token") == state.refresh_token,
        "authorization_code" => {
            field(form, "code") == "good-code" && !field(form, "code_verifier").is_empty()
        }
        _ => false,
    };
    if !good || field(form, "client_secret") != "s3cret" {
        let words = r#"{"error":"invalid_grant","error_description":"consent was withdrawn"}"#;
        return ("400 Bad Request", words.to_owned());
    }
    state.refreshes += 1;
    let count = state.refreshes;
    let access = format!("access-{count}");
    state.access_tokens.push(access.clone());
    let mut json =
        serde_json::json!({"access_token": access, "expires_in": state.expires_in, "token_type": "Bearer"});
    if state.rotates || field(form, "grant_type") == "authorization_code" {
        state.refresh_token = format!("refresh-{count}");
        json["refresh_token"] = state.refresh_token.clone().into();
    }
    ("200 OK", json.to_string())
}

fn introspection(path: &str, form: &str, state: &Mutex<Provider>) -> (&'static str, String) {
    let state = state.lock().unwrap();
    let token = [
        field(form, "token"),
        field(path, "token"),
        path.rsplit('/').next().unwrap_or_default().to_owned(),
    ];
    let active = state.access_tokens.iter().any(|known| token.contains(known));
    (
        "200 OK",
        serde_json::json!({"active": active, "username": state.user}).to_string(),
    )
}
