//! Members of interfaces and object types that stand on one line with nothing between them, as in `{ a string; }` or
//! `{ a: string b: number }`. The parser takes them as members of their own; TypeScript does not, and a model that forgets a
//! colon writes exactly this.

use oxc_ast::ast::{Program, TSInterfaceBody, TSSignature, TSTypeLiteral};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;

/// Offsets of the members that need `;`, `,` or a new line before them.
pub(crate) fn unseparated(program: &Program<'_>, text: &str) -> Vec<usize> {
    let mut found = Found {
        text,
        offsets: Vec::new(),
    };
    found.visit_program(program);
    found.offsets
}

struct Found<'t> {
    text: &'t str,
    offsets: Vec<usize>,
}

impl Found<'_> {
    fn members(&mut self, members: &[TSSignature<'_>]) {
        for pair in members.windows(2) {
            let [before, after] = pair else { continue };
            let (start, end) = (before.span().end as usize, after.span().start as usize);
            let ended = self
                .text
                .get(before.span().start as usize..start)
                .is_some_and(|text| text.ends_with([';', ',']));
            let between = self.text.get(start..end).unwrap_or(";");
            if !ended && !between.contains([';', ',', '\n', '\r', '\u{2028}', '\u{2029}']) {
                self.offsets.push(end);
            }
        }
    }
}

impl<'a> Visit<'a> for Found<'_> {
    fn visit_ts_interface_body(&mut self, body: &TSInterfaceBody<'a>) {
        self.members(&body.body);
        walk::walk_ts_interface_body(self, body);
    }

    fn visit_ts_type_literal(&mut self, literal: &TSTypeLiteral<'a>) {
        self.members(&literal.members);
        walk::walk_ts_type_literal(self, literal);
    }
}

#[cfg(test)]
mod tests {
    use oxc_allocator::Allocator;
    use oxc_parser::Parser;
    use oxc_span::SourceType;

    #[test]
    fn members_need_something_between_them() {
        let allocator = Allocator::default();
        for (text, expected) in [
            ("interface A {\n  a: string\n  b number;\n}\n", vec![30]),
            ("type A = { a: string b: number };\n", vec![21]),
            ("type A = { f(): void g(): void };\n", vec![21]),
            ("type A = { a: string, b: number; c: 1\n d: 2 };\n", vec![]),
            ("type A = { a: string /* , */ b: 1 };\n", vec![]),
            ("interface A { a: 1 }\n", vec![]),
        ] {
            let parsed = Parser::new(&allocator, text, SourceType::ts()).parse();
            assert!(parsed.errors.is_empty(), "{text}");
            assert_eq!(
                super::unseparated(&parsed.program, text),
                expected,
                "{text}"
            );
        }
    }
}
