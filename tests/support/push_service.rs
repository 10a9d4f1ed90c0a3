//! A push service that takes nothing but what the standards ask for: it checks the claim, decrypts, and answers as told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes128Gcm, Key, Nonce};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use http::{HeaderMap, StatusCode};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

/// A message as its browser reads it.
#[derive(Clone, Debug)]
pub struct Read {
    pub message: Value,
    pub headers: HeaderMap,
    /// Bytes that came over the wire.
    pub size: usize,
}

struct Shared {
    origin: String,
    /// Of the browser.
    key: SecretKey,
    secret: [u8; 16],
    server_key: Mutex<String>,
    taken: Mutex<Vec<Read>>,
    /// What was wrong with messages that no service takes.
    complaints: Mutex<Vec<String>>,
    answers: Mutex<VecDeque<(u16, &'static str)>>,
}

/// One service with one browser behind it.
pub struct PushService {
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for PushService {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl PushService {
    #[allow(clippy::disallowed_methods)]
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            origin,
            key: SecretKey::from_slice(&[9; 32]).unwrap(),
            secret: rand::random(),
            server_key: Mutex::default(),
            taken: Mutex::default(),
            complaints: Mutex::default(),
            answers: Mutex::default(),
        });
        let router = Router::new()
            .route("/to/{browser}", post(take))
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { shared, task }
    }

    /// What the browser hands to the hub after subscribing with `public_key`.
    pub fn subscription(&self, public_key: &str) -> Value {
        *self.shared.server_key.lock().unwrap() = public_key.to_owned();
        json!({
            "name": "Phone",
            "endpoint": format!("{}/to/phone", self.shared.origin),
            "keys": {
                "p256dh": encode(self.shared.key.public_key().to_sec1_point(false).as_bytes()),
                "auth": encode(&self.shared.secret),
            },
            "public_key": public_key,
        })
    }

    /// The next messages are answered so, one each: a status and what `Retry-After` says.
    pub fn answer(&self, status: u16, retry_after: &'static str) {
        self.shared
            .answers
            .lock()
            .unwrap()
            .push_back((status, retry_after));
    }

    /// What was taken since the last call. Messages that no service takes fail the test.
    #[track_caller]
    pub fn taken(&self) -> Vec<Read> {
        let complaints = self.shared.complaints.lock().unwrap().clone();
        assert!(complaints.is_empty(), "{complaints:?}");
        std::mem::take(&mut self.shared.taken.lock().unwrap())
    }
}

async fn take(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some((status, retry_after)) = shared.answers.lock().unwrap().pop_front() {
        let status = StatusCode::from_u16(status).unwrap();
        return (status, [("retry-after", retry_after)], "as told\n").into_response();
    }
    match shared.read(&headers, &body) {
        Ok(message) => {
            let read = Read {
                message,
                headers,
                size: body.len(),
            };
            shared.taken.lock().unwrap().push(read);
            StatusCode::CREATED.into_response()
        }
        Err(complaint) => {
            shared.complaints.lock().unwrap().push(complaint.clone());
            (StatusCode::BAD_REQUEST, complaint).into_response()
        }
    }
}

impl Shared {
    fn read(&self, headers: &HeaderMap, body: &[u8]) -> Result<Value, String> {
        let header = |name: &str| {
            let value = headers.get(name).ok_or(format!("no {name}"))?;
            value.to_str().map_err(|_| format!("{name} is not text"))
        };
        self.check_claim(header("authorization")?)?;
        if header("content-encoding")? != "aes128gcm" {
            return Err("not aes128gcm".into());
        }
        header("ttl")?.parse::<u32>().map_err(|_| "ttl is no number")?;
        let topic = header("topic")?;
        let is_url_safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if topic.len() > 32 || !topic.chars().all(is_url_safe) {
            return Err(format!("topic {topic}"));
        }
        if !["very-low", "low", "normal", "high"].contains(&header("urgency")?) {
            return Err("urgency is not a word of RFC 8030 §5.3".into());
        }
        serde_json::from_slice(&self.decrypt(body)?).map_err(|error| error.to_string())
    }

    /// RFC 8292 §2 and §3.
    fn check_claim(&self, authorization: &str) -> Result<(), String> {
        let parts = authorization.strip_prefix("vapid t=").ok_or("not vapid")?;
        let (token, key) = parts.split_once(", k=").ok_or("no key")?;
        if key != *self.server_key.lock().unwrap() {
            return Err("another key than the browser subscribed with".into());
        }
        let (signed, signature) = token.rsplit_once('.').ok_or("no signature")?;
        let signature = Signature::from_slice(&decode(signature)).map_err(|error| error.to_string())?;
        VerifyingKey::from_sec1_bytes(&decode(key))
            .and_then(|key| key.verify(signed.as_bytes(), &signature))
            .map_err(|error| error.to_string())?;
        let (head, claims) = signed.split_once('.').ok_or("no claims")?;
        let head: Value = serde_json::from_slice(&decode(head)).map_err(|error| error.to_string())?;
        let claims: Value = serde_json::from_slice(&decode(claims)).map_err(|error| error.to_string())?;
        if head != json!({"typ": "JWT", "alg": "ES256"}) || claims["aud"] != self.origin {
            return Err(format!("{head} {claims}"));
        }
        match claims["exp"].as_i64() {
            Some(_) => Ok(()),
            None => Err("no exp".into()),
        }
    }

    /// RFC 8188 §2 and RFC 8291 §3.4, from the browser's side.
    fn decrypt(&self, body: &[u8]) -> Result<Vec<u8>, String> {
        if body.len() < 86 + 17 || body.len() > 4096 || body[20] != 65 {
            return Err(format!("{} bytes, key of {}", body.len(), body[20]));
        }
        let record = u32::from_be_bytes(body[16..20].try_into().unwrap()) as usize;
        if body.len() - 86 > record {
            return Err("more than one record".into());
        }
        let theirs = PublicKey::from_sec1_bytes(&body[21..86]).map_err(|error| error.to_string())?;
        let shared = p256::ecdh::diffie_hellman(self.key.to_nonzero_scalar(), theirs.as_affine());
        let own = self.key.public_key().to_sec1_point(false);
        let info = [b"WebPush: info\0", own.as_bytes(), &body[21..86]].concat();
        let input: [u8; 32] = derive(&self.secret, shared.raw_secret_bytes(), &info);
        let key: [u8; 16] = derive(&body[..16], &input, b"Content-Encoding: aes128gcm\0");
        let nonce: [u8; 12] = derive(&body[..16], &input, b"Content-Encoding: nonce\0");
        let mut plain = Aes128Gcm::new(&Key::<Aes128Gcm>::from(key))
            .decrypt(&Nonce::from(nonce), &body[86..])
            .map_err(|error| error.to_string())?;
        while plain.last() == Some(&0) {
            plain.pop();
        }
        match plain.pop() {
            Some(2) => Ok(plain),
            other => Err(format!("the last record ends with {other:?}")),
        }
    }
}

fn derive<const N: usize>(salt: &[u8], input: &[u8], info: &[u8]) -> [u8; N] {
    let mut output = [0; N];
    Hkdf::<Sha256>::new(Some(salt), input)
        .expand(info, &mut output)
        .unwrap();
    output
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
}
