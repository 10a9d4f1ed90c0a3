//! Who might be the same person: a few look-ups in the indexes, then a closer look at what they found.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Caller;
use crate::store::entity::contacts::Model;
use crate::store::entity::identities::{self, IdentityKind};
use crate::store::search::{self, Phrase};
use crate::store::{contact_distinctions, contact_rows, contacts, identity_rows};
use crate::text_fold::index_words;

/// Looked at in one look-up, and shown at last.
const CANDIDATES: u64 = 25;
const SHOWN: usize = 5;
/// Addresses of a contact that are looked up.
const ADDRESSES: usize = 4;

/// Why two contacts may be one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// One number, as a phone and on a messenger.
    SameNumber,
    /// One mailbox but for a `+tag` (RFC 5233).
    SameMailbox,
    /// One name of two words or more, whatever case, accents and order.
    SameName,
    /// The one's name stands in the other's address.
    NameInAddress,
    /// Only together with another reason.
    SameCompany,
}

impl Likeness {
    fn weight(self) -> u32 {
        match self {
            Self::SameNumber => 90,
            Self::SameMailbox => 80,
            Self::SameName => 60,
            Self::NameInAddress => 40,
            Self::SameCompany => 20,
        }
    }
}

/// Somebody who may be the contact, and why.
#[derive(Debug)]
pub struct Suggestion {
    pub contact: Model,
    pub reasons: Vec<Likeness>,
}

/// At most five, likeliest first, of those the caller may see and nobody told apart.
pub async fn suggest(
    conn: &impl ConnectionTrait,
    caller: &Caller,
    contact: &Model,
) -> Result<Vec<Suggestion>, DbErr> {
    if contact.merged_into.is_some() {
        return Ok(Vec::new());
    }
    let mut addresses = contact_rows::addresses(conn, &[contact.id]).await?;
    let own = Traits::of(contact, &addresses.remove(&contact.id).unwrap_or_default());
    let mut found: HashMap<Uuid, Model> = HashMap::new();
    for phrases in own.questions() {
        for other in search::contacts(conn, &caller.scope, &phrases, CANDIDATES).await? {
            found.insert(other.id, other);
        }
    }
    let holders = identity_rows::holders_of_numbers(conn, contact.id, &own.spellings(), CANDIDATES).await?;
    for other in contacts::by_ids(conn, &caller.scope, &holders).await? {
        found.insert(other.id, other);
    }
    let apart = contact_distinctions::others(conn, contact.id).await?;
    found.retain(|id, other| *id != contact.id && other.merged_into.is_none() && !apart.contains(id));
    let ids: Vec<Uuid> = found.keys().copied().collect();
    let mut addresses = contact_rows::addresses(conn, &ids).await?;
    let mut suggestions: Vec<Suggestion> = found
        .into_values()
        .filter_map(|other| {
            let theirs = Traits::of(&other, &addresses.remove(&other.id).unwrap_or_default());
            let reasons = own.likeness(&theirs);
            (!reasons.is_empty()).then_some(Suggestion {
                contact: other,
                reasons,
            })
        })
        .collect();
    suggestions.sort_by_key(|one| {
        let weight: u32 = one.reasons.iter().map(|reason| reason.weight()).sum();
        std::cmp::Reverse((weight, one.contact.last_activity_at, one.contact.id))
    });
    suggestions.truncate(SHOWN);
    Ok(suggestions)
}

/// What of a contact is compared.
#[derive(Debug, Default)]
struct Traits {
    /// Folded words in order of the alphabet; empty when the name says too little.
    name: Vec<String>,
    /// Folded words of the local parts of mail addresses.
    local_parts: Vec<Vec<String>>,
    /// Mail addresses without `+tag`.
    mailboxes: Vec<String>,
    /// Digits only.
    numbers: Vec<String>,
    company: Option<Uuid>,
}

impl Traits {
    fn of(contact: &Model, addresses: &[identities::Model]) -> Self {
        let mut traits = Self {
            name: match contact.name.contains('@') {
                true => Vec::new(),
                false => words(&contact.name),
            },
            company: contact.company_id,
            ..Self::default()
        };
        for identity in addresses.iter().take(ADDRESSES) {
            match identity.kind {
                IdentityKind::Email => {
                    let Some((local, domain)) = identity.value.rsplit_once('@') else {
                        continue;
                    };
                    let plain = local.split('+').next().unwrap_or(local);
                    traits.mailboxes.push(format!("{plain}@{domain}"));
                    traits.local_parts.push(words(plain));
                }
                IdentityKind::Phone | IdentityKind::Handle => {
                    let number: String = identity.value.chars().filter(char::is_ascii_digit).collect();
                    let bare = identity.value.trim_start_matches('+');
                    if number.len() >= 7 && number == bare {
                        traits.numbers.push(number);
                    }
                }
            }
        }
        traits
    }

    /// What the index of contacts is asked.
    fn questions(&self) -> Vec<Vec<Phrase>> {
        let all =
            |words: &[String]| -> Vec<Phrase> { words.iter().map(|word| Phrase::exact(word)).collect() };
        let mut questions = Vec::new();
        if !self.name.is_empty() {
            questions.push(all(&self.name));
        }
        for local in self.local_parts.iter().filter(|local| !local.is_empty()) {
            questions.push(all(local));
        }
        for (local, domain) in self
            .mailboxes
            .iter()
            .filter_map(|mailbox| mailbox.split_once('@'))
        {
            let phrases: Vec<Phrase> = [local, domain].into_iter().map(Phrase::exact).collect();
            if phrases.iter().all(|phrase| !phrase.words.is_empty()) {
                questions.push(phrases);
            }
        }
        questions
    }

    /// How the numbers are written, as phones and as handles.
    fn spellings(&self) -> Vec<String> {
        let both = |number: &String| [number.clone(), format!("+{number}")];
        self.numbers.iter().flat_map(both).collect()
    }

    fn likeness(&self, other: &Self) -> Vec<Likeness> {
        let mut reasons = Vec::new();
        if self.numbers.iter().any(|number| other.numbers.contains(number)) {
            reasons.push(Likeness::SameNumber);
        }
        if self
            .mailboxes
            .iter()
            .any(|mailbox| other.mailboxes.contains(mailbox))
        {
            reasons.push(Likeness::SameMailbox);
        }
        if !self.name.is_empty() && self.name == other.name {
            reasons.push(Likeness::SameName);
        } else if self.named_in(other) || other.named_in(self) {
            reasons.push(Likeness::NameInAddress);
        }
        if !reasons.is_empty() && self.company.is_some() && self.company == other.company {
            reasons.push(Likeness::SameCompany);
        }
        reasons
    }

    /// `ada.lovelace@…` bears the name Ada Lovelace.
    fn named_in(&self, other: &Self) -> bool {
        let name = match self.name.is_empty() {
            false => &self.name,
            // Known by the address alone.
            true => match self.local_parts.first() {
                Some(local) => local,
                None => return false,
            },
        };
        !name.is_empty() && (other.local_parts.contains(name) || other.name == *name)
    }
}

/// Folded words in the order of the alphabet; fewer than two say too little about a person.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = index_words(text).split_whitespace().map(str::to_owned).collect();
    words.sort();
    words.dedup();
    match (2..=6).contains(&words.len()) {
        true => words,
        false => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(name: &str, mailboxes: &[&str], numbers: &[&str]) -> Traits {
        Traits {
            name: words(name),
            local_parts: mailboxes
                .iter()
                .map(|mailbox| words(mailbox.split('@').next().unwrap()))
                .collect(),
            mailboxes: mailboxes.iter().map(|mailbox| (*mailbox).to_owned()).collect(),
            numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
            company: None,
        }
    }

    #[test]
    fn one_person_is_known_by_name_address_or_number() {
        let ada = traits("Ada Lovelace", &["ada@example.org"], &["39061234567"]);
        let like = |other: &Traits| ada.likeness(other);
        assert_eq!(like(&traits("LOVELACE Àda", &[], &[])), [Likeness::SameName]);
        assert_eq!(
            like(&traits("", &["ada.lovelace@example.com"], &[])),
            [Likeness::NameInAddress]
        );
        assert_eq!(
            like(&traits("", &["ada@example.org"], &[])),
            [Likeness::SameMailbox]
        );
        assert_eq!(like(&traits("A", &[], &["39061234567"])), [Likeness::SameNumber]);
        assert_eq!(like(&traits("Ada", &["ada@example.net"], &[])), []);
        assert_eq!(like(&traits("Ada King", &["king@example.org"], &[])), []);
    }
}
