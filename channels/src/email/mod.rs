//! Email: mailboxes read by IMAP or a pipe, answered by SMTP.
