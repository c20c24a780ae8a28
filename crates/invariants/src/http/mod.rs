//! HTTP steps: URLs, connections, one attempt, and what is asserted of an answer.

mod client;
mod coding;
pub(crate) mod connect;
mod step;
mod tape;
pub(crate) mod tls;
mod url;

pub(crate) use client::{Client, Connections};
pub(crate) use step::run_http;
