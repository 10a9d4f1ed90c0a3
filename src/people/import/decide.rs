//! What a record would do: a new contact, news about a known one, or nothing. Reads only.

use sea_orm::{ConnectionTrait, DbErr};
use serde_json::Value;

use super::draft::{Draft, RowNote};
use super::refusal::Refusal;
use crate::people::field_text;
use crate::people::field_values::{Typed, shown};
use crate::store::correspondents;
use crate::store::custom_fields::Definition;
use crate::store::entity::consents::{ConsentState, Purpose};
use crate::store::entity::contact_imports::KnownRule;
use crate::store::entity::contacts::Model;
use crate::store::entity::identities::IdentityKind;
use crate::store::field_values::{self, Owner};
use crate::store::scope::Scope;
use crate::store::{companies, consents, contact_taggings, contacts};

/// What becomes of a record.
#[derive(Debug)]
pub enum Decision {
    Make(Draft),
    /// A known contact with what is new about it; nothing is new when `notes` is empty.
    Known(Box<News>),
    Refuse(RowNote),
}

/// What a record adds to a known contact.
#[derive(Debug)]
pub struct News {
    pub before: Model,
    /// With the fields the record changes; the company is named apart, for it may have to be made first.
    pub after: Model,
    pub company: Option<String>,
    pub addresses: Vec<(IdentityKind, String)>,
    pub marketing: Option<bool>,
    /// Tags it does not have yet.
    pub tags: Vec<String>,
    /// Values of custom fields that change, by key.
    pub fields: Typed,
    pub notes: Vec<RowNote>,
}

pub async fn decide(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    draft: Draft,
    rule: KnownRule,
    fields: &[Definition],
) -> Result<Decision, DbErr> {
    let mut holder = None;
    let mut fresh = Vec::new();
    for (kind, value) in &draft.addresses {
        match correspondents::find(conn, *kind, "", value).await? {
            None => fresh.push((*kind, value.clone())),
            Some(identity) => match holder {
                Some(id) if id != identity.contact_id => {
                    return Ok(Decision::Refuse(RowNote::refused(
                        "",
                        Refusal::SeveralContacts,
                        value,
                    )));
                }
                _ => holder = Some(identity.contact_id),
            },
        }
    }
    let Some(id) = holder else {
        return Ok(Decision::Make(draft));
    };
    match contacts::find(conn, scope, id).await? {
        Some(contact) => Ok(Decision::Known(Box::new(
            news(conn, contact, draft, fresh, rule, fields).await?,
        ))),
        None => Ok(Decision::Refuse(RowNote::refused("", Refusal::NotYours, ""))),
    }
}

async fn news(
    conn: &impl ConnectionTrait,
    before: Model,
    draft: Draft,
    fresh: Vec<(IdentityKind, String)>,
    rule: KnownRule,
    fields: &[Definition],
) -> Result<News, DbErr> {
    let mut news = News {
        after: before.clone(),
        before,
        company: None,
        addresses: Vec::new(),
        marketing: None,
        tags: Vec::new(),
        fields: Typed::new(),
        notes: Vec::new(),
    };
    if rule == KnownRule::Skip {
        return Ok(news);
    }
    let over = rule == KnownRule::Overwrite;
    let mut notes = Vec::new();
    let mut note = |column: &str, what: &str, value: &str| notes.push(RowNote::new(column, what, value));
    let after = &mut news.after;
    // Who is known by an address alone has no name yet.
    let nameless = after.name.contains('@') || after.name.starts_with('+');
    if let Some(name) = draft
        .name
        .filter(|name| (over || nameless) && *name != after.name)
    {
        note("", "name", &name);
        after.name = name;
    }
    if let Some(kind) = draft.kind.filter(|kind| over && *kind != after.kind) {
        note("", "kind", kind.as_str());
        after.kind = kind;
    }
    for (field, said, known) in [
        ("language", draft.language, &mut after.language),
        ("time_zone", draft.time_zone, &mut after.time_zone),
    ] {
        if said.is_some() && said != *known && (over || known.is_none()) {
            note("", field, said.as_deref().unwrap_or_default());
            *known = said;
        }
    }
    if let Some(notes) = draft
        .notes
        .filter(|notes| (over || after.notes.trim().is_empty()) && *notes != after.notes)
    {
        note("", "notes", &notes);
        after.notes = notes;
    }
    if let Some(name) = draft.company.filter(|_| over || after.company_id.is_none()) {
        let known = companies::named(conn, &name).await?;
        if known.is_none() || known.map(|company| company.id) != after.company_id {
            note("", "company", &name);
            news.company = Some(name);
        }
    }
    for (_, value) in &fresh {
        note("", "address", value);
    }
    news.addresses = fresh;
    if !draft.tags.is_empty() {
        let has = contact_taggings::of_contact(conn, after.id).await?;
        let fresh = draft.tags.into_iter();
        news.tags = fresh
            .filter(|name| !has.iter().any(|tag| tag.name == *name))
            .collect();
        for name in &news.tags {
            note("", "tag", name);
        }
    }
    if !draft.fields.is_empty() {
        let rows = field_values::of(conn, Owner::Contact(after.id)).await?;
        let known = shown(fields, &rows);
        for (key, value) in draft.fields {
            let before = known.get(&key);
            if before == Some(&value) || (before.is_some() && !over) {
                continue;
            }
            let name = fields.iter().find(|known| known.field.key == key);
            let words = field_text::write(&value);
            note(name.map_or("", |known| &known.field.name), "field", &words);
            news.fields.insert(key, value);
        }
    }
    if let Some(allowed) = draft.marketing {
        let holds = consents::holding(conn, after.id, Purpose::Marketing).await?;
        if holds.map(|state| state == ConsentState::Granted) != Some(allowed) {
            note("", "marketing", if allowed { "yes" } else { "no" });
            news.marketing = Some(allowed);
        }
    }
    news.notes = notes;
    Ok(news)
}

/// Notes as they are stored.
pub fn stored(notes: &[RowNote]) -> Value {
    serde_json::to_value(notes).unwrap_or_default()
}
