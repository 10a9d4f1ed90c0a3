//! Every route of the API document against everybody who might call it: nobody, somebody without rights, somebody whose
//! reach ends at another channel. A new endpoint is in here the moment it is documented.

use axum::body::Body;
use centralino::access::Permission;
use http::{Method, header};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::support::{Answer, Client, TestApp};

/// Open to everybody: how one gets in.
const PUBLIC: &[(&str, &str)] = &[
    ("get", "/setup"),
    ("post", "/setup"),
    ("post", "/session"),
    ("post", "/invitations/accept"),
];

/// What every signed-in user may do, whatever their role: about themselves, or lists that are empty for who sees
/// nothing, or names everybody in the house knows.
const OWN: &[(&str, &str)] = &[
    ("get", "/session"),
    ("delete", "/session"),
    ("patch", "/session/profile"),
    ("post", "/session/password"),
    ("get", "/agents"),
    ("get", "/teams"),
    ("get", "/tokens"),
    ("post", "/tokens"),
    ("get", "/channels"),
    // Names and addresses only: its settings are for those who manage channels.
    ("get", "/channels/{id}"),
    ("get", "/channel-kinds"),
    ("get", "/filter-fields"),
    ("get", "/views"),
    ("get", "/tags"),
    ("get", "/notifications"),
    ("post", "/notifications/read-all"),
    ("get", "/drafts"),
    // One's own; there is none.
    ("delete", "/tickets/{id}/drafts/{kind}"),
];

struct Route {
    method: Method,
    /// Below `/api/v1`.
    path: String,
    body: Sample,
}

enum Sample {
    None,
    Json(Value),
    Upload,
}

fn routes() -> Vec<Route> {
    let document = serde_json::to_value(centralino::http::openapi::document()).unwrap();
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
            });
        }
    }
    assert!(routes.len() > 20);
    routes
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
    fn is_in(&self, list: &[(&str, &str)]) -> bool {
        let method = self.method.as_str().to_lowercase();
        list.contains(&(method.as_str(), self.path.as_str()))
    }

    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The path with `id` in its first gap and something harmless in the others.
    fn with(&self, id: Uuid) -> String {
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

    async fn call(&self, client: &Client, id: Uuid) -> Answer {
        let request = client.request(self.method.clone(), &self.with(id));
        let request = match &self.body {
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

#[tokio::test]
async fn nobody_gets_in_anywhere() {
    let test = TestApp::start().await;
    let anonymous = test.anonymous();
    let forged = test
        .bearer("ctl_forged")
        .with("cookie", "centralino_session=forged");
    let mut open = Vec::new();
    for route in routes().iter().filter(|route| !route.is_in(PUBLIC)) {
        for client in [&anonymous, &forged] {
            let answer = route.call(client, Uuid::from_u128(7)).await;
            if answer.status != 401 {
                open.push(format!("{}: {} {}", route.name(), answer.status, answer.text()));
            }
        }
    }
    assert!(
        open.is_empty(),
        "answered without a credential:\n{}",
        open.join("\n")
    );
}

#[tokio::test]
async fn a_role_without_rights_may_do_nothing_but_its_own() {
    let test = TestApp::start().await;
    let channel = test.channel("Support").await;
    let there = test.hanging(channel).await;
    let mut open = Vec::new();
    for (at, route) in routes().into_iter().enumerate() {
        if route.is_in(PUBLIC) || route.is_in(OWN) {
            continue;
        }
        let powerless = test.user_with(&format!("Nemo {at}"), &[], true).await;
        let id = existing(&route, &there, channel).unwrap_or(Uuid::from_u128(7));
        let answer = route.call(&powerless, id).await;
        if answer.status.is_success() || answer.status.is_server_error() {
            open.push(format!("{}: {} {}", route.name(), answer.status, answer.text()));
        }
    }
    assert!(open.is_empty(), "done without a right:\n{}", open.join("\n"));
}

/// The id of an object that exists, for routes about one.
fn existing(route: &Route, there: &crate::support::rows::Hanging, channel: Uuid) -> Option<Uuid> {
    let family = route.path.split('/').nth(1)?;
    if !route.path.contains("{id}") {
        return None;
    }
    Some(match family {
        "tickets" => there.ticket,
        "contacts" => there.contact,
        "messages" => there.message,
        "attachments" => there.attachment,
        "intake" => there.intake,
        "channels" => channel,
        _ => return None,
    })
}

/// Whoever asks for a foreign object must not learn that it exists: the answer is that for an id nobody has.
#[tokio::test]
async fn foreign_objects_are_as_if_they_were_not() {
    let test = TestApp::start().await;
    let (mine, foreign) = (test.channel("Mine").await, test.channel("Foreign").await);
    test.hanging(mine).await;
    let hidden = test.hanging(foreign).await;
    let bob = test.agent("Bob").await;
    let view = test.view_of(bob.user_id).await;
    let notification = test.notification_of(bob.user_id, hidden.ticket).await;
    let ada = test.limited("Ada", Permission::ALL, &[], &[mine]).await;
    let mut told = Vec::new();
    let mut compared = 0;
    for route in routes() {
        let family = route.path.split('/').nth(1).unwrap_or_default();
        let id = match (existing(&route, &hidden, foreign), family) {
            (Some(id), _) => id,
            (None, "views") if route.path.contains("{id}") => view,
            (None, "notifications") if route.path.contains("{id}") => notification,
            _ => continue,
        };
        let real = route.call(&ada, id).await;
        let none = route.call(&ada, test.app.clock.id()).await;
        let code = |answer: &Answer| {
            serde_json::from_slice::<Value>(&answer.body)
                .ok()
                .map(|body| body["code"].clone())
        };
        compared += 1;
        let harmless =
            real.status.is_client_error() && real.status == none.status && code(&real) == code(&none);
        if !harmless || real.text().contains("Carla") {
            told.push(format!(
                "{}: {} {} but for nothing {} {}",
                route.name(),
                real.status,
                real.text(),
                none.status,
                none.text()
            ));
        }
    }
    assert!(compared >= 8, "{compared}");
    assert!(told.is_empty(), "foreign objects show:\n{}", told.join("\n"));
}

/// Lists hold only what lies within the caller's reach.
#[tokio::test]
async fn lists_end_at_the_callers_reach() {
    let test = TestApp::start().await;
    let (mine, foreign) = (test.channel("Mine").await, test.channel("Foreign").await);
    test.hanging(mine).await;
    let hidden = test.hanging(foreign).await;
    let ada = test.limited("Ada", Permission::ALL, &[], &[mine]).await;
    let hidden = [
        hidden.ticket,
        hidden.contact,
        hidden.message,
        hidden.attachment,
        hidden.intake,
        foreign,
    ];
    let mut told = Vec::new();
    for route in routes() {
        if route.method != Method::GET || route.path.contains('{') || route.path == "/roles" {
            continue;
        }
        let mut path = route.path.clone();
        if path == "/search" {
            path.push_str("?q=order");
        }
        let answer = ada.get(&path).await;
        let text = answer.text();
        if answer.status.is_server_error() || hidden.iter().any(|id| text.contains(&id.to_string())) {
            told.push(format!("{path}: {} {text}", answer.status));
        }
    }
    assert!(told.is_empty(), "lists reach too far:\n{}", told.join("\n"));
}
