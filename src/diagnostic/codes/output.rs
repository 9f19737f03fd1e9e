//! `F07`: output and limits.

codes! {}
