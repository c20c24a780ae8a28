//! `run` and `plan`.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use contractual_invariants::report::{
    CheckResult, CommentOptions, Console, escape_controls, render_json,
};
use contractual_invariants::{
    Report, RunOptions, RunOutcome, Settings, listen, plan_suites, run_suites,
};

use super::UNUSABLE;
use super::args::RunArgs;
use super::load::{LoadedSuites, load_suites};
use super::output::{err, findings_text, out, rendered, write_to};

/// `run`
pub(super) fn run(args: &RunArgs) -> u8 {
    // Before anything that takes time, so that no signal is lost.
    let interrupt = listen();
    let (mut loaded, settings) = match prepare(args) {
        Ok(prepared) => prepared,
        Err(code) => return code,
    };
    let names: Vec<String> = loaded
        .files
        .iter()
        .map(|f| loaded.masker.mask(&f.name))
        .collect();
    let suites = loaded.take_suites();
    let console = Console {
        color: crate::colour::is_on(&std::io::stdout()),
        quiet: args.quiet,
    };
    let base_url = loaded.masker.mask(&settings.shown_base_url());
    out(&console.heading(&loaded.masker.mask(&args.suite.suite), &names, &base_url));
    let mut last_group: Option<(String, String)> = None;
    let descriptions = |check: &CheckResult| {
        suites
            .iter()
            .filter(|s| s.file == check.file)
            .flat_map(|s| &s.contracts)
            .find(|g| g.name == check.contract)
            .and_then(|g| g.description.clone())
    };
    let outcome = run_suites(&suites, &settings, &loaded.secrets, &interrupt, |check| {
        let group = (check.file.clone(), check.contract.clone());
        if last_group.as_ref() != Some(&group) {
            let description = descriptions(check).map(|d| loaded.masker.mask(&d));
            out(&console.group(&check.contract, description.as_deref()));
            last_group = Some(group);
        }
        let text = console.check(check);
        if check.ok { out(&text) } else { err(&text) }
    });
    match outcome {
        Ok(outcome) => finish(args, &outcome, console),
        Err(reason) => {
            err(&format!("internal error: {reason}\n"));
            UNUSABLE
        }
    }
}

fn finish(args: &RunArgs, outcome: &RunOutcome, console: Console) -> u8 {
    let report = &outcome.report;
    if outcome.selected == 0 {
        err(
            "no check was selected: --only-contract, --only-check and --tag match nothing, so nothing was judged\n",
        );
        return UNUSABLE;
    }
    let mut written = write_to(&args.report, &render_json(report));
    for (format, path) in &args.also {
        let text = rendered(report, *format, &CommentOptions::default());
        written = written.and(write_to(path, &text));
    }
    out(&console.summary(report, &args.report.display().to_string()));
    if args.stdout_report {
        out(&marked(report));
    }
    if let Some(signal) = outcome.signal {
        err(&format!("stopped by signal {signal}\n"));
        return u8::try_from(128 + signal).unwrap_or(UNUSABLE);
    }
    if let Err(reason) = written {
        err(&format!("{}\n", escape_controls(&reason)));
        return UNUSABLE;
    }
    if report.results.iter().all(|r| r.skipped.is_some()) {
        err("every selected check is skipped, so nothing was judged\n");
        return UNUSABLE;
    }
    u8::from(!report.ok())
}

/// The block that older readers look for.
fn marked(report: &Report) -> String {
    let text = render_json(report);
    let line: String = text.lines().map(str::trim_start).collect();
    format!("--- STONEY_REPORT_START ---\n{line}\n--- STONEY_REPORT_END ---\n")
}

/// `plan`
pub(super) fn plan(args: &RunArgs) -> u8 {
    let (mut loaded, settings) = match prepare(args) {
        Ok(prepared) => prepared,
        Err(code) => return code,
    };
    let suites = loaded.take_suites();
    let plan = plan_suites(&suites, &settings);
    let mut text = format!(
        "base URL: {}\n",
        if plan.base_url.is_empty() {
            "(not set)"
        } else {
            &plan.base_url
        }
    );
    for (name, set) in &plan.databases {
        text.push_str(&format!(
            "database: {name} ({})\n",
            if *set { "set" } else { "not set" }
        ));
    }
    for check in &plan.checks {
        text.push_str(&format!(
            "{}: {} :: {}\n",
            check.file, check.contract, check.id
        ));
        for step in &check.steps {
            text.push_str(&format!("  {}\n", step.trim().replace('\n', " ⏎ ")));
        }
        for note in &check.notes {
            text.push_str(&format!("  ! {note}\n"));
        }
    }
    text.push_str(&format!(
        "{}; nothing was sent\n",
        contractual_diag::counted(plan.checks.len(), "check")
    ));
    for problem in &plan.problems {
        text.push_str(&format!("needed: {problem}\n"));
    }
    out(&escape_controls(&loaded.masker.mask(&text)));
    if plan.checks.is_empty() { UNUSABLE } else { 0 }
}

fn prepare(args: &RunArgs) -> Result<(LoadedSuites, Settings), u8> {
    // A policy that cannot be used is told before anything is loaded.
    let unusable = |reasons: Vec<String>| {
        for reason in reasons {
            err(&format!("{}\n", escape_controls(&reason)));
        }
        UNUSABLE
    };
    let env =
        super::load::environment(args.suite.env_file.as_deref()).map_err(|e| unusable(vec![e]))?;
    let schemas = crate::contracts::Contracts::of(args.package_dir.clone());
    let settings = Settings::new(options(args), env)
        .map_err(unusable)?
        .with_schemas(Box::new(schemas));
    let loaded = load_suites(&args.suite, args.base_url.as_deref())?;
    let mut invalid = 0;
    for file in &loaded.files {
        if !file.loaded.findings.is_empty() {
            err(&findings_text(
                &file.loaded.findings,
                file.text.as_deref(),
                &loaded.masker,
            ));
        }
        invalid += usize::from(!file.is_valid());
    }
    if invalid > 0 {
        err(&format!(
            "{invalid} of {} cannot be used; nothing was run\n",
            contractual_diag::counted(loaded.files.len(), "file")
        ));
        return Err(UNUSABLE);
    }
    Ok((loaded, settings))
}

fn options(args: &RunArgs) -> RunOptions {
    let mut options = RunOptions::default();
    options.base_url.clone_from(&args.base_url);
    options.only_contract.clone_from(&args.only_contract);
    options.only_check.clone_from(&args.only_check);
    options.tags.clone_from(&args.tags);
    options.skip_tags.clone_from(&args.skip_tags);
    options.fail_fast = args.fail_fast;
    options.require_work_item = args.require_work_item;
    options
        .work_item_pattern
        .clone_from(&args.work_item_pattern);
    options.jobs = args.jobs;
    options.jobs_per_target = args.jobs_per_target;
    options.clean_env = args.clean_env;
    options.ca_file.clone_from(&args.cacert);
    options.client_certificate.clone_from(&args.cert);
    options.client_key.clone_from(&args.key);
    options.root = PathBuf::new();
    options.today = today();
    options.record.clone_from(&args.record);
    options.replay.clone_from(&args.replay);
    options
}

/// Days since 1970-01-01, UTC.
fn today() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs() / 86_400).unwrap_or(0)
}
