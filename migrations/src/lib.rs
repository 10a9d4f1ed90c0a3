//! The schema, one change a file. A shipped file is never edited: a later change is a new file.

use sea_orm_migration::prelude::*;

mod definition;
mod m0001_access;
mod m0002_channels;
mod m0003_people;
mod m0004_tickets;
mod m0005_search;
mod m0006_agent_mails;
mod m0007_consents;
mod m0008_bells;
mod m0009_intake_copies;
mod m0010_preferences;
mod m0011_canned;
mod m0012_custom_fields;
mod m0013_contact_page;
mod m0014_push;
mod m0015_queues;
mod m0016_people_settings;
mod m0017_reports;
mod m0018_letters;
mod m0019_message_ids;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_access::Migration),
            Box::new(m0002_channels::Migration),
            Box::new(m0003_people::Migration),
            Box::new(m0004_tickets::Migration),
            Box::new(m0005_search::Migration),
            Box::new(m0006_agent_mails::Migration),
            Box::new(m0007_consents::Migration),
            Box::new(m0008_bells::Migration),
            Box::new(m0009_intake_copies::Migration),
            Box::new(m0010_preferences::Migration),
            Box::new(m0011_canned::Migration),
            Box::new(m0012_custom_fields::Migration),
            Box::new(m0013_contact_page::Migration),
            Box::new(m0014_push::Migration),
            Box::new(m0015_queues::Migration),
            Box::new(m0016_people_settings::Migration),
            Box::new(m0017_reports::Migration),
            Box::new(m0018_letters::Migration),
            Box::new(m0019_message_ids::Migration),
        ]
    }
}
