//! Who is behind an address: an identity and its contact, made when a message first names them.

use centralino_channels::event::{self, Party};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::store::addresses::Address;
use crate::store::correspondents::{self, NewIdentity};
use crate::store::entity::contacts::{self, ContactKind};
use crate::store::entity::identities::{IdentityKind, Model};
use crate::store::{Tx, search};

/// Longest name kept, in characters.
const NAME: usize = 200;

/// An address and the contact it belongs to.
#[derive(Clone, Debug)]
pub struct Known {
    pub identity: Model,
    pub contact: contacts::Model,
}

/// How surely an address belongs to whom it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A message came from there: verified, and reachable again if it was not.
    Wrote,
    /// It was merely named, in To or Cc, or as the author of something forwarded.
    Named,
}

/// The identity of a party, with a new contact of `kind` when it was never seen.
pub async fn upsert(
    tx: &Tx,
    channel_id: Uuid,
    party: &Party,
    claim: Claim,
    kind: ContactKind,
) -> Result<Known, DbErr> {
    let found = find(tx, channel_id, party).await?;
    admit(tx, channel_id, party, claim, kind, found).await
}

/// [`upsert`] for a party that was looked for already: `found` is what [`find`] gave.
pub async fn admit(
    tx: &Tx,
    channel_id: Uuid,
    party: &Party,
    claim: Claim,
    kind: ContactKind,
    mut found: Option<Model>,
) -> Result<Known, DbErr> {
    let (identity_kind, scope) = key(channel_id, party);
    let name = party.name.as_deref().and_then(clean_name);
    // The second round is for a race lost against another transaction.
    for _ in 0..2 {
        if let Some(found) = found {
            return known(tx, found, name.as_deref(), claim).await;
        }
        let new = NewIdentity {
            kind: identity_kind,
            scope: scope.clone(),
            value: party.address.clone(),
            display: name.clone(),
            verified: claim == Claim::Wrote,
        };
        let company = correspondents::company_of_domains(tx, &domains(&party.address)).await?;
        let company_id = company.map(|company| company.id);
        let shown = name.as_deref().unwrap_or(&party.address);
        if let Some((identity, contact)) = correspondents::insert(tx, shown, kind, company_id, new).await? {
            search::index_contact(tx, contact.id).await?;
            return Ok(Known { identity, contact });
        }
        found = correspondents::find(tx, identity_kind, &scope, &party.address).await?;
    }
    Err(DbErr::RecordNotFound(format!("identity of {}", party.address)))
}

/// The identity somebody writes to; made if need be, without taking the address for verified.
pub async fn written_to(tx: &Tx, channel_id: Uuid, address: &Address) -> Result<Model, DbErr> {
    let party = Party {
        name: address.name.clone(),
        kind: kind_of(&address.address),
        address: address.address.to_lowercase(),
    };
    let known = upsert(tx, channel_id, &party, Claim::Named, ContactKind::Customer).await?;
    Ok(known.identity)
}

/// The identity of a party if it was seen before.
pub async fn find(tx: &Tx, channel_id: Uuid, party: &Party) -> Result<Option<Model>, DbErr> {
    let (kind, scope) = key(channel_id, party);
    correspondents::find(tx, kind, &scope, &party.address).await
}

async fn known(tx: &Tx, found: Model, name: Option<&str>, claim: Claim) -> Result<Known, DbErr> {
    let identity = match claim {
        Claim::Wrote => correspondents::confirm(tx, &found, name).await?,
        Claim::Named => found,
    };
    let contact = correspondents::contact(tx, identity.contact_id)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(format!("contact of {}", identity.value)))?;
    match name {
        // Known by the bare address until now.
        Some(name) if claim == Claim::Wrote && contact.name == identity.value => {
            let contact = correspondents::rename(tx, &contact, name).await?;
            search::index_contact(tx, contact.id).await?;
            Ok(Known { identity, contact })
        }
        _ => Ok(Known { identity, contact }),
    }
}

fn key(channel_id: Uuid, party: &Party) -> (IdentityKind, String) {
    match party.kind {
        event::IdentityKind::Email => (IdentityKind::Email, String::new()),
        event::IdentityKind::Phone => (IdentityKind::Phone, String::new()),
        event::IdentityKind::Handle => (IdentityKind::Handle, channel_id.to_string()),
    }
}

/// The kind of identity an address is written like.
pub fn kind_of(address: &str) -> event::IdentityKind {
    if address.contains('@') {
        event::IdentityKind::Email
    } else if address.starts_with('+') {
        event::IdentityKind::Phone
    } else {
        event::IdentityKind::Handle
    }
}

/// One line without control characters, of bearable length; `None` when nothing is left.
fn clean_name(name: &str) -> Option<String> {
    let plain: String = name
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let name: String = plain
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(NAME)
        .collect();
    (!name.is_empty()).then_some(name)
}

/// `mail.shop.example.com` is looked for as itself, `shop.example.com` and `example.com`.
pub(super) fn domains(address: &str) -> Vec<&str> {
    let Some((_, domain)) = address.rsplit_once('@') else {
        return Vec::new();
    };
    let mut all = vec![domain];
    let mut rest = domain;
    while let Some((_, parent)) = rest.split_once('.') {
        if !parent.contains('.') {
            break;
        }
        all.push(parent);
        rest = parent;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_of_a_domain_but_no_top_level() {
        assert_eq!(
            domains("a@mail.shop.example.com"),
            ["mail.shop.example.com", "shop.example.com", "example.com"]
        );
        assert_eq!(domains("+39123"), Vec::<&str>::new());
    }

    #[test]
    fn names_are_one_line() {
        assert_eq!(
            clean_name(" Ada\r\nLovelace\u{0} ").as_deref(),
            Some("Ada Lovelace")
        );
        assert_eq!(clean_name(" \n"), None);
    }
}
