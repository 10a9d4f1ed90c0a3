//! The house keeps its arrows and invariants: read from the sources themselves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What each room may use of the others. Anything not listed is forbidden.
const ARROWS: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("text_fold", &[]),
    ("keys", &[]),
    ("live", &[]),
    ("config", &["keys"]),
    ("blobs", &["config", "keys"]),
    ("pulse", &["clock"]),
    ("secrets", &["keys"]),
    ("outside", &[]),
    ("push", &["clock", "keys", "outside"]),
    ("store", &["blobs", "clock", "config", "live", "text_fold"]),
    ("filter", &["store"]),
    (
        "access",
        &["app", "blobs", "clock", "config", "keys", "live", "store"],
    ),
    (
        "open_channels",
        &["channels", "config", "keys", "secrets", "store", "live", "clock"],
    ),
    ("templates", &[]),
    (
        "people",
        &[
            "access",
            "channels",
            "clock",
            "filter",
            "live",
            "store",
            "text_fold",
        ],
    ),
    (
        "desk",
        &[
            "access",
            "app",
            "blobs",
            "channels",
            "clock",
            "config",
            "filter",
            "keys",
            "live",
            "people",
            "store",
            "templates",
            "text_fold",
        ],
    ),
    ("backup", &["app", "blobs", "config", "keys", "store"]),
    ("telemetry", &["app", "config"]),
    (
        "app",
        &[
            "access",
            "blobs",
            "clock",
            "config",
            "desk",
            "keys",
            "live",
            "open_channels",
            "pulse",
            "secrets",
            "store",
            "templates",
        ],
    ),
    (
        "jobs",
        &[
            "access",
            "app",
            "blobs",
            "channels",
            "clock",
            "config",
            "desk",
            "keys",
            "live",
            "open_channels",
            "people",
            "push",
            "pulse",
            "secrets",
            "store",
            "templates",
        ],
    ),
    (
        "http",
        &[
            "access",
            "app",
            "blobs",
            "channels",
            "clock",
            "config",
            "desk",
            "filter",
            "keys",
            "live",
            "open_channels",
            "outside",
            "people",
            "push",
            "pulse",
            "secrets",
            "store",
            "templates",
            "text_fold",
        ],
    ),
    (
        "cli",
        &[
            "access",
            "app",
            "backup",
            "blobs",
            "channels",
            "clock",
            "config",
            "desk",
            "http",
            "jobs",
            "keys",
            "live",
            "open_channels",
            "people",
            "secrets",
            "store",
            "telemetry",
            "templates",
        ],
    ),
];

/// Names of providers and their products: only adapters and docs may know them.
const PROVIDERS: &[&str] = &[
    "twilio",
    "vonage",
    "nexmo",
    "telnyx",
    "plivo",
    "messagebird",
    "sinch",
    "whatsapp",
    "messenger",
    "instagram",
    "telegram",
    "viber",
    "slack",
    "discord",
    "matrix.org",
    "gmail",
    "outlook",
    "microsoft",
    "google",
    "yahoo",
];

const NAMELESS: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc"];

struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// Code without tests and comments.
    fn code(&self) -> String {
        let body = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        body.lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn room(&self) -> String {
        let inside = self.path.strip_prefix(root().join("src")).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
        first.trim_end_matches(".rs").to_owned()
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<Source>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(Source {
                    text: std::fs::read_to_string(&path).unwrap(),
                    path,
                });
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty());
    found
}

fn demand(wrong: Vec<String>, rule: &str) {
    assert!(wrong.is_empty(), "{rule}:\n{}", wrong.join("\n"));
}

/// Rooms a source names with `crate::room` (also in `use crate::{a, b}`), and the channels crate.
fn rooms_used(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate::` and `centralino_channels::` are not ours.
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0_i32;
            let mut name = String::new();
            let mut taking = true;
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        rooms.push(std::mem::take(&mut name));
                        taking = true;
                    }
                    ':' if depth == 0 => taking = false,
                    c if depth == 0 && taking && (c.is_alphanumeric() || c == '_') => name.push(c),
                    _ => {}
                }
            }
            rooms.push(name);
        } else {
            rooms.push(
                rest.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
        }
    }
    if code.contains("centralino_channels::") {
        rooms.push("channels".into());
    }
    rooms.retain(|room| !room.is_empty());
    rooms
}

#[test]
fn rooms_use_only_what_the_arrows_allow() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for source in sources("src") {
        let room = source.room();
        if matches!(room.as_str(), "lib" | "main") {
            continue;
        }
        let Some(allowed) = allowed.get(room.as_str()) else {
            wrong.push(format!(
                "{}: the room `{room}` has no arrows in tests/house.rs",
                source.path.display()
            ));
            continue;
        };
        for used in rooms_used(&source.code()) {
            if used != room && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{}: {room} → {used}", source.path.display()));
            }
        }
    }
    wrong.dedup();
    demand(wrong, "arrows that are not drawn");
}

#[test]
fn the_channels_never_see_the_database() {
    let manifest = std::fs::read_to_string(root().join("channels/Cargo.toml")).unwrap();
    assert!(
        !manifest.contains("sea-orm") && !manifest.contains("path ="),
        "channels depend on nothing of ours"
    );
    let migrations = std::fs::read_to_string(root().join("migrations/Cargo.toml")).unwrap();
    assert!(
        !migrations.contains("path ="),
        "migrations depend on nothing of ours"
    );
}

#[test]
fn only_the_store_speaks_sql() {
    let words = [
        "QueryFilter",
        "QuerySelect",
        "EntityTrait",
        "Statement::",
        "sea_query",
        "query_one",
        "query_all",
        "execute_raw",
    ];
    let mut wrong = Vec::new();
    for source in sources("src").iter().filter(|source| source.room() != "store") {
        let code = source.code();
        for word in words.iter().filter(|word| code.contains(**word)) {
            wrong.push(format!("{}: {word}", source.path.display()));
        }
    }
    demand(wrong, "queries outside the store");
}

#[test]
fn rules_never_see_http() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        let code = source.code();
        let rule = matches!(
            source.room().as_str(),
            "desk" | "people" | "campaigns" | "access" | "store"
        );
        if rule
            && ["axum::", "use http::", "StatusCode", "HeaderMap"]
                .iter()
                .any(|word| code.contains(word))
        {
            wrong.push(source.path.display().to_string());
        }
    }
    demand(wrong, "rules that know of HTTP");
}

#[test]
fn no_entity_goes_to_a_client() {
    let mut wrong = Vec::new();
    for source in sources("src/store/entity") {
        let model = source.text.split("pub struct Model").next().unwrap_or_default();
        if model
            .rsplit("#[derive(")
            .next()
            .unwrap_or_default()
            .contains("Serialize")
        {
            wrong.push(source.path.display().to_string());
        }
    }
    demand(wrong, "entities that can be serialised");
}

#[test]
fn providers_are_named_only_by_adapters() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        let code = source.code().to_lowercase();
        for name in PROVIDERS.iter().filter(|name| code.contains(**name)) {
            wrong.push(format!("{}: {name}", source.path.display()));
        }
    }
    demand(wrong, "provider names outside channels/ and docs/");
}

#[test]
fn time_and_ids_come_from_the_clock() {
    let mut wrong = Vec::new();
    for source in sources("src").iter().filter(|source| source.room() != "clock") {
        let code = source.code();
        for word in [
            "Utc::now(",
            "Local::now(",
            "SystemTime::now(",
            "Uuid::now_v7",
            "Uuid::new_v4",
        ] {
            if code.contains(word) {
                wrong.push(format!("{}: {word}", source.path.display()));
            }
        }
    }
    demand(wrong, "clocks beside the clock");
}

#[test]
fn no_test_names_a_database() {
    let mut wrong = Vec::new();
    for source in sources("tests") {
        let inside = source.path.strip_prefix(root().join("tests")).unwrap();
        let exempt =
            inside.starts_with("support") || inside.starts_with("store") || inside.starts_with("operations");
        if !exempt && inside != Path::new("house.rs") && source.text.contains("DbBackend::") {
            wrong.push(source.path.display().to_string());
        }
    }
    demand(wrong, "tests that name a database");
}

#[test]
fn files_say_what_lives_in_them_and_rooms_have_names() {
    let mut wrong = Vec::new();
    for folder in ["src", "channels/src", "migrations/src", "tests"] {
        for source in sources(folder) {
            if !source.text.starts_with("//! ") {
                wrong.push(format!(
                    "{}: does not begin with a //! sentence",
                    source.path.display()
                ));
            }
            let nameless = |part: std::path::Component<'_>| {
                NAMELESS.contains(&part.as_os_str().to_string_lossy().trim_end_matches(".rs"))
            };
            if source
                .path
                .strip_prefix(root())
                .unwrap()
                .components()
                .any(nameless)
            {
                wrong.push(format!("{}: a room without a name", source.path.display()));
            }
        }
    }
    demand(wrong, "files without a first sentence or a name");
}

#[test]
fn every_dependency_says_why() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let block = manifest
        .split("[workspace.dependencies]")
        .nth(1)
        .unwrap()
        .split("\n[")
        .next()
        .unwrap();
    let mut explained = false;
    for line in block.lines().filter(|line| !line.is_empty()) {
        explained |= line.starts_with('#');
        assert!(explained, "no reason above: {line}");
    }
}

#[test]
fn templates_are_complete_in_every_language() {
    fn walk(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found)
            } else {
                found.push(path.display().to_string())
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("templates"), &mut found);
    let mut wrong = Vec::new();
    for path in &found {
        for (one, other) in [(".en.", ".it."), (".it.", ".en.")] {
            if path.contains(one) && !found.contains(&path.replace(one, other)) {
                wrong.push(format!("{path} has no {other} sibling"));
            }
        }
    }
    demand(wrong, "templates of one language only");
}
