//! Writes the schema, the fixtures and the reference of the suite format.

fn main() {
    contractual_build::run();
}
