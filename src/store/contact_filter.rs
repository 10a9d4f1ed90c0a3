//! The filter tree over contacts as a condition. Every test is true or false, never NULL, so that NOT means not.

use chrono::NaiveDate;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoColumnRef, LikeExpr, Query, SelectStatement,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use uuid::Uuid;

use super::entity::consents::{self, ConsentState, Purpose};
use super::entity::contacts::{self, Column, ContactKind};
use super::entity::identities::{self, IdentityKind};
use super::entity::tickets::TicketStatus;
use super::entity::{contact_taggings, field_values, tags, tickets};
use super::filter::{Instant, Side, TagKey, Viewpoint};
use super::filter_sql;
use super::scope::Scope;

/// A filter over contacts that was checked.
pub type ContactExpression = super::filter::Expression<ContactTest>;

#[derive(Clone, Debug, PartialEq)]
pub enum ContactTest {
    Kind(Vec<ContactKind>),
    Company(Vec<Uuid>),
    Employed,
    Language(Vec<String>),
    HasLanguage,
    /// Has at least one of these.
    Tag(Vec<TagKey>),
    /// Has a tag at all.
    Tagged,
    /// Has an address of one of these kinds.
    Reachable(Vec<IdentityKind>),
    /// An address holds these folded letters.
    Address(String),
    /// The name holds these folded letters.
    Name(String),
    /// Open, waiting or snoozed tickets that the viewer may see.
    HasOpenTickets,
    LastActivity(Side, Instant),
    Created(Side, Instant),
    /// The last word of the contact, by channel, is one of these; without any, there is no word at all.
    Marketing(Vec<ConsentState>),
    Field(Uuid, ValueTest),
}

/// What is asked of a custom field.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueTest {
    Present,
    /// Folded; any of them.
    Word(Vec<String>),
    /// Folded letters somewhere in it.
    Contains(String),
    Number(Vec<f64>),
    /// Bounds included.
    NumberBetween(Option<f64>, Option<f64>),
    Day(Vec<NaiveDate>),
    DayBeside(Side, Beside),
    YesNo(bool),
    Choice(Vec<Uuid>),
}

/// A day, or one that moves on with the viewer's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Beside {
    Day(NaiveDate),
    Instant(Instant),
}

/// For queries in which `contacts` is selected.
pub fn condition(expression: &ContactExpression, scope: &Scope, view: &Viewpoint) -> Condition {
    filter_sql::tree(expression, &|test| test_sql(test, scope, view))
}

fn test_sql(test: &ContactTest, scope: &Scope, view: &Viewpoint) -> Expr {
    match test {
        ContactTest::Kind(kinds) => Column::Kind.is_in(kinds.iter().copied()),
        ContactTest::Company(ids) => own(Column::CompanyId)
            .is_not_null()
            .and(own(Column::CompanyId).is_in(ids.iter().copied())),
        ContactTest::Employed => own(Column::CompanyId).is_not_null(),
        ContactTest::Language(languages) => own(Column::Language)
            .is_not_null()
            .and(own(Column::Language).is_in(languages.iter().cloned())),
        ContactTest::HasLanguage => own(Column::Language).is_not_null(),
        ContactTest::Tag(keys) => Expr::exists(tagged().cond_where(one_of(keys)).to_owned()),
        ContactTest::Tagged => Expr::exists(tagged()),
        ContactTest::Reachable(kinds) => {
            let mut address = addresses();
            address.and_where(identities::Column::Kind.is_in(kinds.iter().copied()));
            Expr::exists(address)
        }
        ContactTest::Address(letters) => {
            let mut address = addresses();
            address.and_where(Expr::col(identities::Column::Value).like(holding(letters)));
            Expr::exists(address)
        }
        ContactTest::Name(letters) => own(Column::SearchText).like(holding(letters)),
        ContactTest::HasOpenTickets => Expr::exists(open_tickets(scope)),
        ContactTest::LastActivity(side, instant) => beside(Column::LastActivityAt, *side, *instant, view),
        ContactTest::Created(side, instant) => beside(Column::CreatedAt, *side, *instant, view),
        ContactTest::Marketing(states) => Expr::exists(last_words(states)),
        ContactTest::Field(id, test) => Expr::exists(value_of(*id, test, view)),
    }
}

fn own(column: Column) -> Expr {
    Expr::col((contacts::Entity, column))
}

fn beside(column: Column, side: Side, instant: Instant, view: &Viewpoint) -> Expr {
    let at = view.instant(instant);
    match side {
        Side::Before => column.lt(at),
        Side::After => column.gte(at),
    }
}

/// Folded letters anywhere; what LIKE takes for signs is taken as it stands.
fn holding(letters: &str) -> LikeExpr {
    let plain = letters
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    LikeExpr::new(format!("%{plain}%")).escape('\\')
}

fn is_own(column: impl IntoColumnRef) -> Expr {
    Expr::col(column).equals((contacts::Entity, Column::Id))
}

fn tagged() -> SelectStatement {
    contact_taggings::Entity::find()
        .filter(is_own((
            contact_taggings::Entity,
            contact_taggings::Column::ContactId,
        )))
        .into_query()
}

fn one_of(keys: &[TagKey]) -> Condition {
    let ids = keys.iter().filter_map(|key| match key {
        TagKey::Id(id) => Some(*id),
        TagKey::Name(_) => None,
    });
    let names = keys.iter().filter_map(|key| match key {
        TagKey::Name(name) => Some(name.clone()),
        TagKey::Id(_) => None,
    });
    let named = Query::select()
        .column(tags::Column::Id)
        .from(tags::Entity)
        .and_where(tags::Column::Name.is_in(names))
        .to_owned();
    Condition::any()
        .add(contact_taggings::Column::TagId.is_in(ids))
        .add(contact_taggings::Column::TagId.in_subquery(named))
}

fn addresses() -> SelectStatement {
    identities::Entity::find()
        .filter(is_own((identities::Entity, identities::Column::ContactId)))
        .into_query()
}

fn open_tickets(scope: &Scope) -> SelectStatement {
    tickets::Entity::find()
        .filter(is_own((tickets::Entity, tickets::Column::ContactId)))
        .filter(tickets::Column::Status.is_in([
            TicketStatus::Open,
            TicketStatus::Waiting,
            TicketStatus::Snoozed,
        ]))
        .filter(tickets::Column::MergedInto.is_null())
        .filter(scope.tickets())
        .into_query()
}

/// The newest row of a channel holds (`people::consent`); ids grow with time.
fn last_words(states: &[ConsentState]) -> SelectStatement {
    let newer = Alias::new("newer");
    let at = |column: consents::Column| Expr::col((newer.clone(), column));
    let of = |column: consents::Column| (consents::Entity, column);
    let same_channel = at(consents::Column::ChannelId)
        .equals(of(consents::Column::ChannelId))
        .or(at(consents::Column::ChannelId)
            .is_null()
            .and(Expr::col(of(consents::Column::ChannelId)).is_null()));
    let overruled = Query::select()
        .expr(Expr::val(1))
        .from_as(consents::Entity, newer.clone())
        .and_where(at(consents::Column::ContactId).equals(of(consents::Column::ContactId)))
        .and_where(at(consents::Column::Purpose).equals(of(consents::Column::Purpose)))
        .and_where(same_channel)
        .and_where(at(consents::Column::Id).gt(Expr::col(of(consents::Column::Id))))
        .to_owned();
    let mut words = consents::Entity::find()
        .filter(is_own(of(consents::Column::ContactId)))
        .filter(consents::Column::Purpose.eq(Purpose::Marketing))
        .into_query();
    if !states.is_empty() {
        words
            .and_where(consents::Column::State.is_in(states.iter().copied()))
            .and_where(Expr::exists(overruled).not());
    }
    words
}

fn value_of(field_id: Uuid, test: &ValueTest, view: &Viewpoint) -> SelectStatement {
    use field_values::Column as C;
    let own = |column: C| Expr::col((field_values::Entity, column));
    let asked = match test {
        ValueTest::Present => None,
        ValueTest::Word(words) => Some(own(C::Word).is_in(words.iter().cloned())),
        ValueTest::Contains(letters) => Some(own(C::Folded).like(holding(letters))),
        ValueTest::Number(numbers) => Some(own(C::Number).is_in(numbers.iter().copied())),
        ValueTest::NumberBetween(least, most) => {
            let least = least.map(|least| own(C::Number).gte(least));
            let most = most.map(|most| own(C::Number).lte(most));
            match (least, most) {
                (Some(least), Some(most)) => Some(least.and(most)),
                (one, other) => one.or(other),
            }
        }
        ValueTest::Day(days) => Some(own(C::Day).is_in(days.iter().copied())),
        ValueTest::DayBeside(side, beside) => {
            let day = match beside {
                Beside::Day(day) => *day,
                Beside::Instant(instant) => view.instant(*instant).date_naive(),
            };
            Some(match side {
                Side::Before => own(C::Day).lt(day),
                Side::After => own(C::Day).gte(day),
            })
        }
        ValueTest::YesNo(flag) => Some(own(C::YesNo).eq(*flag)),
        ValueTest::Choice(ids) => Some(own(C::ChoiceId).is_in(ids.iter().copied())),
    };
    let mut rows = field_values::Entity::find()
        .filter(is_own((field_values::Entity, C::ContactId)))
        .filter(C::FieldId.eq(field_id))
        .into_query();
    if let Some(asked) = asked {
        rows.and_where(asked);
    }
    rows
}
