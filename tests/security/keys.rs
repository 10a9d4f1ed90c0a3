//! The installation's key is changed: everything made under the old one goes on working, and the old one opens nothing
//! that is made afterwards.

use centralino::app::App;
use centralino::clock::Clock;
use centralino::config::Config;
use centralino::desk::{message_id, reply_token};
use centralino::keys::Keys;
use centralino::store::entity::channels;
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use crate::support::TestApp;

const CANARY: &str = "canary-3c1b-bird";

async fn sealed(app: &App) -> Vec<u8> {
    let row = channels::Entity::find()
        .one(app.store.read())
        .await
        .unwrap()
        .unwrap();
    row.secrets.unwrap()
}

/// The same hub started again.
async fn restarted(config: &Config) -> TestApp {
    let app = App::open(config.clone(), Clock::system()).await.unwrap();
    TestApp {
        router: centralino::http::router(app.clone()),
        app,
        dir: tempfile::tempdir().unwrap(),
    }
}

#[tokio::test]
async fn a_new_key_takes_over_from_the_old_one() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let settings = json!({
        "address": "support@example.com",
        "inbound": {"kind": "imap", "host": "127.0.0.1", "port": 1, "security": "tls",
            "username": "support", "password": CANARY},
        "outbound": {"kind": "file"},
    });
    let body = json!({"kind": "email", "name": "Support", "settings": settings});
    let channel: Uuid = anna.post("/channels", body).await.ok()["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let minted = anna.post("/tokens", json!({"name": "script"})).await.ok();
    let token = minted["token"].as_str().unwrap().to_owned();
    let ticket = Uuid::from_u128(7);
    let address = reply_token::address(&test.app.keys, "support@example.com", ticket).unwrap();
    let own_id = message_id::mint(&test.app.keys, ticket, Some("support@example.com"));
    let before = sealed(&test.app).await;
    let old = test.app.keys.clone();

    let folder = test.dir.path();
    Keys::load_or_create(folder)
        .unwrap()
        .rotated()
        .store(folder)
        .unwrap();
    let config = (*test.app.config).clone();
    let after = restarted(&config).await;
    let tx = after.app.store.write().await.unwrap();
    assert_eq!(after.app.channels.reseal(&tx).await.unwrap(), 1);
    assert_eq!(after.app.channels.reseal(&tx).await.unwrap(), 0);
    tx.commit().await.unwrap();

    // What is out there still leads home, and who was signed in still is.
    let keys = &after.app.keys;
    assert_eq!(reply_token::find(keys, [address.as_str()]), Some(ticket));
    assert_eq!(message_id::open(keys, &own_id), Some(ticket));
    after.bearer(&token).get("/session").await.ok();
    let cookie = anna.headers["cookie"].to_str().unwrap().to_owned();
    after
        .anonymous()
        .with("cookie", &cookie)
        .get("/session")
        .await
        .ok();
    // The secret is the same, under another key, whose id stands before it.
    let row = centralino::store::channels::find(after.app.store.read(), channel)
        .await
        .unwrap()
        .unwrap();
    let whole = after.app.channels.settings(&row).unwrap();
    assert_eq!(whole["inbound"]["password"], CANARY);
    let resealed = sealed(&after.app).await;
    assert_ne!(before[..4], resealed[..4], "another key id");
    assert!(centralino::secrets::open(&old, "channels", channel, &resealed).is_err());
    // What is minted now is the new key's work.
    let newer = reply_token::address(keys, "support@example.com", ticket).unwrap();
    assert_eq!(reply_token::find(&old, [newer.as_str()]), None);

    // Once the old line is taken away, the old key's work ends.
    let text = std::fs::read_to_string(folder.join("secret.key")).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    std::fs::write(folder.join("secret.key"), text.lines().next().unwrap()).unwrap();
    let last = restarted(&config).await;
    assert_eq!(reply_token::find(&last.app.keys, [address.as_str()]), None);
    last.bearer(&token)
        .get("/session")
        .await
        .problem(401, "unauthenticated");
    let row = centralino::store::channels::find(last.app.store.read(), channel)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        last.app.channels.settings(&row).unwrap()["inbound"]["password"],
        CANARY
    );
}

/// A backup holds the sealed secret and, beside it, the key; never the secret itself.
#[tokio::test]
async fn a_backup_holds_no_secret_in_clear() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let settings = json!({
        "address": "support@example.com",
        "inbound": {"kind": "imap", "host": "127.0.0.1", "port": 1, "security": "tls",
            "username": "support", "password": CANARY},
        "outbound": {"kind": "file"},
    });
    let body = json!({"kind": "email", "name": "Support", "settings": settings});
    anna.post("/channels", body).await.ok();
    let folder = test.dir.path().join("backup");
    centralino::backup::backup(&test.app, &folder, |_, _| ())
        .await
        .unwrap();
    let mut waiting = vec![folder.clone()];
    let mut files = 0;
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        files += 1;
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes
            .windows(CANARY.len())
            .any(|window| window == CANARY.as_bytes());
        assert!(!found, "{}", path.display());
    }
    assert!(files >= 3, "{files}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let key = folder.join("secret.key").metadata().unwrap();
        assert_eq!(key.mode() & 0o077, 0, "the key is its owner's alone");
    }
}

/// From the command line, on an empty directory.
#[test]
fn the_command_puts_a_new_key_in_front() {
    use std::process::Command;
    let dir = tempfile::tempdir().unwrap();
    let run = |words: &[&str], key: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_centralino"));
        command
            .args(words)
            .env_clear()
            .env("CENTRALINO_DATA_DIR", dir.path());
        if let Some(key) = key {
            command.env("CENTRALINO_SECURITY_SECRET_KEY", key);
        }
        command.output().unwrap()
    };
    let file = dir.path().join("secret.key");
    for lines in [2, 3] {
        let output = run(&["key", "rotate", "--json"], None);
        assert!(output.status.success(), "{output:?}");
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(said, json!({"resealed": 0}));
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text.lines().count(), lines, "{text}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o600);
    }
    let (old, new) = ("a".repeat(64), "b".repeat(64));
    let refused = run(&["key", "rotate"], Some(&old));
    assert!(!refused.status.success());
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("key reseal"),
        "{refused:?}"
    );
    let resealed = run(&["key", "reseal", "--json"], Some(&format!("{new},{old}")));
    assert!(resealed.status.success(), "{resealed:?}");
}
