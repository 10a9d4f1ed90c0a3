//! Says of every answer that a field which may be null is never left out, as serde writes it.
//!
//! The derive cannot: it does not know whether a shape is read or written, and what is written may leave such fields out.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Requires the nullable fields of every shape that appears in answers alone.
pub fn require(document: &mut Value) {
    let asked = asked(document);
    let Some(shapes) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (name, shape) in shapes {
        if !asked.contains(name.as_str()) {
            require_in(shape);
        }
    }
}

/// Names of the shapes that request bodies are made of.
fn asked(document: &Value) -> BTreeSet<String> {
    let mut open = Vec::new();
    for path in children(document.get("paths")) {
        for operation in children(Some(path)) {
            if let Some(body) = operation.get("requestBody") {
                open.push(body);
            }
        }
    }
    let mut asked = BTreeSet::new();
    while let Some(value) = open.pop() {
        let name = value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|target| target.strip_prefix("#/components/schemas/"));
        if let Some(name) = name
            && asked.insert(name.to_owned())
        {
            open.extend(
                document
                    .pointer("/components/schemas")
                    .and_then(|all| all.get(name)),
            );
        }
        open.extend(children(Some(value)));
    }
    asked
}

fn children(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Object(fields)) => fields.values().collect(),
        Some(Value::Array(items)) => items.iter().collect(),
        _ => Vec::new(),
    }
}

fn require_in(shape: &mut Value) {
    let nullable: Vec<Value> = shape
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, field)| may_be_null(field))
        .map(|(name, _)| json!(name))
        .collect();
    if let Value::Object(fields) = &mut *shape
        && !nullable.is_empty()
    {
        let required = fields.entry("required").or_insert_with(|| json!([]));
        if let Value::Array(required) = required {
            for name in nullable {
                if !required.contains(&name) {
                    required.push(name);
                }
            }
        }
    }
    match shape {
        Value::Object(fields) => fields.values_mut().for_each(require_in),
        Value::Array(items) => items.iter_mut().for_each(require_in),
        _ => {}
    }
}

fn may_be_null(field: &Value) -> bool {
    let is_null = |kind: &Value| kind == "null";
    match &field["type"] {
        Value::Array(kinds) => kinds.iter().any(is_null),
        kind => {
            is_null(kind)
                || children(field.get("oneOf"))
                    .iter()
                    .any(|one| is_null(&one["type"]))
        }
    }
}
