//! What the names in a search mean: `channel:support`, `assignee:me`, `from:ada`.

use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::parse::{Asked, Is, Operator, QueryProblem};
use crate::store::filter::{Expression, Nullable, TagKey, Test, Viewpoint, Who};
use crate::store::scope::Scope;
use crate::store::search::names::{self, Named};
use crate::store::search::{self, People, Phrase, Question};
use crate::text_fold::fold;

/// `from:` an everyday name must not become a statement of a thousand ids.
const MOST_PEOPLE: u64 = 300;

/// Looks up the names. One that nobody has makes a problem and an empty answer.
pub(super) async fn question(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    view: Viewpoint,
    asked: &mut Asked,
) -> Result<Question, DbErr> {
    let mut question = Question {
        phrases: asked.phrases.clone(),
        tickets: Expression::everything(),
        from: None,
        to: None,
        before: None,
        after: None,
        with_attachment: false,
        view,
    };
    let mut parts = Vec::new();
    let mut statuses = Vec::new();
    let mut channels = Vec::new();
    let mut assignees = Vec::new();
    for operator in asked.operators.clone() {
        let mut unknown = |what: &str, name: &str| {
            asked.problems.push(QueryProblem {
                part: name.to_owned(),
                detail: format!("there is no {what} called so"),
            });
        };
        match operator {
            Operator::Is(Is::Status(status)) => statuses.push(status),
            Operator::Is(Is::Unread) => parts.push(Expression::Test(Test::Unread)),
            Operator::Is(Is::Assigned) => {
                parts.push(Expression::Test(Test::Present(Nullable::Assignee)));
            }
            Operator::Is(Is::Unassigned) => parts.push(nobody()),
            Operator::Before(at) => question.before = Some(at),
            Operator::After(at) => question.after = Some(at),
            Operator::HasAttachment => question.with_attachment = true,
            Operator::Channel(name) => {
                let found = called(&names::channels(conn, scope).await?, &name);
                if found.is_empty() {
                    unknown("channel", &name);
                }
                channels.push(Expression::Test(Test::Channel(found)));
            }
            Operator::Tag(name) => {
                let found = exactly(&names::tags(conn).await?, &name);
                if found.is_empty() {
                    unknown("tag", &name);
                }
                let keys = found.into_iter().map(TagKey::Id).collect();
                parts.push(Expression::Test(Test::Tag(keys)));
            }
            Operator::Assignee(name) => match name.to_lowercase().as_str() {
                "me" => assignees.push(Expression::Test(Test::Assignee(vec![Who::Me]))),
                "none" => assignees.push(nobody()),
                _ => {
                    let found = called(&names::users(conn).await?, &name);
                    if found.is_empty() {
                        unknown("user", &name);
                    }
                    let users = found.into_iter().map(Who::User).collect();
                    assignees.push(Expression::Test(Test::Assignee(users)));
                }
            },
            Operator::From(name) => {
                let people = people(conn, scope, view, &name).await?;
                if people.contacts.is_empty() && people.users.is_empty() {
                    unknown("contact or user", &name);
                }
                add(&mut question.from, people);
            }
            Operator::To(name) => {
                let people = people(conn, scope, view, &name).await?;
                if people.contacts.is_empty() && people.channels.is_empty() {
                    unknown("contact or channel", &name);
                }
                add(&mut question.to, people);
            }
        }
    }
    if !statuses.is_empty() {
        parts.push(Expression::Test(Test::Status(statuses)));
    }
    // Two of one kind mean either; different kinds mean both.
    for either in [channels, assignees] {
        if !either.is_empty() {
            parts.push(Expression::Any(either));
        }
    }
    question.tickets = Expression::All(parts);
    Ok(question)
}

fn nobody() -> Expression {
    Expression::Not(Box::new(Expression::Test(Test::Present(Nullable::Assignee))))
}

fn add(all: &mut Option<People>, more: People) {
    let all = all.get_or_insert_with(People::default);
    all.contacts.extend(more.contacts);
    all.users.extend(more.users);
    all.channels.extend(more.channels);
}

async fn people(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    view: Viewpoint,
    name: &str,
) -> Result<People, DbErr> {
    let phrases = Phrase::begun(name);
    let contacts = match phrases.is_empty() {
        true => Vec::new(),
        false => search::contacts(conn, scope, &phrases, MOST_PEOPLE).await?,
    };
    let users = match name.eq_ignore_ascii_case("me") {
        true => vec![view.user_id],
        false => called(&names::users(conn).await?, name),
    };
    Ok(People {
        contacts: contacts.into_iter().map(|contact| contact.id).collect(),
        users,
        channels: called(&names::channels(conn, scope).await?, name),
    })
}

/// Those of which one name contains the text, whatever case and accents.
fn called(all: &[Named], text: &str) -> Vec<Uuid> {
    let text = fold(text);
    all.iter()
        .filter(|named| named.called.iter().any(|name| fold(name).contains(&text)))
        .map(|named| named.id)
        .collect()
}

fn exactly(all: &[Named], text: &str) -> Vec<Uuid> {
    let text = fold(text);
    all.iter()
        .filter(|named| named.called.iter().any(|name| fold(name) == text))
        .map(|named| named.id)
        .collect()
}
