//! Writes the schema, the fixtures and the reference of the pipeline format.

fn main() {
    contractual_build::run();
}
