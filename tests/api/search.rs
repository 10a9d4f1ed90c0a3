//! The search box: words in any script, operators, and nothing the asker may not see.

use centralino::access::Permission;
use centralino::store::entity::tickets::{self, TicketStatus};
use serde_json::Value;

use super::planted;
use crate::support::TestApp;
use crate::support::client::Client;

async fn find(client: &Client, q: &str) -> Value {
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    client.get(&format!("/search?q={q}")).await.ok()
}

fn subjects(found: &Value) -> Vec<&str> {
    let tickets = found["tickets"].as_array().unwrap();
    tickets
        .iter()
        .map(|t| t["ticket"]["subject"].as_str().unwrap())
        .collect()
}

/// Each message's highlight as text, hits in brackets.
fn texts(found: &Value) -> Vec<String> {
    let messages = found["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| marked(&message["highlight"]))
        .collect()
}

fn marked(highlight: &Value) -> String {
    let segments = highlight.as_array().unwrap();
    let marked = segments.iter().map(|segment| {
        let text = segment["text"].as_str().unwrap();
        match segment["hit"].as_bool().unwrap() {
            true => format!("[{text}]"),
            false => text.to_owned(),
        }
    });
    marked.collect()
}

struct Desk {
    test: TestApp,
    agent: Client,
    late: tickets::Model,
    invoice: tickets::Model,
}

async fn desk() -> Desk {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let support = planted::channel(&test, "Support").await;
    let sales = planted::channel(&test, "Sales").await;
    let (ada, _) = planted::contact(&test, "Ada Lovelace", "ada@shop.example.org").await;
    let (bob, _) = planted::contact(&test, "Böb", "bob@example.net").await;
    let me = agent.user_id;
    let late = planted::ticket(&test, support, ada.id, "Late parcel", |t| {
        t.assignee_id = Some(me)
    })
    .await;
    let invoice = planted::ticket(&test, sales, bob.id, "Invoice for crème brûlée", |t| {
        t.status = TicketStatus::Resolved;
    })
    .await;
    planted::message(&test, &late, "My parcel is late. Where is the late parcel?", &[]).await;
    planted::message(
        &test,
        &late,
        "昨日注文した商品が届きません。",
        &["Überweisung.pdf"],
    )
    .await;
    planted::message(
        &test,
        &invoice,
        "The DESSERT was a Crème Brûlée, not a parcel.",
        &[],
    )
    .await;
    Desk {
        test,
        agent,
        late,
        invoice,
    }
}

#[tokio::test]
async fn words_are_found_whatever_their_case_accents_and_script() {
    let desk = desk().await;
    let found = find(&desk.agent, "creme BRULEE").await;
    assert_eq!(subjects(&found), ["Invoice for crème brûlée"]);
    assert_eq!(
        texts(&found),
        ["The DESSERT was a [Crème] [Brûlée], not a parcel."]
    );
    assert_eq!(found["query"]["terms"], serde_json::json!(["creme", "brulee"]));

    assert_eq!(
        texts(&find(&desk.agent, "注文").await),
        ["昨日[注文]した商品が届きません。"]
    );
    // By the name of a file, which the text does not show.
    assert_eq!(
        texts(&find(&desk.agent, "uberweisung").await),
        ["昨日注文した商品が届きません。"]
    );
    // Quoted mail is no new word.
    assert_eq!(texts(&find(&desk.agent, "older").await), Vec::<String>::new());
    assert_eq!(
        subjects(&find(&desk.agent, &format!("#{}", desk.late.number)).await),
        ["Late parcel"]
    );
}

#[tokio::test]
async fn phrases_prefixes_and_rank() {
    let desk = desk().await;
    let found = find(&desk.agent, "parcel").await;
    // Twice in a short text is more about it than once.
    assert_eq!(texts(&found).len(), 2);
    assert!(texts(&found)[0].starts_with("My [parcel]"), "{found}");
    assert_eq!(texts(&find(&desk.agent, "\"late parcel\"").await).len(), 1);
    assert_eq!(texts(&find(&desk.agent, "\"parcel late\"").await).len(), 0);
    assert_eq!(texts(&find(&desk.agent, "dess").await).len(), 1);
    assert_eq!(texts(&find(&desk.agent, "\"dess\"").await).len(), 0);
    assert_eq!(texts(&find(&desk.agent, "dess parcel").await).len(), 0);
}

#[tokio::test]
async fn contacts_are_found_by_name_and_address() {
    let desk = desk().await;
    for q in ["ada", "LOVELACE ad", "ada@shop.example.org", "shop.exam"] {
        let found = find(&desk.agent, q).await;
        assert_eq!(found["contacts"][0]["name"], "Ada Lovelace", "{q}");
        assert_eq!(found["contacts"][0]["address"], "ada@shop.example.org");
    }
    assert_eq!(
        marked(&find(&desk.agent, "bob").await["contacts"][0]["highlight"]),
        "[Böb]"
    );
    let blind = desk
        .test
        .limited("Blind", &[Permission::TicketsRead], &[], &[])
        .await;
    assert_eq!(find(&blind, "ada").await["contacts"], serde_json::json!([]));
}

#[tokio::test]
async fn operators_narrow() {
    let desk = desk().await;
    let agent = &desk.agent;
    assert_eq!(subjects(&find(agent, "is:open").await), ["Late parcel"]);
    assert_eq!(texts(&find(agent, "is:open").await), Vec::<String>::new());
    assert_eq!(subjects(&find(agent, "is:resolved is:open").await).len(), 2);
    assert_eq!(
        subjects(&find(agent, "channel:sales").await),
        ["Invoice for crème brûlée"]
    );
    assert_eq!(subjects(&find(agent, "assignee:me").await), ["Late parcel"]);
    assert_eq!(
        subjects(&find(agent, "assignee:none").await),
        ["Invoice for crème brûlée"]
    );
    assert_eq!(subjects(&find(agent, "assignee:ber").await), ["Late parcel"]);
    assert_eq!(subjects(&find(agent, "from:ada").await), ["Late parcel"]);
    assert_eq!(texts(&find(agent, "from:bob parcel").await).len(), 1);
    assert_eq!(
        texts(&find(agent, "to:support@example.com parcel").await).len(),
        1
    );
    assert_eq!(
        texts(&find(agent, "has:attachment").await),
        ["昨日注文した商品が届きません。"]
    );
    assert_eq!(subjects(&find(agent, "has:attachment").await), ["Late parcel"]);
    assert_eq!(texts(&find(agent, "after:2020 parcel").await).len(), 2);
    assert_eq!(texts(&find(agent, "before:2020 parcel").await).len(), 0);

    let name = serde_json::json!({"name": "Very Important", "color": "#be185d"});
    desk.test.administrator().await.post("/tags", name).await.ok();
    let tag = serde_json::json!({"tags": ["Very Important"]});
    agent
        .patch(&format!("/tickets/{}", desk.invoice.id), tag)
        .await
        .ok();
    assert_eq!(
        subjects(&find(agent, "tag:\"very important\"").await),
        ["Invoice for crème brûlée"]
    );

    let found = find(agent, "tag:nothing is:strange parcel").await;
    assert_eq!((subjects(&found).len(), texts(&found).len()), (0, 0));
    assert_eq!(found["problems"].as_array().unwrap().len(), 2, "{found}");
}

#[tokio::test]
async fn nothing_beyond_the_scope_is_found() {
    let desk = desk().await;
    let limited = desk
        .test
        .limited("Lina", Permission::AGENT, &[], &[desk.invoice.channel_id])
        .await;
    let found = find(&limited, "parcel").await;
    assert_eq!(subjects(&found), Vec::<&str>::new());
    assert_eq!(texts(&found), ["The DESSERT was a Crème Brûlée, not a [parcel]."]);
    assert_eq!(find(&limited, "ada").await["contacts"], serde_json::json!([]));
    assert_eq!(subjects(&find(&limited, "from:ada").await), Vec::<&str>::new());
    // A name outside the scope is as unknown as one that does not exist.
    let problems = find(&limited, "channel:support").await["problems"].clone();
    assert_eq!(problems.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn nonsense_is_answered() {
    let desk = desk().await;
    for q in [
        "",
        "   ",
        "\"",
        "-",
        "***",
        "AND",
        "OR NOT",
        "a\" OR 1",
        "'; --",
        "%",
        "(",
        ":*",
        "k9ticketdoc",
    ] {
        find(&desk.agent, q).await;
    }
    let long = "a".repeat(501);
    desk.agent
        .get(&format!("/search?q={long}"))
        .await
        .problem(422, "validation");
    desk.agent.get("/search").await.problem(422, "validation");
    desk.agent
        .get("/search?q=a&limit=51")
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn the_index_can_be_written_anew() {
    use centralino::store::entity::search_documents;
    use centralino::store::search::rebuild;
    use sea_orm::EntityTrait;
    let desk = desk().await;
    let tx = desk.test.app.store.write().await.unwrap();
    search_documents::Entity::delete_many().exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(texts(&find(&desk.agent, "parcel").await).len(), 0);
    let rebuilt = rebuild(&desk.test.app.store).await.unwrap();
    assert_eq!((rebuilt.tickets, rebuilt.messages, rebuilt.contacts), (2, 3, 2));
    // A second time changes nothing.
    rebuild(&desk.test.app.store).await.unwrap();
    let found = find(&desk.agent, "parcel").await;
    assert_eq!((subjects(&found).len(), texts(&found).len()), (1, 2));
    assert_eq!(texts(&find(&desk.agent, "uberweisung").await).len(), 1);
    assert_eq!(
        find(&desk.agent, "ada").await["contacts"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
