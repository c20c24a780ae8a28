//! Suites run for real: against an HTTP server on loopback, with commands, and against PostgreSQL.

mod commands;
mod files;
mod harness;
mod http;
mod more;
mod postgres;
mod reports;
mod server;
mod tls;
