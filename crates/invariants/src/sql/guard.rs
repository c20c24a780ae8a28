//! The first line of defence: which SQL texts are sent at all (specification 8.2, rules 1 to 5).
//!
//! It errs on the side of refusing. What it cannot see (a view or a user's function that does harm) is the reason to connect
//! with a least-privileged role.

use super::lexer::{Statement, Token, split};

/// What the environment lifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Permissions {
    /// `STONEY_ALLOW_WRITE_SQL`: rules 3 to 5 are off.
    pub write: bool,
    /// `STONEY_ALLOW_MULTI_SQL`: more than one statement is allowed.
    pub multi: bool,
}

/// Why a query is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The rule, as notes name it.
    pub rule: &'static str,
    /// What was found.
    pub reason: String,
}

impl Refusal {
    fn new(rule: &'static str, reason: impl Into<String>) -> Self {
        Self {
            rule,
            reason: reason.into(),
        }
    }

    /// The note of the step.
    pub(crate) fn note(&self) -> String {
        let way_out = match self.rule {
            "single statement" | "has a statement" | "readable" => {
                "several statements need STONEY_ALLOW_MULTI_SQL=true"
            }
            _ => "writing needs STONEY_ALLOW_WRITE_SQL=true",
        };
        format!(
            "query refused and not sent (rule: {}): {}; {way_out}",
            self.rule, self.reason
        )
    }
}

/// The statements that may be sent, in order.
///
/// # Errors
/// The rule that refuses the text.
pub(crate) fn check_query(text: &str, permissions: Permissions) -> Result<Vec<String>, Refusal> {
    let statements = split(text).map_err(|reason| Refusal::new("readable", reason))?;
    match statements.len() {
        0 => {
            return Err(Refusal::new(
                "has a statement",
                "the query holds no statement",
            ));
        }
        1 => {}
        n if !permissions.multi => {
            return Err(Refusal::new(
                "single statement",
                format!("the query holds {n} statements"),
            ));
        }
        _ => {}
    }
    if !permissions.write {
        for statement in &statements {
            check_read_only(statement)?;
        }
    }
    Ok(statements.iter().map(|s| s.text.to_owned()).collect())
}

const READING: [&str; 6] = ["select", "with", "values", "table", "show", "explain"];
const CHANGING: [&str; 4] = ["insert", "update", "delete", "merge"];

fn check_read_only(statement: &Statement<'_>) -> Result<(), Refusal> {
    let tokens = &statement.tokens;
    let first = tokens
        .iter()
        .find(|t| !matches!(t, Token::Mark('(')))
        .and_then(as_word);
    match first {
        Some(word) if READING.contains(&word) => {}
        Some(word) => {
            return Err(Refusal::new(
                "read-only statement",
                format!("`{}` does not only read", word.to_uppercase()),
            ));
        }
        None => {
            return Err(Refusal::new(
                "read-only statement",
                "the query does not begin with a word",
            ));
        }
    }
    if first == Some("explain") {
        check_explain(tokens)?;
    }
    check_words(tokens)?;
    check_with(tokens)?;
    check_calls(tokens)
}

fn as_word(token: &Token) -> Option<&str> {
    match token {
        Token::Word(word) => Some(word),
        _ => None,
    }
}

/// A name, quoted or not, lower-cased.
fn as_name(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) => Some(word.clone()),
        Token::Quoted(name) => Some(name.to_lowercase()),
        _ => None,
    }
}

/// EXPLAIN ANALYZE runs the statement. `analyze` is a reserved word, so any use of it is the option.
fn check_explain(tokens: &[Token]) -> Result<(), Refusal> {
    let mut depth = 0_usize;
    let mut in_options = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Mark('(') => {
                in_options |= at > 0 && depth == 0 && as_word(&tokens[at - 1]) == Some("explain");
                depth += 1;
            }
            Token::Mark(')') => {
                depth = depth.saturating_sub(1);
                in_options &= depth > 0;
            }
            _ => {}
        }
        let analyzes = match token {
            Token::Word(word) => word == "analyze" || word == "analyse",
            Token::Quoted(name) => in_options && name.to_lowercase().starts_with("analy"),
            _ => false,
        };
        if analyzes {
            return Err(Refusal::new(
                "no EXPLAIN ANALYZE",
                "EXPLAIN ANALYZE runs the statement that it explains",
            ));
        }
    }
    Ok(())
}

/// Data-modifying CTEs, SELECT INTO and row locks.
fn check_words(tokens: &[Token]) -> Result<(), Refusal> {
    for (at, token) in tokens.iter().enumerate() {
        let Some(word) = as_word(token) else { continue };
        let after = |n: usize| tokens.get(at + n).and_then(as_word);
        if CHANGING.contains(&word) && at > 0 && tokens[at - 1] == Token::Mark('(') {
            return Err(Refusal::new(
                "no data-modifying CTE",
                format!("`{}` after an opening bracket writes", word.to_uppercase()),
            ));
        }
        // Behind a dot or AS it is a column name; PostgreSQL takes `into` nowhere else as one.
        if word == "into" && !(at > 0 && tokens[at - 1] == Token::Mark('.')) {
            return Err(Refusal::new("no SELECT INTO", "`INTO` creates a table"));
        }
        let locks = word == "for"
            && match after(1) {
                Some("update" | "share") => true,
                Some("no") => after(2) == Some("key"),
                Some("key") => after(2) == Some("share"),
                _ => false,
            };
        if locks {
            return Err(Refusal::new(
                "no row locks",
                "`FOR UPDATE` and its kin lock rows",
            ));
        }
    }
    Ok(())
}

/// `WITH x AS (…) DELETE …`: the statement behind the common table expressions must read, at every depth.
fn check_with(tokens: &[Token]) -> Result<(), Refusal> {
    #[derive(Clone, Copy, Default)]
    struct Level {
        /// In a statement that begins with WITH, before its main verb.
        pending: bool,
        /// The level has seen a token.
        started: bool,
    }
    let mut levels = vec![Level::default()];
    for (at, token) in tokens.iter().enumerate() {
        let previous = at.checked_sub(1).map(|i| &tokens[i]);
        let is_name = matches!(previous, Some(Token::Mark(',' | '.')))
            || matches!(
                previous.and_then(as_word),
                Some("with" | "recursive" | "by")
            );
        let depth = levels.len();
        let Some(level) = levels.last_mut() else {
            break;
        };
        let first = !std::mem::replace(&mut level.started, true);
        match token {
            Token::Mark('(') => levels.push(Level::default()),
            Token::Mark(')') if depth > 1 => {
                levels.pop();
            }
            Token::Word(word) => {
                if word == "with" && first {
                    level.pending = true;
                } else if level.pending && !is_name {
                    if CHANGING.contains(&word.as_str()) {
                        return Err(Refusal::new(
                            "read-only statement",
                            format!("`WITH … {}` writes", word.to_uppercase()),
                        ));
                    }
                    if matches!(word.as_str(), "select" | "values" | "table") {
                        level.pending = false;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Functions whose effects a read-only transaction does not stop: the list of rule 5, and what PostgreSQL has beyond it.
/// A star at the end stands for any further characters.
const FUNCTIONS: &[&str] = &[
    "pg_read_file",
    "pg_read_binary_file",
    "pg_ls_*",
    "pg_stat_file",
    "pg_file_*",
    "lo_*",
    "pg_terminate_backend",
    "pg_cancel_backend",
    "pg_reload_conf",
    "pg_rotate_logfile*",
    "pg_logfile_rotate",
    "pg_switch_wal",
    "pg_switch_xlog",
    "pg_create_*",
    "pg_drop_*",
    "pg_promote",
    "pg_wal_replay_*",
    "pg_xlog_replay_*",
    "pg_replication_*",
    "pg_logical_*",
    "pg_copy_*",
    "pg_sync_replication_slots",
    "pg_advisory_*",
    "pg_try_advisory_*",
    "pg_notify",
    "set_config",
    "nextval",
    "setval",
    "dblink*",
    // beyond the list: effects outside the transaction all the same
    "pg_stat_reset*",
    "pg_stat_statements_reset",
    "pg_stat_force_next_flush",
    "pg_stat_clear_snapshot",
    "pg_start_backup",
    "pg_stop_backup",
    "pg_backup_start",
    "pg_backup_stop",
    "pg_log_*",
    "pg_import_*",
    "pg_restore_*",
    "pg_clear_*",
    "pg_nextoid",
    "pg_export_snapshot",
    "pg_buffercache_evict*",
    "pg_prewarm",
    "autoprewarm_*",
    "pg_truncate_*",
    "pg_surgery*",
    "heap_force_*",
    "binary_upgrade_*",
    "brin_summarize_*",
    "brin_desummarize_*",
    "gin_clean_pending_list",
    "pg_execute_server_program",
    "postgres_fdw_disconnect*",
    "plv8_*",
    // texts that are run as SQL would pass the guard unseen
    "query_to_xml*",
    "cursor_to_xml*",
    "ts_stat",
    "ts_rewrite",
    "xpath_table",
    "crosstab*",
    "connectby",
];

/// Large-object functions that take one argument. Behind a dot only these are meant: `t.lo_price` may be a column.
const LARGE_OBJECT_FIELDS: &[&str] = &[
    "lo_creat",
    "lo_create",
    "lo_get",
    "lo_import",
    "lo_unlink",
    "lo_close",
    "lo_tell",
    "lo_tell64",
];

/// A call is a name before an opening bracket, or a name behind a dot: PostgreSQL reads `('x').f` as `f('x')`, and
/// `t.f` in the same way if `t` is a value.
fn check_calls(tokens: &[Token]) -> Result<(), Refusal> {
    for (at, token) in tokens.iter().enumerate() {
        let before_bracket = tokens.get(at + 1) == Some(&Token::Mark('('));
        let behind_dot = at > 0 && tokens[at - 1] == Token::Mark('.');
        if !before_bracket && !behind_dot {
            continue;
        }
        let Some(name) = as_name(token) else { continue };
        let listed = FUNCTIONS
            .iter()
            .any(|pattern| match pattern.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == *pattern,
            });
        let column = !before_bracket
            && name.starts_with("lo_")
            && !LARGE_OBJECT_FIELDS.contains(&name.as_str());
        if listed && !column {
            return Err(Refusal::new(
                "no functions with effects outside the transaction",
                format!("`{name}` is not allowed"),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Option<&'static str> {
        check_query(text, Permissions::default())
            .err()
            .map(|r| r.rule)
    }

    #[test]
    fn harmless_queries_pass() {
        for text in [
            "select 1;",
            " -- c\n SELECT 'delete; drop' ",
            "(select 1) union (values (2))",
            "with a as (select 1) select * from a",
            "with recursive a(n) as (select 1 union all select n+1 from a where n<3) search depth first by n set o select * from a",
            "table users",
            "show server_version",
            "explain (costs off) select 1",
            "explain delete from users",
            "select \"update\", \"delete\" from users where status = 'blocked'",
            "select created, updated_at, is_deleted from users",
            "select substring('abc' from 1 for 2), lower('X')",
            "select pg_read_file from t",
            "select t.lo_price, t.nextval_of from t",
            "select count(*) filter (where deleted) from t",
            "with delete as (select 1) select * from delete",
            "select \"a;b\" /* ; /* ; */ */ from t",
            "select $$; drop table x$$",
            "select pg_sleep(1)",
        ] {
            assert_eq!(rule(text), None, "{text}");
        }
    }

    #[test]
    fn what_writes_is_refused() {
        for text in [
            "insert into t values (1)",
            "update t set a=1",
            "delete from t",
            "merge into t using s on true when matched then delete",
            "copy t to stdout",
            "copy (select 1) to program 'x'",
            "call p()",
            "do $$ begin end $$",
            "lock t",
            "comment on table t is 'x'",
            "refresh materialized view v",
            "vacuum",
            "analyze",
            "set a=1",
            "reset all",
            "discard all",
            "begin",
            "start transaction",
            "commit",
            "end",
            "rollback",
            "abort",
            "savepoint a",
            "prepare p as select 1",
            "execute p",
            "deallocate p",
            "declare c cursor for select 1",
            "fetch all from c",
            "listen a",
            "unlisten a",
            "notify a",
            "load 'x'",
            "checkpoint",
            "create table t()",
            "drop table t",
            "alter system set a=1",
            "grant a to b",
            "truncate t",
            "cluster",
            "reindex database x",
            "security label on table t is 'x'",
            "import foreign schema s from server x into y",
            "(delete from t)",
            "((insert into t values (1)))",
        ] {
            assert_eq!(rule(text), Some("read-only statement"), "{text}");
        }
        for (text, wanted) in [
            (
                "with a as (delete from t returning *) select * from a",
                "no data-modifying CTE",
            ),
            (
                "with a as (/* x */ insert into t values(1) returning *) select 1",
                "no data-modifying CTE",
            ),
            ("with a as (select 1) delete from t", "read-only statement"),
            (
                "with a as (select 1), b as (select 2) insert into t select 1",
                "no SELECT INTO",
            ),
            (
                "with a as (with b as (select 1) delete from t returning *) select * from a",
                "read-only statement",
            ),
            (
                "with a as materialized (select 1) update t set x=1",
                "read-only statement",
            ),
            ("explain analyze select 1", "no EXPLAIN ANALYZE"),
            ("explain (analyze) delete from t", "no EXPLAIN ANALYZE"),
            (
                "explain (costs off, \"analyze\" true) delete from t",
                "no EXPLAIN ANALYZE",
            ),
            ("explain analyse verbose select 1", "no EXPLAIN ANALYZE"),
            ("select 1 into t2", "no SELECT INTO"),
            ("select * into temp t2 from t", "no SELECT INTO"),
            ("select * from t for update", "no row locks"),
            ("select * from t for no key update of t", "no row locks"),
            ("select * from t FOR SHARE", "no row locks"),
            (
                "select * from t for /**/ key share skip locked",
                "no row locks",
            ),
        ] {
            assert_eq!(rule(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn functions_are_found_however_they_are_written() {
        for text in [
            "select pg_read_file('/etc/passwd')",
            "select pg_catalog.pg_read_file ('/etc/passwd')",
            "select \"pg_read_file\"/* */('/etc/passwd')",
            "select pg_catalog . \"pg_ls_dir\"\n('.')",
            "select U&\"pg_\\0072ead_file\"('x')",
            "select lo_export(1, '/tmp/x')",
            "select PG_TERMINATE_BACKEND(1)",
            "select nextval('canary_seq')",
            "values (setval('canary_seq', 9))",
            "select pg_try_advisory_xact_lock(1)",
            "select set_config('a.b', 'c', false)",
            "select * from dblink('x', 'select 1') as t(a int)",
            "select query_to_xml('delete from t', true, true, '')",
            "select ('/etc/passwd'::text).pg_read_file",
            "select f . \"pg_read_file\" from lower('/etc/passwd') f",
            "select (array['x'])[1].pg_ls_dir",
            "select $1.lo_import",
            "select pg_export_snapshot()",
        ] {
            assert_eq!(
                rule(text),
                Some("no functions with effects outside the transaction"),
                "{text}"
            );
        }
    }

    #[test]
    fn counting_statements() {
        let multi = Permissions {
            multi: true,
            write: false,
        };
        let write = Permissions {
            multi: false,
            write: true,
        };
        assert_eq!(rule(" ; "), Some("has a statement"));
        assert_eq!(rule("select 1; select 2"), Some("single statement"));
        assert_eq!(
            check_query("select 1;; select 2;", multi).unwrap(),
            ["select 1", " select 2"]
        );
        assert!(check_query("select 1; delete from t", multi).is_err());
        assert!(check_query("delete from t", write).is_ok());
        assert!(check_query("delete from t; select 1", write).is_err());
    }
}
