//! Gives every operation an id of its own, made of method and path: generators of clients name their functions by it.

use serde_json::{Value, json};

/// `GET /api/v1/tickets/{id}` becomes `get_tickets_id`.
pub fn name(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (path, item) in paths {
        let words: Vec<&str> = path
            .trim_start_matches(super::API)
            .split(|sign: char| !sign.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let path = words.join("_");
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(fields) = operation.as_object_mut() {
                fields.insert("operationId".to_owned(), json!(format!("{method}_{path}")));
            }
        }
    }
}
