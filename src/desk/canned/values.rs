//! What a ticket says of the variables: its contact, number and subject, who writes, by which channel.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::gaps;
use super::variables::{FIELD, Variables};
use crate::access::Caller;
use crate::app::App;
use crate::desk::answer_to;
use crate::desk::error::DeskError;
use crate::desk::hub_name;
use crate::people::field_values::shown;
use crate::store::entity::identities::IdentityKind;
use crate::store::entity::{channels as channel_row, companies, contacts, tickets, users};
use crate::store::field_values::Owner;
use crate::store::{channels, contact_rows, field_values, lookup};

/// Values under the names of their variables; a variable without one is a gap.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// For `ticket` answered by the caller on `channel_id`, by default the ticket's; as the templates read them. Without
    /// a ticket, only what is known of the agent and the hub.
    pub async fn load(
        app: &App,
        conn: &impl ConnectionTrait,
        caller: &Caller,
        ticket: Option<&tickets::Model>,
        channel_id: Option<Uuid>,
        variables: &Variables,
    ) -> Result<Value, DeskError> {
        let mut values = Self::default();
        values.put("hub.name", Some(hub_name::name(app, conn).await?));
        let agent = lookup::by_id::<users::Entity>(conn, [caller.user_id], |user| user.id)
            .await?
            .remove(&caller.user_id);
        values.put("agent.name", Some(caller.name.clone()));
        values.put("agent.first_name", first_name(&caller.name));
        values.put("agent.email", Some(caller.email.clone()));
        values.put("agent.signature", agent.map(|user| user.signature));
        if let Some(ticket) = ticket {
            values.put("ticket.number", Some(ticket.number.to_string()));
            values.put("ticket.subject", Some(ticket.subject.clone()));
            values.put_contact(conn, ticket.contact_id).await?;
            values.put_fields(conn, ticket, variables).await?;
            let channel = channel(conn, caller, ticket, channel_id).await?;
            values.put("channel.name", channel.map(|channel| channel.name));
        }
        Ok(values.to_json(variables))
    }

    /// Custom fields of the contact, in words.
    async fn put_fields(
        &mut self,
        conn: &impl ConnectionTrait,
        ticket: &tickets::Model,
        variables: &Variables,
    ) -> Result<(), DeskError> {
        if variables.fields.is_empty() {
            return Ok(());
        }
        let rows = field_values::of(conn, Owner::Contact(ticket.contact_id)).await?;
        let italian = ticket
            .language
            .as_deref()
            .is_some_and(|tag| tag.starts_with("it"));
        for (key, value) in shown(&variables.fields, &rows) {
            self.put(&format!("{FIELD}{key}"), Some(in_words(&value, italian)));
        }
        Ok(())
    }

    async fn put_contact(&mut self, conn: &impl ConnectionTrait, id: Uuid) -> Result<(), DeskError> {
        let Some(contact) = lookup::by_id::<contacts::Entity>(conn, [id], |contact| contact.id)
            .await?
            .remove(&id)
        else {
            return Ok(());
        };
        let addresses = contact_rows::addresses(conn, &[id])
            .await?
            .remove(&id)
            .unwrap_or_default();
        let email = addresses
            .into_iter()
            .find(|identity| identity.kind == IdentityKind::Email && identity.undeliverable_at.is_none());
        let company = match contact.company_id {
            Some(id) => lookup::by_id::<companies::Entity>(conn, [id], |company| company.id)
                .await?
                .remove(&id),
            None => None,
        };
        // Who only has an address has no name to be greeted by.
        let name = Some(contact.name).filter(|name| !name.contains('@'));
        self.put("contact.first_name", name.as_deref().and_then(first_name));
        self.put("contact.name", name);
        self.put("contact.email", email.map(|identity| identity.value));
        self.put("contact.company", company.map(|company| company.name));
        Ok(())
    }

    fn put(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
        {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// Nested by the dots, with a mark for every gap.
    fn to_json(&self, variables: &Variables) -> Value {
        let mut root = Map::new();
        for name in variables.names() {
            let value = self.0.get(name).cloned().unwrap_or_else(|| gaps::mark(name));
            set(&mut root, name, value);
        }
        Value::Object(root)
    }
}

fn set(map: &mut Map<String, Value>, path: &str, value: String) {
    match path.split_once('.') {
        None => {
            map.insert(path.to_owned(), Value::String(value));
        }
        Some((step, rest)) => {
            let inner = map.entry(step).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}

fn in_words(value: &Value, italian: bool) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => if italian { "sì" } else { "yes" }.to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => {
            let words: Vec<String> = items.iter().map(|item| in_words(item, italian)).collect();
            words.join(", ")
        }
        other => other.to_string(),
    }
}

async fn channel(
    conn: &impl ConnectionTrait,
    caller: &Caller,
    ticket: &tickets::Model,
    channel_id: Option<Uuid>,
) -> Result<Option<channel_row::Model>, DeskError> {
    match channel_id {
        Some(id) => answer_to::channel(conn, caller, ticket, Some(id)).await.map(Some),
        None => Ok(channels::find(conn, ticket.channel_id).await?),
    }
}

/// `Ada` of `Ada Rossi` and of `Rossi, Ada`.
fn first_name(name: &str) -> Option<String> {
    let given = name.split_once(',').map_or(name, |(_, given)| given);
    given.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_greeted_by_their_first_name() {
        assert_eq!(first_name("Ada Rossi").as_deref(), Some("Ada"));
        assert_eq!(first_name("Rossi, Ada Maria").as_deref(), Some("Ada"));
        assert_eq!(first_name("Rossi,"), None);
        assert_eq!(first_name("  "), None);
    }
}
