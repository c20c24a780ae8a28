//! The reference page of the command line, from the same declarations that parse the arguments.

use std::fmt::Write;

use clap::{Arg, Command};

/// The page `docs/reference/command_line.md`: every command with its arguments, in the order in which `--help` lists them.
pub fn command_line() -> String {
    let mut program = crate::commands::program();
    program.build();
    let mut page =
        String::from("# command line\n\nInstalled as `contractual`, and as `cargo contractual`.\n");
    arguments(&mut page, &program, "Arguments of every command");
    for command in program
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        section(&mut page, command, "contractual", 2);
    }
    page
}

/// One command under a heading, and its own commands below it.
fn section(page: &mut String, command: &Command, parent: &str, depth: usize) {
    let name = format!("{parent} {}", command.get_name());
    let about = command.get_long_about().or(command.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let _ = write!(
        page,
        "\n{} {name}\n\n{}\n",
        "#".repeat(depth),
        one_line(&about)
    );
    let usage = command.clone().bin_name(&name).render_usage().to_string();
    let _ = write!(
        page,
        "\n```text\n{}\n```\n",
        usage.trim_start_matches("Usage: ").trim_end()
    );
    arguments(page, command, "");
    for inner in command
        .get_subcommands()
        .filter(|inner| inner.get_name() != "help")
    {
        section(page, inner, &name, depth + 1);
    }
}

/// The arguments that `command` declares itself: those of every command are on the page once.
fn arguments(page: &mut String, command: &Command, title: &str) {
    let every = title.is_empty();
    let own: Vec<&Arg> = command
        .get_arguments()
        .filter(|argument| {
            !argument.is_hide_set() && !matches!(argument.get_id().as_str(), "help" | "version")
        })
        .filter(|argument| argument.is_global_set() != every)
        .collect();
    if own.is_empty() {
        return;
    }
    let _ = writeln!(page);
    if !every {
        let _ = writeln!(page, "{title}:\n");
    }
    for argument in own {
        let help = argument
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let _ = write!(page, "* `{}`: {}", spelled(argument), one_line(&help));
        let values: Vec<String> = argument
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| format!("`{}`", value.get_name()))
            .collect();
        if !values.is_empty() && argument.get_action().takes_values() {
            let _ = write!(page, "; one of {}", values.join(", "));
        }
        let given: Vec<String> = argument
            .get_default_values()
            .iter()
            .map(|value| format!("`{}`", value.to_string_lossy()))
            .collect();
        if !given.is_empty() && argument.get_action().takes_values() {
            let _ = write!(page, "; default {}", given.join(", "));
        }
        let _ = writeln!(page);
    }
}

/// An argument as it is typed: `-j, --jobs <N>`, or `FILE` by its place.
fn spelled(argument: &Arg) -> String {
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = argument.get_long().map(|long| format!("--{long}"));
    let mut text = [short, long]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    if argument.get_action().takes_values() {
        let names = argument.get_value_names().unwrap_or_default();
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let value = names.join(" ");
        if text.is_empty() {
            text = value;
        } else if !value.is_empty() {
            let _ = write!(text, " <{value}>");
        }
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
