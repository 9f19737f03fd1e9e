//! Whether a callback passes its task token on.

use crate::ir::parts::{Part, each_part};
use crate::ir::program::{Expr, ExprKind};
use crate::jsonata::scope;

/// Whether the token may be in these arguments: `fn`s may read it unseen.
pub(super) fn mentions_token(arguments: Option<&Expr>) -> bool {
    // Without any, the input of the state is passed on; the token is not in it.
    arguments.is_some_and(|arguments| in_part(Part::Expr(arguments)))
}

fn in_part(part: Part<'_>) -> bool {
    if let Part::Expr(expr) = part {
        match &expr.kind {
            ExprKind::Context(path) => return path.first().is_some_and(|name| &**name == "Task"),
            ExprKind::Raw { expr, .. } => return may_read_token(expr),
            ExprKind::Inline { .. } => return true,
            _ => {}
        }
        if super::literals::is_unknown(expr) {
            return true;
        }
    }
    let mut found = false;
    each_part(part, &mut |part| found = found || in_part(part));
    found
}

/// `$states.context.Task`, or something that holds it.
fn may_read_token(raw: &crate::jsonata::Expr) -> bool {
    scope::uses(raw).states.iter().any(|path| {
        let mut wanted = ["context", "Task"].iter();
        path.iter().take(2).all(|part| wanted.next() == Some(&&**part))
    })
}
