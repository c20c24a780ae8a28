//! The command line, with the manners that scripts of existing projects count on (specification 1.1): usage errors are
//! one line on standard error with exit status 1, options may stand anywhere, the last of a repeated option wins.

use contractual_diag::nearest;

/// What a command line asks for.
pub(super) enum Parsed {
    /// Print this and end.
    Print {
        text: String,
        to_stderr: bool,
        status: u8,
    },
    /// Run a command.
    Run(Args),
}

/// A command with its options.
#[derive(Debug, Clone, Default)]
pub(super) struct Args {
    pub(super) command: &'static str,
    pub(super) positional: Option<String>,
    pub(super) config: Option<String>,
    pub(super) team: Option<String>,
    pub(super) format: Option<String>,
    pub(super) threshold: Option<String>,
    pub(super) output: Option<String>,
    pub(super) against: Option<String>,
    pub(super) binding: Vec<String>,
    pub(super) quiet: bool,
    pub(super) strict: bool,
    pub(super) check: bool,
    pub(super) dry_run: bool,
    pub(super) expand_defaults: bool,
    pub(super) positions: bool,
    pub(super) generated: bool,
}

/// An option of a command.
struct Spec {
    long: &'static str,
    short: Option<char>,
    /// The name of its value; empty for a switch.
    value: &'static str,
    many: bool,
    help: &'static str,
}

const fn valued(long: &'static str, value: &'static str, help: &'static str) -> Spec {
    Spec {
        long,
        short: None,
        value,
        many: false,
        help,
    }
}

const fn switch(long: &'static str, help: &'static str) -> Spec {
    valued(long, "", help)
}

const CONFIG: Spec = Spec {
    short: Some('c'),
    ..valued("config", "path", "Path to agent-contracts.config.yaml")
};
const TEAM: Spec = valued("team", "id", "Run for one team only (multi-team mode)");
const FORMAT: Spec = valued(
    "format",
    "format",
    "Output format: text, json, json-v2, github, sarif, junit",
);
const QUIET: Spec = switch("quiet", "Print nothing on success");
const STRICT: Spec = switch("strict", "Treat warnings as errors");
const POSITIONS: Spec = switch(
    "positions",
    "Put file, line and column in front of each finding (text format)",
);
const GENERATED: Spec = switch(
    "generated",
    "With drift checks: also guardrails, binding renders and interfaces",
);

struct Command {
    name: &'static str,
    /// The positional argument with its help, if there is one.
    positional: Option<(&'static str, &'static str)>,
    about: &'static str,
    options: &'static [Spec],
}

const DIR: Option<(&str, &str)> = Some(("dir", "DSL file (default: agent-contracts.yaml)"));

const COMMANDS: [Command; 11] = [
    Command {
        name: "resolve",
        positional: DIR,
        about: "Load the DSL, resolve references, inheritance and variables, and print it",
        options: &[
            CONFIG,
            TEAM,
            valued("format", "format", "Output format: text or json"),
            switch("expand-defaults", "Fill in the defaults of the schema"),
        ],
    },
    Command {
        name: "validate",
        positional: DIR,
        about: "Check schema and references",
        options: &[CONFIG, TEAM, FORMAT, QUIET, STRICT, POSITIONS],
    },
    Command {
        name: "lint",
        positional: DIR,
        about: "Check rules",
        options: &[CONFIG, TEAM, FORMAT, QUIET, STRICT, POSITIONS],
    },
    Command {
        name: "render",
        positional: None,
        about: "Render the templates of the configuration",
        options: &[
            CONFIG,
            TEAM,
            switch("check", "Write nothing, fail if a file differs"),
            QUIET,
            GENERATED,
        ],
    },
    Command {
        name: "check",
        positional: None,
        about: "Run schema, references, lint and drift checks",
        options: &[
            CONFIG,
            TEAM,
            FORMAT,
            QUIET,
            STRICT,
            POSITIONS,
            GENERATED,
            valued(
                "against",
                "baseline",
                "What Rust types are compared with: a git reference, released or lock",
            ),
        ],
    },
    Command {
        name: "generate",
        positional: Some(("type", "guardrails (default) or interface")),
        about: "Generate guardrail files or the team interface",
        options: &[
            CONFIG,
            TEAM,
            Spec {
                many: true,
                ..valued("binding", "name", "Only these bindings (guardrails)")
            },
            Spec {
                short: Some('o'),
                ..valued("output", "path", "Output file (interface)")
            },
            valued("format", "format", "yaml or json (interface)"),
            switch("dry-run", "Write nothing"),
            QUIET,
        ],
    },
    Command {
        name: "score",
        positional: DIR,
        about: "Print the completeness score",
        options: &[
            CONFIG,
            TEAM,
            valued("format", "format", "Output format: text or json"),
            valued("threshold", "number", "Fail below this score"),
        ],
    },
    Command {
        name: "graph",
        positional: DIR,
        about: "Write the system as one HTML page, as SVG or as Mermaid text",
        options: &[
            CONFIG,
            TEAM,
            valued("format", "format", "html, svg or mermaid"),
            Spec {
                short: Some('o'),
                ..valued(
                    "output",
                    "path",
                    "Output file (default: agents.html; - for standard output)",
                )
            },
        ],
    },
    Command {
        name: "init",
        positional: Some(("folder", "Where to write (default: the current directory)")),
        about: "Write a small working project",
        options: &[QUIET],
    },
    Command {
        name: "codegen",
        positional: DIR,
        about: "Print Rust types for the handoffs",
        options: &[
            CONFIG,
            TEAM,
            Spec {
                short: Some('o'),
                ..valued("output", "path", "Output file (default: standard output)")
            },
        ],
    },
    Command {
        name: "explain",
        positional: Some(("rule", "Name of a rule; without it all rules are listed")),
        about: "Explain a rule",
        options: &[],
    },
];

fn print(text: String, to_stderr: bool, status: u8) -> Parsed {
    Parsed::Print {
        text,
        to_stderr,
        status,
    }
}

fn usage_error(text: &str) -> Parsed {
    print(format!("error: {text}\n"), true, 1)
}

/// Understands a command line, without the program's name.
pub(super) fn parse(arguments: &[String]) -> Parsed {
    let Some(first) = arguments.first() else {
        return print(program_help(), true, 1);
    };
    match first.as_str() {
        "-V" | "--version" => return print(format!("{}\n", env!("CARGO_PKG_VERSION")), false, 0),
        "-h" | "--help" => return print(program_help(), false, 0),
        "help" => {
            return match arguments.get(1).map(|name| (name, find(name))) {
                None => print(program_help(), false, 0),
                Some((_, Some(command))) => print(command_help(command), false, 0),
                Some((_, None)) => print(program_help(), true, 1),
            };
        }
        _ => {}
    }
    if first.starts_with('-') && first.len() > 1 {
        let known = ["--version", "--help"];
        return usage_error(&format!(
            "unknown option '{first}'{}",
            suggestion(nearest(first, known))
        ));
    }
    let Some(command) = find(first) else {
        let near = nearest(
            first,
            COMMANDS.iter().map(|command| command.name).chain(["help"]),
        );
        return usage_error(&format!("unknown command '{first}'{}", suggestion(near)));
    };
    parse_command(command, &arguments[1..])
}

fn suggestion(near: Option<&str>) -> String {
    near.map(|near| format!("\n(Did you mean {near}?)"))
        .unwrap_or_default()
}

fn find(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

fn parse_command(command: &'static Command, arguments: &[String]) -> Parsed {
    let mut args = Args {
        command: command.name,
        ..Args::default()
    };
    let mut positionals: Vec<&String> = Vec::new();
    let mut words = arguments.iter().peekable();
    let mut only_words = false;
    while let Some(word) = words.next() {
        if only_words || !word.starts_with('-') || word.len() == 1 {
            positionals.push(word);
            continue;
        }
        if word == "--" {
            only_words = true;
            continue;
        }
        if word == "-h" || word == "--help" {
            return print(command_help(command), false, 0);
        }
        let (spec, inline) = match option(command, word) {
            Some(found) => found,
            None => {
                let known: Vec<String> = command
                    .options
                    .iter()
                    .map(|spec| format!("--{}", spec.long))
                    .collect();
                let near = nearest(word, known.iter().map(String::as_str));
                return usage_error(&format!("unknown option '{word}'{}", suggestion(near)));
            }
        };
        if spec.value.is_empty() {
            set_switch(&mut args, spec.long);
            continue;
        }
        let Some(value) = inline.or_else(|| words.next().cloned()) else {
            let short = spec.short.map(|c| format!("-{c}, ")).unwrap_or_default();
            let dots = if spec.many { "..." } else { "" };
            return usage_error(&format!(
                "option '{short}--{} <{}{dots}>' argument missing",
                spec.long, spec.value
            ));
        };
        set_value(&mut args, spec.long, value);
        while spec.many
            && words
                .peek()
                .is_some_and(|next| !next.starts_with('-') || next.len() == 1)
        {
            if let Some(value) = words.next() {
                set_value(&mut args, spec.long, value.clone());
            }
        }
    }
    let allowed = usize::from(command.positional.is_some());
    if positionals.len() > allowed {
        let plural = if allowed == 1 { "" } else { "s" };
        return usage_error(&format!(
            "too many arguments for '{}'. Expected {allowed} argument{plural} but got {}.",
            command.name,
            positionals.len()
        ));
    }
    args.positional = positionals.first().map(|word| (*word).clone());
    Parsed::Run(args)
}

/// The option that a word names, with the value that is written in the same word.
fn option(command: &'static Command, word: &str) -> Option<(&'static Spec, Option<String>)> {
    if let Some(long) = word.strip_prefix("--") {
        if let Some(spec) = command.options.iter().find(|spec| spec.long == long) {
            return Some((spec, None));
        }
        let (name, value) = long.split_once('=')?;
        let spec = command
            .options
            .iter()
            .find(|spec| spec.long == name && !spec.value.is_empty())?;
        return Some((spec, Some(value.to_owned())));
    }
    let mut chars = word[1..].chars();
    let short = chars.next()?;
    let spec = command
        .options
        .iter()
        .find(|spec| spec.short == Some(short))?;
    let rest = chars.as_str();
    match (rest.is_empty(), spec.value.is_empty()) {
        (true, _) => Some((spec, None)),
        (false, false) => Some((spec, Some(rest.to_owned()))),
        (false, true) => None,
    }
}

fn set_switch(args: &mut Args, name: &str) {
    match name {
        "quiet" => args.quiet = true,
        "strict" => args.strict = true,
        "check" => args.check = true,
        "dry-run" => args.dry_run = true,
        "expand-defaults" => args.expand_defaults = true,
        "positions" => args.positions = true,
        _ => args.generated = true,
    }
}

fn set_value(args: &mut Args, name: &str, value: String) {
    match name {
        "config" => args.config = Some(value),
        "team" => args.team = Some(value),
        "format" => args.format = Some(value),
        "threshold" => args.threshold = Some(value),
        "output" => args.output = Some(value),
        "against" => args.against = Some(value),
        _ => args.binding.push(value),
    }
}

fn program_help() -> String {
    let mut out = String::from(
        "Usage: contractual agents [options] [command]\n\nDesign multi-agent systems as checked, rendered, drift-free documents.\n\nOptions:\n",
    );
    out.push_str("  -V, --version         Print the version number\n  -h, --help            Print this help\n\nCommands:\n");
    for command in &COMMANDS {
        let mut usage = format!("{} [options]", command.name);
        if let Some((name, _)) = command.positional {
            usage.push_str(&format!(" [{name}]"));
        }
        out.push_str(&format!("  {usage:<28}  {}\n", command.about));
    }
    out.push_str(&format!(
        "  {:<28}  Print help for a command\n",
        "help [command]"
    ));
    out
}

fn command_help(command: &Command) -> String {
    let positional = command
        .positional
        .map(|(name, _)| format!(" [{name}]"))
        .unwrap_or_default();
    let mut out = format!(
        "Usage: contractual agents {} [options]{positional}\n\n{}\n",
        command.name, command.about
    );
    if let Some((name, help)) = command.positional {
        out.push_str(&format!("\nArguments:\n  {name:<28}  {help}\n"));
    }
    out.push_str("\nOptions:\n");
    for spec in command.options {
        let short = spec.short.map(|c| format!("-{c}, ")).unwrap_or_default();
        let value = match (spec.value.is_empty(), spec.many) {
            (true, _) => String::new(),
            (false, true) => format!(" <{}...>", spec.value),
            (false, false) => format!(" <{}>", spec.value),
        };
        out.push_str(&format!(
            "  {:<28}  {}\n",
            format!("{short}--{}{value}", spec.long),
            spec.help
        ));
    }
    out.push_str(&format!("  {:<28}  Print this help\n", "-h, --help"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(line: &str) -> Result<Args, (String, bool, u8)> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        match parse(&words) {
            Parsed::Run(args) => Ok(args),
            Parsed::Print {
                text,
                to_stderr,
                status,
            } => Err((text, to_stderr, status)),
        }
    }

    #[test]
    fn values_are_taken_in_every_spelling() {
        for line in [
            "validate -c x",
            "validate -cx",
            "validate --config x",
            "validate --config=x",
            "validate -c y --config=x",
        ] {
            assert_eq!(
                run(line).map(|args| args.config),
                Ok(Some("x".to_owned())),
                "{line}"
            );
        }
        assert_eq!(
            run("generate --binding a b --quiet guardrails")
                .map(|args| (args.binding, args.positional)),
            Ok((vec!["a".into(), "b".into()], Some("guardrails".into())))
        );
        assert_eq!(
            run("score --threshold -5").map(|args| args.threshold),
            Ok(Some("-5".to_owned()))
        );
    }

    #[test]
    fn usage_errors_are_one_line_and_status_1() {
        for (line, text) in [
            (
                "vaildate",
                "error: unknown command 'vaildate'\n(Did you mean validate?)\n",
            ),
            (
                "lint --strct",
                "error: unknown option '--strct'\n(Did you mean --strict?)\n",
            ),
            (
                "lint -c",
                "error: option '-c, --config <path>' argument missing\n",
            ),
            (
                "lint a b",
                "error: too many arguments for 'lint'. Expected 1 argument but got 2.\n",
            ),
            (
                "render x",
                "error: too many arguments for 'render'. Expected 0 arguments but got 1.\n",
            ),
            (
                "lint --quiet=1",
                "error: unknown option '--quiet=1'\n(Did you mean --quiet?)\n",
            ),
        ] {
            assert_eq!(
                run(line).map(|_| ()),
                Err((text.to_owned(), true, 1)),
                "{line}"
            );
        }
        assert!(matches!(run(""), Err((_, true, 1))));
        assert!(matches!(run("help lint"), Err((_, false, 0))));
    }
}
