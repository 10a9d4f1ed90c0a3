//! Rows of `attachments` and of the `blobs` they name.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QueryTrait, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::attachments::{ActiveModel, Column, Entity, Model};
use super::entity::{blobs, messages};
use super::scope::Scope;
use crate::blobs::Stored;

/// A file to be kept; its bytes are in the blob store already.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// None while it is only uploaded.
    pub message_id: Option<Uuid>,
    pub uploaded_by: Option<Uuid>,
    pub blob: Stored,
    pub filename: String,
    pub content_type: String,
    pub content_id: Option<String>,
    pub inline: bool,
    pub position: i32,
}

/// Notes that the blob is there; the same content a second time is no news.
pub async fn remember_blob(tx: &Tx, blob: &Stored) -> Result<(), DbErr> {
    let row = blobs::ActiveModel {
        hash: Set(blob.hash.clone()),
        size: Set(blob.size),
        created_at: Set(tx.now()),
    };
    blobs::Entity::insert(row)
        .on_conflict_do_nothing_on([blobs::Column::Hash])
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn insert(tx: &Tx, new: NewAttachment) -> Result<Model, DbErr> {
    remember_blob(tx, &new.blob).await?;
    ActiveModel {
        id: Set(tx.id()),
        message_id: Set(new.message_id),
        uploaded_by: Set(new.uploaded_by),
        blob_hash: Set(new.blob.hash),
        filename: Set(new.filename),
        content_type: Set(new.content_type),
        size: Set(new.blob.size),
        content_id: Set(new.content_id),
        inline: Set(new.inline),
        position: Set(new.position),
        created_at: Set(tx.now()),
    }
    .insert(tx)
    .await
}

/// An attachment the caller may read: of a message of a visible ticket, or the caller's own upload.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    let visible = messages::Entity::find()
        .filter(super::messages::within(scope))
        .filter(Expr::col((messages::Entity, messages::Column::Id)).equals((Entity, Column::MessageId)))
        .into_query();
    Entity::find_by_id(id)
        .filter(
            Condition::any()
                .add(
                    Condition::all()
                        .add(Column::MessageId.is_null())
                        .add(Column::UploadedBy.eq(scope.user_id)),
                )
                .add(Expr::exists(visible)),
        )
        .one(conn)
        .await
}

/// All files of these messages, in their order.
pub async fn of_messages(conn: &impl ConnectionTrait, message_ids: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    if message_ids.is_empty() {
        return Ok(Vec::new());
    }
    Entity::find()
        .filter(Column::MessageId.is_in(message_ids.iter().copied()))
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// Those of `ids` that wait for a message and were uploaded by this user.
pub async fn waiting(conn: &impl ConnectionTrait, user_id: Uuid, ids: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::UploadedBy.eq(user_id))
        .filter(Column::MessageId.is_null())
        .all(conn)
        .await
}

/// Makes an upload a file of the message, at `position`.
pub async fn attach(tx: &Tx, id: Uuid, message_id: Uuid, position: i32) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::MessageId, Expr::value(message_id))
        .col_expr(Column::Position, Expr::value(position))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Frees the files of a message that will not be sent, so that a draft can hold them; they become `user_id`'s uploads.
pub async fn detach(tx: &Tx, message_id: Uuid, user_id: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::MessageId, Expr::value(Option::<Uuid>::None))
        .col_expr(Column::UploadedBy, Expr::value(user_id))
        .filter(Column::MessageId.eq(message_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes an upload that no message took. The blob stays until nothing names it.
pub async fn delete_waiting(tx: &Tx, user_id: Uuid, id: Uuid) -> Result<bool, DbErr> {
    let done = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::UploadedBy.eq(user_id))
        .filter(Column::MessageId.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Shows the file inside the HTML, under this content id.
pub async fn set_inline(tx: &Tx, id: Uuid, content_id: &str) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::ContentId, Expr::value(content_id))
        .col_expr(Column::Inline, Expr::value(true))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
