//! What a column of a file may mean.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The meaning of one column, written as a word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    Ignore,
    Name,
    FirstName,
    LastName,
    Email,
    Phone,
    Company,
    Kind,
    Language,
    TimeZone,
    Notes,
    /// Whether marketing is allowed: yes or no.
    Marketing,
    Tags,
    /// The custom field of this key.
    Field(String),
}

/// Before the key of a custom field.
const FIELD: &str = "field:";

const WORDS: [(Target, &str); 13] = [
    (Target::Ignore, "ignore"),
    (Target::Name, "name"),
    (Target::FirstName, "first_name"),
    (Target::LastName, "last_name"),
    (Target::Email, "email"),
    (Target::Phone, "phone"),
    (Target::Company, "company"),
    (Target::Kind, "kind"),
    (Target::Language, "language"),
    (Target::TimeZone, "time_zone"),
    (Target::Notes, "notes"),
    (Target::Marketing, "marketing"),
    (Target::Tags, "tags"),
];

impl Target {
    /// The word stored and sent.
    pub fn word(&self) -> String {
        match self {
            Self::Field(key) => format!("{FIELD}{key}"),
            _ => WORDS
                .iter()
                .find(|(target, _)| target == self)
                .map_or_else(String::new, |(_, word)| (*word).to_owned()),
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        if let Some(key) = word.strip_prefix(FIELD) {
            return Some(Self::Field(key.to_owned()));
        }
        WORDS
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(target, _)| target.clone())
    }

    /// A contact has many of them, so several columns may name it.
    pub fn repeats(&self) -> bool {
        matches!(
            self,
            Self::Ignore | Self::Email | Self::Phone | Self::Notes | Self::Tags
        )
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        // A meaning of a newer version is a column that is left out.
        Ok(Self::parse(&word).unwrap_or(Self::Ignore))
    }
}
