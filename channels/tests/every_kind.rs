//! What every kind of channel must hold to, whatever its provider.

// Tests and their support may fail loudly, and stand-ins are no part of the product.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stdout
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use centralino_channels::channel::Channel;
use centralino_channels::kind::{Deps, KINDS, Kind};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

fn deps() -> Deps {
    rustls::crypto::ring::default_provider().install_default().ok();
    Deps {
        data_dir: PathBuf::from("/nowhere"),
        http: reqwest::Client::new(),
        allow_insecure: false,
        loop_id: "centralino-test".to_owned(),
        rotated: Arc::new(|_| ()),
    }
}

fn fixtures(kind: &Kind) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(kind.name)
}

/// Settings that make a channel: `settings.json` beside the fixtures.
fn settings(kind: &Kind) -> Value {
    let path = fixtures(kind).join("settings.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn open(kind: &Kind) -> Arc<dyn Channel> {
    (kind.open)(settings(kind), deps()).unwrap_or_else(|errors| panic!("{}: {errors:?}", kind.name))
}

/// Recorded inbound bytes.
fn recorded(kind: &Kind) -> Vec<(PathBuf, Bytes)> {
    let mut found = Vec::new();
    let mut folders = vec![fixtures(kind)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "eml" || extension == "raw")
            {
                found.push((path.clone(), std::fs::read(path).unwrap().into()));
            }
        }
    }
    found.sort();
    found
}

fn now() -> centralino_channels::Timestamp {
    chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

#[test]
fn names_are_distinct_words() {
    for (index, kind) in KINDS.iter().enumerate() {
        assert!(
            kind.name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{}",
            kind.name
        );
        assert!(!kind.title.is_empty());
        assert!(KINDS[..index].iter().all(|other| other.name != kind.name));
    }
}

#[test]
fn empty_settings_are_refused_readably() {
    for kind in KINDS {
        for value in [json!({}), json!(null), json!([]), json!("x"), json!(7)] {
            let errors = (kind.open)(value.clone(), deps()).err().unwrap_or_default();
            assert!(!errors.is_empty(), "{}: {value}", kind.name);
            for error in errors {
                assert!(
                    error.pointer.is_empty() || error.pointer.starts_with('/'),
                    "{error}"
                );
                assert!(
                    error.reason.contains(' '),
                    "{}: not a sentence for people: {error}",
                    kind.name
                );
            }
        }
    }
}

#[test]
fn every_mistake_is_named_at_once_and_by_its_place() {
    for kind in KINDS {
        let mut wrong = settings(kind);
        wrong["no_such_setting"] = json!(1);
        let fields: Vec<String> = wrong.as_object().unwrap().keys().cloned().collect();
        for field in &fields {
            wrong[field] = json!(12.5);
        }
        let errors = (kind.open)(wrong, deps()).err().unwrap();
        for field in &fields {
            let place = format!("/{field}");
            assert!(
                errors.iter().any(|error| error.pointer.starts_with(&place)),
                "{}: {field}: {errors:?}",
                kind.name
            );
        }
    }
}

#[test]
fn the_form_knows_its_secrets() {
    for kind in KINDS {
        let schema = (kind.settings_schema)();
        assert_eq!(schema["type"], "object");
        for secret in kind.secrets {
            let name = secret.rsplit('/').next().unwrap();
            assert!(
                secret.starts_with('/') && write_only(&schema, name),
                "{}: {secret}",
                kind.name
            );
        }
        let opened = settings(kind);
        assert!((kind.address)(&opened).is_some(), "{}", kind.name);
    }
}

/// Whether a property called `name` is marked as never read back.
fn write_only(schema: &Value, name: &str) -> bool {
    match schema {
        Value::Object(fields) => {
            fields.get(name).is_some_and(|field| field["writeOnly"] == true)
                || fields.values().any(|value| write_only(value, name))
        }
        Value::Array(items) => items.iter().any(|value| write_only(value, name)),
        _ => false,
    }
}

#[test]
fn there_is_an_inbound_fixture_and_reading_it_twice_is_equal() {
    for kind in KINDS {
        let (channel, again) = (open(kind), open(kind));
        let recorded = recorded(kind);
        assert!(!recorded.is_empty(), "{} has no inbound fixture", kind.name);
        for (path, raw) in recorded {
            assert!(
                channel.read(&raw, now()) == again.read(&raw, now()),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn random_and_spoilt_bytes_never_panic() {
    for kind in KINDS {
        let channel = open(kind);
        let recorded: Vec<Bytes> = recorded(kind)
            .into_iter()
            .map(|(_, raw)| raw)
            .filter(|raw| raw.len() < 20_000)
            .collect();
        let spoilt = (
            0..recorded.len(),
            any::<prop::sample::Index>(),
            prop::collection::vec(any::<u8>(), 0..40),
        )
            .prop_map(move |(which, at, bytes)| {
                let mut raw = recorded[which].to_vec();
                let at = at.index(raw.len().max(1));
                raw.splice(at..(at + bytes.len() / 2).min(raw.len()), bytes);
                raw
            });
        let any_bytes = prop_oneof![prop::collection::vec(any::<u8>(), 0..2000), spoilt];
        let config = Config {
            cases: 300,
            failure_persistence: None,
            ..Config::default()
        };
        TestRunner::new(config)
            .run(&any_bytes, |raw| {
                let raw = Bytes::from(raw);
                prop_assert!(channel.read(&raw, now()) == channel.read(&raw, now()));
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn what_a_channel_can_do_is_said() {
    for kind in KINDS {
        let channel = open(kind);
        let said = serde_json::to_value(channel.capabilities()).unwrap();
        assert!(said["receipts"].is_string(), "{}", kind.name);
        let mut names: Vec<String> = channel
            .pullers()
            .iter()
            .map(|puller| puller.name().to_owned())
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(
            names.len(),
            channel.pullers().len(),
            "{}: streams need names of their own",
            kind.name
        );
    }
}
