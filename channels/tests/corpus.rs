//! Every raw mail of the fixtures against the snapshot beside it, and against what a reader must see of it.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p centralino-channels --test corpus` writes the snapshots anew; read the diff.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // helpers outside of #[test] functions

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use centralino_channels::email::read::parse_mail_json;
use serde::Deserialize;
use serde_json::Value;

fn mails(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(mails(&path));
        } else if path.extension().is_some_and(|extension| extension == "eml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/email")
}

fn parsed(path: &Path) -> Value {
    parse_mail_json(&Bytes::from(fs::read(path).unwrap()))
}

#[test]
fn every_mail_reads_as_its_snapshot_says() {
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut wrong = Vec::new();
    for path in mails(&fixtures()) {
        let snapshot = path.with_extension("json");
        let now = parsed(&path);
        if update {
            let pretty = serde_json::to_string_pretty(&now).unwrap() + "\n";
            fs::write(&snapshot, pretty).unwrap();
            continue;
        }
        let before: Option<Value> = fs::read(&snapshot)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok());
        if before.as_ref() != Some(&now) {
            wrong.push(format!(
                "{}: {}",
                path.display(),
                difference(before.as_ref(), &now)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} snapshots differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn difference(before: Option<&Value>, now: &Value) -> String {
    let Some(before) = before.and_then(Value::as_object) else {
        return "no snapshot".to_owned();
    };
    now.as_object()
        .into_iter()
        .flatten()
        .filter(|(key, value)| before.get(*key) != Some(value))
        .map(|(key, value)| {
            format!(
                "\n  {key} was {}\n  {key} is  {value}",
                before.get(key).unwrap_or(&Value::Null)
            )
        })
        .collect()
}

#[derive(Deserialize)]
struct Words {
    #[serde(default)]
    keep: Vec<String>,
    #[serde(default)]
    fold: Vec<String>,
}

/// The new words are all there, the old ones are gone.
#[test]
fn the_new_words_are_kept_and_the_old_ones_folded() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    for folder in fs::read_dir(fixtures()).unwrap() {
        let folder = folder.unwrap().path();
        let Ok(file) = fs::read_to_string(folder.join("words.toml")) else {
            continue;
        };
        let expected: BTreeMap<String, Words> = toml::from_str(&file).unwrap();
        for (name, words) in expected {
            let mail = parsed(&folder.join(format!("{name}.eml")));
            let reply = tidy(mail["reply_text"].as_str().unwrap());
            checked += 1;
            for line in words.keep.iter().flat_map(|text| text.lines()) {
                if !reply.contains(&tidy(line)) {
                    wrong.push(format!("{name} lost {line:?}\n  from {reply:?}"));
                }
            }
            for line in words.fold.iter().flat_map(|text| text.lines()) {
                if reply.contains(&tidy(line)) {
                    wrong.push(format!("{name} shows {line:?}\n  in {reply:?}"));
                }
            }
        }
    }
    assert!(checked > 0);
    assert!(
        wrong.is_empty(),
        "{} of {checked}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Deserialize)]
struct Verdict {
    recipient: Option<String>,
    action: Option<String>,
    status: Option<String>,
    original_message_id: Option<String>,
    failed: Option<bool>,
}

/// Every report says what a postmaster reads from it.
#[test]
fn every_report_is_understood() {
    let folder = fixtures().join("bounces");
    let expected: BTreeMap<String, Verdict> =
        toml::from_str(&fs::read_to_string(folder.join("verdicts.toml")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for (name, verdict) in &expected {
        let bounce = parsed(&folder.join(format!("{name}.eml")))["bounce"].clone();
        let facts = [
            ("recipient", &verdict.recipient),
            ("action", &verdict.action),
            ("status", &verdict.status),
            ("original_message_id", &verdict.original_message_id),
        ];
        for (key, fact) in facts {
            if fact.as_deref().is_some_and(|fact| bounce[key] != *fact) {
                wrong.push(format!("{name}: {key} {fact:?} in {bounce}"));
            }
        }
        if verdict.failed == Some(false) && (bounce["action"] == "failed" || bounce.is_null()) {
            wrong.push(format!("{name}: no failure, but {bounce}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A machine's mail is told from a person's.
#[test]
fn machines_are_told_from_people() {
    let folder = fixtures().join("automatic");
    let expected: BTreeMap<String, String> =
        toml::from_str(&fs::read_to_string(folder.join("verdicts.toml")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for (name, verdict) in &expected {
        let automatic = &parsed(&folder.join(format!("{name}.eml")))["automatic"];
        if automatic.is_null() != (verdict == "person") {
            wrong.push(format!("{name}: {verdict}, but automatic is {automatic}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
