//! Suites run for real: against an HTTP server on loopback, with commands, and against PostgreSQL.

// Helpers of tests may unwrap, too.
#![allow(clippy::unwrap_used)]

mod cluster;
mod commands;
mod corners;
mod files;
mod format;
mod harness;
mod http;
#[cfg(feature = "tls")]
mod https;
mod more;
mod postgres;
mod reports;
mod server;
mod tls;
