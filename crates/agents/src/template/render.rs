//! Walking a template with a context.
//!
//! The rules of Handlebars 4.7: which names are helpers and which are values, when a block goes one context deeper,
//! what block parameters and data variables see, how inline partials and partial blocks find each other.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use super::ast::{Block, Call, Expression, Partial, Path, Program, Statement};
use super::helpers;
use super::parse::{Template, TemplateError};
use crate::js;
use crate::value::{Node, Value};

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

/// A value while rendering.
#[derive(Debug, Clone)]
pub(crate) enum Val {
    /// Absent.
    Undefined,
    /// Text that is not escaped.
    Safe(String),
    /// Any value of a document.
    Value(Value),
    /// What a helper gets in the place of an argument that was left out: the call itself.
    Options,
}

impl Val {
    pub(crate) fn text(text: impl Into<std::sync::Arc<str>>) -> Self {
        Self::Value(Value::text(text))
    }

    pub(crate) fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn truthy(&self) -> bool {
        match self {
            Self::Undefined => false,
            Self::Safe(_) | Self::Options => true,
            Self::Value(value) => js::truthy(value),
        }
    }

    /// What blocks take for "nothing": also an empty list, but not zero.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Value(Value::Number(number)) if *number == 0.0 => false,
            Self::Value(Value::List(items)) => items.is_empty(),
            other => !other.truthy(),
        }
    }

    /// The text that is written for it.
    pub(super) fn print(&self) -> String {
        match self {
            Self::Undefined | Self::Value(Value::Null) => String::new(),
            Self::Safe(text) => text.clone(),
            Self::Value(value) => js::string(value),
            Self::Options => "[object Object]".to_owned(),
        }
    }

    /// Loose equality, as far as contexts are compared with it.
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(a), Self::Value(b)) => a.same(b),
            (
                Self::Undefined | Self::Value(Value::Null),
                Self::Undefined | Self::Value(Value::Null),
            ) => true,
            _ => false,
        }
    }

    /// An own member: of a map, of a list by position, and the length of lists and texts.
    pub(super) fn member(&self, name: &str) -> Self {
        let Self::Value(value) = self else {
            return Self::Undefined;
        };
        match value {
            Value::Map(map) => map
                .get(name)
                .map_or(Self::Undefined, |node| Self::Value(node.value.clone())),
            Value::List(items) if name == "length" => {
                Self::Value(Value::Number(items.len() as f64))
            }
            Value::List(items) => name
                .parse::<usize>()
                .ok()
                .filter(|at| at.to_string() == name)
                .and_then(|at| items.get(at))
                .map_or(Self::Undefined, |node| Self::Value(node.value.clone())),
            Value::Text(text) if name == "length" => {
                Self::Value(Value::Number(text.encode_utf16().count() as f64))
            }
            Value::Text(text) => name
                .parse::<usize>()
                .ok()
                .and_then(|at| text.chars().nth(at))
                .map_or(Self::Undefined, |c| Self::text(c.to_string())),
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::Undefined,
        }
    }
}

/// Contexts inside each other, the current one first.
#[derive(Debug)]
struct Contexts {
    current: Val,
    outer: Option<Rc<Contexts>>,
}

/// Data variables; a frame holds all that its outer frames hold, too.
#[derive(Debug, Clone, Default)]
struct Frame {
    values: HashMap<&'static str, Val>,
    outer: Option<Rc<Frame>>,
}

/// Block parameters inside each other.
#[derive(Debug)]
struct Params<'t> {
    names: &'t [String],
    values: Vec<Val>,
    outer: Option<Rc<Params<'t>>>,
}

/// A partial: its body, and what its body sees.
#[derive(Debug, Clone)]
struct PartialBody<'t> {
    program: &'t Program,
    /// The contexts around it; partials of the template itself see none.
    contexts: Option<Rc<Contexts>>,
    params: Option<Rc<Params<'t>>>,
    /// For a partial block: the partial block that was there before.
    previous: Option<Rc<PartialBody<'t>>>,
}

/// What a statement sees.
#[derive(Debug, Clone)]
struct Scope<'t> {
    contexts: Rc<Contexts>,
    frame: Rc<Frame>,
    params: Option<Rc<Params<'t>>>,
    partial_block: Option<Rc<PartialBody<'t>>>,
}

/// The two bodies of a block, for helpers that take one.
#[derive(Clone, Copy)]
struct Bodies<'t> {
    program: Option<&'t Program>,
    inverse: Option<&'t Program>,
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

    fn inline_partial(
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

    /// Runs a helper; `None` if there is none of that name.
    fn helper(
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

    fn each(&mut self, list: &Val, bodies: Bodies<'t>, scope: &Scope<'t>) -> Rendered<String> {
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

    fn partial(
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

    fn block_param(&self, name: &str, scope: &Scope<'t>) -> Option<Val> {
        let mut params = scope.params.as_ref();
        while let Some(here) = params {
            if let Some(at) = here.names.iter().position(|own| own == name) {
                return Some(here.values.get(at).cloned().unwrap_or(Val::Undefined));
            }
            params = here.outer.as_ref();
        }
        None
    }

    fn lookup(&self, path: &Path, scope: &Scope<'t>) -> Val {
        let mut parts = path.parts.iter();
        let mut value;
        if path.data {
            let mut frame = Some(&scope.frame);
            for _ in 0..path.depth {
                frame = frame.and_then(|frame| frame.outer.as_ref());
            }
            let name = parts.next().map_or("", String::as_str);
            value = frame
                .and_then(|frame| frame.values.get(name))
                .cloned()
                .unwrap_or(Val::Undefined);
        } else {
            let param = match path.parts.first() {
                Some(first) if path.depth == 0 && !path.scoped() => self.block_param(first, scope),
                _ => None,
            };
            if let Some(param) = param {
                parts.next();
                value = param;
            } else {
                let mut contexts = Some(&scope.contexts);
                for _ in 0..path.depth {
                    contexts = contexts.and_then(|contexts| contexts.outer.as_ref());
                }
                value = contexts.map_or(Val::Undefined, |contexts| contexts.current.clone());
            }
        }
        for part in parts {
            if matches!(value, Val::Undefined | Val::Value(Value::Null)) {
                return value;
            }
            if part == "length" {
                self.work(value.text_len() / 64);
            }
            value = value.member(part);
        }
        value
    }
}

impl Val {
    /// The text as the name of a member.
    fn print_key(&self) -> String {
        match self {
            Self::Undefined => "undefined".to_owned(),
            Self::Value(value) => js::string(value),
            Self::Safe(text) => text.clone(),
            Self::Options => "[object Object]".to_owned(),
        }
    }

    /// The bytes of a text.
    fn text_len(&self) -> usize {
        match self {
            Self::Safe(text) => text.len(),
            Self::Value(Value::Text(text)) => text.len(),
            _ => 0,
        }
    }

    /// How much there is to walk: entries of a list or map.
    fn extent(&self) -> usize {
        match self {
            Self::Value(Value::List(items)) => items.len(),
            Self::Value(Value::Map(map)) => map.len(),
            _ => 0,
        }
    }

    /// The value as a node, for helpers that hand it on; absent is null.
    pub(super) fn to_node(&self) -> Node {
        match self {
            Self::Value(value) => value.clone().into(),
            Self::Safe(text) => Value::text(text.as_str()).into(),
            Self::Undefined | Self::Options => Node::default(),
        }
    }
}

/// The characters that mean something in HTML, replaced.
pub(super) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            '`' => out.push_str("&#x60;"),
            '=' => out.push_str("&#x3D;"),
            c => out.push(c),
        }
    }
}
