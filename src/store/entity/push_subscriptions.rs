//! Table `push_subscriptions`: browsers that an agent allowed to be told while no page is open (RFC 8030).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "push_subscriptions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// The session in which its browser last said it is there, and with which it goes; none when a program registered it.
    pub session_id: Option<Uuid>,
    /// Where its push service takes messages.
    pub endpoint: String,
    /// The browser's public key: base64url of an uncompressed point (RFC 8291 §2.1).
    pub p256dh: String,
    /// The browser's authentication secret: base64url of 16 bytes (RFC 8291 §3.2).
    pub auth: String,
    /// The public key of ours it was made for: only messages signed with that one are taken (RFC 8292 §4).
    pub server_key: String,
    /// What its owner calls the device.
    pub name: String,
    pub enabled: bool,
    /// Whether messages may carry words of the ticket.
    pub previews: bool,
    pub created_at: DateTimeUtc,
    /// When its browser last said it is there.
    pub seen_at: DateTimeUtc,
    pub last_ok_at: Option<DateTimeUtc>,
    /// Messages refused since the last one taken.
    pub failures: i32,
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
