//! Roles: three that ship, and those a house makes for itself.

use sea_orm::DbErr;

use super::Permission;
use crate::store::{Store, roles};

/// The shipped roles: stored word, shown name, permissions. They reach all teams and channels.
const SHIPPED: &[(&str, &str, &[Permission])] = &[
    ("administrator", "Administrator", Permission::ALL),
    ("agent", "Agent", Permission::AGENT),
    ("viewer", "Viewer", Permission::VIEWER),
];

/// Makes the shipped roles, or brings their permissions up to this version's. Does nothing when all is well.
pub async fn seed(store: &Store) -> Result<(), DbErr> {
    let found = roles::shipped(store.read()).await?;
    let current = SHIPPED.iter().all(|(builtin, _, permissions)| {
        found.iter().any(|role| {
            role.builtin.as_deref() == Some(builtin) && role.permissions == Permission::to_stored(permissions)
        })
    });
    if current {
        return Ok(());
    }
    let tx = store.write().await?;
    for (builtin, name, permissions) in SHIPPED {
        roles::ship(&tx, builtin, name, Permission::to_stored(permissions)).await?;
    }
    tx.commit().await
}
