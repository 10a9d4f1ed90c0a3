//! The words a role is made of.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing a role allows. Which tickets, channels and contacts it applies to is the role's scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See tickets, timelines and attachments.
    TicketsRead,
    /// Change status, assignee, tags; merge and split; write notes.
    TicketsChange,
    /// Write to customers.
    TicketsReply,
    ContactsRead,
    ContactsChange,
    /// Make, change and delete shared views and tags.
    ViewsManage,
    /// See the intake ledger with raw mail; reprocess and discard.
    IntakeManage,
    ChannelsManage,
    /// Users, teams, roles, tokens of others.
    UsersManage,
    AuditRead,
    SettingsManage,
}

impl Permission {
    /// Every permission, in the order people are shown them.
    pub const ALL: &'static [Self] = &[
        Self::TicketsRead,
        Self::TicketsChange,
        Self::TicketsReply,
        Self::ContactsRead,
        Self::ContactsChange,
        Self::ViewsManage,
        Self::IntakeManage,
        Self::ChannelsManage,
        Self::UsersManage,
        Self::AuditRead,
        Self::SettingsManage,
    ];

    /// What the shipped role `agent` may do.
    pub const AGENT: &'static [Self] = &[
        Self::TicketsRead,
        Self::TicketsChange,
        Self::TicketsReply,
        Self::ContactsRead,
        Self::ContactsChange,
    ];

    /// What the shipped role `viewer` may do.
    pub const VIEWER: &'static [Self] = &[Self::TicketsRead, Self::ContactsRead];
}
