//! What each type of state does.

mod batch;
mod children;
pub(super) mod distributed;
pub(super) mod instant;
pub(super) mod map;
mod map_run;
pub(super) mod nested;
pub(super) mod parallel;
mod reader;
mod request;
pub(super) mod task;
mod tolerance;
pub(super) mod wait;
mod writer;
