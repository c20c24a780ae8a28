//! White space around tags: `~`, and lines that hold nothing but a block tag, which vanish (Handlebars 4.7 rules).

use super::ast::{Block, Content, Program, Statement, Strip};
use super::lexer::is_space;

/// What a statement asks of its neighbours.
#[derive(Default)]
struct Wish {
    open: bool,
    close: bool,
    open_standalone: bool,
    close_standalone: bool,
    inline_standalone: bool,
}

/// Applies the rules to a whole template.
pub(super) fn control(program: &mut Program) {
    visit(program, true);
}

fn visit(program: &mut Program, root: bool) {
    for at in 0..program.body.len() {
        let Some(wish) = wish(&mut program.body[at]) else {
            continue;
        };
        let previous = is_previous_white(&program.body, at, root);
        let next = is_next_white(&program.body, Some(at), root);
        if wish.close {
            omit_right(&mut program.body, Some(at), true);
        }
        if wish.open {
            omit_left(&mut program.body, Some(at), true);
        }
        if wish.inline_standalone && previous && next {
            omit_right(&mut program.body, Some(at), false);
            if omit_left(&mut program.body, Some(at), false) {
                let indent = match at.checked_sub(1).map(|before| &program.body[before]) {
                    Some(Statement::Content(content)) => {
                        let kept = content.original.trim_end_matches([' ', '\t']).len();
                        content.original[kept..].to_owned()
                    }
                    _ => String::new(),
                };
                if let Statement::Partial(partial) = &mut program.body[at] {
                    partial.indent = indent;
                }
            }
        }
        if wish.open_standalone && previous {
            if let Some(first) = first_program(&mut program.body[at]) {
                omit_right(&mut first.body, None, false);
            }
            omit_left(&mut program.body, Some(at), false);
        }
        if wish.close_standalone && next {
            omit_right(&mut program.body, Some(at), false);
            if let Some(last) = last_program(&mut program.body[at]) {
                omit_left(&mut last.body, None, false);
            }
        }
    }
}

fn first_program(statement: &mut Statement) -> Option<&mut Program> {
    match statement {
        Statement::Block(block) => block.program.as_mut().or(block.inverse.as_mut()),
        Statement::PartialBlock(block) => Some(&mut block.program),
        _ => None,
    }
}

fn last_program(statement: &mut Statement) -> Option<&mut Program> {
    match statement {
        Statement::Block(block) => block.inverse.as_mut().or(block.program.as_mut()),
        Statement::PartialBlock(block) => Some(&mut block.program),
        _ => None,
    }
}

fn wish(statement: &mut Statement) -> Option<Wish> {
    let simple = |strip: Strip| Wish {
        open: strip.open,
        close: strip.close,
        ..Wish::default()
    };
    match statement {
        Statement::Content(_) => None,
        Statement::Mustache(mustache) => Some(simple(mustache.strip)),
        Statement::Comment(strip) => Some(Wish {
            inline_standalone: true,
            ..simple(*strip)
        }),
        Statement::Partial(partial) => Some(Wish {
            inline_standalone: true,
            ..simple(partial.strip)
        }),
        Statement::PartialBlock(block) => {
            visit(&mut block.program, false);
            let wish = Wish {
                open: block.open_strip.open,
                close: block.close_strip.close,
                open_standalone: is_next_white(&block.program.body, None, false),
                close_standalone: is_previous_white(
                    &block.program.body,
                    block.program.body.len(),
                    false,
                ),
                inline_standalone: false,
            };
            if block.open_strip.close {
                omit_right(&mut block.program.body, None, true);
            }
            if block.close_strip.open {
                omit_left(&mut block.program.body, None, true);
            }
            Some(wish)
        }
        Statement::Block(block) => Some(block_wish(block)),
    }
}

fn block_wish(block: &mut Block) -> Wish {
    if let Some(program) = &mut block.program {
        visit(program, false);
    }
    if let Some(inverse) = &mut block.inverse {
        visit(inverse, false);
    }
    let (open_strip, inverse_strip, close_strip) =
        (block.open_strip, block.inverse_strip, block.close_strip);
    // A block written with `{{^x}}` has only an inverse, which then plays the part of the program.
    let (program, inverse) = match (&mut block.program, &mut block.inverse) {
        (Some(program), inverse) => (program, inverse.as_mut()),
        (None, Some(inverse)) => (inverse, None),
        (None, None) => return Wish::default(),
    };
    let mut wish = Wish {
        open: open_strip.open,
        close: close_strip.close,
        open_standalone: is_next_white(&program.body, None, false),
        close_standalone: false,
        inline_standalone: false,
    };
    let Some(inverse) = inverse else {
        wish.close_standalone = is_previous_white(&program.body, program.body.len(), false);
        if open_strip.close {
            omit_right(&mut program.body, None, true);
        }
        if close_strip.open {
            omit_left(&mut program.body, None, true);
        }
        return wish;
    };
    wish.close_standalone = with_first(inverse, |first| {
        is_previous_white(&first.body, first.body.len(), false)
    });
    if open_strip.close {
        omit_right(&mut program.body, None, true);
    }
    if inverse_strip.open {
        omit_left(&mut program.body, None, true);
    }
    if inverse_strip.close {
        with_first(inverse, |first| omit_right(&mut first.body, None, true));
    }
    if close_strip.open {
        with_last(inverse, |last| omit_left(&mut last.body, None, true));
    }
    if is_previous_white(&program.body, program.body.len(), false)
        && with_first(inverse, |first| is_next_white(&first.body, None, false))
    {
        omit_left(&mut program.body, None, false);
        with_first(inverse, |first| omit_right(&mut first.body, None, false));
    }
    wish
}

/// Runs on the body behind the first `{{else}}` or `{{else if ..}}`.
fn with_first<R>(inverse: &mut Program, run: impl FnOnce(&mut Program) -> R) -> R {
    if inverse.chained
        && let Some(Statement::Block(block)) = inverse.body.first_mut()
        && let Some(program) = &mut block.program
    {
        return run(program);
    }
    run(inverse)
}

/// Runs on the body behind the last `{{else}}` or `{{else if ..}}` of a chain.
fn with_last<R>(inverse: &mut Program, run: impl FnOnce(&mut Program) -> R) -> R {
    if inverse.chained
        && let Some(Statement::Block(block)) = inverse.body.last_mut()
        && let Some(last) = &mut block.program
    {
        return with_last(last, run);
    }
    run(inverse)
}

fn content(body: &[Statement], at: usize) -> Option<&Content> {
    match body.get(at) {
        Some(Statement::Content(content)) => Some(content),
        _ => None,
    }
}

/// True if only white space stands between the statement at `at` and the line before it.
fn is_previous_white(body: &[Statement], at: usize, root: bool) -> bool {
    let Some(previous) = at.checked_sub(1) else {
        return root;
    };
    let Some(content) = content(body, previous) else {
        return false;
    };
    let first = previous == 0 && root;
    let text = &content.original;
    let blank = text.len() - text.trim_end_matches(is_space).len();
    let tail = &text[text.len() - blank..];
    // `\r?\n\s*?$`, and for the first text of a template also `^\s*?$`.
    tail.contains('\n') || (first && blank == text.len())
}

/// True if only white space stands between the statement at `at` and the next line.
fn is_next_white(body: &[Statement], at: Option<usize>, root: bool) -> bool {
    let next = at.map_or(0, |at| at + 1);
    if next >= body.len() {
        return root;
    }
    let Some(content) = content(body, next) else {
        return false;
    };
    let last = next + 1 == body.len() && root;
    let text = &content.original;
    let blank = text.len() - text.trim_start_matches(is_space).len();
    text[..blank].contains('\n') || (last && blank == text.len())
}

/// Removes white space behind the statement at `at` (or at the start of a body).
fn omit_right(body: &mut [Statement], at: Option<usize>, all: bool) {
    let Some(Statement::Content(content)) = body.get_mut(at.map_or(0, |at| at + 1)) else {
        return;
    };
    if !all && content.right_stripped {
        return;
    }
    let value = &content.value;
    let kept = if all {
        value.trim_start_matches(is_space)
    } else {
        let rest = value.trim_start_matches([' ', '\t']);
        rest.strip_prefix("\r\n")
            .or_else(|| rest.strip_prefix('\n'))
            .or_else(|| rest.strip_prefix('\r'))
            .unwrap_or(rest)
    };
    content.right_stripped = kept.len() != value.len();
    content.value = kept.to_owned();
}

/// Removes white space in front of the statement at `at` (or at the end of a body); true if there was some.
fn omit_left(body: &mut [Statement], at: Option<usize>, all: bool) -> bool {
    let Some(index) = at.unwrap_or(body.len()).checked_sub(1) else {
        return false;
    };
    let Some(Statement::Content(content)) = body.get_mut(index) else {
        return false;
    };
    if !all && content.left_stripped {
        return false;
    }
    let value = &content.value;
    let kept = if all {
        value.trim_end_matches(is_space)
    } else {
        value.trim_end_matches([' ', '\t'])
    };
    content.left_stripped = kept.len() != value.len();
    content.value = kept.to_owned();
    content.left_stripped
}
