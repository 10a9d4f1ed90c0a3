//! What the house made itself that a column may name: its custom fields and its tags.

use sea_orm::{ConnectionTrait, DbErr};

use super::refusal::Refusal;
use crate::access::{Caller, Permission};
use crate::people::labels;
use crate::store::custom_fields::{self, Definition};
use crate::store::entity::custom_fields::FieldAbout;
use crate::store::taggings;

/// Read anew for every batch: fields and tags change while a file is worked off.
#[derive(Clone, Debug, Default)]
pub struct House {
    /// Fields of contacts, without the archived ones.
    pub fields: Vec<Definition>,
    tags: Vec<String>,
    may_make_tags: bool,
}

impl House {
    pub async fn look(conn: &impl ConnectionTrait, caller: &Caller) -> Result<Self, DbErr> {
        let tags = taggings::known(conn).await?;
        Ok(Self {
            fields: fields(conn).await?,
            tags: tags.into_iter().map(|tag| tag.name).collect(),
            may_make_tags: caller.may(Permission::ViewsManage),
        })
    }

    pub fn field(&self, key: &str) -> Option<&Definition> {
        self.fields.iter().find(|known| known.field.key == key)
    }

    /// The tag's name as the house writes it.
    pub fn tag(&self, name: &str) -> Result<String, Refusal> {
        if !labels::is_name(name) {
            return Err(Refusal::BadTag);
        }
        match self.tags.iter().find(|known| labels::same(name, known)) {
            Some(known) => Ok(known.clone()),
            None if self.may_make_tags => Ok(name.to_owned()),
            None => Err(Refusal::UnknownTag),
        }
    }
}

/// The fields a column may name.
pub async fn fields(conn: &impl ConnectionTrait) -> Result<Vec<Definition>, DbErr> {
    let mut fields = custom_fields::about(conn, FieldAbout::Contact).await?;
    fields.retain(|known| known.field.archived_at.is_none());
    Ok(fields)
}
