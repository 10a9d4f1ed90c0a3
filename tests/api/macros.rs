//! Macros: several steps at once or none, one ticket or many, and the way back.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, TestApp};

async fn made(client: &Client, name: &str, actions: Value) -> String {
    let body = json!({"scope": "personal", "name": name, "actions": actions});
    let made = client.post("/macros", body).await.ok();
    made["id"].as_str().unwrap().to_owned()
}

async fn canned(client: &Client, text: &str) -> String {
    let body = json!({"scope": "personal", "title": text, "text": text, "html": format!("<p>{text}</p>")});
    let made = client.post("/canned-replies", body).await.ok();
    made["id"].as_str().unwrap().to_owned()
}

async fn events(client: &Client, ticket: Uuid) -> Vec<String> {
    let page = client.get(&format!("/tickets/{ticket}/timeline")).await.ok();
    let items = page["items"].as_array().unwrap().iter();
    items
        .filter(|item| item["type"] == "event")
        .map(|item| item["event"]["kind"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_macro_does_all_its_steps_and_can_be_undone() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let admin = test.administrator().await;
    let agent = test.agent("Berta").await;
    let team = admin
        .post("/teams", json!({"name": "North", "member_ids": [agent.user_id]}))
        .await
        .ok();
    for tag in ["returns", "order"] {
        admin.post("/tags", json!({"name": tag})).await.ok();
    }
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Broken", "It is broken")
        .await;
    let path = format!("/tickets/{}", ticket.id);
    agent.patch(&path, json!({"tags": ["order"]})).await.ok();
    let id = made(
        &agent,
        "Return",
        json!([
            {"type": "assign_me"},
            {"type": "set_priority", "priority": "high"},
            {"type": "set_team", "team_id": team["id"]},
            {"type": "add_tags", "tags": ["Returns"]},
            {"type": "remove_tags", "tags": ["order"]},
            {"type": "snooze", "minutes": 60},
            {"type": "add_note", "text": "Return of #{{ticket.number}} begun by {{agent.name}}"},
        ]),
    )
    .await;
    agent
        .put(&format!("{path}/drafts/note"), json!({"text": "Half a note"}))
        .await
        .ok();
    let ran = agent.post(&format!("{path}/macros/{id}"), json!({})).await.ok();
    let now = &ran["ticket"];
    assert_eq!(now["status"], "snoozed");
    assert_eq!(now["priority"], "high");
    assert_eq!(now["assignee"]["name"], "Berta");
    assert_eq!(now["team"]["name"], "North");
    assert_eq!(now["tags"][0]["name"], "returns");
    assert_eq!(now["tags"].as_array().unwrap().len(), 1);
    let page = agent.get(&format!("{path}/timeline")).await.ok();
    let note = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["message"]["kind"] == "note")
        .unwrap();
    let words = format!("Return of #{} begun by Berta", ticket.number);
    assert_eq!(note["message"]["text"], words);
    // What was begun by hand is not what the macro wrote.
    let begun = agent.get(&format!("{path}/drafts/note")).await.ok();
    assert_eq!(begun["text"], "Half a note");
    let told = events(&agent, ticket.id).await;
    assert_eq!(told.iter().filter(|kind| *kind == "macro_applied").count(), 1);
    assert!(told.contains(&"assigned".to_owned()) && told.contains(&"snoozed".to_owned()));

    let undone = agent.patch(&path, ran["before"].clone()).await.ok();
    assert_eq!(undone["status"], "open");
    assert_eq!(undone["priority"], "normal");
    assert_eq!(
        (&undone["assignee"], &undone["team"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(undone["tags"][0]["name"], "order");
    let macros = agent.get("/macros").await.ok();
    assert_eq!(macros["items"][0]["used_count"], 1);
}

#[tokio::test]
async fn a_macro_sends_a_canned_reply_or_makes_it_a_draft() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let agent = test.agent("Berta").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late", "Where is it?")
        .await;
    let path = format!("/tickets/{}", ticket.id);
    let reply = canned(&agent, "On its way, #{{ticket.number}}").await;
    let send = made(
        &agent,
        "Send and resolve",
        json!([{"type": "send_reply", "canned_reply_id": reply}, {"type": "set_status", "status": "resolved"}]),
    )
    .await;
    let insert = made(
        &agent,
        "Prepare",
        json!([{"type": "insert_reply", "canned_reply_id": reply}]),
    )
    .await;

    let prepared = agent
        .post(&format!("{path}/macros/{insert}"), json!({}))
        .await
        .ok();
    assert_eq!(prepared["drafted"], true);
    let draft = agent.get(&format!("{path}/drafts/reply")).await.ok();
    assert_eq!(draft["text"], format!("On its way, #{}", ticket.number));
    assert_eq!(draft["to"][0]["address"], "ada@customer.example");
    // Once more: below what is there already.
    agent
        .post(&format!("{path}/macros/{insert}"), json!({}))
        .await
        .ok();
    let draft = agent.get(&format!("{path}/drafts/reply")).await.ok();
    assert_eq!(draft["text"].as_str().unwrap().matches("On its way").count(), 2);

    // Somebody who has not read the last message is told so first.
    agent
        .post(&format!("{path}/macros/{send}"), json!({}))
        .await
        .problem(409, "conflict_newer_messages");
    assert!(
        !events(&agent, ticket.id)
            .await
            .contains(&"status_changed".to_owned())
    );
    let seen = agent.get(&format!("{path}/reply-options")).await.ok()["last_message_id"].clone();
    let ran = agent
        .post(&format!("{path}/macros/{send}"), json!({"seen_message_id": seen}))
        .await
        .ok();
    assert_eq!(ran["ticket"]["status"], "resolved");
    assert_eq!(ran["before"]["status"], "open");
    let message = ran["message_id"].as_str().unwrap();
    let sent = agent.get(&format!("/messages/{message}")).await.ok();
    assert_eq!(sent["state"], "queued");
    let words = sent["reply_text"].as_str().unwrap();
    assert_eq!(words, format!("On its way, #{}", ticket.number));
    // The draft is the agent's own and stays; taking the message back opens the ticket again.
    let draft = agent.get(&format!("{path}/drafts/reply")).await.ok();
    assert_eq!(draft["text"].as_str().unwrap().matches("On its way").count(), 2);
    agent
        .post(&format!("/messages/{message}/cancel"), json!({}))
        .await
        .ok();
    assert_eq!(agent.get(&path).await.ok()["status"], "open");
}

#[tokio::test]
async fn a_step_that_fails_undoes_the_others() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let agent = test.agent("Berta").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late", "Where is it?")
        .await;
    let path = format!("/tickets/{}", ticket.id);
    let reply = canned(&agent, "For {{contact.company}}").await;
    let id = made(
        &agent,
        "Send",
        json!([
            {"type": "add_note", "text": "Sent"},
            {"type": "set_priority", "priority": "urgent"},
            {"type": "send_reply", "canned_reply_id": reply},
        ]),
    )
    .await;
    let read = json!({"confirm_newer": true});
    let run = format!("{path}/macros/{id}");
    let problem = agent.post(&run, read.clone()).await.problem(409, "gaps");
    assert!(problem["detail"].as_str().unwrap().contains("contact.company"));
    agent.delete(&format!("/canned-replies/{reply}")).await.ok();
    agent.post(&run, read).await.problem(409, "reply_gone");
    let after = agent.get(&path).await.ok();
    assert_eq!(after["priority"], "normal");
    assert!(
        !events(&agent, ticket.id)
            .await
            .contains(&"macro_applied".to_owned())
    );
}

#[tokio::test]
async fn one_macro_for_many_tickets() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let agent = test.agent("Berta").await;
    let reply = canned(&agent, "Dear {{contact.company}}").await;
    let mut ids = Vec::new();
    for name in ["ada", "bea", "cleo"] {
        let from = format!("{name}@customer.example");
        ids.push(test.begun(&mailbox, &from, "Late", "Where is it?").await.id);
    }
    let company = test
        .administrator()
        .await
        .post("/companies", json!({"name": "Acme"}))
        .await
        .ok();
    let known = test.ticket_row(ids[0]).await.contact_id;
    agent
        .patch(
            &format!("/contacts/{known}"),
            json!({"company_id": company["id"]}),
        )
        .await
        .ok();
    let nobody = Uuid::from_u128(7);
    let raise = made(
        &agent,
        "Raise",
        json!([{"type": "set_priority", "priority": "high"}]),
    )
    .await;
    let runs = format!("/macros/{raise}/runs");
    let body = json!({"ids": [ids[0], ids[1], nobody]});
    let result = agent.post(&runs, body).await.ok();
    assert_eq!(result["changed"].as_array().unwrap().len(), 2);
    assert_eq!(result["changed"][0]["before"], json!({"priority": "normal"}));
    assert_eq!(result["failed"][0]["code"], "not_found");
    // Only one of them has a company: the others fail by themselves.
    let send = made(
        &agent,
        "Send",
        json!([{"type": "send_reply", "canned_reply_id": reply}]),
    )
    .await;
    let body = json!({"ids": ids, "confirm_newer": true});
    let result = agent.post(&format!("/macros/{send}/runs"), body).await.ok();
    assert_eq!(result["changed"][0]["id"], json!(ids[0]));
    assert!(result["changed"][0]["message_id"].is_string());
    let codes: Vec<&Value> = result["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|failed| &failed["code"])
        .collect();
    assert_eq!(codes, [&json!("gaps"), &json!("gaps")]);
    agent
        .post(&runs, json!({"ids": []}))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn macros_are_checked_shared_and_ordered() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let agent = test.agent("Berta").await;
    let own = canned(&admin, "Mine").await;
    for (actions, pointer) in [
        (json!([]), "/actions"),
        (
            json!([{"type": "set_status", "status": "snoozed"}]),
            "/actions/0/status",
        ),
        (
            json!([{"type": "set_status", "status": "open"}, {"type": "snooze", "minutes": 60}]),
            "/actions/1",
        ),
        (json!([{"type": "snooze", "minutes": 1}]), "/actions/0/minutes"),
        (
            json!([{"type": "assign", "user_id": Uuid::from_u128(7)}]),
            "/actions/0/user_id",
        ),
        (
            json!([{"type": "set_team", "team_id": Uuid::from_u128(7)}]),
            "/actions/0/team_id",
        ),
        (
            json!([{"type": "add_note", "text": "{{x.y}}"}]),
            "/actions/0/text",
        ),
        (json!([{"type": "add_tags", "tags": []}]), "/actions/0/tags"),
        // Everyone's macro needs everyone's reply.
        (
            json!([{"type": "send_reply", "canned_reply_id": own}]),
            "/actions/0/canned_reply_id",
        ),
    ] {
        let body = json!({"scope": "everyone", "name": "M", "actions": actions});
        let problem = admin.post("/macros", body).await.problem(422, "validation");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    let unknown = json!({"scope": "personal", "name": "M", "actions": [{"type": "explode"}]});
    agent.post("/macros", unknown).await.problem(422, "validation");
    let stray = json!({"scope": "personal", "name": "M", "actions": [{"type": "assign_me", "x": 1}]});
    agent.post("/macros", stray).await.problem(422, "validation");
    let shared = json!({"scope": "everyone", "name": "Ours", "actions": [{"type": "assign_me"}]});
    agent
        .post("/macros", shared.clone())
        .await
        .problem(403, "forbidden");
    let ours = admin.post("/macros", shared).await.ok();
    let ours = ours["id"].as_str().unwrap().to_owned();
    agent
        .patch(&format!("/macros/{ours}"), json!({"name": "X"}))
        .await
        .problem(403, "forbidden");
    agent
        .delete(&format!("/macros/{ours}"))
        .await
        .problem(403, "forbidden");
    let a = made(&agent, "A", json!([{"type": "assign_me"}])).await;
    let b = made(&agent, "B", json!([{"type": "assign_me"}])).await;
    let names = async |client: &Client| -> Vec<String> {
        let list = client.get("/macros").await.ok();
        let items = list["items"].as_array().unwrap().iter();
        items
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&agent).await, ["Ours", "A", "B"]);
    agent.put("/macros/order", json!({"ids": [b, a]})).await.ok();
    assert_eq!(names(&agent).await, ["Ours", "B", "A"]);
    assert_eq!(names(&admin).await, ["Ours"]);
    agent
        .put("/macros/order", json!({"ids": [ours]}))
        .await
        .problem(422, "validation");
    agent.delete(&format!("/macros/{a}")).await.ok();
    let stale = agent.clone().with("if-match", "\"9\"");
    stale
        .delete(&format!("/macros/{b}"))
        .await
        .problem(412, "version_mismatch");
}
