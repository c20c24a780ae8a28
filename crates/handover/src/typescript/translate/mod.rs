//! Declarations to types: names resolved through the file and its relative imports, generics put in, utility types worked out
//! (section 12.3, item 1). What has no meaning for a JSON value is refused at its place, before anything runs.

mod constants;
mod declared;
mod enums;
mod literals;
mod load;
mod members;
mod module;
mod names;
mod shapes;
mod work;
mod written;

#[cfg(test)]
mod tests;

pub(crate) use load::load;
