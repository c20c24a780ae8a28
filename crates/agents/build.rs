fn main() {
    contractual_build::run();
}
