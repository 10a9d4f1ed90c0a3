//! From what a person types to words and operators: `"late parcel" from:ada is:open after:2026-01-01 refu`.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};

use crate::store::entity::tickets::TicketStatus;
use crate::store::search::Phrase;

/// Words and operators beyond this are not looked at.
const MOST_TERMS: usize = 20;

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub phrases: Vec<Phrase>,
    pub operators: Vec<Operator>,
    pub problems: Vec<QueryProblem>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    From(String),
    To(String),
    Channel(String),
    Is(Is),
    Tag(String),
    /// `me`, `none`, or a name.
    Assignee(String),
    Before(DateTime<Utc>),
    After(DateTime<Utc>),
    HasAttachment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    Status(TicketStatus),
    Unread,
    Assigned,
    Unassigned,
}

/// A part of the query that could not be used; the rest still counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryProblem {
    /// As it was typed.
    pub part: String,
    pub detail: String,
}

impl fmt::Display for QueryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part, self.detail)
    }
}

/// Reads a query. Nothing is an error: what is no operator is a word, and the last word may be only begun.
pub fn parse(query: &str) -> Asked {
    let mut asked = Asked::default();
    let parts = split(query);
    let last = parts.len().saturating_sub(1);
    for (index, part) in parts.into_iter().take(MOST_TERMS).enumerate() {
        match part.name.as_deref().map(|name| operator(name, &part.value)) {
            Some(Some(Ok(operator))) => asked.operators.push(operator),
            Some(Some(Err(detail))) => asked.problems.push(QueryProblem {
                part: part.typed,
                detail,
            }),
            // Not an operator after all: `Re:hello` is two words.
            Some(None) | None => {
                let phrase = Phrase {
                    prefix: index == last && !part.quoted,
                    ..Phrase::exact(&part.text())
                };
                if !phrase.words.is_empty() {
                    asked.phrases.push(phrase);
                }
            }
        }
    }
    asked
}

#[derive(Debug, Default)]
struct Part {
    typed: String,
    name: Option<String>,
    value: String,
    quoted: bool,
}

impl Part {
    fn text(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} {}", self.value),
            None => self.value.clone(),
        }
    }
}

/// Cuts at spaces outside quotation marks. A mark without its pair runs to the end.
fn split(query: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut part = Part::default();
    let mut inside = false;
    for c in query.chars().chain(std::iter::once(' ')) {
        if c.is_whitespace() && !inside {
            if !part.value.is_empty() || part.name.is_some() {
                parts.push(std::mem::take(&mut part));
            }
            part = Part::default();
            continue;
        }
        part.typed.push(c);
        match c {
            '"' | '“' | '”' | '„' | '«' | '»' => {
                inside = !inside;
                part.quoted = true;
            }
            ':' if !inside && part.name.is_none() && !part.quoted && is_name(&part.value) => {
                part.name = Some(std::mem::take(&mut part.value));
            }
            other => part.value.push(other),
        }
    }
    // The final space was inside an open quotation.
    if inside && !part.value.trim().is_empty() {
        parts.push(part);
    }
    parts
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic())
}

/// None: there is no such operator.
fn operator(name: &str, value: &str) -> Option<Result<Operator, String>> {
    let value = value.trim();
    let text = |make: fn(String) -> Operator| match value {
        "" => Err("says nothing".to_owned()),
        value => Ok(make(value.to_owned())),
    };
    Some(match name.to_ascii_lowercase().as_str() {
        "from" => text(Operator::From),
        "to" => text(Operator::To),
        "channel" => text(Operator::Channel),
        "tag" => text(Operator::Tag),
        "assignee" => text(Operator::Assignee),
        "before" => day(value).map(Operator::Before),
        "after" => day(value).map(Operator::After),
        "is" => is(value),
        "has" => match value.to_ascii_lowercase().as_str() {
            "attachment" | "attachments" => Ok(Operator::HasAttachment),
            _ => Err("only has:attachment is known".to_owned()),
        },
        _ => return None,
    })
}

fn is(value: &str) -> Result<Operator, String> {
    let word = value.to_ascii_lowercase();
    let status = serde_json::from_value(serde_json::Value::from(word.as_str()));
    Ok(Operator::Is(match (status, word.as_str()) {
        (Ok(status), _) => Is::Status(status),
        (_, "unread") => Is::Unread,
        (_, "assigned") => Is::Assigned,
        (_, "unassigned") => Is::Unassigned,
        _ => {
            return Err(
                "is one of open, waiting, snoozed, resolved, closed, spam, unread, assigned, unassigned"
                    .into(),
            );
        }
    }))
}

/// The first moment (UTC) of a day, month or year: `2026-11-21`, `2026-11`, `2026`.
fn day(value: &str) -> Result<DateTime<Utc>, String> {
    let whole = match value.len() {
        4 => format!("{value}-01-01"),
        7 => format!("{value}-01"),
        _ => value.to_owned(),
    };
    NaiveDate::parse_from_str(&whole, "%Y-%m-%d")
        .ok()
        .filter(|day| (1970..=9999).contains(&day.year()))
        .map(|day| day.and_time(NaiveTime::MIN).and_utc())
        .ok_or_else(|| "must be a day such as 2026-11-21, a month or a year".to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(asked: &Asked) -> Vec<String> {
        asked
            .phrases
            .iter()
            .map(|phrase| phrase.words.join(" ") + if phrase.prefix { "*" } else { "" })
            .collect()
    }

    #[test]
    fn words_phrases_and_operators() {
        let asked = parse(r#"Crème "late parcel" FROM:"Ada L" is:open after:2026-02 has:attachment re:refu"#);
        assert_eq!(words(&asked), ["creme", "late parcel", "re refu*"]);
        let february = DateTime::parse_from_rfc3339("2026-02-01T00:00:00Z")
            .unwrap()
            .to_utc();
        assert_eq!(
            asked.operators,
            [
                Operator::From("Ada L".into()),
                Operator::Is(Is::Status(TicketStatus::Open)),
                Operator::After(february),
                Operator::HasAttachment,
            ]
        );
        assert_eq!(asked.problems, []);
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        let asked = parse("is:late before:tomorrow has:money from: ok");
        let parts: Vec<&str> = asked.problems.iter().map(|p| p.part.as_str()).collect();
        assert_eq!(parts, ["is:late", "before:tomorrow", "has:money", "from:"]);
        assert_eq!(words(&asked), ["ok*"]);
    }

    #[test]
    fn an_address_is_a_phrase_and_an_open_quotation_runs_on() {
        assert_eq!(words(&parse("ada@example.com x")), ["ada example com", "x*"]);
        assert_eq!(words(&parse("\"late par")), ["late par"]);
        assert_eq!(words(&parse("注文した")), ["注文 文し した*"]);
        assert_eq!(words(&parse(" - \"\" ")), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in ".{0,200}") {
            for phrase in parse(&text).phrases {
                prop_assert!(!phrase.words.is_empty());
                for word in phrase.words {
                    prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric), "{word:?}");
                }
            }
        }
    }
}
