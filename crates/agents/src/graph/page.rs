//! The picture as SVG, and the page around it.

use super::layout::{HEIGHT, WIDTH, layout};
use super::{Graph, Kind};
use crate::js;
use crate::value::{Map, Node, Value};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

impl Graph {
    /// The picture as one SVG element.
    pub fn to_svg(&self) -> String {
        let layout = layout(self);
        let (width, height) = layout.size;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">\n<style>{STYLE}</style>\n",
            escape(&self.title)
        );
        for (kind, x) in &layout.columns {
            out.push_str(&format!(
                "<text class=\"head\" x=\"{x}\" y=\"36\">{}s</text>\n",
                kind.word()
            ));
        }
        for (at, link) in self.links.iter().enumerate() {
            let (from, to) = (layout.places[link.from], layout.places[link.to]);
            let middle = |y: usize| y + HEIGHT / 2;
            let (x1, x2) = match from.0.cmp(&to.0) {
                std::cmp::Ordering::Less => (from.0 + WIDTH, to.0),
                std::cmp::Ordering::Greater => (from.0, to.0 + WIDTH),
                std::cmp::Ordering::Equal => (from.0 + WIDTH, to.0 + WIDTH),
            };
            let bend = if from.0 == to.0 {
                x1 + 60
            } else {
                x1.midpoint(x2)
            };
            out.push_str(&format!(
                "<path class=\"link\" data-link=\"{at}\" data-from=\"{}\" data-to=\"{}\" d=\"M{x1},{} C{bend},{} {bend},{} {x2},{}\"><title>{} {} {}</title></path>\n",
                link.from,
                link.to,
                middle(from.1),
                middle(from.1),
                middle(to.1),
                middle(to.1),
                escape(&self.items[link.from].id),
                link.word,
                escape(&self.items[link.to].id)
            ));
        }
        for (at, item) in self.items.iter().enumerate() {
            let (x, y) = layout.places[at];
            let worst = ["error", "warning", "info"].into_iter().find(|word| {
                item.findings
                    .iter()
                    .any(|(_, severity, _)| severity == word)
            });
            let class = worst.map(|word| format!(" {word}")).unwrap_or_default();
            out.push_str(&format!(
                "<g class=\"item {}{class}\" data-item=\"{at}\" tabindex=\"0\" transform=\"translate({x},{y})\"><title>{}</title><rect width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"6\"/><text x=\"10\" y=\"22\">{}</text>",
                item.kind.word(),
                escape(&item.label),
                escape(&shortened(&item.id, 24))
            ));
            if let Some(word) = worst {
                out.push_str(&format!(
                    "<circle class=\"badge {word}\" cx=\"{WIDTH}\" cy=\"0\" r=\"9\"/><text class=\"count\" x=\"{WIDTH}\" y=\"4\">{}</text>",
                    item.findings.len()
                ));
            }
            out.push_str("</g>\n");
        }
        out.push_str("</svg>\n");
        out
    }

    /// One self-contained page: the picture, a search, filters by kind, and details with findings.
    pub fn to_html(&self) -> String {
        let findings = |list: &[(String, &'static str, String)]| -> Node {
            let entries = list.iter().map(|(rule, severity, message)| {
                Node::from(Map::from_iter([
                    ("rule", Node::from(rule.as_str())),
                    ("severity", Node::from(*severity)),
                    ("message", Node::from(message.as_str())),
                ]))
            });
            entries.collect::<Vec<_>>().into()
        };
        let items = self.items.iter().map(|item| {
            Node::from(Map::from_iter([
                ("kind", Node::from(item.kind.word())),
                ("id", Node::from(item.id.as_str())),
                ("label", Node::from(item.label.as_str())),
                ("findings", findings(&item.findings)),
            ]))
        });
        let links = self.links.iter().map(|link| {
            Node::from(vec![
                Node::from(link.from as f64),
                Node::from(link.to as f64),
                Node::from(link.word),
            ])
        });
        let data = Map::from_iter([
            ("items", Node::from(items.collect::<Vec<_>>())),
            ("links", Node::from(links.collect::<Vec<_>>())),
            ("findings", findings(&self.findings)),
        ]);
        // Inside of a script element only `</` and `<!` could end the data.
        let data = js::json(&Value::map(data), 0).replace('<', "\\u003c");
        let boxes: String = Kind::ALL
            .iter()
            .filter(|kind| self.items.iter().any(|item| item.kind == **kind))
            .map(|kind| {
                let count = self.items.iter().filter(|item| item.kind == *kind).count();
                let word = kind.word();
                format!("<label class=\"{word}\"><input type=\"checkbox\" data-kind=\"{word}\" checked> {word}s ({count})</label>")
            })
            .collect();
        let title = escape(&self.title);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header><h1>{title}</h1><input id=\"search\" type=\"search\" placeholder=\"Search\" aria-label=\"Search\"><span id=\"shown\"></span>{boxes}<label><input type=\"checkbox\" id=\"faulty\"> only with findings</label></header>\n<main><div id=\"picture\">\n{}</div><aside id=\"details\"></aside></main>\n<script id=\"data\" type=\"application/json\">{data}</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
            self.to_svg()
        )
    }
}
