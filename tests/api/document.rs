//! The API document that the UI's types are made of is the one this build serves.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test suite api::document` writes it anew; then `npm run types` in `web/`.

use std::path::Path;

use centralino::http::openapi;
use serde_json::Value;

#[test]
fn the_document_the_ui_is_built_on_is_this_one() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/openapi.json");
    let now = format!("{}\n", openapi::text().unwrap());
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&kept, &now).unwrap();
    }
    let before = std::fs::read_to_string(&kept).unwrap_or_default();
    let differs = now
        .lines()
        .zip(before.lines())
        .position(|(now, before)| now != before);
    assert!(
        now == before,
        "web/openapi.json is stale from line {}: run UPDATE_SNAPSHOTS=1 cargo test --test suite api::document, \
         then npm run types in web/",
        differs.unwrap_or_else(|| now.lines().count().min(before.lines().count())) + 1
    );
}

#[test]
fn every_shape_it_names_is_in_it() {
    let document: Value = serde_json::from_str(openapi::text().unwrap()).unwrap();
    let mut named = Vec::new();
    names(&document, &mut named);
    assert!(named.len() > 100, "only {} references", named.len());
    let missing: Vec<&str> = named
        .into_iter()
        .filter(|name| document.pointer(name.trim_start_matches('#')).is_none())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn names<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            into.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|field| names(field, into));
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, into)),
        _ => {}
    }
}

#[test]
fn every_operation_has_an_id_of_its_own() {
    let document: Value = serde_json::from_str(openapi::text().unwrap()).unwrap();
    let mut ids: Vec<&str> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert!(ids.contains(&"get_tickets_id_timeline"));
}

#[test]
fn what_may_be_null_in_an_answer_is_never_left_out() {
    let document: Value = serde_json::from_str(openapi::text().unwrap()).unwrap();
    let required = |shape: &str| document["components"]["schemas"][shape]["required"].to_string();
    assert!(required("TicketRow").contains("\"snoozed_until\""));
    assert!(required("Notification").contains("\"read_at\""));
    // Shapes that are sent may leave such fields out.
    assert!(!required("ReplyBody").contains("\"channel_id\""));
    assert!(!required("Address").contains("\"name\""));
}
