//! Programs that once failed, kept as files: the program, with the seed of its world in its first line.
//!
//! ```text
//! // world 42
//! ```

use super::world::World;

/// The text of a case.
#[must_use]
pub fn write(program: &str, world: &World) -> String {
    format!("// world {}\n{}\n", world.seed, program.trim())
}

/// The world of a case; `None` where its first line does not tell.
#[must_use]
pub fn world(text: &str) -> Option<World> {
    let seed = text.lines().next()?.strip_prefix("// world ")?.trim().parse().ok()?;
    Some(World { seed })
}
