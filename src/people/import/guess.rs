//! What the columns of a file probably mean, by their names in English and Italian and by what stands in them.

use super::records::Records;
use super::target::Target;
use crate::store::custom_fields::Definition;
use crate::text_fold::index_words;

/// Names of columns, folded, words separated by one blank.
const NAMES: &[(Target, &[&str])] = &[
    (
        Target::FirstName,
        &[
            "first name",
            "firstname",
            "given name",
            "forename",
            "nome proprio",
            "nome di battesimo",
        ],
    ),
    (
        Target::LastName,
        &["last name", "lastname", "surname", "family name", "cognome"],
    ),
    (
        Target::Name,
        &[
            "name",
            "full name",
            "fullname",
            "display name",
            "contact",
            "contact name",
            "customer",
            "customer name",
            "nome",
            "nominativo",
            "nome completo",
            "nome e cognome",
            "cognome e nome",
            "contatto",
            "cliente",
            "denominazione",
            "referente",
        ],
    ),
    (
        Target::Email,
        &[
            "email",
            "e mail",
            "mail",
            "email address",
            "e mail address",
            "indirizzo email",
            "indirizzo e mail",
            "posta elettronica",
            "email 1",
            "email 2",
            "email 3",
            "primary email",
            "secondary email",
            "work email",
            "e mail 1 value",
            "e mail 2 value",
            "e mail 3 value",
            "pec",
            "email secondaria",
            "altra email",
        ],
    ),
    (
        Target::Phone,
        &[
            "phone",
            "telephone",
            "tel",
            "phone number",
            "mobile",
            "mobile phone",
            "mobile number",
            "cell",
            "cell phone",
            "cellphone",
            "work phone",
            "home phone",
            "business phone",
            "telefono",
            "cellulare",
            "telefono cellulare",
            "telefono fisso",
            "numero di telefono",
            "numero telefono",
            "recapito",
            "recapito telefonico",
            "phone 1 value",
            "phone 2 value",
            "phone 3 value",
            "telefono 1",
            "telefono 2",
        ],
    ),
    (
        Target::Company,
        &[
            "company",
            "company name",
            "organization",
            "organisation",
            "organization name",
            "organization 1 name",
            "employer",
            "account",
            "account name",
            "azienda",
            "societa",
            "ditta",
            "ragione sociale",
            "impresa",
            "organizzazione",
            "ente",
        ],
    ),
    (
        Target::Kind,
        &[
            "kind",
            "type",
            "contact type",
            "category",
            "tipo",
            "tipologia",
            "tipo contatto",
            "categoria",
        ],
    ),
    (
        Target::Language,
        &[
            "language",
            "lang",
            "locale",
            "preferred language",
            "lingua",
            "lingua preferita",
        ],
    ),
    (
        Target::TimeZone,
        &["time zone", "timezone", "tz", "fuso", "fuso orario"],
    ),
    (
        Target::Notes,
        &[
            "notes",
            "note",
            "comment",
            "comments",
            "remarks",
            "description",
            "commenti",
            "annotazioni",
            "osservazioni",
        ],
    ),
    (
        Target::Marketing,
        &[
            "marketing",
            "marketing consent",
            "newsletter",
            "opt in",
            "optin",
            "consent",
            "email opt in",
            "consenso",
            "consenso marketing",
            "iscritto newsletter",
            "privacy marketing",
        ],
    ),
    (
        Target::Tags,
        &[
            "tags",
            "tag",
            "labels",
            "label",
            "groups",
            "etichette",
            "etichetta",
            "gruppi",
        ],
    ),
];

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
