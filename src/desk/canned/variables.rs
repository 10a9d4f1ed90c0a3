//! The variables a canned reply may have, and the check that it has no others.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;

use crate::desk::error::DeskError;
use crate::store::custom_fields::{self, Definition};
use crate::store::entity::custom_fields::FieldAbout;
use crate::templates::{self, TemplatesError};

/// What every ticket says, or could say.
pub const VARIABLES: &[&str] = &[
    "contact.name",
    "contact.first_name",
    "contact.email",
    "contact.company",
    "ticket.number",
    "ticket.subject",
    "agent.name",
    "agent.first_name",
    "agent.email",
    "agent.signature",
    "channel.name",
    "hub.name",
];

/// Goes before the key of a custom field of contacts.
pub const FIELD: &str = "contact.fields.";

/// The variables there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Variables {
    names: BTreeSet<String>,
    /// The custom fields of contacts among them.
    pub(super) fields: Vec<Definition>,
}

impl Variables {
    /// All that a reply of this hub may have.
    pub async fn load(conn: &impl ConnectionTrait) -> Result<Self, DeskError> {
        let mut fields = custom_fields::about(conn, FieldAbout::Contact).await?;
        fields.retain(|known| known.field.archived_at.is_none());
        Ok(Self::with(fields))
    }

    fn with(fields: Vec<Definition>) -> Self {
        let own = VARIABLES.iter().map(|name| (*name).to_owned());
        let typed = fields.iter().map(|known| format!("{FIELD}{}", known.field.key));
        Self {
            names: own.chain(typed).collect(),
            fields,
        }
    }

    /// What people call the custom field behind a variable.
    pub fn label(&self, name: &str) -> Option<&str> {
        let key = name.strip_prefix(FIELD)?;
        let found = self.fields.iter().find(|known| known.field.key == key);
        found.map(|known| known.field.name.as_str())
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Refuses what is no plain variable, and variables there are not, by name.
    pub fn check(&self, text: &str, pointer: &str) -> Result<(), DeskError> {
        let used = templates::variables(text).map_err(|error| DeskError::invalid(pointer, refusal(error)))?;
        let unknown: Vec<String> = used
            .into_iter()
            .filter(|name| !self.names.contains(*name))
            .map(|name| format!("{{{{{name}}}}}"))
            .collect();
        if unknown.is_empty() {
            Ok(())
        } else {
            let words = format!("there is no such variable: {}", unknown.join(", "));
            Err(DeskError::invalid(pointer, words))
        }
    }
}

/// The reason alone: the sentence people read is made of it, in their language.
fn refusal(error: TemplatesError) -> String {
    match error {
        TemplatesError::Refused(reason) => reason.to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_not_there_is_named() {
        let known = Variables::with(Vec::new());
        known
            .check("Dear {{contact.first_name}}, {{ agent.name }}", "/text")
            .unwrap();
        let refused = known.check("{{contact.salary}} {{x}}", "/html").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "there is no such variable: {{contact.salary}}, {{x}}"
        );
        assert!(matches!(refused, DeskError::Invalid { pointer, .. } if pointer == "/html"));
        assert!(known.check("{{#each contact}}{{/each}}", "/text").is_err());
    }
}
