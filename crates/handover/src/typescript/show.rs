//! Types as TypeScript text, for messages.

use super::types::{Literal, Ty, Types};

impl Types {
    /// The type as TypeScript writes it.
    pub(crate) fn show(&self, ty: &Ty) -> String {
        match ty {
            // The chosen type, where it is no object, says more than its name.
            Ty::Named(_) if !matches!(self.resolve(ty), Ty::Object(_)) && self.is_root(ty) => {
                self.text(self.resolve(ty), 0)
            }
            _ => self.text(ty, 0),
        }
    }

    fn is_root(&self, ty: &Ty) -> bool {
        matches!((ty, &self.root), (Ty::Named(a), Ty::Named(b)) if a == b)
    }

    fn text(&self, ty: &Ty, depth: usize) -> String {
        if depth > 3 {
            return "...".into();
        }
        let inner = |ty: &Ty| self.text(ty, depth + 1);
        match ty {
            Ty::Any => "unknown".into(),
            Ty::Never => "never".into(),
            Ty::Null => "null".into(),
            Ty::Undefined => "undefined".into(),
            Ty::Bool => "boolean".into(),
            Ty::Number => "number".into(),
            Ty::Text => "string".into(),
            Ty::SomeObject => "object".into(),
            Ty::NotNull => "{}".into(),
            Ty::Literal(Literal::Text(text)) => serde_json::Value::String(text.clone()).to_string(),
            Ty::Literal(Literal::Number(digits)) => digits.clone(),
            Ty::Literal(Literal::Bool(value)) => value.to_string(),
            Ty::Template(text, _) => text.clone(),
            Ty::Array(item) => match item.as_ref() {
                Ty::Union(_) => format!("({})[]", inner(item)),
                _ => format!("{}[]", inner(item)),
            },
            Ty::Tuple(tuple) => {
                let mut parts: Vec<String> = tuple
                    .items
                    .iter()
                    .map(|(ty, optional)| {
                        format!("{}{}", inner(ty), if *optional { "?" } else { "" })
                    })
                    .collect();
                if let Some((rest, behind)) = &tuple.rest {
                    parts.push(format!("...{}[]", inner(rest)));
                    parts.extend(behind.iter().map(inner));
                }
                format!("[{}]", parts.join(", "))
            }
            Ty::Object(object) => {
                let mut parts: Vec<String> = object
                    .members
                    .iter()
                    .take(8)
                    .map(|member| {
                        format!(
                            "{}{}: {}",
                            member.name,
                            if member.optional { "?" } else { "" },
                            inner(&member.ty)
                        )
                    })
                    .collect();
                if object.members.len() > 8 {
                    parts.push("...".into());
                }
                parts.extend(
                    object
                        .any_name
                        .as_ref()
                        .map(|ty| format!("[name: string]: {}", inner(ty))),
                );
                parts.extend(
                    object
                        .any_number
                        .as_ref()
                        .map(|ty| format!("[index: number]: {}", inner(ty))),
                );
                if parts.is_empty() {
                    "{}".into()
                } else {
                    format!("{{ {} }}", parts.join("; "))
                }
            }
            Ty::Union(branches) => {
                let mut parts: Vec<String> = branches.iter().take(12).map(inner).collect();
                if branches.len() > 12 {
                    parts.push("...".into());
                }
                parts.join(" | ")
            }
            Ty::Named(at) => self.table[*at].0.clone(),
        }
    }
}
