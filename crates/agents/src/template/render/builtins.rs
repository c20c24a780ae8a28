//! Helpers: those of the language, which take bodies, and those of the DSL.

use std::rc::Rc;

use super::super::helpers;
use super::scope::{Bodies, Frame, Scope};
use super::{Rendered, Renderer, Val};
use crate::value::Value;

impl<'t> Renderer<'t> {
    /// Runs a helper; `None` if there is none of that name.
    pub(super) fn helper(
        &mut self,
        name: &str,
        params: &[Val],
        hash: &[(&str, Val)],
        scope: &Scope<'t>,
        bodies: Option<Bodies<'t>>,
    ) -> Rendered<Option<Val>> {
        let is_block = bodies.is_some();
        let bodies = bodies.unwrap_or(Bodies {
            program: None,
            inverse: None,
        });
        let here = scope.contexts.current.clone();
        let one = |this: &Self| -> Rendered<Val> {
            match params {
                [one] => Ok(one.clone()),
                _ => Err(this.error(format!("#{name} requires exactly one argument"))),
            }
        };
        let text = match name {
            "if" | "unless" | "with" | "each" if !is_block && !params.is_empty() => {
                return Err(self.error(format!(
                    "{name} can only be used as a block: {{{{#{name} ..}}}}"
                )));
            }
            "if" | "unless" => {
                let condition = one(self)?;
                let include_zero = hash
                    .iter()
                    .any(|(key, value)| *key == "includeZero" && value.truthy());
                let holds = !((!include_zero && !condition.truthy()) || condition.is_empty());
                let body = if holds == (name == "if") {
                    bodies.program
                } else {
                    bodies.inverse
                };
                self.body(body, here, scope.frame.clone(), Vec::new(), scope)?
            }
            "with" => {
                let context = one(self)?;
                if context.is_empty() {
                    self.body(bodies.inverse, here, scope.frame.clone(), Vec::new(), scope)?
                } else {
                    self.body(
                        bodies.program,
                        context.clone(),
                        scope.frame.clone(),
                        vec![context],
                        scope,
                    )?
                }
            }
            "each" => match params.first() {
                None => return Err(self.error("Must pass iterator to #each")),
                Some(list) => self.each(list, bodies, scope)?,
            },
            "lookup" => {
                let object = params.first().cloned().unwrap_or(Val::Options);
                if !object.truthy() {
                    return Ok(Some(object));
                }
                let key = params.get(1).map(Val::print_key).unwrap_or_default();
                return Ok(Some(object.member(&key)));
            }
            // Messages for the console have no place in a rendered file.
            "log" => return Ok(Some(Val::Undefined)),
            _ => {
                let current = match &here {
                    Val::Value(value) => value.clone(),
                    _ => Value::Null,
                };
                let result = helpers::run(name, params, hash, &current, self.options.bounds.bytes);
                if result.is_some() {
                    self.work(params.iter().map(Val::extent).sum());
                }
                return match result {
                    Some(Ok(value)) => {
                        self.spend(value.text_len())?;
                        Ok(Some(value))
                    }
                    Some(Err(message)) => Err(self.error(message)),
                    None => Ok(None),
                };
            }
        };
        Ok(Some(Val::Safe(text)))
    }

    pub(super) fn each(
        &mut self,
        list: &Val,
        bodies: Bodies<'t>,
        scope: &Scope<'t>,
    ) -> Rendered<String> {
        let items: Vec<(Val, Val)> = match list {
            Val::Value(Value::List(items)) => {
                let numbered = items.iter().enumerate();
                numbered
                    .map(|(at, item)| {
                        (
                            Val::Value(Value::Number(at as f64)),
                            Val::Value(item.value.clone()),
                        )
                    })
                    .collect()
            }
            Val::Value(Value::Map(map)) => map
                .iter()
                .map(|(key, node)| {
                    (
                        Val::Value(Value::Text(key.clone())),
                        Val::Value(node.value.clone()),
                    )
                })
                .collect(),
            _ => Vec::new(),
        };
        if items.is_empty() {
            let here = scope.contexts.current.clone();
            return self.body(bodies.inverse, here, scope.frame.clone(), Vec::new(), scope);
        }
        let last = items.len() - 1;
        let mut out = String::new();
        for (at, (key, item)) in items.into_iter().enumerate() {
            self.spend(0)?;
            let mut values = scope.frame.values.clone();
            values.insert("key", key.clone());
            values.insert("index", Val::Value(Value::Number(at as f64)));
            values.insert("first", Val::Value(Value::Bool(at == 0)));
            values.insert("last", Val::Value(Value::Bool(at == last)));
            let frame = Rc::new(Frame {
                values,
                outer: Some(scope.frame.clone()),
            });
            let text = self.body(bodies.program, item.clone(), frame, vec![item, key], scope)?;
            out.push_str(&text);
        }
        Ok(out)
    }
}
