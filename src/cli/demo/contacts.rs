//! What the demo's house knows of its customers beyond their mails: companies, custom fields, tags.

use serde_json::json;

use super::client::Agent;

/// Name, mail domain, website.
const COMPANIES: &[(&str, &str, &str)] = &[
    ("Kanzlei Mueller", "kanzlei.example", "https://kanzlei.example/"),
    (
        "Office Supplies Example",
        "office.example",
        "https://office.example/",
    ),
    ("Horn & Töchter", "horn.example", ""),
];

/// Address, customer number, plan, customer since, tags.
const KNOWN: &[(&str, &str, &str, &str, &[&str])] = &[
    (
        "peter@kanzlei.example",
        "C-1042",
        "Business",
        "2024-02-12",
        &["wholesale"],
    ),
    (
        "erin@office.example",
        "C-0388",
        "Business",
        "2022-09-01",
        &["wholesale", "VIP"],
    ),
    ("svenja@horn.example", "C-1310", "Private", "2025-06-20", &[]),
    ("beth@kowal.example", "C-1377", "Private", "2026-01-08", &["VIP"]),
    ("deniz@aydin.example", "C-1402", "Private", "2026-03-15", &[]),
];

/// Before the first mail: whoever writes from a company's domain belongs to it.
pub async fn prepare(administrator: &Agent) -> anyhow::Result<()> {
    for field in [
        json!({"about": "contact", "type": "text", "name": "Customer number", "key": "customer_number"}),
        json!({"about": "contact", "type": "choice", "name": "Plan", "key": "plan",
            "choices": [{"name": "Private"}, {"name": "Business"}]}),
        json!({"about": "contact", "type": "date", "name": "Customer since", "key": "customer_since"}),
        json!({"about": "company", "type": "link", "name": "Website", "key": "website"}),
    ] {
        administrator.post("/custom-fields", field).await?;
    }
    for (name, domain, website) in COMPANIES {
        let body = json!({"name": name, "domains": [domain], "fields": {"website": website}});
        administrator.post("/companies", body).await?;
    }
    Ok(())
}

/// When they have written.
pub async fn describe(administrator: &Agent) -> anyhow::Result<()> {
    for (address, number, plan, since, tags) in KNOWN {
        let query: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
        let found = administrator.get(&format!("/contacts?q={query}")).await?;
        let Some(id) = found["items"][0]["id"].as_str() else {
            continue;
        };
        let fields = json!({"customer_number": number, "plan": plan, "customer_since": since});
        let body = json!({"fields": fields, "add_tags": tags});
        administrator.patch(&format!("/contacts/{id}"), body).await?;
    }
    Ok(())
}
