//! Going through a file: a batch of records in one transaction with the place it came to, so that whatever ends a run
//! loses nothing and doubles nothing.

use std::collections::HashMap;

use sea_orm::DbErr;
use serde_json::{Value, json};
use uuid::Uuid;

use super::apply::{self, Origin};
use super::decide::{Decision, decide, stored};
use super::draft::{self, Draft, Meaning, RowNote};
use super::house::House;
use super::records::Records;
use super::refusal::Refusal;
use super::target::Target;
use super::{control, records};
use crate::access::Caller;
use crate::live::Notice;
use crate::store::entity::contact_import_rows::{Model as Row, RowOutcome};
use crate::store::entity::contact_imports::{ImportState, Model};
use crate::store::{Tx, contact_imports};

/// Records that are kept as examples of each outcome; of the refused ones all are kept.
const EXAMPLES: i64 = 200;

/// How a batch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// So many records are done, and there are more.
    More,
    /// The file is at its end.
    Finished,
    /// Somebody stopped the run, or another worker goes on with it.
    Superseded,
}

/// One run through a file.
pub struct Run {
    pub import: Model,
    records: Records,
    mapping: Vec<Target>,
    house: House,
    position: usize,
    /// Addresses of records before, which a trial run does not find among the contacts.
    seen: HashMap<String, i64>,
}

impl Run {
    /// Reads the file and stands where the last batch ended.
    pub fn new(import: Model, bytes: &[u8], house: House) -> Self {
        let records = records::read(bytes, control::reading(&import), usize::MAX);
        let mut run = Self {
            mapping: control::mapping(&import),
            house,
            position: 0,
            seen: HashMap::new(),
            records,
            import,
        };
        let begun = usize::try_from(run.import.position).unwrap_or_default();
        run.position = begun.min(run.records.rows.len());
        if run.import.state == ImportState::Checking {
            for index in 0..run.position {
                if let Ok(draft) = run.draft(index) {
                    run.see(&draft, line(index));
                }
            }
        }
        run
    }

    /// Does the next `most` records, or notes that the one at hand cannot be stored when `spoilt`.
    pub async fn batch(
        &mut self,
        tx: &Tx,
        caller: &Caller,
        most: usize,
        spoilt: bool,
    ) -> Result<Ended, DbErr> {
        let Some(before) = contact_imports::lock_any(tx, self.import.id).await? else {
            return Ok(Ended::Superseded);
        };
        let here = i64::try_from(self.position).unwrap_or(i64::MAX);
        if before.state != self.import.state || before.position != here {
            return Ok(Ended::Superseded);
        }
        self.house = House::look(tx, caller).await?;
        let end = (self.position + most).min(self.records.rows.len());
        let mut after = before.clone();
        let mut rows = Vec::new();
        let mut fresh = Vec::new();
        for index in self.position..end {
            let row = match spoilt {
                true => self.row(
                    index,
                    RowOutcome::Refused,
                    vec![RowNote::refused("", Refusal::NotStored, "")],
                ),
                false => self.record(tx, caller, index, &mut fresh).await?,
            };
            let count = match row.outcome {
                RowOutcome::Made => &mut after.made,
                RowOutcome::Changed => &mut after.changed,
                RowOutcome::Unchanged => &mut after.unchanged,
                RowOutcome::Refused => &mut after.refused,
            };
            *count += 1;
            if row.outcome == RowOutcome::Refused || *count <= EXAMPLES {
                rows.push(row);
            }
        }
        contact_imports::insert_rows(tx, rows).await?;
        after.position = i64::try_from(end).unwrap_or(i64::MAX);
        after.total = i64::try_from(self.records.rows.len()).ok();
        let finished = end == self.records.rows.len();
        if finished {
            after.state = match before.state {
                ImportState::Checking => ImportState::Checked,
                _ => ImportState::Done,
            };
            after.finished_at = Some(tx.now());
            after.lease_until = None;
        }
        contact_imports::save(tx, &before, after).await?;
        if !finished {
            contact_imports::hold(tx, self.import.id).await?;
        }
        tx.notify(Notice::ContactImport {
            id: self.import.id,
            user_id: self.import.created_by,
        });
        Ok(match finished {
            true => Ended::Finished,
            false => Ended::More,
        })
    }

    /// The batch before was committed: the next one begins here.
    pub fn advance(&mut self, most: usize) {
        let end = (self.position + most).min(self.records.rows.len());
        if self.import.state == ImportState::Checking {
            for index in self.position..end {
                if let Ok(draft) = self.draft(index) {
                    self.see(&draft, line(index));
                }
            }
        }
        self.position = end;
    }

    async fn record(
        &self,
        tx: &Tx,
        caller: &Caller,
        index: usize,
        fresh: &mut Vec<(String, i64)>,
    ) -> Result<Row, DbErr> {
        let draft = match self.draft(index) {
            Ok(draft) => draft,
            Err(notes) => {
                return Ok(Row {
                    name: self.beginning(index),
                    ..self.row(index, RowOutcome::Refused, notes)
                });
            }
        };
        let trial = self.import.state == ImportState::Checking;
        let addresses: Vec<String> = draft.addresses.iter().map(|(_, value)| value.clone()).collect();
        let name = draft.name.clone();
        let origin = Origin {
            caller,
            import_id: self.import.id,
            file_name: &self.import.file_name,
            line: line(index),
        };
        let mut row = match decide(tx, &caller.scope, draft, self.import.known, &self.house.fields).await? {
            Decision::Refuse(note) => self.row(index, RowOutcome::Refused, vec![note]),
            Decision::Make(draft) => {
                let before = addresses.iter().find_map(|address| {
                    self.seen
                        .get(address)
                        .copied()
                        .or_else(|| earlier(fresh, address))
                });
                match (trial, before) {
                    (true, Some(line)) => {
                        let note = RowNote::new("", "same_as_line", &line.to_string());
                        self.row(index, RowOutcome::Changed, vec![note])
                    }
                    (true, None) => self.row(index, RowOutcome::Made, Vec::new()),
                    (false, _) => {
                        let id = apply::make(tx, origin, draft).await?;
                        Row {
                            contact_id: Some(id),
                            ..self.row(index, RowOutcome::Made, Vec::new())
                        }
                    }
                }
            }
            Decision::Known(news) => {
                let outcome = match news.notes.is_empty() {
                    true => RowOutcome::Unchanged,
                    false => RowOutcome::Changed,
                };
                let row = Row {
                    contact_id: Some(news.before.id),
                    name: news.before.name.clone(),
                    ..self.row(index, outcome, news.notes.clone())
                };
                if !trial && outcome == RowOutcome::Changed {
                    apply::tell(tx, origin, *news).await?;
                }
                row
            }
        };
        if row.name.is_empty() {
            row.name = name.or_else(|| addresses.first().cloned()).unwrap_or_default();
        }
        fresh.extend(addresses.into_iter().map(|address| (address, line(index))));
        Ok(row)
    }

    fn draft(&self, index: usize) -> Result<Draft, Vec<RowNote>> {
        let cells = self
            .records
            .rows
            .get(index)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let meaning = Meaning {
            header: &self.records.header,
            mapping: &self.mapping,
            phone_prefix: self.import.phone_prefix.as_deref(),
            house: &self.house,
        };
        draft::check(cells, meaning)
    }

    /// Its first cells: by them people find the record again.
    fn beginning(&self, index: usize) -> String {
        let cells = self
            .records
            .rows
            .get(index)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let said: Vec<&str> = cells
            .iter()
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
            .take(3)
            .collect();
        said.join(" · ").chars().take(100).collect()
    }

    fn see(&mut self, draft: &Draft, line: i64) {
        for (_, value) in &draft.addresses {
            self.seen.entry(value.clone()).or_insert(line);
        }
    }

    /// Refused records keep their cells, so that they can be mended and sent again.
    fn row(&self, index: usize, outcome: RowOutcome, notes: Vec<RowNote>) -> Row {
        let cells = match (outcome, self.records.rows.get(index)) {
            (RowOutcome::Refused, Some(cells)) => json!(cells),
            _ => Value::Array(Vec::new()),
        };
        Row {
            import_id: self.import.id,
            line: line(index),
            outcome,
            contact_id: None::<Uuid>,
            name: String::new(),
            notes: stored(&notes),
            cells,
        }
    }
}

/// Records are counted from one.
fn line(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1)
}

fn earlier(fresh: &[(String, i64)], address: &str) -> Option<i64> {
    fresh
        .iter()
        .find(|(known, _)| known == address)
        .map(|(_, line)| *line)
}
