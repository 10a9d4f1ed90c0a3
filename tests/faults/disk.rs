//! A disk that is full: what cannot be stored is not acknowledged, and when there is room again everything goes on.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::integrator::Integrator;
use super::place::Place;
use super::postbox::account;
use super::tally::{self, Tally};
use crate::support::dovecot::absent;
use crate::support::smtp_peer::{Script, SmtpPeer};

/// A file system of its own, taken away when dropped.
struct SmallDisk {
    path: PathBuf,
}

impl SmallDisk {
    /// None, with a word about it, when this user may not mount.
    fn mount(path: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(path).unwrap();
        let disk = Self {
            path: path.to_owned(),
        };
        if disk.run("mount", &["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]) {
            return Some(disk);
        }
        println!("skipped: mounting a tmpfs needs root");
        None
    }

    fn grow(&self, size: &str) {
        assert!(self.run("mount", &["-o", &format!("remount,size={size}")]));
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let done = Command::new(program).args(arguments).arg(&self.path).output();
        done.is_ok_and(|output| output.status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        self.run("umount", &["-l"]);
    }
}

const MAILS: usize = 24;

/// Half a megabyte each, every one different.
fn mail(n: usize) -> Vec<u8> {
    let line = format!("{n:05} {}\r\n", "x".repeat(60));
    format!(
        "From: customer{n}@example.net\r\nTo: support@example.com\r\nSubject: Large {n}\r\nMessage-ID: <large-{n}@example.net>\r\n\
         Date: Mon, 2 Nov 2026 09:00:00 +0000\r\n\r\nlarge-{n:05}\r\n{}",
        line.repeat(8000)
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_and_loses_nothing() {
    if absent("dovecot") {
        return;
    }
    let peer = SmtpPeer::start(Script::default()).await;
    let place = Place::new().await;
    let Some(disk) = SmallDisk::mount(&place.path().join("data"), "12m") else {
        return;
    };
    let token = place.administrator();
    let (mut life, address) = place.start().await;
    let hub = Integrator::new(&address, &token);
    let channel = hub.add_channel(&account("Support", None, &peer)).await;
    let ingest = |n: usize| place.run(&["ingest", "--channel", "Support"], &mail(n));
    let mut refused = Vec::new();
    for n in 0..MAILS {
        let output = ingest(n);
        match output.status.code() {
            Some(0) => {}
            Some(75) => {
                assert!(!output.stderr.is_empty(), "the mail server's log is told why");
                refused.push(n);
            }
            code => panic!("mail {n}: {code:?}"),
        }
    }
    assert!(!refused.is_empty() && refused.len() < MAILS, "{refused:?}");
    // Replies are refused or accepted; a client that tries on comes through once there is room.
    let writing = tokio::spawn({
        let hub = hub.clone();
        async move { super::frozen::write(&hub, &channel, 0..20).await }
    });
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    disk.grow("200m");
    let posted = writing.await.unwrap();
    for n in refused {
        let output = ingest(n);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(0),
            "mail {n}: {errors} {}",
            life.text()
        );
    }
    super::frozen::settled(&hub).await;
    assert!(life.ended().is_none(), "{}", life.text());
    // What was stored is whole, also after a restart.
    life.kill();
    let (mut life, address) = place.start().await;
    hub.moved_to(&address);
    let mut tally = Tally::default();
    tally::replies(&hub, &posted, &peer.taken(), &place.log(), &mut tally).await;
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    assert_eq!(tally.sent, 20);
    let mut subjects: Vec<String> = Vec::new();
    for ticket in hub.all("/tickets").await {
        let id = ticket["id"].as_str().unwrap().to_owned();
        for item in hub.timeline(&format!("/tickets/{id}")).await {
            let message = &item["message"];
            if message["kind"] == "inbound" {
                let subject = message["subject"].as_str().unwrap();
                let n = subject.trim_start_matches("Large ").parse().unwrap();
                let raw = hub
                    .bytes(&format!("/messages/{}/raw", message["id"].as_str().unwrap()))
                    .await;
                assert!(raw == mail(n), "mail {n} has other bytes");
                subjects.push(subject.to_owned());
            }
        }
    }
    subjects.sort_unstable();
    subjects.dedup();
    assert_eq!(subjects.len(), MAILS);
    life.kill();
}
