//! Where nodes stand: one column per kind, each node near the nodes that it is linked with.

use super::{Graph, Kind};

/// Size of a node.
pub(super) const WIDTH: usize = 190;
pub(super) const HEIGHT: usize = 34;
const COLUMN: usize = 300;
const ROW: usize = 46;
const TOP: usize = 60;
const LEFT: usize = 20;

/// Top left corner of each node, and the size of the picture.
pub(super) struct Layout {
    pub(super) places: Vec<(usize, usize)>,
    pub(super) columns: Vec<(Kind, usize)>,
    pub(super) size: (usize, usize),
}

pub(super) fn layout(graph: &Graph) -> Layout {
    let mut columns: Vec<(Kind, Vec<usize>)> = Vec::new();
    for kind in Kind::ALL {
        let members: Vec<usize> = graph
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.kind == kind)
            .map(|(at, _)| at)
            .collect();
        if !members.is_empty() {
            columns.push((kind, members));
        }
    }
    let mut neighbours = vec![Vec::new(); graph.items.len()];
    for link in &graph.links {
        neighbours[link.from].push(link.to);
        neighbours[link.to].push(link.from);
    }
    let mut rows = vec![0.0_f64; graph.items.len()];
    let number = |columns: &[(Kind, Vec<usize>)], rows: &mut [f64]| {
        for (_, members) in columns {
            for (row, at) in members.iter().enumerate() {
                rows[*at] = row as f64 / members.len().max(1) as f64;
            }
        }
    };
    number(&columns, &mut rows);
    // A few rounds of putting each node at the mean of its neighbours; ties keep the order of the document.
    for _ in 0..6 {
        for column in &mut columns {
            let mean = |at: &usize| {
                let near = &neighbours[*at];
                if near.is_empty() {
                    return rows[*at];
                }
                near.iter().map(|other| rows[*other]).sum::<f64>() / near.len() as f64
            };
            let mut keyed: Vec<(f64, usize)> = column.1.iter().map(|at| (mean(at), *at)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            column.1 = keyed.into_iter().map(|(_, at)| at).collect();
        }
        number(&columns, &mut rows);
    }
    let mut places = vec![(0, 0); graph.items.len()];
    let longest = columns
        .iter()
        .map(|(_, members)| members.len())
        .max()
        .unwrap_or(0);
    for (column, (_, members)) in columns.iter().enumerate() {
        let shift = (longest - members.len()) * ROW / 2;
        for (row, at) in members.iter().enumerate() {
            places[*at] = (LEFT + column * COLUMN, TOP + shift + row * ROW);
        }
    }
    let heads = columns
        .iter()
        .enumerate()
        .map(|(at, (kind, _))| (*kind, LEFT + at * COLUMN));
    Layout {
        places,
        columns: heads.collect(),
        size: (
            LEFT * 2 + columns.len().max(1) * COLUMN - (COLUMN - WIDTH),
            TOP + longest.max(1) * ROW + 20,
        ),
    }
}
