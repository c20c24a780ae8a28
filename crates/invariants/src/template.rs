//! `{{name}}` in the strings of a step: values captured by earlier steps of the check, or of the check's row of a table.

use crate::document::{Action, Http, More, Operator, Sql, Step};
use crate::value::Value;

/// Values by name.
pub(crate) type Variables = Vec<(String, Value)>;

/// The step with every known name replaced. Unknown names are left as they are written.
pub(crate) fn fill_step(step: &Step, variables: &Variables) -> Step {
    let mut step = step.clone();
    if variables.is_empty() {
        return step;
    }
    let fill = Filler(variables);
    match &mut step.action {
        Action::Http(http, expect) => {
            fill.http(http);
            fill.optional(&mut expect.json);
            fill.optional_text(&mut expect.body_contains);
            fill.more(&mut expect.more);
        }
        Action::Exec(exec, expect) => {
            fill.text(&mut exec.run);
            fill.optional_text(&mut exec.cwd);
            exec.env.iter_mut().for_each(|(_, v)| fill.text(v));
            for stream in [&mut expect.stdout, &mut expect.stderr] {
                fill.optional_text(&mut stream.contains);
                fill.optional_text(&mut stream.not_contains);
                fill.optional_text(&mut stream.regex);
            }
            fill.more(&mut expect.more);
        }
        Action::Sql(sql, expect) => {
            fill.sql(sql);
            fill.optional(&mut expect.equals);
            fill.optional(&mut expect.all_rows);
            expect
                .row_set
                .iter_mut()
                .flatten()
                .for_each(|row| fill.value(row));
            fill.more(&mut expect.more);
        }
    }
    step
}

struct Filler<'a>(&'a Variables);

impl Filler<'_> {
    fn http(&self, http: &mut Http) {
        self.text(&mut http.path);
        http.headers.iter_mut().for_each(|(_, v)| self.text(v));
        http.query
            .iter_mut()
            .flat_map(|(_, vs)| vs)
            .for_each(|v| self.text(v));
        self.value(&mut http.body);
    }

    fn sql(&self, sql: &mut Sql) {
        // A captured value comes from the target: it goes into parameters, never into the text of a query.
        sql.params.iter_mut().flatten().for_each(|p| self.text(p));
    }

    fn more(&self, more: &mut More) {
        for value in [&mut more.json_contains, &mut more.json_not] {
            self.optional(value);
        }
        self.optional_text(&mut more.body_not_contains);
        self.optional_text(&mut more.body_matches);
        for (_, operators) in &mut more.headers {
            operators.iter_mut().for_each(|o| self.operator(o));
        }
        for (path, operators, _) in &mut more.asserts {
            self.text(path);
            operators.iter_mut().for_each(|o| self.operator(o));
        }
    }

    fn operator(&self, operator: &mut Operator) {
        match operator {
            Operator::Eq(v)
            | Operator::Ne(v)
            | Operator::Matches(v)
            | Operator::Contains(v)
            | Operator::NotContains(v) => {
                self.value(v);
            }
            Operator::OneOf(vs) | Operator::AnyOrder(vs) => {
                vs.iter_mut().for_each(|v| self.value(v))
            }
            Operator::Regex(text) => self.text(text),
            Operator::Gt(_)
            | Operator::Ge(_)
            | Operator::Lt(_)
            | Operator::Le(_)
            | Operator::Exists(_)
            | Operator::Type(_)
            | Operator::Length(_)
            | Operator::MinLength(_)
            | Operator::MaxLength(_)
            | Operator::Empty(_) => {}
        }
    }

    fn optional(&self, value: &mut Option<Value>) {
        if let Some(value) = value {
            self.value(value);
        }
    }

    fn optional_text(&self, text: &mut Option<String>) {
        if let Some(text) = text {
            self.text(text);
        }
    }

    /// A string that is one name and nothing else becomes the value itself, of whatever kind.
    fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                let whole = text
                    .trim()
                    .strip_prefix("{{")
                    .and_then(|t| t.strip_suffix("}}"));
                match whole.and_then(|name| self.find(name)) {
                    Some(found) => *value = found.clone(),
                    None => self.text(text),
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Map(members) => members.iter_mut().for_each(|(_, item)| self.value(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Special(_) => {}
        }
    }

    /// One pass: inserted text is not looked at again.
    fn text(&self, text: &mut String) {
        if !text.contains("{{") {
            return;
        }
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find("{{") {
            out.push_str(&rest[..at]);
            let inside = &rest[at + 2..];
            match inside
                .find("}}")
                .and_then(|end| Some((end, self.find(&inside[..end])?)))
            {
                Some((end, found)) => {
                    match found {
                        Value::String(s) => out.push_str(s),
                        other => out.push_str(&other.to_compact()),
                    }
                    rest = &inside[end + 2..];
                }
                None => {
                    out.push_str("{{");
                    rest = inside;
                }
            }
        }
        out.push_str(rest);
        *text = out;
    }

    fn find(&self, name: &str) -> Option<&Value> {
        let name = name.trim();
        self.0.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_filled_once() {
        let variables = vec![
            ("id".to_owned(), Value::Number(7.into())),
            ("t".to_owned(), Value::from("{{id}}")),
        ];
        let fill = Filler(&variables);
        let text = |t: &str| {
            let mut t = t.to_owned();
            fill.text(&mut t);
            t
        };
        assert_eq!(text("/a/{{id}}/{{ id }}"), "/a/7/7");
        assert_eq!(text("{{t}} {{other}} {{"), "{{id}} {{other}} {{");
        let mut value = Value::from("{{id}}");
        fill.value(&mut value);
        assert_eq!(value, Value::Number(7.into()));
    }
}
