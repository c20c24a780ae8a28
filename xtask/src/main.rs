//! Tasks of this repository. `cargo xtask help` lists them.
#![forbid(unsafe_code)]

mod bench;
mod bless;
mod run;
mod test;
mod tidy;
mod tools;
mod typescript;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask TASK

  test [STEP ...]   everything that is checked, in order; or only the named steps (`test list` names them)
  ci                what continuous integration runs: the same as `test`
  tidy              the rules about the sources themselves: dependency directions, sizes, marks
  tools             make or refresh the Python environments and the Node folder under target/tools
  equivalence [--cases N] [--seed S] [--folder PATH]
                    random contract types and random texts before all judges: more than the step `random` of `test`; with a folder,
                    the types of its files (in the form of tests/random/cases) and texts near their fixtures
  bless             accept what the goldens and expected messages are now; read the diff as a change of interface
  bench NAME [WORD ...]
                    measure, in release mode; `bench list` names what there is; words go to the measurement
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = run::root().and_then(|root| match words.as_slice() {
        ["test" | "ci", steps @ ..] => test::test(&root, steps),
        ["tidy"] => tidy::tidy(&root),
        ["tools"] => tools::prepare(&root).map(|_| ()),
        ["bench", name, rest @ ..] => bench::bench(&root, name, rest),
        ["equivalence", rest @ ..] => {
            tools::prepare(&root)?;
            test::random(&root, rest)
        }
        ["bless"] => bless::bless(&root),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("unknown task `{}`\n\n{HELP}", other.join(" "))),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
