//! The path of the file is not in the source.
include!(concat!("parts/", "included.in"));

fn main() {}
