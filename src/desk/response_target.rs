//! By when the house wants to have answered: one number for all, which colours ages and feeds the board.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::error::DeskError;
use crate::store::{Tx, settings};

const NAME: &str = "response_target_minutes";
/// Four hours.
const STANDARD: u32 = 240;
/// Thirty days.
const LONGEST: u32 = 30 * 24 * 60;
/// From this part of the target on, a ticket is at risk.
const RISK_PERCENT: u32 = 75;

/// Minutes in which a waiting customer is to be answered; none when the house has no target.
pub async fn minutes(conn: &impl ConnectionTrait) -> Result<Option<u32>, DbErr> {
    Ok(settings::read(conn, NAME).await?.unwrap_or(Some(STANDARD)))
}

pub async fn set(tx: &Tx, minutes: Option<u32>) -> Result<(), DeskError> {
    if minutes.is_some_and(|minutes| !(1..=LONGEST).contains(&minutes)) {
        return Err(DeskError::invalid(
            "/response_target_minutes",
            format!("must be from 1 to {LONGEST} minutes, or null for no target"),
        ));
    }
    settings::write(tx, NAME, &minutes).await?;
    Ok(())
}

/// Who waits since before `late` has waited too long; since before `risky`, nearly.
pub struct Deadlines {
    pub risky: DateTime<Utc>,
    pub late: DateTime<Utc>,
}

impl Deadlines {
    pub fn at(now: DateTime<Utc>, minutes: u32) -> Self {
        let target = TimeDelta::minutes(minutes.into());
        Self {
            risky: now - target * RISK_PERCENT.cast_signed() / 100,
            late: now - target,
        }
    }
}
