//! What the demo's agents say and do often: canned replies in English and Italian, and macros.

use serde_json::{Value, json};

use super::client::Agent;

/// Folder, title, shortcut, language, words.
const REPLIES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "Orders",
        "Order on its way",
        "shipped",
        "en",
        "Hello {{contact.first_name}},\n\nyour order has left our warehouse today. The carrier writes to {{contact.email}} as soon as the parcel can be tracked.\n\nKind regards\n{{agent.first_name}}",
    ),
    (
        "Orders",
        "Ordine in viaggio",
        "spedito",
        "it",
        "Buongiorno {{contact.first_name}},\n\nil suo ordine ha lasciato oggi il nostro magazzino. Il corriere scriverà a {{contact.email}} non appena la spedizione sarà tracciabile.\n\nCordiali saluti\n{{agent.first_name}}",
    ),
    (
        "Orders/Returns",
        "How to send something back",
        "return",
        "en",
        "Hello {{contact.first_name}},\n\nplease put the number {{ticket.number}} on the parcel and hand it to the carrier within 14 days. We refund you as soon as it is here.\n\nKind regards\n{{agent.first_name}}",
    ),
    (
        "Orders/Returns",
        "Come rendere un articolo",
        "reso",
        "it",
        "Buongiorno {{contact.first_name}},\n\nscriva il numero {{ticket.number}} sul pacco e lo consegni al corriere entro 14 giorni. La rimborsiamo non appena arriva.\n\nCordiali saluti\n{{agent.first_name}}",
    ),
    (
        "Invoices",
        "Invoice for your company",
        "invoice",
        "en",
        "Hello {{contact.first_name}},\n\nwe make the invoice out to {{contact.company}}. Please send us the VAT number and it is in your mailbox tomorrow.\n\nKind regards\n{{agent.first_name}}",
    ),
    (
        "Invoices",
        "Fattura per la sua azienda",
        "fattura",
        "it",
        "Buongiorno {{contact.first_name}},\n\nintestiamo la fattura a {{contact.company}}. Ci mandi la partita IVA e domani la riceverà per email.\n\nCordiali saluti\n{{agent.first_name}}",
    ),
    (
        "",
        "We are looking into it",
        "wait",
        "en",
        "Thank you for writing, {{contact.first_name}}. We are looking into it and answer by tomorrow at the latest.",
    ),
    (
        "",
        "Ce ne stiamo occupando",
        "attesa",
        "it",
        "Grazie per averci scritto, {{contact.first_name}}. Ce ne stiamo occupando e risponderemo al più tardi domani.",
    ),
];

/// Writes them as the administrator, for everyone.
pub async fn write(administrator: &Agent) -> anyhow::Result<()> {
    let mut wait = Value::Null;
    for (folder, title, shortcut, language, text) in REPLIES {
        let lines = text
            .split('\n')
            .map(|line| format!("<p>{}</p>", handlebars::html_escape(line)));
        let body = json!({
            "scope": "everyone", "folder": folder, "title": title, "shortcut": shortcut, "language": language,
            "text": text, "html": lines.collect::<String>(),
        });
        let reply = administrator.post("/canned-replies", body).await?;
        if *shortcut == "wait" {
            wait = reply["id"].clone();
        }
    }
    for (name, actions) in [
        (
            "Take it and answer later",
            json!([
                {"type": "assign_me"},
                {"type": "insert_reply", "canned_reply_id": wait},
            ]),
        ),
        (
            "Return: tag, raise, note",
            json!([
                {"type": "add_tags", "tags": ["returns"]},
                {"type": "set_priority", "priority": "high"},
                {"type": "add_note", "text": "Return of {{contact.name}} announced; check the parcel when it is here."},
            ]),
        ),
        (
            "Ask again in three days",
            json!([{"type": "assign_me"}, {"type": "snooze", "minutes": 3 * 24 * 60}]),
        ),
        (
            "Ringrazia e risolvi",
            json!([
                {"type": "add_tags", "tags": ["praise"]},
                {"type": "set_status", "status": "resolved"},
            ]),
        ),
    ] {
        let body = json!({"scope": "everyone", "name": name, "actions": actions});
        administrator.post("/macros", body).await?;
    }
    Ok(())
}
