//! Pages of other sites: on every route that writes, and on every one that must not.

use axum::body::Body;
use centralino::store::entity as rows;
use http::{Method, header};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::routes::{Route, Sample, routes};
use crate::support::TestApp;

/// A browser tells where a page that writes came from; what is not ours changes nothing, whatever the route.
#[tokio::test]
async fn no_route_takes_what_another_site_sends() {
    let test = TestApp::start().await;
    let channel = test.channel("Support").await;
    let there = test.hanging(channel).await;
    let anna = test.administrator().await;
    let mut old_browser = anna.clone().with("origin", "https://evil.example");
    old_browser.headers.remove("sec-fetch-site");
    let mut sandboxed = anna.clone().with("origin", "null");
    sandboxed.headers.remove("sec-fetch-site");
    let foreign = [
        ("cross-site", anna.clone().with("sec-fetch-site", "cross-site")),
        ("same-site", anna.clone().with("sec-fetch-site", "same-site")),
        ("another origin", old_browser),
        ("no origin", sandboxed),
    ];
    let before = state(&test).await;
    let (mut open, mut tried) = (Vec::new(), 0);
    for route in routes().iter().filter(|route| route.writes()) {
        for (from, client) in &foreign {
            tried += 1;
            let answer = route.call(client, there.ticket).await;
            if answer.status != 403 || answer.json()["code"] != "cross_site" {
                open.push(format!(
                    "{} from {from}: {} {}",
                    route.name(),
                    answer.status,
                    answer.text()
                ));
            }
        }
    }
    assert!(tried > 100, "{tried}");
    assert!(open.is_empty(), "taken from other sites:\n{}", open.join("\n"));
    assert_eq!(state(&test).await, before);
}

/// The three kinds of body a plain form can send without asking first (Fetch standard, CORS-safelisted).
#[tokio::test]
async fn no_route_takes_what_a_form_can_send() {
    let test = TestApp::start().await;
    let channel = test.channel("Support").await;
    let there = test.hanging(channel).await;
    let anna = test.administrator().await;
    let before = state(&test).await;
    let mut taken = Vec::new();
    for route in routes() {
        let Sample::Json(body) = &route.body else { continue };
        for kind in [
            Some("text/plain"),
            Some("text/plain; application/json"),
            Some("application/x-www-form-urlencoded"),
            Some("multipart/form-data; boundary=b"),
            None,
        ] {
            let mut request = anna.request(route.method.clone(), &route.with(there.ticket));
            if let Some(kind) = kind {
                request = request.header(header::CONTENT_TYPE, kind);
            }
            let answer = anna
                .answer(request.body(Body::from(body.to_string())).unwrap())
                .await;
            if answer.status != 415 {
                taken.push(format!(
                    "{} as {kind:?}: {} {}",
                    route.name(),
                    answer.status,
                    answer.text()
                ));
            }
        }
    }
    assert!(taken.is_empty(), "taken as another kind:\n{}", taken.join("\n"));
    assert_eq!(state(&test).await, before);
}

/// Mail scanners and prefetching browsers follow every link: following one changes nothing.
#[tokio::test]
async fn looking_changes_nothing() {
    let test = TestApp::start_with(|config| config.sandbox.enabled = true).await;
    let channel = test.channel("Support").await;
    let there = test.hanging(channel).await;
    let anna = test.administrator().await;
    let notification = test.notification_of(anna.user_id, there.ticket).await;
    // The first request of a session notes when it was seen.
    anna.get("/session").await.ok();
    let before = state(&test).await;
    // Taking all contacts out of the house is written into the audit log, which is the point of one.
    let looks = |route: &&Route| !route.writes() && route.path != "/contacts/export";
    for route in routes().iter().filter(looks) {
        let id = match route.path.split('/').nth(1).unwrap_or_default() {
            "tickets" => there.ticket,
            "contacts" => there.contact,
            "messages" => there.message,
            "attachments" => there.attachment,
            "intake" => there.intake,
            "channels" => channel,
            "notifications" => notification,
            _ => Uuid::from_u128(7),
        };
        for method in [Method::GET, Method::HEAD] {
            anna.send(method, &route.with(id), None).await;
        }
        assert_eq!(state(&test).await, before, "{} changed something", route.name());
    }
}

/// Every row of every table that a request could change.
async fn state(test: &TestApp) -> String {
    let db = test.app.store.read();
    let mut all = String::new();
    macro_rules! note {
        ($($table:ident)*) => {
            $({
                let mut lines: Vec<String> = rows::$table::Entity::find()
                    .all(db)
                    .await
                    .unwrap()
                    .iter()
                    .map(|row| format!("{row:?}"))
                    .collect();
                lines.sort();
                all.push_str(&lines.join("\n"));
            })*
        };
    }
    note!(
        api_tokens attachments audit_log automatic_replies blobs channel_cursors channels companies contact_merges
        contacts deliveries drafts events idempotency_keys identities imports intake invitations messages
        notifications outbox participants role_channels role_teams roles sessions settings taggings tags team_members
        teams ticket_links ticket_reads tickets users views
    );
    all
}
