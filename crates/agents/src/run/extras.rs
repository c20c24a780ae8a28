//! Commands that the peer tool does not have: `explain`, `init`, `graph` and `codegen`.

use super::session::Session;
use crate::load::Failure;
use crate::rules;

type Done = Result<bool, Failure>;

pub(super) fn explain(session: &mut Session<'_>) -> Done {
    let Some(name) = &session.args.positional else {
        for rule in rules::all() {
            session.out.stdout.push_str(&format!(
                "{:<40} {:<8} {}\n",
                rule.name, rule.severity, rule.summary
            ));
        }
        return Ok(true);
    };
    match rules::find(name) {
        Some(rule) => {
            session.out.stdout.push_str(&rule.page());
            Ok(true)
        }
        None => {
            let near = contractual_diag::nearest(name, rules::all().iter().map(|rule| rule.name));
            let near = near
                .map(|near| format!("; did you mean \"{near}\"?"))
                .unwrap_or_default();
            Err(Failure::new(format!("Unknown rule \"{name}\"{near}")))
        }
    }
}

pub(super) fn init(session: &mut Session<'_>) -> Done {
    let _ = session;
    Ok(true)
}

pub(super) fn graph(session: &mut Session<'_>) -> Done {
    let _ = session;
    Ok(true)
}

pub(super) fn codegen(session: &mut Session<'_>) -> Done {
    let _ = session;
    Ok(true)
}
