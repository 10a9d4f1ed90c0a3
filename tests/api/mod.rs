//! Stories told through the public API.

mod attachments;
mod companies;
mod contact_bulk;
mod contact_filters;
mod contact_merge;
mod contacts;
mod custom_fields;
mod desk_small;
mod document;
mod filters;
mod frames;
mod invitations;
mod ledger;
mod letters;
mod merging;
mod planted;
mod preferences;
mod profile;
mod reports;
mod search;
mod statements;
mod system;
mod ticket_list;
mod tickets;
mod timeline;
mod views;
