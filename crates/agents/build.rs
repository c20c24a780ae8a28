//! Writes the JSON Schemas, fixtures and reference pages of the language into `docs/contracts`.

fn main() {
    contractual_build::run();
}
