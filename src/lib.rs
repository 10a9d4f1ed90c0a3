//! Centralino.
