//! Table `events`: what is not a message: assigned, status changed, tagged, merged, …

use super::messages::AuthorKind;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What happened. The UI has words for each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    #[sea_orm(string_value = "created")]
    Created,
    #[sea_orm(string_value = "subject_changed")]
    SubjectChanged,
    #[sea_orm(string_value = "status_changed")]
    StatusChanged,
    #[sea_orm(string_value = "priority_changed")]
    PriorityChanged,
    #[sea_orm(string_value = "assigned")]
    Assigned,
    #[sea_orm(string_value = "team_changed")]
    TeamChanged,
    #[sea_orm(string_value = "tagged")]
    Tagged,
    #[sea_orm(string_value = "snoozed")]
    Snoozed,
    #[sea_orm(string_value = "woken")]
    Woken,
    #[sea_orm(string_value = "linked")]
    Linked,
    #[sea_orm(string_value = "unlinked")]
    Unlinked,
    #[sea_orm(string_value = "merged_into")]
    MergedInto,
    #[sea_orm(string_value = "merged_from")]
    MergedFrom,
    #[sea_orm(string_value = "split_off")]
    SplitOff,
    #[sea_orm(string_value = "split_from")]
    SplitFrom,
    #[sea_orm(string_value = "participant_accepted")]
    ParticipantAccepted,
    #[sea_orm(string_value = "message_received")]
    MessageReceived,
    #[sea_orm(string_value = "also_received")]
    AlsoReceived,
    #[sea_orm(string_value = "answered_by_mail")]
    AnsweredByMail,
    #[sea_orm(string_value = "sent_elsewhere")]
    SentElsewhere,
    #[sea_orm(string_value = "message_cancelled")]
    MessageCancelled,
    #[sea_orm(string_value = "message_retried")]
    MessageRetried,
    #[sea_orm(string_value = "acknowledged")]
    Acknowledged,
    #[sea_orm(string_value = "acknowledgement_withheld")]
    AcknowledgementWithheld,
    #[sea_orm(string_value = "delivery_failed")]
    DeliveryFailed,
    #[sea_orm(string_value = "delivery_delayed")]
    DeliveryDelayed,
    #[sea_orm(string_value = "complaint")]
    Complaint,
    #[sea_orm(string_value = "receipt_for_another_address")]
    ReceiptForAnotherAddress,
    #[sea_orm(string_value = "macro_applied")]
    MacroApplied,
    #[sea_orm(string_value = "contact_merged")]
    ContactMerged,
    #[sea_orm(string_value = "contact_unmerged")]
    ContactUnmerged,
    #[sea_orm(string_value = "contact_imported")]
    ContactImported,
    #[sea_orm(string_value = "identity_added")]
    IdentityAdded,
    #[sea_orm(string_value = "identity_removed")]
    IdentityRemoved,
    #[sea_orm(string_value = "identity_verified")]
    IdentityVerified,
    #[sea_orm(string_value = "consent_given")]
    ConsentGiven,
    #[sea_orm(string_value = "consent_withdrawn")]
    ConsentWithdrawn,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub kind: EventKind,
    pub actor_kind: AuthorKind,
    pub actor_id: Option<Uuid>,
    pub data: Json,
    pub at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
