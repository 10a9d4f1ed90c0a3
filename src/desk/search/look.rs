//! Carrying a search out: the newest matches, ranked by how much they say of it and how fresh they are.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::highlight::{Highlight, highlight};
use super::names;
use super::parse::{Asked, Operator};
use crate::store::entity::{contacts, tickets};
use crate::store::filter::Viewpoint;
use crate::store::scope::Scope;
use crate::store::search::{self, MessageHit, Phrase, Question};

/// So many of the newest matches are ranked: reading more would make a common word slow.
const CANDIDATES: u64 = 200;
/// Characters of a shown text.
const WIDTH: usize = 200;

/// What was found, each kind best first.
#[derive(Debug, Default)]
pub struct Finds {
    pub tickets: Vec<(tickets::Model, Highlight)>,
    pub messages: Vec<(MessageHit, Highlight)>,
    pub contacts: Vec<(contacts::Model, Highlight)>,
}

/// Whether contacts are looked for as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contacts {
    Included,
    Left,
}

/// At most `limit` of each kind that the scope shows. Names that nobody has are added to the problems of `asked`.
pub async fn look(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    view: Viewpoint,
    asked: &mut Asked,
    contacts: Contacts,
    limit: usize,
) -> Result<Finds, DbErr> {
    if asked.phrases.is_empty() && asked.operators.is_empty() {
        return Ok(Finds::default());
    }
    let question = names::question(conn, scope, view, asked).await?;
    let rank = Ranking {
        phrases: &question.phrases,
        now: view.now,
        limit,
    };
    let tickets = search::tickets(conn, scope, &question, CANDIDATES).await?;
    let mut finds = Finds {
        tickets: rank.best(
            tickets,
            |t| format!("#{} {}", t.number, t.subject),
            |t| t.last_activity_at,
        ),
        ..Finds::default()
    };
    if is_about_messages(asked, &question) {
        let messages = search::messages(conn, scope, &question, CANDIDATES).await?;
        finds.messages = rank.best(messages, words_of, |m| m.at);
    }
    // An operator speaks of tickets or messages, never of a contact.
    if contacts == Contacts::Included && asked.operators.is_empty() && !question.phrases.is_empty() {
        let contacts = search::contacts(conn, scope, &question.phrases, CANDIDATES).await?;
        finds.contacts = rank.best(contacts, |c| c.name.clone(), |c| c.last_activity_at);
    }
    Ok(finds)
}

/// `is:open` alone asks for tickets; every message of theirs would only be noise.
fn is_about_messages(asked: &Asked, question: &Question) -> bool {
    !question.phrases.is_empty()
        || asked.operators.iter().any(|operator| {
            matches!(
                operator,
                Operator::From(_)
                    | Operator::To(_)
                    | Operator::HasAttachment
                    | Operator::Before(_)
                    | Operator::After(_)
            )
        })
}

fn words_of(message: &MessageHit) -> String {
    let words = if message.reply_text.trim().is_empty() {
        &message.text
    } else {
        &message.reply_text
    };
    words.clone()
}

struct Ranking<'a> {
    phrases: &'a [Phrase],
    now: DateTime<Utc>,
    limit: usize,
}

impl Ranking<'_> {
    /// Without words the order of the database stays: newest first.
    fn best<T>(
        &self,
        found: Vec<T>,
        text: fn(&T) -> String,
        at: fn(&T) -> DateTime<Utc>,
    ) -> Vec<(T, Highlight)> {
        let mut scored: Vec<(f64, T, Highlight)> = found
            .into_iter()
            .map(|thing| {
                let highlight = highlight(&text(&thing), self.phrases, WIDTH);
                (self.score(&highlight, at(&thing)), thing, highlight)
            })
            .collect();
        if !self.phrases.is_empty() {
            scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        }
        scored
            .into_iter()
            .take(self.limit)
            .map(|(_, thing, highlight)| (thing, highlight))
            .collect()
    }

    /// Relevance weighs twice what freshness does; a month halves freshness.
    fn score(&self, highlight: &Highlight, at: DateTime<Utc>) -> f64 {
        #[allow(clippy::cast_precision_loss)]
        let phrases = self.phrases.len().max(1) as f64;
        #[allow(clippy::cast_precision_loss)]
        let days = (self.now - at).num_hours().max(0) as f64 / 24.0;
        highlight.relevance / phrases + 0.5 / (1.0 + days / 30.0)
    }
}
