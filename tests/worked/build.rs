//! Writes the contract set of this package.

fn main() {
    contractual_build::run();
}
