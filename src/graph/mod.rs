//! Pictures of state machines.
//!
//! ```text
//! asl::StateMachine, Labels ─chart─▶ Chart ─layout─▶ Layout ─▶ svg, html, text
//!                                      │                        ▲
//!                                      └─▶ mermaid, dot         │
//! history ─Overlay::read─▶ Overlay ─────────────────────────────┘
//! ```
//!
//! A [`Chart`] says what a picture shows in words, a [`Layout`] where. [`layered`] places boxes and
//! lines and knows nothing of states. Everything is made of whole numbers and lists, so that the same
//! definition gives the same bytes everywhere.

mod chart;
mod dot;
mod html;
pub mod layered;
mod layout;
mod measure;
mod mermaid;
mod overlay;
mod svg;
mod text;

pub use chart::{
    Badge, Chart, Edge, EdgeKind, End, Labels, Node, NodeId, NodeKind, Place, Region, RegionId,
    Said, chart,
};
pub use dot::dot;
pub use html::html;
pub use layout::{Box, Layout, Lines, Mark, Metrics, Pixels, layout};
pub use measure::width;
pub use mermaid::mermaid;
pub use overlay::{NotAHistory, Outcome, Overlay, Visit, Visits};
pub use svg::{Theme, svg};
pub use text::{Terminal, text};

/// The fonts of a picture; the sizes are in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    /// Bold, for names of states.
    Title,
    /// For everything else that is said of states.
    Small,
    /// For the name of the workflow.
    Heading,
    /// Monospaced, for conditions and names of errors.
    Code,
}

impl Font {
    /// The size in pixels.
    #[must_use]
    pub fn size(self) -> u16 {
        match self {
            Self::Heading => 18,
            Self::Title => 13,
            Self::Small | Self::Code => 11,
        }
    }
}
