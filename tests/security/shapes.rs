//! Answers say what the document says and nothing more: a field nobody documented is a field nobody meant to show.

use http::Method;
use serde_json::Value;
use uuid::Uuid;

use super::routes::{document, routes};
use crate::support::TestApp;

/// What of `value` the schema does not know; `at` is where.
fn strays(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let schemas = alternatives(document, schema);
    let fits: Vec<Vec<String>> = schemas
        .iter()
        .map(|schema| strays_of_one(document, schema, value, at))
        .collect();
    // The alternative that knows most of it.
    fits.into_iter().min_by_key(Vec::len).unwrap_or_default()
}

/// The schemas a value may follow: references resolved, parts of one object put together.
fn alternatives(document: &Value, schema: &Value) -> Vec<Value> {
    if let Some(name) = schema["$ref"].as_str() {
        return alternatives(document, document.pointer(name.trim_start_matches('#')).unwrap());
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[choice].as_array() {
            return choices
                .iter()
                .flat_map(|choice| alternatives(document, choice))
                .collect();
        }
    }
    let Some(parts) = schema["allOf"].as_array() else {
        return vec![schema.clone()];
    };
    let mut wholes = vec![serde_json::json!({"type": "object", "properties": {}})];
    for part in parts {
        let choices = alternatives(document, part);
        wholes = wholes
            .iter()
            .flat_map(|whole| {
                choices.iter().map(move |choice| {
                    let mut whole = whole.clone();
                    let fields = choice["properties"].as_object().cloned().unwrap_or_default();
                    whole["properties"].as_object_mut().unwrap().extend(fields);
                    whole
                })
            })
            .collect();
    }
    wholes
}

fn is_object(kind: &Value) -> bool {
    kind == "object"
        || kind
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|kind| kind == "object"))
}

fn strays_of_one(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::Array(items) => items
            .iter()
            .flat_map(|item| strays(document, &schema["items"], item, &format!("{at}/*")))
            .collect(),
        Value::Object(fields) => {
            let Some(known) = schema["properties"].as_object() else {
                // Free-form JSON: an object of no fields in particular, or no type at all.
                let free = schema["type"].is_null() || is_object(&schema["type"]);
                return if free {
                    Vec::new()
                } else {
                    vec![format!("{at}: an object")]
                };
            };
            fields
                .iter()
                .flat_map(|(name, field)| match known.get(name) {
                    Some(schema) => strays(document, schema, field, &format!("{at}/{name}")),
                    None => vec![format!("{at}/{name}")],
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn answers_hold_no_undocumented_field() {
    let test = TestApp::start_with(|config| config.sandbox.enabled = true).await;
    let channel = test.channel("Support").await;
    let there = test.hanging(channel).await;
    let anna = test.administrator().await;
    test.view_of(anna.user_id).await;
    test.notification_of(anna.user_id, there.ticket).await;
    anna.post("/tokens", serde_json::json!({"name": "script"}))
        .await
        .ok();
    anna.post("/teams", serde_json::json!({"name": "North"}))
        .await
        .ok();
    let (document, mut wrong, mut looked) = (document(), Vec::new(), 0);
    for route in routes() {
        if route.method != Method::GET || route.answer.is_null() {
            continue;
        }
        let id = match route.path.split('/').nth(1).unwrap_or_default() {
            "tickets" => there.ticket,
            "contacts" => there.contact,
            "messages" => there.message,
            "intake" => there.intake,
            "channels" => channel,
            "users" => anna.user_id,
            _ => Uuid::from_u128(7),
        };
        let mut path = route.with(id).replace("999999", "900000");
        path.push_str(match route.path.as_str() {
            "/search" => "?q=order",
            "/tickets/{id}/reply-options" => "?mode=reply",
            _ => "",
        });
        let answer = anna.get(&path).await;
        // No draft, no DNS, no such company: nothing to look at.
        if !answer.status.is_success() {
            continue;
        }
        looked += 1;
        let strays = strays(&document, &route.answer, &answer.json(), "");
        if !strays.is_empty() {
            wrong.push(format!("{}: {}", route.name(), strays.join(", ")));
        }
    }
    assert!(looked >= 30, "only {looked} answers were looked at");
    assert!(
        wrong.is_empty(),
        "fields nobody documented:\n{}",
        wrong.join("\n")
    );
}

/// The check itself sees what it is made for.
#[test]
fn a_stray_field_is_seen() {
    let document = serde_json::json!({"a": {"type": "object", "properties": {"x": {"type": "string"}}}});
    let schema = serde_json::json!({"allOf": [{"$ref": "#/a"}, {"type": "object", "properties": {"y": {"type": "array", "items": {"$ref": "#/a"}}}}]});
    let value = serde_json::json!({"x": "1", "y": [{"x": "2", "z": 3}], "w": 4});
    assert_eq!(strays(&document, &schema, &value, ""), ["/w", "/y/*/z"]);
}
