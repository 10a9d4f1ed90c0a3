//! A program that works through the public API over real connections, and tries again when they break.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Where the hub answers now, and with which token; shared by all who talk to it.
#[derive(Clone)]
pub struct Integrator {
    http: reqwest::Client,
    address: Arc<Mutex<String>>,
    token: String,
}

/// What a client knows of a reply it posted, from the hub's own answer.
#[derive(Clone, Debug)]
pub struct Posted {
    pub token: String,
    pub ticket: String,
    /// None: the hub said it was done, but that its answer was lost.
    pub message: Option<String>,
    /// How often it had to be posted.
    pub tries: usize,
}

impl Integrator {
    pub fn new(address: &str, token: &str) -> Self {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .build();
        Self {
            http: http.unwrap(),
            address: Arc::new(Mutex::new(address.to_owned())),
            token: token.to_owned(),
        }
    }

    /// The hub answers elsewhere from now on.
    pub fn moved_to(&self, address: &str) {
        address.clone_into(&mut self.address.lock().unwrap());
    }

    /// One request; an error is a broken connection.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> Result<(StatusCode, Vec<u8>), reqwest::Error> {
        let url = format!("{}/api/v1{path}", self.address.lock().unwrap());
        let mut request = self.http.request(method, url).bearer_auth(&self.token);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        Ok((answer.status(), answer.bytes().await?.to_vec()))
    }

    /// Reads, again and again while the hub is away.
    pub async fn get(&self, path: &str) -> Value {
        serde_json::from_slice(&self.bytes(path).await).unwrap()
    }

    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let started = Instant::now();
        loop {
            let answer = self.send(Method::GET, path, None, None).await;
            match answer {
                Ok((status, bytes)) if status.is_success() => return bytes,
                // What is refused is refused; what broke may work again.
                Ok((status, bytes)) if status.is_client_error() => {
                    panic!("GET {path}: {status} {}", String::from_utf8_lossy(&bytes))
                }
                answer => assert!(
                    started.elapsed() < Duration::from_secs(90),
                    "GET {path}: {answer:?}"
                ),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// All items of a list.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let mut page = self.get(&format!("{path}{separator}limit=200{cursor}")).await;
            items.append(page["items"].as_array_mut().unwrap());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }

    /// A whole timeline, in no order.
    pub async fn timeline(&self, path: &str) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let mut page = self.get(&format!("{path}/timeline?limit=200{cursor}")).await;
            items.append(page["items"].as_array_mut().unwrap());
            match page["previous"].as_str() {
                Some(previous) => cursor = format!("&cursor={previous}"),
                None => return items,
            }
        }
    }

    /// Makes a channel; the hub is up.
    pub async fn add_channel(&self, body: &Value) -> String {
        let (status, bytes) = self
            .send(Method::POST, "/channels", None, Some(body))
            .await
            .unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(status, 201, "{text}");
        let made: Value = serde_json::from_slice(&bytes).unwrap();
        made["id"].as_str().unwrap().to_owned()
    }

    /// Opens a ticket by writing to somebody; gives the ticket's id.
    pub async fn write_to(&self, channel: &str, address: &str, token: &str) -> Posted {
        let body = json!({
            "channel_id": channel, "to": [{"address": address}], "subject": format!("About {token}"),
            "text": format!("We write: {token}.")
        });
        let answer = self.persist("/tickets", token, &body).await;
        let (ticket, tries) = (
            answer.0.map(|made| made["id"].as_str().unwrap().to_owned()),
            answer.1,
        );
        Posted {
            token: token.to_owned(),
            ticket: ticket.unwrap_or_default(),
            message: None,
            tries,
        }
    }

    /// Posts a reply until the hub says what became of it.
    pub async fn reply(&self, ticket: &str, token: &str) -> Posted {
        let body = json!({"text": format!("We answer: {token}."), "confirm_newer": true});
        let (answer, tries) = self
            .persist(&format!("/tickets/{ticket}/replies"), token, &body)
            .await;
        Posted {
            token: token.to_owned(),
            ticket: ticket.to_owned(),
            message: answer.map(|made| made["id"].as_str().unwrap().to_owned()),
            tries,
        }
    }

    /// Posts under one key until it is answered for good: what was made (none: made, but the answer was lost), and how
    /// many tries it took.
    async fn persist(&self, path: &str, key: &str, body: &Value) -> (Option<Value>, usize) {
        let started = Instant::now();
        for tries in 1.. {
            let answer = self.send(Method::POST, path, Some(key), Some(body)).await;
            let pause = match &answer {
                Ok((status, bytes)) => {
                    let value: Value = serde_json::from_slice(bytes).unwrap_or_default();
                    match (status.as_u16(), value["code"].as_str()) {
                        (201, _) => return (Some(value), tries),
                        (409, Some("idempotency_answer_lost")) => return (None, tries),
                        (409, Some("idempotency_in_flight")) => 500,
                        (408 | 500.., _) => 200,
                        (status, _) => panic!("POST {path}: {status} {value}"),
                    }
                }
                // Nobody there, or gone while it answered.
                Err(_) => 50,
            };
            assert!(
                started.elapsed() < Duration::from_secs(240),
                "POST {path} came to no end in {tries} tries: {answer:?}"
            );
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        unreachable!("it either answers or panics")
    }
}
