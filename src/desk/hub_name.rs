//! What customers know the house as: what an administrator typed, else what the configuration says.

use sea_orm::{ConnectionTrait, DbErr};

use super::error::DeskError;
use crate::app::App;
use crate::store::{Tx, settings};

const NAME: &str = "hub_name";
const MOST_CHARACTERS: usize = 100;

/// Empty when nobody ever said.
pub async fn name(app: &App, conn: &impl ConnectionTrait) -> Result<String, DbErr> {
    let typed: Option<Option<String>> = settings::read(conn, NAME).await?;
    Ok(typed.flatten().unwrap_or_else(|| configured(app).to_owned()))
}

/// What stands while nobody typed one: `desk.name`.
pub fn configured(app: &App) -> &str {
    app.config.desk.name.trim()
}

/// None, or nothing but spaces, is back to what the configuration says. Returns what is kept.
pub async fn set(tx: &Tx, name: Option<&str>) -> Result<Option<String>, DeskError> {
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.chars().count() > MOST_CHARACTERS || name.chars().any(char::is_control)) {
        return Err(DeskError::invalid(
            "/name",
            format!("must be at most {MOST_CHARACTERS} characters on one line"),
        ));
    }
    let name = name.map(str::to_owned);
    settings::write(tx, NAME, &name).await?;
    Ok(name)
}
