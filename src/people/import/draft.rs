//! One record checked: what it says of a contact, each value made regular, or why it cannot be taken.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::house::House;
use super::refusal::Refusal;
use super::target::Target;
use crate::people::field_values::Typed;
use crate::people::{PeopleError, field_text, typed};
use crate::store::entity::contacts::ContactKind;
use crate::store::entity::identities::IdentityKind;

/// What a record says of a contact; `None` says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub name: Option<String>,
    pub kind: Option<ContactKind>,
    /// A company's name.
    pub company: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub notes: Option<String>,
    /// Each once, at least one.
    pub addresses: Vec<(IdentityKind, String)>,
    /// Whether marketing is allowed.
    pub marketing: Option<bool>,
    /// Names, each once.
    pub tags: Vec<String>,
    /// Values of custom fields by key.
    pub fields: Typed,
}

/// A remark on a record: what it changes, or why it was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RowNote {
    /// Name of the column it is about; empty when it is about the whole record.
    pub column: String,
    /// A stable word: a reason to refuse, or what changes.
    pub code: String,
    /// The value.
    pub words: String,
}

impl RowNote {
    pub fn new(column: &str, code: &str, words: &str) -> Self {
        Self {
            column: column.to_owned(),
            code: code.to_owned(),
            // A remark is a hint, not a second copy of the file.
            words: words.chars().take(200).collect(),
        }
    }

    pub fn refused(column: &str, refusal: Refusal, words: &str) -> Self {
        let code = serde_json::to_value(refusal).ok();
        Self::new(
            column,
            code.as_ref().and_then(|code| code.as_str()).unwrap_or_default(),
            words,
        )
    }
}

/// How a record is read.
#[derive(Clone, Copy, Debug)]
pub struct Meaning<'a> {
    pub header: &'a [String],
    pub mapping: &'a [Target],
    /// Put before phone numbers without a country code, such as `+39`.
    pub phone_prefix: Option<&'a str>,
    pub house: &'a House,
}

/// Everything that is wrong with a record is said at once.
pub fn check(cells: &[String], meaning: Meaning<'_>) -> Result<Draft, Vec<RowNote>> {
    let mut draft = Draft::default();
    let mut wrong = Vec::new();
    let (mut first, mut last) = (None, None);
    for (column, cell) in cells.iter().enumerate() {
        let (Some(target), false) = (meaning.mapping.get(column), cell.is_empty()) else {
            continue;
        };
        let header = meaning.header.get(column).map(String::as_str).unwrap_or_default();
        let mut refuse = |refusal: Refusal| wrong.push(RowNote::refused(header, refusal, cell));
        let kept = |typed: Result<String, PeopleError>| typed.ok();
        match target {
            Target::Ignore => {}
            Target::Name | Target::FirstName | Target::LastName => match kept(typed::name(cell, "")) {
                None => refuse(Refusal::BadName),
                Some(name) => match target {
                    Target::FirstName => first = Some(name),
                    Target::LastName => last = Some(name),
                    _ => draft.name = Some(name),
                },
            },
            Target::Email => {
                for part in cell.split([';', ',', ' ', '\n']).filter(|part| !part.is_empty()) {
                    let bare = part.trim_matches(['<', '>']);
                    match kept(typed::address(IdentityKind::Email, bare, "")) {
                        Some(email) => add(&mut draft.addresses, IdentityKind::Email, email),
                        None => refuse(Refusal::BadEmail),
                    }
                }
            }
            Target::Phone => {
                for part in cell
                    .split([';', ',', '\n'])
                    .filter(|part| !part.trim().is_empty())
                {
                    let number = with_prefix(part.trim(), meaning.phone_prefix);
                    match kept(typed::address(IdentityKind::Phone, &number, "")) {
                        Some(phone) => add(&mut draft.addresses, IdentityKind::Phone, phone),
                        None => refuse(Refusal::BadPhone),
                    }
                }
            }
            Target::Company => match kept(typed::name(cell, "")) {
                Some(company) => draft.company = Some(company),
                None => refuse(Refusal::BadCompany),
            },
            Target::Kind => match kind(cell) {
                Some(kind) => draft.kind = Some(kind),
                None => refuse(Refusal::BadKind),
            },
            Target::Language => match language(cell) {
                Some(language) => draft.language = Some(language),
                None => refuse(Refusal::BadLanguage),
            },
            Target::TimeZone => match kept(typed::time_zone(cell, "")) {
                Some(zone) => draft.time_zone = Some(zone),
                None => refuse(Refusal::BadTimeZone),
            },
            Target::Notes => {
                let all = match draft.notes.take() {
                    Some(before) => format!("{before}\n{cell}"),
                    None => cell.clone(),
                };
                match kept(typed::notes(all, "")) {
                    Some(notes) => draft.notes = Some(notes),
                    None => refuse(Refusal::NotesTooLong),
                }
            }
            Target::Marketing => match typed::yes_or_no(cell) {
                Some(answer) => draft.marketing = Some(answer),
                None => refuse(Refusal::BadConsent),
            },
            Target::Tags => {
                for part in cell.split([';', ',', '\n']).map(str::trim) {
                    match meaning.house.tag(part) {
                        _ if part.is_empty() => {}
                        Ok(tag) if draft.tags.contains(&tag) => {}
                        Ok(tag) => draft.tags.push(tag),
                        Err(refusal) => refuse(refusal),
                    }
                }
            }
            // A field that is gone meanwhile means nothing.
            Target::Field(key) => match meaning
                .house
                .field(key)
                .map(|field| field_text::read(field, cell))
            {
                Some(Ok(value)) => drop(draft.fields.insert(key.clone(), value)),
                Some(Err(_)) => refuse(Refusal::BadField),
                None => {}
            },
        }
    }
    if draft.name.is_none() && (first.is_some() || last.is_some()) {
        let whole = [first, last].into_iter().flatten().collect::<Vec<_>>().join(" ");
        match typed::name(&whole, "") {
            Ok(name) => draft.name = Some(name),
            Err(_) => wrong.push(RowNote::refused("", Refusal::BadName, &whole)),
        }
    }
    if draft.addresses.is_empty() && wrong.is_empty() {
        wrong.push(RowNote::refused(
            "",
            Refusal::NoAddress,
            draft.name.as_deref().unwrap_or_default(),
        ));
    }
    match wrong.is_empty() {
        true => Ok(draft),
        false => Err(wrong),
    }
}

fn add(addresses: &mut Vec<(IdentityKind, String)>, kind: IdentityKind, value: String) {
    if !addresses.iter().any(|(_, known)| *known == value) {
        addresses.push((kind, value));
    }
}

/// A national number in its international form. The zero before it falls away, except in Italy, where it is part of the
/// number (ITU-T E.164 national numbering plans).
fn with_prefix(number: &str, prefix: Option<&str>) -> String {
    let Some(prefix) = prefix else {
        return number.to_owned();
    };
    if number.starts_with('+') || number.starts_with("00") {
        return number.to_owned();
    }
    let national = match prefix {
        "+39" => number,
        _ => number.strip_prefix('0').unwrap_or(number),
    };
    format!("{prefix}{national}")
}

fn kind(cell: &str) -> Option<ContactKind> {
    Some(match cell.to_lowercase().as_str() {
        "customer" | "client" | "cliente" => ContactKind::Customer,
        "lead" | "prospect" | "potenziale" | "potenziale cliente" => ContactKind::Lead,
        "supplier" | "vendor" | "fornitore" => ContactKind::Supplier,
        "partner" => ContactKind::Partner,
        "employee" | "staff" | "dipendente" => ContactKind::Employee,
        "competitor" | "concorrente" => ContactKind::Competitor,
        "other" | "altro" => ContactKind::Other,
        _ => return None,
    })
}

fn language(cell: &str) -> Option<String> {
    let code = match cell.to_lowercase().as_str() {
        "italian" | "italiano" => "it",
        "english" | "inglese" => "en",
        "german" | "tedesco" => "de",
        "french" | "francese" => "fr",
        "spanish" | "spagnolo" => "es",
        "portuguese" | "portoghese" => "pt",
        _ => "",
    };
    match code {
        "" => typed::language(&cell.replace('_', "-"), "").ok(),
        code => Some(code.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(prefix: Option<&str>, cells: &[(Target, &str)]) -> Result<Draft, Vec<String>> {
        let header: Vec<String> = cells.iter().map(|(target, _)| target.word()).collect();
        let mapping: Vec<Target> = cells.iter().map(|(target, _)| target.clone()).collect();
        let cells: Vec<String> = cells.iter().map(|(_, cell)| (*cell).to_owned()).collect();
        let meaning = Meaning {
            header: &header,
            mapping: &mapping,
            phone_prefix: prefix,
            house: &House::default(),
        };
        check(&cells, meaning).map_err(|notes| {
            notes
                .iter()
                .map(|note| format!("{}: {}", note.column, note.code))
                .collect()
        })
    }

    #[test]
    fn values_become_regular() {
        use Target::{Email, FirstName, Kind, Language, LastName, Marketing, Phone};
        let draft = checked(
            Some("+39"),
            &[
                (FirstName, " Ada "),
                (LastName, "Lovelace"),
                (Email, "ADA@Example.org; ada@example.net"),
                (Phone, "06 1234567"),
                (Phone, "0044 20 7946 0000"),
                (Kind, "Fornitore"),
                (Language, "it_IT"),
                (Marketing, "Sì"),
            ],
        )
        .unwrap();
        assert_eq!(draft.name.as_deref(), Some("Ada Lovelace"));
        let addresses: Vec<_> = draft.addresses.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(
            addresses,
            [
                "ada@example.org",
                "ada@example.net",
                "+39061234567",
                "+442079460000"
            ]
        );
        assert_eq!(
            (draft.kind, draft.marketing),
            (Some(ContactKind::Supplier), Some(true))
        );
        assert_eq!(draft.language.as_deref(), Some("it-IT"));
        let german = checked(Some("+49"), &[(Phone, "030 1234567")]).unwrap();
        assert_eq!(german.addresses[0].1, "+49301234567");
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        use Target::{Email, Kind, Name, Phone};
        assert_eq!(
            checked(None, &[(Email, "ada"), (Phone, "06 123"), (Kind, "friend")]),
            Err(vec![
                "email: bad_email".to_owned(),
                "phone: bad_phone".to_owned(),
                "kind: bad_kind".to_owned(),
            ])
        );
        assert_eq!(
            checked(None, &[(Name, "Ada")]),
            Err(vec![": no_address".to_owned()])
        );
    }
}
