//! Every route of the API document against everybody who might call it: nobody, somebody without rights, somebody whose
//! reach ends at another channel. A new endpoint is in here the moment it is documented.

use centralino::access::Permission;
use http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::routes::{Route, Sample, routes};
use crate::support::rows::Hanging;
use crate::support::{Answer, TestApp};

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
    ("patch", "/session/preferences"),
    ("post", "/session/password"),
    ("put", "/session/availability"),
    ("put", "/session/photo"),
    ("delete", "/session/photo"),
    ("get", "/sessions"),
    ("delete", "/sessions"),
    // One's own; there is none of this id.
    ("delete", "/sessions/{id}"),
    ("get", "/agents"),
    // Colleagues know each other's faces.
    ("get", "/agents/{id}/photo"),
    ("get", "/teams"),
    ("get", "/tokens"),
    ("post", "/tokens"),
    ("get", "/channels"),
    // Names and addresses only: its settings are for those who manage channels.
    ("get", "/channels/{id}"),
    ("get", "/channel-kinds"),
    ("get", "/filter-fields"),
    ("get", "/contact-filter-fields"),
    ("get", "/views"),
    ("get", "/tags"),
    ("get", "/custom-fields"),
    ("get", "/notifications"),
    ("post", "/notifications/read-all"),
    ("get", "/push-devices"),
    ("post", "/push-devices"),
    ("get", "/push-rules"),
    ("patch", "/push-rules"),
    ("get", "/drafts"),
    // One's own; there is none.
    ("delete", "/tickets/{id}/drafts/{kind}"),
];

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

/// What somebody who only looks may write all the same: what they have seen, and views of their own.
const LOOKING: &[(&str, &str)] = &[
    ("post", "/tickets/{id}/read"),
    ("post", "/tickets/{id}/unread"),
    ("post", "/notifications/{id}/read"),
    ("post", "/views"),
    ("patch", "/views/{id}"),
    ("delete", "/views/{id}"),
    ("post", "/segments"),
    ("patch", "/segments/{id}"),
    ("delete", "/segments/{id}"),
];

/// What is an administrator's alone, by the first words of its path.
const OFFICE: &[&str] = &[
    "/users",
    "/roles",
    "/teams",
    "/channels",
    "/audit",
    "/custom-fields",
    "/system",
];

/// The shipped roles against every route: who only looks changes nothing, and who answers customers runs no office.
#[tokio::test]
async fn shipped_roles_do_what_they_are_for_and_no_more() {
    let test = TestApp::start().await;
    let channel = test.channel("Support").await;
    let there = test.hanging(channel).await;
    let mut open = Vec::new();
    let mut tried = 0;
    for (at, route) in routes().into_iter().enumerate() {
        if !route.writes() || route.is_in(PUBLIC) || route.is_in(OWN) {
            continue;
        }
        let id = existing(&route, &there, channel).unwrap_or(Uuid::from_u128(7));
        let body = plausible(&route).map(Sample::Json);
        let body = body.as_ref().unwrap_or(&route.body);
        let mut clients = Vec::new();
        if !route.is_in(LOOKING) {
            clients.push(("viewer", test.viewer(&format!("Vera {at}")).await));
        }
        if OFFICE.iter().any(|office| route.path.starts_with(office)) {
            clients.push(("agent", test.agent(&format!("Ada {at}")).await));
        }
        for (role, client) in clients {
            tried += 1;
            let answer = route.call_with(&client, id, body).await;
            if answer.status.is_success() || answer.status.is_server_error() {
                open.push(format!(
                    "{} as {role}: {} {}",
                    route.name(),
                    answer.status,
                    answer.text()
                ));
            }
        }
    }
    assert!(tried > 60, "{tried}");
    assert!(open.is_empty(), "beyond their roles:\n{}", open.join("\n"));
}

/// The id of an object that exists, for routes about one.
fn existing(route: &Route, there: &Hanging, channel: Uuid) -> Option<Uuid> {
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

/// A body the route would take for an object of one's own, where the smallest one says too little.
fn plausible(route: &Route) -> Option<Value> {
    let own = Uuid::from_u128(7);
    let words = || json!({"to": [{"address": "ada@example.com"}], "subject": "x", "text": "x", "confirm_newer": true});
    Some(match (route.method.as_str(), route.path.as_str()) {
        ("PATCH", "/tickets/{id}") => json!({"status": "open"}),
        ("POST", "/tickets/{id}/replies") => words(),
        ("POST", "/tickets/{id}/split") => json!({"message_ids": [own]}),
        ("PATCH", "/contacts/{id}") => json!({"name": "x"}),
        ("POST", "/contacts/bulk") => json!({"ids": [own], "change": {"kind": "lead"}}),
        ("POST", "/contacts/bulk-delete") => json!({"ids": [own]}),
        ("POST", "/contacts/{id}/consents") => json!({"purpose": "marketing", "state": "withdrawn"}),
        ("POST", "/contacts/{id}/identities") => json!({"kind": "email", "value": "x@example.com"}),
        ("PATCH", "/channels/{id}") => json!({"name": "x"}),
        ("POST", "/intake/{id}/discard") => json!({"reason": "spam"}),
        ("PATCH", "/canned-replies/{id}") => json!({"title": "x"}),
        ("PATCH", "/macros/{id}") => json!({"name": "x"}),
        ("PATCH", "/views/{id}") => json!({"name": "x"}),
        _ => return None,
    })
}

/// Whoever asks for a foreign object must not learn that it exists: it is 404, word for word as for an id nobody has.
#[tokio::test]
async fn foreign_objects_are_as_if_they_were_not() {
    let test = TestApp::start().await;
    let (mine, foreign) = (test.channel("Mine").await, test.channel("Foreign").await);
    test.hanging(mine).await;
    let hidden = test.hanging(foreign).await;
    let bob = test.agent("Bob").await;
    let view = test.view_of(bob.user_id).await;
    let notification = test.notification_of(bob.user_id, hidden.ticket).await;
    let own = |answer: Answer| -> Uuid { answer.ok()["id"].as_str().unwrap().parse().unwrap() };
    let words = json!({"scope": "personal", "title": "T", "text": "x"});
    let canned = own(bob.post("/canned-replies", words).await);
    let steps = json!({"scope": "personal", "name": "M", "actions": [{"type": "assign_me"}]});
    let steps = own(bob.post("/macros", steps).await);
    let minted = bob.post("/tokens", json!({"name": "script"})).await.ok();
    let token: Uuid = minted["id"].as_str().unwrap().parse().unwrap();
    let ada = test.limited("Ada", Permission::ALL, &[], &[mine]).await;
    let mut told = Vec::new();
    let mut compared = 0;
    for route in routes() {
        let family = route.path.split('/').nth(1).unwrap_or_default();
        let id = match (existing(&route, &hidden, foreign), family) {
            (Some(id), _) => id,
            (None, "views") if route.path.contains("{id}") => view,
            (None, "canned-replies") if route.path.contains("{id}") => canned,
            (None, "macros") if route.path.contains("{id}") => steps,
            (None, "notifications") if route.path.contains("{id}") => notification,
            (None, "tokens") if route.path.contains("{id}") => token,
            _ => continue,
        };
        let ask = async |id: Uuid| match plausible(&route) {
            Some(body) => route.call_with(&ada, id, &Sample::Json(body)).await,
            None => route.call(&ada, id).await,
        };
        let real = ask(id).await;
        let none = ask(test.app.clock.id()).await;
        compared += 1;
        // Who manages only some channels manages none of these: the same 403 for every id tells nothing.
        let closed = real.status == 403 && family == "channels";
        if !(real.status == 404 || closed) || said(&real) != said(&none) {
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
    assert!(compared >= 30, "{compared}");
    assert!(told.is_empty(), "foreign objects show:\n{}", told.join("\n"));
}

/// What an answer says, but for the number of the request.
fn said(answer: &Answer) -> Value {
    let mut body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("request_id");
    }
    json!([answer.status.as_u16(), body])
}

/// An own object must be no ladder to a foreign one: a foreign id in a body or behind an own id is as one nobody has.
#[tokio::test]
async fn foreign_ids_inside_of_requests_are_as_if_they_were_not() {
    let test = TestApp::start().await;
    let (mine, foreign) = (test.channel("Mine").await, test.channel("Foreign").await);
    let own = test.hanging(mine).await;
    let hidden = test.hanging(foreign).await;
    let ada = test.limited("Ada", Permission::ALL, &[], &[mine]).await;
    let mut told = Vec::new();
    let cases = ladders(&own, &hidden, foreign);
    for (method, path, body, foreign_id) in cases {
        let nobody = test.app.clock.id();
        let ask = async |id: Uuid| {
            let put = |text: &str| text.replace(&foreign_id.to_string(), &id.to_string());
            let body = body
                .as_ref()
                .map(|body| serde_json::from_str(&put(&body.to_string())).unwrap());
            ada.send(method.clone(), &put(&path), body).await
        };
        let real = ask(foreign_id).await;
        let none = ask(nobody).await;
        let same = |answer: &Answer, id: Uuid| said(answer).to_string().replace(&id.to_string(), "ID");
        let leaks = real.text().contains("Carla") || real.text().contains("Where is my order");
        if same(&real, foreign_id) != same(&none, nobody) || real.status.is_server_error() || leaks {
            told.push(format!(
                "{method} {path} {body:?}: {} {} but for nothing {} {}",
                real.status,
                real.text(),
                none.status,
                none.text()
            ));
        }
    }
    assert!(told.is_empty(), "a way to foreign objects:\n{}", told.join("\n"));
}

type Ladder = (Method, String, Option<Value>, Uuid);

fn ladders(own: &Hanging, hidden: &Hanging, foreign: Uuid) -> Vec<Ladder> {
    let ticket = format!("/tickets/{}", own.ticket);
    let contact = format!("/contacts/{}", own.contact);
    let to = || json!([{"address": "ada@example.com"}]);
    let post = |path: String, body: Value, id: Uuid| (Method::POST, path, Some(body), id);
    vec![
        post(
            format!("{ticket}/merge"),
            json!({"into": hidden.ticket}),
            hidden.ticket,
        ),
        post(
            format!("{ticket}/links"),
            json!({"other_id": hidden.ticket, "kind": "related"}),
            hidden.ticket,
        ),
        (
            Method::DELETE,
            format!("{ticket}/links/{}", hidden.ticket),
            None,
            hidden.ticket,
        ),
        post(
            format!("{ticket}/split"),
            json!({"message_ids": [hidden.message]}),
            hidden.message,
        ),
        post(
            format!("{ticket}/replies"),
            json!({"to": to(), "text": "x", "confirm_newer": true, "attachment_ids": [hidden.attachment]}),
            hidden.attachment,
        ),
        post(
            format!("{ticket}/replies"),
            json!({"to": to(), "text": "x", "confirm_newer": true, "forward_of": hidden.message}),
            hidden.message,
        ),
        post(
            format!("{ticket}/replies"),
            json!({"to": to(), "text": "x", "confirm_newer": true, "channel_id": foreign}),
            foreign,
        ),
        post(
            format!("{ticket}/notes"),
            json!({"text": "x", "attachment_ids": [hidden.attachment]}),
            hidden.attachment,
        ),
        post(
            format!("{ticket}/notes"),
            json!({
                "text": "x",
                "html": format!("<img src=\"/api/v1/attachments/{}\">", hidden.attachment),
                "attachment_ids": [hidden.attachment],
            }),
            hidden.attachment,
        ),
        (
            Method::GET,
            format!(
                "{ticket}/reply-options?mode=forward&message_id={}",
                hidden.message
            ),
            None,
            hidden.message,
        ),
        (
            Method::PUT,
            format!("{ticket}/drafts/reply"),
            Some(json!({"text": "x", "attachment_ids": [hidden.attachment]})),
            hidden.attachment,
        ),
        post(
            format!("{ticket}/participants/{}/accept", hidden.ticket),
            json!({}),
            hidden.ticket,
        ),
        post(
            "/tickets".to_owned(),
            json!({"channel_id": foreign, "to": to(), "subject": "x", "text": "x"}),
            foreign,
        ),
        post(
            "/canned-replies/preview".to_owned(),
            json!({"text": "{{contact.name}}", "ticket_id": hidden.ticket}),
            hidden.ticket,
        ),
        post(
            "/tickets/bulk".to_owned(),
            json!({"ids": [hidden.ticket], "change": {"priority": "urgent"}}),
            hidden.ticket,
        ),
        post(
            format!("{contact}/merge"),
            json!({"source_id": hidden.contact}),
            hidden.contact,
        ),
        (
            Method::GET,
            format!(
                "/tickets?filter=%7B%22field%22%3A%22channel%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22{foreign}%22%7D"
            ),
            None,
            foreign,
        ),
        (
            Method::GET,
            format!("/intake?channel_id={foreign}"),
            None,
            foreign,
        ),
    ]
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

/// A merged ticket leads to its target only those who may see that.
#[tokio::test]
async fn a_merge_out_of_reach_is_not_told_of() {
    let test = TestApp::start().await;
    let (mine, foreign) = (test.channel("Mine").await, test.channel("Foreign").await);
    let (own, hidden) = (test.hanging(mine).await, test.hanging(foreign).await);
    let anna = test.administrator().await;
    let ada = test.limited("Ada", Permission::ALL, &[], &[mine]).await;
    let secret = json!({"subject": "The secret of the other team"});
    anna.patch(&format!("/tickets/{}", hidden.ticket), secret)
        .await
        .ok();
    let into = json!({"into": hidden.ticket});
    anna.post(&format!("/tickets/{}/merge", own.ticket), into)
        .await
        .ok();
    let path = format!("/tickets/{}", own.ticket);
    assert_eq!(
        anna.get(&path).await.ok()["merged_into"]["id"],
        json!(hidden.ticket)
    );
    for path in [
        path.clone(),
        format!("{path}/timeline"),
        "/search?q=secret".to_owned(),
    ] {
        let answer = ada.get(&path).await;
        assert!(
            !answer.text().contains("secret of the other"),
            "{path}: {}",
            answer.text()
        );
    }
}

/// Everything that answers below `/api/v1` is in the document, and so in these tests.
#[test]
fn no_route_is_undocumented() {
    let mut waiting = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/http"
    ))];
    let mut loose = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        // Health checks and the document itself: public, or tested by name.
        if path.ends_with("http/health.rs") || path.ends_with("http/openapi.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let product = text.split("#[cfg(test)]").next().unwrap();
        for call in [
            ".route(",
            ".route_service(",
            ".nest_service(",
            ".fallback_service(",
        ] {
            if product.contains(call) {
                loose.push(format!("{}: {call}…)", path.display()));
            }
        }
    }
    assert!(
        loose.is_empty(),
        "endpoints without documentation:\n{}",
        loose.join("\n")
    );
}
