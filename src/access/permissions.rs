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
    /// Make, change and delete the canned replies and macros of teams and of everyone.
    CannedManage,
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
        Self::CannedManage,
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

    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TicketsRead => "tickets_read",
            Self::TicketsChange => "tickets_change",
            Self::TicketsReply => "tickets_reply",
            Self::ContactsRead => "contacts_read",
            Self::ContactsChange => "contacts_change",
            Self::ViewsManage => "views_manage",
            Self::CannedManage => "canned_manage",
            Self::IntakeManage => "intake_manage",
            Self::ChannelsManage => "channels_manage",
            Self::UsersManage => "users_manage",
            Self::AuditRead => "audit_read",
            Self::SettingsManage => "settings_manage",
        }
    }

    /// Reads the words of a stored list; words of a newer version are passed over.
    pub fn from_stored(words: &serde_json::Value) -> Vec<Self> {
        let words = words.as_array().map(Vec::as_slice).unwrap_or_default();
        words
            .iter()
            .filter_map(|word| serde_json::from_value(word.clone()).ok())
            .collect()
    }

    /// The list as it is stored.
    pub fn to_stored(permissions: &[Self]) -> serde_json::Value {
        permissions.iter().map(|permission| permission.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_storage() {
        let stored = Permission::to_stored(Permission::ALL);
        assert_eq!(Permission::from_stored(&stored), Permission::ALL);
    }
}
