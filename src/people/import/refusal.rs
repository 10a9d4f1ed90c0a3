//! Why a record of a file is not taken.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A stable word for each reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Neither an email nor a phone: it could not be told from another of that name.
    NoAddress,
    BadEmail,
    /// Without its country code a number means nothing.
    BadPhone,
    BadName,
    BadKind,
    BadLanguage,
    BadTimeZone,
    BadCompany,
    NotesTooLong,
    BadConsent,
    /// Not a value of the custom field the column means.
    BadField,
    BadTag,
    /// There is no such tag, and whoever imports may not make one.
    UnknownTag,
    /// Its addresses belong to two contacts; merge them first.
    SeveralContacts,
    /// Its contact is outside the reach of whoever imports.
    NotYours,
    /// The database would not take it.
    NotStored,
}

impl Refusal {
    /// In words for the file of refused records, which people read in a spreadsheet.
    pub fn words(self, language: &str) -> &'static str {
        let (english, italian) = match self {
            Self::NoAddress => ("no email and no phone", "né email né telefono"),
            Self::BadEmail => ("not an email address", "non è un indirizzo email"),
            Self::BadPhone => (
                "not a phone number with its country code, such as +39 06 1234567",
                "non è un numero con prefisso internazionale, come +39 06 1234567",
            ),
            Self::BadName => (
                "a name has 1 to 200 characters on one line",
                "un nome ha da 1 a 200 caratteri su una riga",
            ),
            Self::BadKind => (
                "not a kind of contact, such as customer or supplier",
                "non è un tipo di contatto, come cliente o fornitore",
            ),
            Self::BadLanguage => (
                "not a language, such as it or pt-BR",
                "non è una lingua, come it o pt-BR",
            ),
            Self::BadTimeZone => (
                "not a time zone, such as Europe/Rome",
                "non è un fuso orario, come Europe/Rome",
            ),
            Self::BadCompany => (
                "a company's name has 1 to 200 characters on one line",
                "il nome di un'azienda ha da 1 a 200 caratteri su una riga",
            ),
            Self::NotesTooLong => (
                "notes have at most 10,000 characters",
                "le note hanno al massimo 10.000 caratteri",
            ),
            Self::BadConsent => ("neither yes nor no", "né sì né no"),
            Self::BadField => ("not a value of this field", "non è un valore di questo campo"),
            Self::BadTag => (
                "a tag has 1 to 50 characters on one line",
                "un'etichetta ha da 1 a 50 caratteri su una riga",
            ),
            Self::UnknownTag => (
                "there is no such tag, and you may not make any",
                "questa etichetta non esiste e non puoi crearne",
            ),
            Self::SeveralContacts => (
                "the addresses belong to two contacts: merge them first",
                "gli indirizzi appartengono a due contatti: prima vanno uniti",
            ),
            Self::NotYours => (
                "the address belongs to a contact you may not see",
                "l'indirizzo appartiene a un contatto che non puoi vedere",
            ),
            Self::NotStored => ("could not be stored", "non è stato possibile salvarlo"),
        };
        match language.starts_with("it") {
            true => italian,
            false => english,
        }
    }
}
