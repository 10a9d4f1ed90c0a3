//! Who works in the demo, and what they do while the mails come in.

use bytes::Bytes;
use centralino_channels::event::Incoming;
use chrono::Duration;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::client::Agent;
use super::{canned, contacts};
use crate::access::{Caller, credentials, passwords, users};
use crate::app::App;
use crate::desk::intake;
use crate::http;
use crate::store::entity::channels;
use crate::store::entity::intake::{IntakeSource, IntakeState};
use crate::store::{api_tokens, roles};

/// The demo's agents, with what to sign in with.
pub struct People {
    administrator: Agent,
    agents: Vec<Agent>,
    logins: Vec<(String, String)>,
}

impl People {
    /// The lines printed at the start.
    pub fn sign_in(&self) -> String {
        let lines = self
            .logins
            .iter()
            .map(|(email, password)| format!("  {email:<30} {password}"));
        format!("Sign in as\n{}\n", lines.collect::<Vec<_>>().join("\n"))
    }
}

/// Makes an administrator and two agents with passwords of their own.
pub async fn people(app: &App) -> anyhow::Result<People> {
    let router = http::router(app.clone());
    let mut logins = Vec::new();
    let mut made = Vec::new();
    for (name, email, role) in [
        ("Marta Conti", "admin@centralino.example", "administrator"),
        ("Ada Ferri", "ada@centralino.example", "agent"),
        ("Bruno Hale", "bruno@centralino.example", "agent"),
    ] {
        let (secret, _) = credentials::mint(&app.keys, "");
        let password: String = secret
            .expose_secret()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(14)
            .collect();
        let hash = passwords::hash(SecretString::from(password.clone())).await?;
        let (token, token_hash) = credentials::mint(&app.keys, credentials::API_TOKEN_PREFIX);
        let tx = app.store.write().await?;
        let role = roles::shipped_as(&tx, role)
            .await?
            .ok_or_else(|| anyhow::anyhow!("no role {role}"))?;
        let draft = users::Draft {
            email: email.into(),
            name: name.into(),
            role_id: role.id,
            team_ids: Vec::new(),
            language: "en".into(),
            password_hash: Some(hash),
        };
        let user = users::create(&tx, &Caller::system(), draft).await?;
        api_tokens::insert(&tx, user.id, "demo".into(), token_hash, json!([]), None).await?;
        tx.commit().await?;
        made.push(Agent::new(
            user.id,
            token.expose_secret().to_owned(),
            router.clone(),
        ));
        logins.push((email.to_owned(), password));
    }
    let administrator = made.remove(0);
    Ok(People {
        administrator,
        agents: made,
        logins,
    })
}

/// Receives the mails over `span`, with the agents at work in between; gives the number of tickets.
pub async fn tell(app: &App, people: &People, mails: &[Bytes], span: Duration) -> anyhow::Result<usize> {
    let ids: Vec<_> = people.agents.iter().map(|agent| agent.id).collect();
    let team = people
        .administrator
        .post("/teams", json!({ "name": "Support", "member_ids": ids }))
        .await?;
    let support = mailbox(app, people, "Support", "support@centralino.example", &team["id"]).await?;
    mailbox(app, people, "Sales", "sales@centralino.example", &Value::Null).await?;
    for (name, color) in [
        ("order", "#2563eb"),
        ("invoice", "#b45309"),
        ("returns", "#be185d"),
        ("praise", "#15803d"),
    ] {
        people
            .administrator
            .post("/tags", json!({ "name": name, "color": color }))
            .await?;
    }
    canned::write(&people.administrator).await?;
    contacts::prepare(&people.administrator).await?;
    let view = json!({ "field": "priority", "op": "in", "value": ["high", "urgent"] });
    people
        .administrator
        .post(
            "/views",
            json!({ "name": "Pressing", "filter": view, "sort": "waiting", "scope": "everyone" }),
        )
        .await?;
    let step = span / i32::try_from(mails.len().max(1))?;
    let mut tickets = 0;
    for (at, raw) in mails.iter().enumerate() {
        app.clock.advance(step);
        if let Some(ticket) = receive(app, &support, at, raw).await? {
            act(people, tickets, &ticket).await?;
            tickets += 1;
        }
    }
    contacts::describe(&people.administrator).await?;
    Ok(tickets)
}

async fn mailbox(
    app: &App,
    people: &People,
    name: &str,
    address: &str,
    team: &Value,
) -> anyhow::Result<channels::Model> {
    let made = people
        .administrator
        .post(
            "/channels",
            json!({
                "kind": "email",
                "name": name,
                "settings": { "address": address, "outbound": { "kind": "file" } },
                "team_id": team,
                "language": "en",
                "acknowledge": true,
                "tag_subject": true,
                "sender_name": "{{agent.name}} at Centralino",
                "signature": "{{agent.name}}\nCentralino",
            }),
        )
        .await?;
    let all = app.store.all_channels().await?;
    let found = all.into_iter().find(|channel| made["id"] == json!(channel.id));
    found.ok_or_else(|| anyhow::anyhow!("the channel {name} is gone"))
}

/// Hands one mail to the intake; gives the ticket when it began one.
async fn receive(
    app: &App,
    channel: &channels::Model,
    at: usize,
    raw: &Bytes,
) -> anyhow::Result<Option<String>> {
    let now = app.clock.now();
    let event = app.channels.open(channel)?.read(raw, now);
    let incoming = Incoming {
        external_id: format!("demo:{at}"),
        raw: raw.clone(),
        received_at: now,
        event,
    };
    let filed = intake::accept(app, IntakeSource::Sandbox, channel, vec![incoming], None).await?;
    Ok(filed
        .into_iter()
        .find(|filed| filed.state == IntakeState::Accepted && !filed.duplicate)
        .and_then(|filed| filed.ticket_id)
        .map(|id| id.to_string()))
}

/// What the agents do with the n-th ticket: a bit of everything, some left for whoever tries the demo.
async fn act(people: &People, n: usize, id: &str) -> anyhow::Result<()> {
    let agent = &people.agents[n % people.agents.len()];
    let colleague = &people.agents[(n + 1) % people.agents.len()];
    let ticket = format!("/tickets/{id}");
    match n % 8 {
        0 => {
            agent
                .patch(&ticket, json!({ "assignee_id": agent.id, "tags": ["order"] }))
                .await?;
            let reply = reply(agent, &ticket, "Thank you for writing. I have checked your order: it leaves our warehouse today and you will get the tracking number by mail.", "resolved").await?;
            answer(
                people,
                &reply,
                "Thank you, that was quick! One more question: can I still change the delivery address?",
            )
            .await?;
        }
        1 => {
            agent.patch(&ticket, json!({ "assignee_id": agent.id })).await?;
            let note = json!({ "text": "I asked the warehouse; they answer tomorrow. Could you take over if I am out?", "mention_ids": [colleague.id] });
            agent.post(&format!("{ticket}/notes"), note).await?;
        }
        2 => {
            agent
                .patch(&ticket, json!({ "priority": "high", "tags": ["returns"] }))
                .await?;
        }
        3 => {
            agent.patch(&ticket, json!({ "assignee_id": agent.id })).await?;
            reply(agent, &ticket, "I am sorry for the trouble. Could you send us a picture of the part, and the number on the label?", "waiting").await?;
        }
        4 => {
            let until = ticket_time(agent, &ticket).await? + Duration::days(9);
            agent
                .patch(
                    &ticket,
                    json!({ "assignee_id": agent.id, "status": "snoozed", "snoozed_until": until }),
                )
                .await?;
        }
        5 => {
            agent
                .patch(
                    &ticket,
                    json!({ "assignee_id": colleague.id, "tags": ["praise"], "priority": "low" }),
                )
                .await?;
        }
        _ => {}
    }
    Ok(())
}

async fn ticket_time(agent: &Agent, ticket: &str) -> anyhow::Result<chrono::DateTime<chrono::Utc>> {
    let shown = agent.get(ticket).await?;
    Ok(serde_json::from_value(shown["created_at"].clone())?)
}

async fn reply(agent: &Agent, ticket: &str, text: &str, status: &str) -> anyhow::Result<Value> {
    let options = agent.get(&format!("{ticket}/reply-options?mode=reply")).await?;
    if options["to"].as_array().is_none_or(Vec::is_empty) {
        return Ok(Value::Null);
    }
    let body = json!({
        "channel_id": options["channel_id"], "to": options["to"], "text": text,
        "seen_message_id": options["last_message_id"], "status": status,
    });
    agent.post(&format!("{ticket}/replies"), body).await
}

/// The customer answers a reply, as a mail client would.
async fn answer(people: &People, reply: &Value, text: &str) -> anyhow::Result<()> {
    let Some(to) = reply.pointer("/to/0/address").and_then(Value::as_str) else {
        return Ok(());
    };
    let body = json!({
        "from": to, "from_name": reply.pointer("/to/0/name").and_then(Value::as_str).unwrap_or_default(),
        "to": "support@centralino.example", "subject": reply["subject"], "text": text, "in_reply_to_id": reply["id"],
    });
    people.administrator.post("/sandbox/mails", body).await?;
    Ok(())
}
