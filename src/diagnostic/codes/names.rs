//! `F02`: names and declarations.

codes! {}
