//! Values of custom fields as the cells of a spreadsheet.

use serde_json::Value;

use super::error::PeopleError;
use super::field_values;
use super::typed;
use crate::store::custom_fields::Definition;
use crate::store::entity::custom_fields::CustomFieldType;

/// Between several choices in one cell.
const BETWEEN: &str = "; ";

/// What a cell means in this field, in the form clients see. A number may have a decimal comma, a day is written
/// `2026-11-21` or `21.11.2026` (with slashes nobody could tell the day from the month), yes and no in English or
/// Italian, several choices with semicolons between them.
pub fn read(definition: &Definition, cell: &str) -> Result<Value, PeopleError> {
    let text = cell.trim();
    let value = match definition.field.field_type {
        CustomFieldType::Number => number(text).map_or_else(|| text.into(), Value::from),
        CustomFieldType::Date => day(text).into(),
        CustomFieldType::YesNo => typed::yes_or_no(text).map_or_else(|| text.into(), Value::Bool),
        CustomFieldType::Choices => {
            let parts = text.split([';', '\n']).map(str::trim);
            parts.filter(|part| !part.is_empty()).map(Value::from).collect()
        }
        CustomFieldType::Text
        | CustomFieldType::LongText
        | CustomFieldType::Link
        | CustomFieldType::Choice => text.into(),
    };
    field_values::regular(definition, &value)
}

/// The cell that [`read`] understands as this value.
pub fn write(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(write).collect::<Vec<_>>().join(BETWEEN),
        other => other.to_string(),
    }
}

fn number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match (plain.contains(','), plain.contains('.')) {
        // Which of the two is decimal is not known.
        (true, true) => None,
        (true, false) => plain.replacen(',', ".", 1).parse().ok(),
        _ => plain.parse().ok(),
    }
}

fn day(text: &str) -> String {
    match chrono::NaiveDate::parse_from_str(text, "%d.%m.%Y") {
        Ok(day) => day.format("%Y-%m-%d").to_string(),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_read_as_people_write_them() {
        assert_eq!(number("1 200,5"), Some(1200.5));
        assert_eq!(number("-3.25"), Some(-3.25));
        assert_eq!(number("1.200,5"), None);
        assert_eq!(number("many"), None);
        assert_eq!(day("21.11.2026"), "2026-11-21");
        assert_eq!(day("11/21/2026"), "11/21/2026");
    }

    #[test]
    fn cells_say_what_the_value_was() {
        assert_eq!(write(&serde_json::json!(["Red", "Blue"])), "Red; Blue");
        assert_eq!(write(&serde_json::json!(false)), "no");
        assert_eq!(write(&serde_json::json!(3)), "3");
    }
}
