//! The program `contractual`.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    contractual_cli::main(std::env::args_os().collect())
}
