//! What an item is, and who files it.

use centralino_channels::event::{AutomaticKind, Direction, Event, Inbound, Receipt};
use sea_orm::DbErr;

use super::arrival::{Arrival, Outcome};
use super::copies::{self, Seen};
use super::raw::Item;
use super::{IntakeSource, agent_mail, inbound, sent_elsewhere};
use crate::app::App;
use crate::desk::ours::Ours;
use crate::desk::receipts;
use crate::store::entity::channels;
use crate::store::entity::users::UserState;
use crate::store::{self, Tx};

pub(super) async fn file(
    tx: &Tx,
    app: &App,
    ours: &Ours,
    channel: &channels::Model,
    source: IntakeSource,
    item: &Item,
) -> Result<Outcome, DbErr> {
    let event = &item.incoming.event;
    let mail = match event {
        Event::Unreadable(unreadable) => return Ok(Outcome::failed(unreadable.reason.clone())),
        Event::Receipt(receipt) => {
            return match copies::receipt(tx, &item.raw).await? {
                Some(copy) => Ok(copy),
                None => receipt_of_ours(tx, app, receipt).await,
            };
        }
        Event::Message(mail) => mail,
    };
    let hash = copies::content_hash(event, &item.raw, &item.files);
    match copies::look(tx, app, ours, channel, source, mail, hash.as_deref()).await? {
        Seen::Before(outcome) => Ok(outcome),
        Seen::Never(external_id) => {
            let arrival = Arrival {
                app,
                ours,
                channel,
                source,
                mail,
                files: &item.files,
                at: item.incoming.received_at.min(tx.now()),
                external_id,
            };
            let outcome = message(tx, &arrival).await?;
            Ok(match &mail.not_read {
                Some(reason) if outcome.reason.is_none() => Outcome {
                    reason: Some(format!("shown without its words: {reason}")),
                    ..outcome
                },
                _ => outcome,
            })
        }
    }
}

async fn receipt_of_ours(tx: &Tx, app: &App, receipt: &Receipt) -> Result<Outcome, DbErr> {
    Ok(match receipts::take(tx, &app.keys, receipt).await? {
        Some(message) => Outcome::accepted(message.ticket_id, message.id),
        None => Outcome::ignored("bounce: it speaks of no message of ours"),
    })
}

async fn message(tx: &Tx, arrival: &Arrival<'_>) -> Result<Outcome, DbErr> {
    let mail = arrival.mail;
    if arrival.ours.is(&mail.author.address) {
        let outside = sent_elsewhere::goes_outside(arrival);
        if is_loop(mail) || (answers_itself(mail) && !outside) {
            return Ok(Outcome::ignored("our own automatic mail came back"));
        }
        // Mail from ourselves to ourselves alone is a form or a scanner that uses our address, not a reply.
        if mail.direction == Direction::SentElsewhere && outside {
            return sent_elsewhere::file(tx, arrival, None).await;
        }
        return inbound::file(tx, arrival).await;
    }
    let user = store::users::by_email(tx, &mail.author.address).await?;
    match user.filter(|user| user.state == UserState::Active) {
        Some(agent) => agent_mail::file(tx, arrival, &agent).await,
        None => inbound::file(tx, arrival).await,
    }
}

fn is_loop(mail: &Inbound) -> bool {
    automatic_kind(mail) == Some(AutomaticKind::Loop)
}

fn answers_itself(mail: &Inbound) -> bool {
    matches!(
        automatic_kind(mail),
        Some(AutomaticKind::Reply | AutomaticKind::Bounce)
    )
}

fn automatic_kind(mail: &Inbound) -> Option<AutomaticKind> {
    mail.automatic.as_ref().map(|automatic| automatic.kind)
}
