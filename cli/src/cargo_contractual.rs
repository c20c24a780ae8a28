//! The same program under the name that makes `cargo contractual ...` work: Cargo passes the word `contractual` first.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    let mut arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|word| word == "contractual") {
        arguments.remove(1);
    }
    contractual_cli::main(arguments)
}
