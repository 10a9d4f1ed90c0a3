//! The filter language over contacts: every field finds whom it should, and segments keep filters.

use centralino::access::Permission;
use centralino::store::entity::tickets::TicketStatus;
use serde_json::{Value, json};

use super::planted;
use crate::support::{Client, TestApp};

async fn names(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/contacts?{query}")).await.ok();
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

/// By name, so that the order of activity does not matter.
async fn found(client: &Client, filter: &Value) -> Vec<String> {
    let text = url::form_urlencoded::byte_serialize(filter.to_string().as_bytes()).collect::<String>();
    names(client, &format!("sort=name&filter={text}")).await
}

async fn custom(admin: &Client, key: &str, field_type: &str, choices: Value) {
    let body = json!({"about": "contact", "type": field_type, "name": key, "key": key, "choices": choices});
    admin.post("/custom-fields", body).await.ok();
}

/// Ada has everything, Bob some, Cem nothing.
async fn three(test: &TestApp, admin: &Client) {
    custom(admin, "code", "text", json!([])).await;
    custom(admin, "story", "long_text", json!([])).await;
    custom(admin, "seats", "number", json!([])).await;
    custom(admin, "renewal", "date", json!([])).await;
    custom(admin, "vip", "yes_no", json!([])).await;
    let choices = json!([{"name": "Gold"}, {"name": "Tin"}]);
    custom(admin, "plan", "choice", choices.clone()).await;
    custom(admin, "likes", "choices", choices).await;
    let shop = admin.post("/companies", json!({"name": "Shop"})).await.ok();
    let ada = json!({
        "name": "Ada Città", "kind": "lead", "company_id": shop["id"], "language": "it", "tags": ["hot"],
        "identities": [{"kind": "email", "value": "ada_l@example.org"}, {"kind": "phone", "value": "+39061234567"}],
        "fields": {"code": "K-100%", "story": "Likes tea", "seats": 10, "renewal": "2026-05-01", "vip": true,
            "plan": "Gold", "likes": ["Gold", "Tin"]},
    });
    let bob = json!({
        "name": "Bob", "tags": ["cold"], "identities": [{"kind": "email", "value": "bob@example.net"}],
        "fields": {"code": "k-200", "seats": 2.5, "renewal": "2026-01-01", "vip": false, "plan": "Tin"},
    });
    let made = admin.post("/contacts", ada).await.ok();
    admin.post("/contacts", bob).await.ok();
    admin.post("/contacts", json!({"name": "Cem"})).await.ok();
    let channel = planted::channel(test, "Support").await;
    let id = made["id"].as_str().unwrap().parse().unwrap();
    planted::ticket(test, channel, id, "Open", |_| ()).await;
}

#[tokio::test]
async fn every_field_finds_whom_it_should() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    three(&test, &admin).await;
    let company = admin.get("/companies").await.ok()["items"][0]["id"].clone();
    let (a, b, c) = ("Ada Città", "Bob", "Cem");
    let cases: Vec<(&str, &str, Value, Vec<&str>)> = vec![
        ("name", "contains", json!("citta"), vec![a]),
        ("name", "not_contains", json!("b"), vec![a, c]),
        ("address", "contains", json!("_L@EXAMPLE"), vec![a]),
        ("address", "contains", json!("%"), vec![]),
        ("kind", "is", json!("lead"), vec![a]),
        ("kind", "not_in", json!(["lead", "partner"]), vec![b, c]),
        ("company", "is", company.clone(), vec![a]),
        ("company", "is_not_set", Value::Null, vec![b, c]),
        ("tag", "in", json!(["hot", "cold"]), vec![a, b]),
        ("tag", "is_not", json!("hot"), vec![b, c]),
        ("tag", "is_set", Value::Null, vec![a, b]),
        ("language", "is", json!("it"), vec![a]),
        ("language", "is_not_set", Value::Null, vec![b, c]),
        ("identity_kind", "is", json!("phone"), vec![a]),
        ("identity_kind", "is_not", json!("email"), vec![c]),
        ("has_open_tickets", "is", json!(true), vec![a]),
        ("has_open_tickets", "is", json!(false), vec![b, c]),
        ("last_activity_at", "newer_than", json!("1d"), vec![a, b, c]),
        ("created_at", "older_than", json!("1d"), vec![]),
        ("created_at", "after", json!("2020-01-01"), vec![a, b, c]),
        ("marketing_consent", "is", json!("withdrawn"), vec![]),
        ("marketing_consent", "is_not_set", Value::Null, vec![a, b, c]),
        ("fields.code", "is", json!("K-200"), vec![b]),
        ("fields.code", "contains", json!("0%"), vec![a]),
        ("fields.code", "is_set", Value::Null, vec![a, b]),
        ("fields.story", "contains", json!("TEA"), vec![a]),
        ("fields.story", "not_contains", json!("tea"), vec![b, c]),
        ("fields.seats", "is", json!(2.5), vec![b]),
        ("fields.seats", "at_least", json!(3), vec![a]),
        ("fields.seats", "at_most", json!(10), vec![a, b]),
        ("fields.seats", "is_not_set", Value::Null, vec![c]),
        ("fields.renewal", "is", json!("2026-05-01"), vec![a]),
        ("fields.renewal", "before", json!("2026-05-01"), vec![b]),
        ("fields.renewal", "after", json!("2026-01-01"), vec![a, b]),
        ("fields.vip", "is", json!(false), vec![b]),
        ("fields.vip", "is_not_set", Value::Null, vec![c]),
        ("fields.plan", "is", json!("gold"), vec![a]),
        ("fields.plan", "not_in", json!(["Gold"]), vec![b, c]),
        ("fields.likes", "is", json!("Tin"), vec![a]),
    ];
    for (field, op, value, expected) in cases {
        let filter = json!({"field": field, "op": op, "value": value});
        assert_eq!(found(&admin, &filter).await, expected, "{filter}");
    }
    let nested = json!({"all": [{"not": {"field": "kind", "op": "is", "value": "lead"}},
        {"any": [{"field": "fields.vip", "op": "is", "value": false}, {"field": "tag", "op": "is", "value": "hot"}]}]});
    assert_eq!(found(&admin, &nested).await, [b]);
    assert_eq!(found(&admin, &json!({"all": []})).await, [a, b, c]);
}

#[tokio::test]
async fn the_newest_word_on_consent_holds_for_its_channel() {
    use centralino::store::consents;
    use centralino::store::entity::consents::{ConsentSource, ConsentState, Model, Purpose};
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let channel = planted::channel(&test, "Support").await;
    let (ada, _) = planted::contact(&test, "Ada", "ada@example.org").await;
    let says = async |channel_id, state| {
        let tx = test.app.store.write().await.unwrap();
        let word = Model {
            id: tx.id(),
            contact_id: ada.id,
            channel_id,
            message_id: None,
            address: String::new(),
            purpose: Purpose::Marketing,
            state,
            source: ConsentSource::FeedbackReport,
            words: None,
            text_version: None,
            recorded_by: None,
            at: tx.now(),
        };
        consents::insert(&tx, word).await.unwrap();
        tx.commit().await.unwrap();
    };
    let has = async |word: &str| {
        let filter = json!({"field": "marketing_consent", "op": "is", "value": word});
        !found(&admin, &filter).await.is_empty()
    };
    says(None, ConsentState::Granted).await;
    assert!(has("granted").await && !has("withdrawn").await);
    says(None, ConsentState::Withdrawn).await;
    assert!(!has("granted").await && has("withdrawn").await);
    says(Some(channel), ConsentState::Granted).await;
    assert!(has("granted").await && has("withdrawn").await);
}

#[tokio::test]
async fn what_a_filter_gets_wrong_is_named_by_its_path() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    three(&test, &admin).await;
    let refused = async |filter: Value| {
        let body = json!({"name": "x", "filter": filter});
        let problem = admin.post("/segments", body).await.problem(422, "validation");
        problem["errors"][0]["pointer"].as_str().unwrap().to_owned()
    };
    let test_of =
        |field: &str, op: &str, value: Value| json!({"all": [{"field": field, "op": op, "value": value}]});
    for (filter, pointer) in [
        (test_of("colour", "is", json!(1)), "/filter/all/0/field"),
        (test_of("fields.nothing", "is", json!(1)), "/filter/all/0/field"),
        (test_of("status", "is", json!("open")), "/filter/all/0/field"),
        (test_of("kind", "at_least", json!("lead")), "/filter/all/0/op"),
        (
            test_of("kind", "in", json!(["lead", "led"])),
            "/filter/all/0/value/1",
        ),
        (test_of("fields.seats", "is", json!("2")), "/filter/all/0/value"),
        (
            test_of("fields.renewal", "is", json!("2026-13-01")),
            "/filter/all/0/value",
        ),
        (
            test_of("fields.plan", "is", json!("Bronze")),
            "/filter/all/0/value",
        ),
        (test_of("tag", "is_set", json!(1)), "/filter/all/0/value"),
        (json!({"any": []}), "/filter/any"),
    ] {
        assert_eq!(refused(filter.clone()).await, pointer, "{filter}");
    }
    let fields = admin.get("/contact-filter-fields").await.ok();
    let plan = fields["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|field| field["name"] == "fields.plan");
    assert_eq!(plan.unwrap()["choices"][0]["name"], "Gold");
    // An archived field is no field any more.
    let list = admin.get("/custom-fields").await.ok();
    let id = list["items"][0]["id"].as_str().unwrap();
    admin
        .patch(&format!("/custom-fields/{id}"), json!({"archived": true}))
        .await
        .ok();
    assert_eq!(
        refused(test_of("fields.code", "is", json!("x"))).await,
        "/filter/all/0/field"
    );
}

#[tokio::test]
async fn lists_are_sorted_and_paged_in_every_order() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    for name in ["Cem", "ada", "Bob"] {
        admin.post("/contacts", json!({"name": name})).await.ok();
    }
    for (query, expected) in [
        ("sort=name", ["ada", "Bob", "Cem"]),
        ("sort=name&order=desc", ["Cem", "Bob", "ada"]),
        ("sort=created", ["Bob", "ada", "Cem"]),
        ("sort=created&order=asc", ["Cem", "ada", "Bob"]),
        ("sort=last_activity&order=asc", ["Cem", "ada", "Bob"]),
        ("", ["Bob", "ada", "Cem"]),
    ] {
        assert_eq!(names(&admin, query).await, expected, "{query}");
        let mut paged = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/contacts?{query}&limit=1{cursor}");
            let page = admin.get(&path).await.ok();
            paged.push(page["items"][0]["name"].as_str().unwrap().to_owned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(paged, expected, "{query}");
    }
    let page = admin.get("/contacts?sort=name&limit=1").await.ok();
    let next = page["next"].as_str().unwrap();
    admin
        .get(&format!("/contacts?sort=created&cursor={next}"))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn segments_are_ones_own_or_shared() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    three(&test, &admin).await;
    let berta = test.agent("Berta").await;
    let leads = json!({"field": "kind", "op": "is", "value": "lead"});
    let own = json!({"name": "Leads", "filter": leads});
    let segment = berta.post("/segments", own).await.ok();
    let path = format!("/segments/{}", segment["id"].as_str().unwrap());
    let query = format!("segment={}", segment["id"].as_str().unwrap());
    assert_eq!(names(&berta, &query).await, ["Ada Città"]);
    assert_eq!(
        berta.get(&format!("/contacts/count?{query}")).await.ok(),
        json!({"count": 1, "capped": false})
    );
    // Nobody else knows of it.
    assert_eq!(admin.get("/segments").await.ok()["items"], json!([]));
    admin
        .get(&format!("/contacts?{query}"))
        .await
        .problem(404, "not_found");
    admin
        .patch(&path, json!({"name": "x"}))
        .await
        .problem(404, "not_found");
    berta
        .patch(&path, json!({"shared": true}))
        .await
        .problem(403, "forbidden");
    let renamed = berta.patch(&path, json!({"name": "Hot leads"})).await.ok();
    assert_eq!(
        (&renamed["name"], &renamed["version"]),
        (&json!("Hot leads"), &json!(2))
    );
    let shared = json!({"name": "All", "filter": {"all": []}, "shared": true});
    berta
        .post("/segments", shared.clone())
        .await
        .problem(403, "forbidden");
    let all = admin.post("/segments", shared).await.ok();
    let seen = berta.get("/segments").await.ok();
    assert_eq!(seen["items"].as_array().unwrap().len(), 2);
    assert_eq!(seen["items"][0]["own"], false);
    let theirs = format!("/segments/{}", all["id"].as_str().unwrap());
    berta.delete(&theirs).await.problem(403, "forbidden");
    admin.delete(&theirs).await.ok();
    berta.delete(&path).await.ok();
    assert_eq!(berta.get("/segments").await.ok()["items"], json!([]));
}

/// A filter is no window to tickets out of reach.
#[tokio::test]
async fn open_tickets_are_those_the_caller_sees() {
    let test = TestApp::start().await;
    let (mine, foreign) = (test.channel("Mine").await, test.channel("Foreign").await);
    let (ada, _) = planted::contact(&test, "Ada", "ada@example.org").await;
    planted::ticket(&test, mine, ada.id, "Done", |ticket| {
        ticket.status = TicketStatus::Resolved;
    })
    .await;
    planted::ticket(&test, foreign, ada.id, "Secret", |_| ()).await;
    let limited = test
        .limited("Vera", &[Permission::ContactsRead], &[], &[mine])
        .await;
    let filter = json!({"field": "has_open_tickets", "op": "is", "value": true});
    assert!(found(&limited, &filter).await.is_empty());
    assert_eq!(found(&test.administrator().await, &filter).await, ["Ada"]);
}
