//! Inline partials and partial blocks.

use std::rc::Rc;

use super::super::ast::{Block, Expression, Partial, Program};
use super::scope::{Contexts, PartialBody, Scope};
use super::{Rendered, Renderer, Val};
use crate::value::Value;

impl<'t> Renderer<'t> {
    pub(super) fn inline_partial(
        &mut self,
        block: &'t Block,
        scope: &Scope<'t>,
        around: Option<&Rc<Contexts>>,
    ) -> Rendered<()> {
        self.line = block.line;
        if block.call.path.original != "inline" {
            return Err(self.error(format!(
                "Unknown decorator: \"{}\"",
                block.call.path.original
            )));
        }
        let name = match block.call.params.first() {
            Some(name) => self.evaluate(name, scope)?.print(),
            None => String::new(),
        };
        if let Some(program) = &block.program {
            let body = PartialBody {
                program,
                contexts: around.cloned(),
                params: scope.params.clone(),
                previous: None,
            };
            self.partials.insert(name, Rc::new(body));
        }
        Ok(())
    }

    pub(super) fn partial(
        &mut self,
        partial: &'t Partial,
        fallback: Option<&'t Program>,
        scope: &Scope<'t>,
    ) -> Rendered<String> {
        self.line = partial.line;
        let name = match &partial.name {
            Expression::Call(_) => self.evaluate(&partial.name, scope)?.print(),
            Expression::Path(path) => path.original.clone(),
            other => self.evaluate(other, scope)?.print(),
        };
        let mut context = match partial.params.first() {
            Some(param) => self.evaluate(param, scope)?,
            None => scope.contexts.current.clone(),
        };
        if !partial.hash.is_empty() {
            self.work(context.extent());
            let mut map = match &context {
                Val::Value(Value::Map(map)) => crate::value::Map::clone(map),
                _ => crate::value::Map::new(),
            };
            for (key, value) in self.hash(&partial.hash, scope)? {
                let value = match value {
                    Val::Value(value) => value,
                    Val::Safe(text) => Value::text(text),
                    Val::Undefined | Val::Options => {
                        map.remove(key);
                        continue;
                    }
                };
                map.insert(key, value);
            }
            context = Val::Value(Value::map(map));
        }
        let block = fallback.map(|program| {
            Rc::new(PartialBody {
                program,
                contexts: Some(scope.contexts.clone()),
                params: scope.params.clone(),
                previous: scope.partial_block.clone(),
            })
        });
        let found = if name == "@partial-block" {
            scope.partial_block.clone()
        } else {
            self.partials.get(&name).cloned()
        };
        let Some(body) = found.or_else(|| block.clone()) else {
            return Err(self.error(format!("The partial {name} could not be found")));
        };
        let is_block = name == "@partial-block";
        let own_block = block.as_ref().is_some_and(|block| Rc::ptr_eq(block, &body));
        let partial_block = if is_block || own_block {
            body.previous.clone()
        } else {
            block.or_else(|| scope.partial_block.clone())
        };
        let inner = Scope {
            contexts: body.contexts.clone().unwrap_or_else(|| {
                Rc::new(Contexts {
                    current: context.clone(),
                    outer: None,
                })
            }),
            frame: scope.frame.clone(),
            params: body.params.clone(),
            partial_block,
        };
        let text = self.body(
            Some(body.program),
            context,
            scope.frame.clone(),
            Vec::new(),
            &inner,
        )?;
        if partial.indent.is_empty() {
            return Ok(text);
        }
        let lines: Vec<&str> = text.split('\n').collect();
        let mut out = String::new();
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                out.push('\n');
            }
            if line.is_empty() && at + 1 == lines.len() {
                break;
            }
            out.push_str(&partial.indent);
            out.push_str(line);
        }
        Ok(out)
    }
}
