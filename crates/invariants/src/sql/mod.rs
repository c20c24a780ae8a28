//! SQL steps: the guard in three lines of defence, connections, and what is asserted of a result.

pub(crate) mod guard;
#[cfg(feature = "postgres")]
mod idle;
mod lexer;
#[cfg(feature = "postgres")]
mod step;
#[cfg(feature = "postgres")]
mod target;
#[cfg(feature = "postgres")]
mod tls;
#[cfg(feature = "postgres")]
mod types;
#[cfg(feature = "postgres")]
mod wire;

#[cfg(feature = "postgres")]
pub(crate) use idle::Idle;
#[cfg(feature = "postgres")]
pub(crate) use step::run_sql;
