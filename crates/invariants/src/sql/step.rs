//! A SQL step: guard, one connection, one transaction, judge the result.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::guard::check_query;
use super::idle::Open;
use super::target::Target;
use super::types::{TypeInfo, is_unknown, value_of};
use super::wire::{Outcome, Session, WireError, cancel};
use crate::context::Context;
use crate::document::{Sql, SqlExpect};
use crate::exec::ms;
use crate::judge::Judge;
use crate::matching::{Actual, Mismatch, match_actual};
use crate::observed::Observed;
use crate::operators::assign;
use crate::value::Value;

/// Limit of one connection attempt.
const CONNECT: Duration = Duration::from_secs(5);
/// What the client waits beyond the statement's limit before it gives up.
const PATIENCE: Duration = Duration::from_secs(1);
/// Rows that are kept when all of them are judged.
const MAX_ROWS: usize = 100_000;
/// Rows that a failing `all_rows` or `no_rows` shows.
const SAMPLE: usize = 5;

/// Runs a SQL step.
pub(crate) async fn run_sql(
    sql: &Sql,
    expect: &SqlExpect,
    judge: &mut Judge<'_>,
    ctx: &Context<'_>,
) -> Observed {
    let start = Instant::now();
    judge.result.attempts += 1;
    let mut observed = Observed::default();
    match perform(sql, expect, judge, ctx).await {
        Err(Failed::Step(reason)) => judge.fail("sql", &reason),
        Err(Failed::Server { code, text }) => match &expect.sqlstate {
            Some(wanted) if *wanted == code => {}
            Some(wanted) => judge.differ("refused_with", wanted, &format!("{code}: {text}")),
            None => judge.fail("sql", &text),
        },
        Ok(result) => {
            judge.result.rows = Some(result.outcome.count);
            if let Some(wanted) = &expect.sqlstate {
                judge.differ("refused_with", wanted, "the query succeeded");
            }
            observed = judge_result(&result, expect, judge, ctx);
        }
    }
    let took = start.elapsed();
    judge.result.duration_ms = ms(took);
    if let Some(most) = expect.max_duration_ms {
        let took = took.as_secs_f64() * 1000.0;
        if took > most {
            judge.differ(
                "max_query_ms",
                &format!("at most {most} ms"),
                &format!("{took:.0} ms"),
            );
        }
    }
    observed
}

enum Failed {
    /// The step cannot be judged.
    Step(String),
    /// The server refused the statement.
    Server { code: String, text: String },
}

struct Answered {
    outcome: Outcome,
    types: HashMap<u32, TypeInfo>,
}

async fn perform(
    sql: &Sql,
    expect: &SqlExpect,
    judge: &mut Judge<'_>,
    ctx: &Context<'_>,
) -> Result<Answered, Failed> {
    let permissions = ctx.settings.permissions;
    let statements =
        check_query(&sql.query, permissions).map_err(|refusal| Failed::Step(refusal.note()))?;
    let url = ctx.settings.env.setting(&sql.url_env).ok_or_else(|| {
        Failed::Step(format!(
            "the variable {} is not set: it must hold the connection URL (postgres://…)",
            sql.url_env
        ))
    })?;
    let target = Target::parse(url, &ctx.settings.env).map_err(|reason| {
        Failed::Step(format!(
            "the value of {} cannot be used: {reason}",
            sql.url_env
        ))
    })?;
    let limit = ctx.settings.limit(sql.timeout_ms);
    let mut open = match ctx.idle.take(&target, CONNECT.min(limit)).await {
        Some(open) => open,
        None => connect(&target, limit, judge).await.map_err(Failed::Step)?,
    };
    let key = open.session.cancel_key(&open.host, open.port);
    let keep = if needs_all(expect, ctx) { MAX_ROWS } else { 1 };
    let work = transaction(
        &mut open.session,
        &statements,
        &sql.params,
        limit,
        permissions.write,
        keep,
    );
    match timeout(limit + PATIENCE, work).await {
        Ok((result, ended)) => {
            if ended && !permissions.write {
                ctx.idle.put(target, open).await;
            } else {
                open.session.close().await;
            }
            result.map_err(|error| match error {
                WireError::Server { ref code, .. } => {
                    let text = match code.as_str() {
                        // query_canceled
                        "57014" => format!(
                            "the time limit of {} ms was reached: {}",
                            ms(limit),
                            error.text()
                        ),
                        _ => format!("the query failed: {}", error.text()),
                    };
                    Failed::Server {
                        code: code.clone(),
                        text,
                    }
                }
                other => Failed::Step(format!("the query failed: {}", other.text())),
            })
        }
        Err(_) => {
            let _ = timeout(PATIENCE, cancel(&key, &target)).await;
            Err(Failed::Step(format!(
                "the server did not answer within the time limit of {} ms",
                ms(limit)
            )))
        }
    }
}

fn needs_all(expect: &SqlExpect, ctx: &Context<'_>) -> bool {
    expect.all_rows.is_some()
        || expect.row_set.is_some()
        || expect.no_rows == Some(true)
        || expect.more.needs_json()
        || ctx.captures_any
}

/// At most two connections per host; the first error counts.
async fn connect(target: &Target, limit: Duration, judge: &mut Judge<'_>) -> Result<Open, String> {
    let patience = target
        .connect_timeout
        .map_or(CONNECT, |s| Duration::from_secs(s).min(CONNECT))
        .min(limit);
    let mut first = None;
    for round in 0..2 {
        for (host, port) in &target.hosts {
            let attempt = timeout(patience, Session::connect(target, host, *port)).await;
            let error = match attempt {
                Ok(Ok(session)) => {
                    return Ok(Open {
                        session,
                        host: host.clone(),
                        port: *port,
                    });
                }
                Ok(Err(error)) => error,
                Err(_) => WireError::Refused(format!("no answer within {} ms", ms(patience))),
            };
            let again = match &error {
                WireError::Io(_) => true,
                // too_many_connections, cannot_connect_now
                WireError::Server { code, .. } => code == "53300" || code == "57P03",
                WireError::Refused(_) => false,
            };
            let place = target.shown(host, *port);
            let (_, retry) = first.get_or_insert_with(|| {
                (
                    format!("cannot connect to {place}: {}", error.text()),
                    again,
                )
            });
            *retry &= again || target.hosts.len() > 1;
        }
        if round == 0 {
            if !first.as_ref().is_some_and(|(_, again)| *again) {
                break;
            }
            judge.result.attempts += 1;
            sleep(Duration::from_millis(500)).await;
        }
    }
    Err(first.map_or_else(|| "cannot connect".to_owned(), |(text, _)| text))
}

/// Runs the statements in one transaction. The second value is true if the transaction has ended in the session.
async fn transaction(
    session: &mut Session,
    statements: &[String],
    params: &[Option<String>],
    limit: Duration,
    write: bool,
    keep: usize,
) -> (Result<Answered, WireError>, bool) {
    let begin = if write { "BEGIN" } else { "BEGIN READ ONLY" };
    // The text forms of 8.4, and strings as the guard's lexer reads them.
    let settings = format!(
        "{begin}; SET LOCAL statement_timeout = {}; SET LOCAL standard_conforming_strings = on; SET LOCAL DateStyle = 'ISO'; \
         SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1",
        ms(limit).clamp(1, 2_147_483_647)
    );
    if let Err(error) = session.command(&settings).await {
        return (Err(error), false);
    }
    let result = inside(session, statements, params, keep).await;
    let end = if write && result.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    };
    match (session.command(end).await, result) {
        (Ok(_), result) => (result, true),
        (Err(error), Ok(_)) => (Err(error), false),
        (Err(_), result) => (result, false),
    }
}

/// What happens between the beginning and the end of the transaction.
async fn inside(
    session: &mut Session,
    statements: &[String],
    params: &[Option<String>],
    keep: usize,
) -> Result<Answered, WireError> {
    let mut outcome = Outcome::default();
    for (index, statement) in statements.iter().enumerate() {
        // Bind parameters belong to the statement that is judged.
        let own: &[Option<String>] = if index + 1 == statements.len() {
            params
        } else {
            &[]
        };
        outcome = session.query(statement, own, keep).await?;
    }
    let types = if outcome.rows.is_empty() {
        HashMap::new()
    } else {
        look_up(session, &outcome).await?
    };
    Ok(Answered { outcome, types })
}

/// What the catalogue says of types that PostgreSQL does not come with.
async fn look_up(
    session: &mut Session,
    outcome: &Outcome,
) -> Result<HashMap<u32, TypeInfo>, WireError> {
    let mut types = HashMap::new();
    let mut wanted: Vec<u32> = outcome
        .columns
        .iter()
        .map(|c| c.oid)
        .filter(|oid| is_unknown(*oid))
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    // Elements can be domains over arrays; a few rounds are enough for all that is sensible.
    for _ in 0..4 {
        if wanted.is_empty() {
            break;
        }
        let list: Vec<String> = wanted.iter().map(u32::to_string).collect();
        let text = format!(
            "SELECT t.oid, CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END, t.typdelim, \
             CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE 0 END FROM pg_catalog.pg_type t WHERE t.oid IN ({})",
            list.join(",")
        );
        let found = session.query(&text, &[], 10_000).await?;
        wanted.clear();
        for row in &found.rows {
            let number = |at: usize| {
                row.get(at)
                    .and_then(|v| v.as_deref())
                    .and_then(|t| t.parse::<u32>().ok())
                    .unwrap_or(0)
            };
            let delimiter = row
                .get(2)
                .and_then(|v| v.as_deref())
                .and_then(|t| t.chars().next())
                .unwrap_or(',');
            let element = number(1);
            types.insert(number(0), TypeInfo { element, delimiter });
            if is_unknown(element) && !types.contains_key(&element) {
                wanted.push(element);
            }
        }
    }
    Ok(types)
}

fn row_of(row: &[Option<String>], answered: &Answered) -> Actual {
    let known = |oid: u32| answered.types.get(&oid).copied();
    let mut columns: Vec<(String, Actual)> = Vec::new();
    for (column, text) in answered.outcome.columns.iter().zip(row) {
        let value = value_of(text.as_deref(), column.oid, &known);
        // The last of two columns of one name counts.
        match columns.iter_mut().find(|(name, _)| *name == column.name) {
            Some((_, old)) => *old = value,
            None => columns.push((column.name.clone(), value)),
        }
    }
    Actual::Row(columns)
}

fn judge_result(
    answered: &Answered,
    expect: &SqlExpect,
    judge: &mut Judge<'_>,
    ctx: &Context<'_>,
) -> Observed {
    let outcome = &answered.outcome;
    warn_about_names(outcome, judge);
    let rows: Vec<Actual> = outcome
        .rows
        .iter()
        .map(|row| row_of(row, answered))
        .collect();
    if let Some(wanted) = &expect.rows
        && *wanted != outcome.count.into()
    {
        judge.differ("rows", &wanted.to_string(), &outcome.count.to_string());
    }
    if let Some(expected) = &expect.equals {
        match rows.first() {
            Some(row) => judge.mismatches("equals", &match_actual(row, expected, "row")),
            None => {
                let expected = expected.shown(2_000);
                judge.unmet("equals", &expected, None, "equals: there is no row");
            }
        }
    }
    if outcome.cut && needs_all(expect, ctx) {
        judge.fail(
            "rows",
            &format!("more than {MAX_ROWS} rows or too many bytes: they cannot all be judged"),
        );
    }
    judge_all_rows(&rows, expect, judge);
    judge_row_set(&rows, outcome.count, expect, judge);
    let observed = Observed {
        json: Some(Ok(Value::List(rows.iter().map(Actual::to_value).collect()))),
        ..Observed::default()
    };
    observed.judge_more(&expect.more, "rows", judge, ctx);
    observed
}

fn warn_about_names(outcome: &Outcome, judge: &mut Judge<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for column in &outcome.columns {
        if seen.contains(&column.name.as_str()) {
            judge.hint(&format!(
                "warning: two columns are named `{}`; the last one counts",
                column.name
            ));
        }
        seen.push(&column.name);
    }
}

fn judge_all_rows(rows: &[Actual], expect: &SqlExpect, judge: &mut Judge<'_>) {
    if let Some(expected) = &expect.all_rows {
        let bad: Vec<(usize, Vec<Mismatch>)> = rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                (
                    index,
                    match_actual(row, expected, &format!("rows[{index}]")),
                )
            })
            .filter(|(_, mismatches)| !mismatches.is_empty())
            .collect();
        for (_, mismatches) in bad.iter().take(SAMPLE) {
            judge.mismatches("all_rows", mismatches);
        }
        if bad.len() > SAMPLE {
            judge.hint(&format!(
                "all_rows: {} of {} rows do not match",
                bad.len(),
                rows.len()
            ));
        }
        if rows.is_empty() {
            judge.hint("all_rows: there is no row, so nothing was compared; add `rows` if there must be some");
        }
    }
    if expect.no_rows == Some(true) && !rows.is_empty() {
        let sample: Vec<String> = rows.iter().take(SAMPLE).map(|row| row.shown(400)).collect();
        let message = format!(
            "no_rows: expected no row, found {}: {}",
            rows.len(),
            sample.join(", ")
        );
        judge.unmet("no_rows", "no row", Some(&sample.join(", ")), &message);
    }
    if expect.no_rows == Some(false) && rows.is_empty() {
        judge.unmet(
            "no_rows",
            "at least one row",
            None,
            "no_rows: expected at least one row, found none",
        );
    }
}

/// The rows and the expected ones must pair up, in any order.
fn judge_row_set(rows: &[Actual], count: u64, expect: &SqlExpect, judge: &mut Judge<'_>) {
    let Some(wanted) = &expect.row_set else {
        return;
    };
    let fits = |row: &Actual, want: &Value| match_actual(row, want, "").is_empty();
    if count == wanted.len() as u64 && assign(rows, wanted, fits) {
        return;
    }
    let missing: Vec<String> = wanted
        .iter()
        .filter(|want| !rows.iter().any(|row| fits(row, want)))
        .take(SAMPLE)
        .map(|want| want.shown(400))
        .collect();
    let extra: Vec<String> = rows
        .iter()
        .filter(|row| !wanted.iter().any(|want| fits(row, want)))
        .take(SAMPLE)
        .map(|row| row.shown(400))
        .collect();
    let mut message = format!(
        "row_set: expected {} rows in any order, found {count}",
        wanted.len()
    );
    if !missing.is_empty() {
        message.push_str(&format!("; missing: {}", missing.join(", ")));
    }
    if !extra.is_empty() {
        message.push_str(&format!("; not expected: {}", extra.join(", ")));
    }
    judge.unmet(
        "row_set",
        &missing.join(", "),
        Some(&extra.join(", ")),
        &message,
    );
}
