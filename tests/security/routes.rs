//! Every route of the API document, with the smallest request that fits it. A new endpoint is in here the moment it is
//! documented, and an endpoint that is not documented is found.

use axum::body::Body;
use http::{Method, header};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::support::{Answer, Client};

pub struct Route {
    pub method: Method,
    /// Below `/api/v1`.
    pub path: String,
    pub body: Sample,
    /// Schema of the body of a success, references unresolved; null when there is none.
    pub answer: Value,
}

pub enum Sample {
    None,
    Json(Value),
    Upload,
}

pub fn document() -> Value {
    serde_json::from_str(centralino::http::openapi::text().unwrap()).unwrap()
}

pub fn routes() -> Vec<Route> {
    let document = document();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").expect("the API is below /api/v1");
        for (method, operation) in item.as_object().unwrap() {
            let content = &operation["requestBody"]["content"];
            let body = if let Some(schema) = content["application/json"].get("schema") {
                Sample::Json(sample(&document, schema, 0))
            } else if content.is_object() {
                Sample::Upload
            } else {
                Sample::None
            };
            routes.push(Route {
                method: method.to_uppercase().parse().unwrap(),
                path: path.to_owned(),
                body,
                answer: answer(operation),
            });
        }
    }
    assert!(routes.len() > 20);
    routes
}

fn answer(operation: &Value) -> Value {
    let answers = operation["responses"].as_object().unwrap();
    let success = answers.iter().find(|(status, _)| status.starts_with('2'));
    success.map_or(Value::Null, |(_, answer)| {
        answer["content"]["application/json"]["schema"].clone()
    })
}

/// The smallest value that fits a schema.
fn sample(document: &Value, schema: &Value, depth: usize) -> Value {
    assert!(depth < 20, "a schema that never ends");
    if let Some(name) = schema["$ref"].as_str() {
        let target = document.pointer(name.trim_start_matches('#')).unwrap();
        return sample(document, target, depth + 1);
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let real = choices.iter().find(|choice| choice["type"] != "null").unwrap();
            return sample(document, real, depth + 1);
        }
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = Map::new();
        for part in parts {
            if let Value::Object(fields) = sample(document, part, depth + 1) {
                whole.extend(fields);
            }
        }
        return Value::Object(whole);
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").cloned().unwrap(),
        kind => kind.clone(),
    };
    match (kind.as_str().unwrap_or("object"), schema["format"].as_str()) {
        ("string", Some("uuid")) => json!(Uuid::from_u128(7)),
        ("string", Some("date-time")) => json!("2099-01-01T00:00:00Z"),
        ("string", _) => json!("x"),
        ("integer" | "number", _) => json!(1),
        ("boolean", _) => json!(false),
        ("array", _) => json!([]),
        _ => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let fields = required.iter().map(|name| {
                let name = name.as_str().unwrap();
                (
                    name.to_owned(),
                    sample(document, &schema["properties"][name], depth + 1),
                )
            });
            Value::Object(fields.collect())
        }
    }
}

impl Route {
    /// Whether it may change something.
    pub fn writes(&self) -> bool {
        self.method != Method::GET
    }

    pub fn is_in(&self, list: &[(&str, &str)]) -> bool {
        let method = self.method.as_str().to_lowercase();
        list.contains(&(method.as_str(), self.path.as_str()))
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The path with `id` in its first gap and something harmless in the others.
    pub fn with(&self, id: Uuid) -> String {
        let mut filled = String::new();
        let mut first = true;
        for segment in self.path.split('/').skip(1) {
            filled.push('/');
            match segment {
                "{number}" => filled.push_str("999999"),
                "{kind}" => filled.push_str("reply"),
                gap if gap.starts_with('{') && first => {
                    first = false;
                    filled.push_str(&id.to_string());
                }
                gap if gap.starts_with('{') => filled.push_str(&Uuid::from_u128(7).to_string()),
                plain => filled.push_str(plain),
            }
        }
        filled
    }

    pub async fn call(&self, client: &Client, id: Uuid) -> Answer {
        self.call_with(client, id, &self.body).await
    }

    /// With a body other than the sample.
    pub async fn call_with(&self, client: &Client, id: Uuid, body: &Sample) -> Answer {
        let request = client.request(self.method.clone(), &self.with(id));
        let request = match body {
            Sample::None => request.body(Body::empty()),
            Sample::Json(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
            Sample::Upload => request
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
                .body(Body::from(
                    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nabc\r\n--b--\r\n",
                )),
        };
        client.answer(request.unwrap()).await
    }
}
