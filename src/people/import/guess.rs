//! What the columns of a file probably mean, by their names in English and Italian and by what stands in them.

use super::column_names::NAMES;
use super::records::Records;
use super::target::Target;
use crate::store::custom_fields::Definition;
use crate::text_fold::index_words;

/// Rows looked at.
const LOOK: usize = 50;

/// One target a column. The custom fields of the house are known by their name and key.
pub fn mapping(records: &Records, fields: &[Definition]) -> Vec<Target> {
    let mut taken: Vec<Target> = Vec::new();
    let mut targets = Vec::new();
    for (column, header) in records.header.iter().enumerate() {
        let words = index_words(header);
        let own = || {
            let same = |name: &str| !words.is_empty() && index_words(name) == words;
            let found = fields.iter().map(|known| &known.field);
            found
                .into_iter()
                .find(|field| same(&field.name) || same(&field.key))
                .map(|field| Target::Field(field.key.clone()))
        };
        let named = NAMES
            .iter()
            .find(|(_, names)| names.contains(&words.as_str()))
            .map(|(target, _)| target.clone());
        let target = named
            .or_else(own)
            .or_else(|| looks_like(records, column))
            .unwrap_or(Target::Ignore);
        let target = match target.repeats() || !taken.contains(&target) {
            true => target,
            false => Target::Ignore,
        };
        taken.push(target.clone());
        targets.push(target);
    }
    // "Nome" beside "Cognome" is the first name.
    if taken.contains(&Target::LastName)
        && !taken.contains(&Target::FirstName)
        && let Some(name) = targets.iter_mut().find(|target| **target == Target::Name)
    {
        *name = Target::FirstName;
    }
    targets
}

/// Whether the first record names columns rather than somebody: nothing in it is an address or a number.
pub fn names_columns(first: &[String]) -> bool {
    !first.is_empty() && !first.iter().any(|cell| is_email(cell) || is_phone(cell))
}

/// Cells that are nearly all addresses say what the column is, whatever its name.
fn looks_like(records: &Records, column: usize) -> Option<Target> {
    let cells: Vec<&String> = records
        .rows
        .iter()
        .take(LOOK)
        .filter_map(|row| row.get(column))
        .filter(|cell| !cell.is_empty())
        .collect();
    let most = |fits: fn(&str) -> bool| {
        !cells.is_empty() && cells.iter().filter(|cell| fits(cell)).count() * 10 >= cells.len() * 8
    };
    if most(is_email) {
        Some(Target::Email)
    } else if most(is_phone) {
        Some(Target::Phone)
    } else {
        None
    }
}

fn is_email(cell: &str) -> bool {
    cell.split_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !cell.contains(' '))
}

/// With its country code: other numbers may be anything.
fn is_phone(cell: &str) -> bool {
    (cell.starts_with('+') || cell.starts_with("00"))
        && cell.chars().filter(char::is_ascii_digit).count() >= 8
        && cell.chars().all(|c| c.is_ascii_digit() || "+ -./()".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(header: &[&str], row: &[&str]) -> Records {
        let own = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        Records {
            header: own(header),
            rows: vec![own(row)],
            too_many: false,
        }
    }

    #[test]
    fn columns_are_known_by_name_in_both_languages_and_by_content() {
        use Target::{Company, Email, FirstName, Ignore, LastName, Name, Notes, Phone};
        let guess = |header: &[&str], row: &[&str]| mapping(&records(header, row), &[]);
        assert_eq!(
            guess(&["Full Name", "E-mail", "Mobile phone"], &[]),
            [Name, Email, Phone]
        );
        assert_eq!(
            guess(&["Nome", "Cognome", "Ragione sociale", "PEC", "Note"], &[]),
            [FirstName, LastName, Company, Email, Notes]
        );
        assert_eq!(
            guess(&["A", "B", "C"], &["Ada", "ada@example.org", "+39 06 1234567"]),
            [Ignore, Email, Phone]
        );
        // One name is enough; addresses there may be many.
        assert_eq!(
            guess(&["name", "customer", "email", "mail"], &[]),
            [Name, Ignore, Email, Email]
        );
    }

    #[test]
    fn a_first_record_with_an_address_is_no_header() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        assert!(names_columns(&row(&["name", "email"])));
        assert!(!names_columns(&row(&["Ada", "ada@example.org"])));
    }
}
