//! Real mail servers, started by the tests on private ports, and stand-ins that misbehave as no real one does on
//! demand.

mod following;
mod hub;
mod imap;
mod outbox;
mod sent_copy;
mod smtp;

use std::path::Path;
use std::sync::{Arc, Mutex};

use centralino_channels::channel::{Channel, RotatedSecret};
use centralino_channels::kind::{self, Deps};
use serde_json::Value;

/// Secrets that a channel said were replaced.
type Rotated = Arc<Mutex<Vec<RotatedSecret>>>;

/// Opens an email account as the core does.
fn open(settings: Value, data_dir: &Path) -> (Arc<dyn Channel>, Rotated) {
    rustls::crypto::ring::default_provider().install_default().ok();
    let rotated = Rotated::default();
    let noted = rotated.clone();
    let deps = Deps {
        data_dir: data_dir.to_owned(),
        http: reqwest::Client::new(),
        allow_insecure: true,
        loop_id: "centralino-test".to_owned(),
        rotated: Arc::new(move |secret| noted.lock().unwrap().push(secret)),
    };
    let channel = (kind::find("email").unwrap().open)(settings, deps);
    (channel.unwrap_or_else(|errors| panic!("{errors:?}")), rotated)
}
