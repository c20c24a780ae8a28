//! [`crate::Described`] for std's types and, behind features, for those of well-known crates.

#[macro_use]
mod named;

mod container;
mod defined;
mod foreign;
mod map;
mod pointer;
mod primitive;
mod tuple;
