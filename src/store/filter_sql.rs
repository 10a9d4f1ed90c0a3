//! The filter tree as a condition over `tickets`. Every test is true or false, never NULL, so that NOT means not.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

use super::entity::search_documents::SearchKind;
use super::entity::{search_documents, taggings, tags, ticket_reads, tickets};
use super::filter::{Expression, Moment, Nullable, Side, TagKey, Test, Viewpoint};
use tickets::Column;

/// For queries in which `tickets` is selected or joined.
pub fn condition(expression: &Expression, view: &Viewpoint) -> Condition {
    tree(expression, &|test| test_sql(test, view))
}

/// The tree as a condition; `test_sql` says what its tests are.
pub(super) fn tree<T>(expression: &Expression<T>, test_sql: &dyn Fn(&T) -> Expr) -> Condition {
    match expression {
        Expression::All(parts) => parts
            .iter()
            .fold(Condition::all(), |all, part| all.add(tree(part, test_sql))),
        Expression::Any(parts) if parts.is_empty() => Condition::all().add(Expr::val(1).eq(0)),
        Expression::Any(parts) => {
            parts
                .iter()
                .fold(Condition::any(), |any, part| match tree(part, test_sql) {
                    // An empty condition is left out of the SQL, but "everything" is not nothing.
                    inner if inner.is_empty() => any.add(Expr::val(1).eq(1)),
                    inner => any.add(inner),
                })
        }
        Expression::Not(part) => match tree(part, test_sql) {
            // Its opposite has to be spelled for the same reason.
            inner if inner.is_empty() => Condition::all().add(Expr::val(1).eq(0)),
            inner => inner.not(),
        },
        Expression::Test(test) => Condition::all().add(test_sql(test)),
    }
}

fn test_sql(test: &Test, view: &Viewpoint) -> Expr {
    match test {
        Test::Status(statuses) => Column::Status.is_in(statuses.iter().copied()),
        Test::Priority(priorities) => Column::Priority.is_in(priorities.iter().copied()),
        Test::Assignee(users) => Column::AssigneeId
            .is_not_null()
            .and(Column::AssigneeId.is_in(users.iter().map(|who| view.who(*who)))),
        Test::Team(teams) => Column::TeamId
            .is_not_null()
            .and(Column::TeamId.is_in(teams.iter().copied())),
        Test::Channel(channels) => Column::ChannelId.is_in(channels.iter().copied()),
        Test::Contact(contacts) => Column::ContactId.is_in(contacts.iter().copied()),
        Test::Tag(keys) => Expr::exists(tagged_with(keys)),
        Test::Tagged => Expr::exists(tagged()),
        Test::Language(languages) => Column::Language
            .is_not_null()
            .and(Column::Language.is_in(languages.iter().cloned())),
        Test::Subject(words) => Expr::exists(worded(words)),
        Test::Number(numbers) => Column::Number.is_in(numbers.iter().copied()),
        Test::NumberBetween(least, most) => Column::Number.between(*least, *most),
        Test::Present(field) => nullable(*field).is_not_null(),
        Test::Time(moment, side, instant) => {
            let column = moment_column(*moment);
            let at = view.instant(*instant);
            column.is_not_null().and(match side {
                Side::Before => column.lt(at),
                Side::After => column.gte(at),
            })
        }
        Test::Unread => Column::LastMessageId
            .is_not_null()
            .and(Expr::exists(seen(view)).not()),
    }
}

fn nullable(field: Nullable) -> Column {
    match field {
        Nullable::Assignee => Column::AssigneeId,
        Nullable::Team => Column::TeamId,
        Nullable::Language => Column::Language,
        Nullable::Time(moment) => moment_column(moment),
    }
}

fn moment_column(moment: Moment) -> Column {
    match moment {
        Moment::Created => Column::CreatedAt,
        Moment::LastActivity => Column::LastActivityAt,
        Moment::WaitingSince => Column::WaitingSince,
        Moment::SnoozedUntil => Column::SnoozedUntil,
        Moment::FirstReply => Column::FirstReplyAt,
        Moment::Resolved => Column::ResolvedAt,
    }
}

fn tagged() -> SelectStatement {
    taggings::Entity::find()
        .filter(
            Expr::col((taggings::Entity, taggings::Column::TicketId)).equals((tickets::Entity, Column::Id)),
        )
        .into_query()
}

fn tagged_with(keys: &[TagKey]) -> SelectStatement {
    let mut ids = Vec::new();
    let mut names = Vec::new();
    for key in keys {
        match key {
            TagKey::Id(id) => ids.push(*id),
            TagKey::Name(name) => names.push(name.clone()),
        }
    }
    let mut one_of = Condition::any();
    if !ids.is_empty() {
        one_of = one_of.add(taggings::Column::TagId.is_in(ids));
    }
    if !names.is_empty() {
        let named = Query::select()
            .column(tags::Column::Id)
            .from(tags::Entity)
            .and_where(tags::Column::Name.is_in(names))
            .to_owned();
        one_of = one_of.add(taggings::Column::TagId.in_subquery(named));
    }
    tagged().cond_where(one_of).to_owned()
}

/// The search document of a ticket starts with a word of its own, so each word of number and subject follows a space.
fn worded(words: &str) -> SelectStatement {
    search_documents::Entity::find()
        .filter(search_documents::Column::Kind.eq(SearchKind::Ticket))
        .filter(
            Expr::col((search_documents::Entity, search_documents::Column::ObjectId))
                .equals((tickets::Entity, Column::Id)),
        )
        // Index words are letters and digits: nothing to escape.
        .filter(search_documents::Column::Body.like(format!("% {words}%")))
        .into_query()
}

fn seen(view: &Viewpoint) -> SelectStatement {
    ticket_reads::Entity::find()
        .filter(ticket_reads::Column::UserId.eq(view.user_id))
        .filter(
            Expr::col((ticket_reads::Entity, ticket_reads::Column::TicketId))
                .equals((tickets::Entity, Column::Id)),
        )
        .filter(
            Expr::col((ticket_reads::Entity, ticket_reads::Column::MessageId))
                .gte(Expr::col((tickets::Entity, Column::LastMessageId))),
        )
        .into_query()
}
