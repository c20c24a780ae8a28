//! Walking a template with a context.
//!
//! The rules of Handlebars 4.7: which names are helpers and which are values, when a block goes one context deeper,
//! what block parameters and data variables see, how inline partials and partial blocks find each other.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

mod builtins;
mod partials;
mod scope;
mod value;

pub(crate) use self::value::Val;

use self::scope::{Bodies, Contexts, Frame, Params, PartialBody, Scope};
use self::value::escape;
use super::ast::{Call, Expression, Program, Statement};
use super::helpers;
use super::parse::{Template, TemplateError};
use crate::value::Value;

/// Bounds on one rendering.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Statements that are run.
    pub steps: usize,
    /// Blocks and partials inside each other.
    pub depth: usize,
    /// Bytes of output, of all parts together.
    pub bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            steps: 20_000_000,
            depth: 150,
            bytes: 256 << 20,
        }
    }
}

/// How a template is rendered.
#[derive(Debug, Clone, Copy, Default)]
pub struct RenderOptions {
    /// True: `{{x}}` is not escaped.
    pub no_escape: bool,
    /// Bounds on the work.
    pub bounds: Bounds,
}

pub(super) struct Renderer<'t> {
    options: RenderOptions,
    partials: HashMap<String, Rc<PartialBody<'t>>>,
    steps: Cell<usize>,
    depth: usize,
    bytes: usize,
    line: u32,
}

type Rendered<T> = Result<T, TemplateError>;

impl Template {
    /// Renders with a context.
    ///
    /// # Errors
    /// Unknown helpers and partials, wrong use of built-in helpers, and rendering beyond the bounds.
    pub fn render(&self, context: &Value, options: RenderOptions) -> Rendered<String> {
        let mut renderer = Renderer {
            options,
            partials: HashMap::new(),
            steps: Cell::new(0),
            depth: 0,
            bytes: 0,
            line: 1,
        };
        let context = Val::Value(context.clone());
        let frame = Frame {
            values: HashMap::from([("root", context.clone())]),
            outer: None,
        };
        let scope = Scope {
            contexts: Rc::new(Contexts {
                current: context,
                outer: None,
            }),
            frame: Rc::new(frame),
            params: None,
            partial_block: None,
        };
        renderer.program(&self.program, &scope, None)
    }
}

impl<'t> Renderer<'t> {
    fn error(&self, message: impl Into<String>) -> TemplateError {
        TemplateError {
            message: message.into(),
            line: self.line,
        }
    }

    /// Counts work that grows with the data, such as walking a list.
    fn work(&self, steps: usize) {
        self.steps.set(self.steps.get().saturating_add(steps));
    }

    /// Counts a statement and what it wrote; refuses what is beyond the bounds.
    fn spend(&mut self, bytes: usize) -> Rendered<()> {
        self.work(1);
        self.bytes = self.bytes.saturating_add(bytes);
        if self.steps.get() > self.options.bounds.steps {
            return Err(self.error(format!(
                "the template runs more than {} statements",
                self.options.bounds.steps
            )));
        }
        if self.bytes > self.options.bounds.bytes {
            return Err(self.error(format!(
                "the template writes more than {} bytes",
                self.options.bounds.bytes
            )));
        }
        Ok(())
    }

    /// Runs a body; `around` are the contexts outside of it, which its inline partials see.
    fn program(
        &mut self,
        program: &'t Program,
        scope: &Scope<'t>,
        around: Option<&Rc<Contexts>>,
    ) -> Rendered<String> {
        self.depth += 1;
        if self.depth > self.options.bounds.depth {
            return Err(self.error(format!(
                "more than {} blocks and partials inside each other",
                self.options.bounds.depth
            )));
        }
        // Inline partials are known in the whole body that holds them, and only there.
        let mut saved = None;
        for statement in &program.body {
            if let Statement::Block(block) = statement
                && block.decorator
            {
                saved.get_or_insert_with(|| self.partials.clone());
                self.inline_partial(block, scope, around)?;
            }
        }
        let mut out = String::new();
        for statement in &program.body {
            let before = out.len();
            self.statement(statement, scope, &mut out)?;
            self.spend(out.len() - before)?;
        }
        if let Some(saved) = saved {
            self.partials = saved;
        }
        self.depth -= 1;
        Ok(out)
    }

    fn statement(
        &mut self,
        statement: &'t Statement,
        scope: &Scope<'t>,
        out: &mut String,
    ) -> Rendered<()> {
        match statement {
            Statement::Content(content) => out.push_str(&content.value),
            Statement::Comment(_) => {}
            Statement::Mustache(mustache) => {
                self.line = mustache.line;
                let value = self.call(&mustache.call, scope, None, false)?;
                let safe = matches!(value, Val::Safe(_));
                let text = value.print();
                if mustache.escaped && !safe && !self.options.no_escape {
                    escape(out, &text);
                } else {
                    out.push_str(&text);
                }
            }
            Statement::Block(block) if block.decorator => {}
            Statement::Block(block) => {
                self.line = block.line;
                let bodies = Bodies {
                    program: block.program.as_ref(),
                    inverse: block.inverse.as_ref(),
                };
                out.push_str(&self.call(&block.call, scope, Some(bodies), false)?.print());
            }
            Statement::Partial(partial) => {
                let text = self.partial(partial, None, scope)?;
                out.push_str(&text);
            }
            Statement::PartialBlock(block) => {
                let text = self.partial(&block.partial, Some(&block.program), scope)?;
                out.push_str(&text);
            }
        }
        Ok(())
    }

    /// Runs a body with a context; the body is one context deeper if the context is another one.
    fn body(
        &mut self,
        program: Option<&'t Program>,
        context: Val,
        frame: Rc<Frame>,
        values: Vec<Val>,
        scope: &Scope<'t>,
    ) -> Rendered<String> {
        let Some(program) = program else {
            return Ok(String::new());
        };
        let contexts = if context.same(&scope.contexts.current) {
            scope.contexts.clone()
        } else {
            Rc::new(Contexts {
                current: context,
                outer: Some(scope.contexts.clone()),
            })
        };
        let params = if program.block_params.is_empty() {
            scope.params.clone()
        } else {
            Some(Rc::new(Params {
                names: &program.block_params,
                values,
                outer: scope.params.clone(),
            }))
        };
        let inner = Scope {
            contexts,
            frame,
            params,
            partial_block: scope.partial_block.clone(),
        };
        self.program(program, &inner, Some(&scope.contexts))
    }

    /// The value of a tag, a block or a call inside of a tag.
    fn call(
        &mut self,
        call: &'t Call,
        scope: &Scope<'t>,
        bodies: Option<Bodies<'t>>,
        inner: bool,
    ) -> Rendered<Val> {
        let path = &call.path;
        let has_arguments = inner || !call.params.is_empty() || !call.hash.is_empty();
        let simple = path.simple();
        let is_param = simple && !path.data && self.block_param(&path.parts[0], scope).is_some();
        let name = path.parts.first().map_or("", String::as_str);
        if !is_param && (has_arguments || simple) {
            let params = call
                .params
                .iter()
                .map(|param| self.evaluate(param, scope))
                .collect::<Rendered<Vec<Val>>>()?;
            let hash = self.hash(&call.hash, scope)?;
            if (simple && !path.data || (has_arguments && helpers::is_builtin(name)))
                && let Some(value) = self.helper(name, &params, &hash, scope, bodies)?
            {
                return Ok(value);
            }
            if has_arguments {
                if params.is_empty() {
                    return Ok(Val::Undefined);
                }
                return Err(self.error(format!("Missing helper: \"{}\"", path.original)));
            }
        }
        let value = self.lookup(path, scope);
        match bodies {
            Some(bodies) => self.plain_block(value, bodies, scope),
            None => Ok(value),
        }
    }

    /// A block that is named after a value.
    fn plain_block(&mut self, value: Val, bodies: Bodies<'t>, scope: &Scope<'t>) -> Rendered<Val> {
        let here = || scope.contexts.current.clone();
        let text = match &value {
            Val::Value(Value::Bool(true)) => self.body(
                bodies.program,
                here(),
                scope.frame.clone(),
                Vec::new(),
                scope,
            )?,
            Val::Undefined | Val::Value(Value::Bool(false) | Value::Null) => self.body(
                bodies.inverse,
                here(),
                scope.frame.clone(),
                Vec::new(),
                scope,
            )?,
            Val::Value(Value::List(items)) if items.is_empty() => self.body(
                bodies.inverse,
                here(),
                scope.frame.clone(),
                Vec::new(),
                scope,
            )?,
            Val::Value(Value::List(_)) => self.each(&value, bodies, scope)?,
            _ => self.body(
                bodies.program,
                value,
                scope.frame.clone(),
                Vec::new(),
                scope,
            )?,
        };
        Ok(Val::Safe(text))
    }

    fn evaluate(&mut self, expression: &'t Expression, scope: &Scope<'t>) -> Rendered<Val> {
        Ok(match expression {
            Expression::Path(path) => self.lookup(path, scope),
            Expression::Text(text) => Val::text(text.as_str()),
            Expression::Number(number) => Val::Value(Value::Number(*number)),
            Expression::Bool(value) => Val::Value(Value::Bool(*value)),
            Expression::Undefined => Val::Undefined,
            Expression::Null => Val::Value(Value::Null),
            Expression::Call(call) => {
                self.spend(0)?;
                self.call(call, scope, None, true)?
            }
        })
    }

    /// Hash arguments in the order in which helpers see them: the last written comes first, of two with one name the
    /// first written counts, and the word `undefined` is none.
    fn hash(
        &mut self,
        pairs: &'t [(String, Expression)],
        scope: &Scope<'t>,
    ) -> Rendered<Vec<(&'t str, Val)>> {
        let mut hash: Vec<(&str, Val)> = Vec::with_capacity(pairs.len());
        for (key, value) in pairs.iter().rev() {
            if matches!(value, Expression::Undefined) {
                continue;
            }
            let value = self.evaluate(value, scope)?;
            match hash.iter_mut().find(|(known, _)| known == key) {
                Some((_, known)) => *known = value,
                None => hash.push((key, value)),
            }
        }
        Ok(hash)
    }
}
