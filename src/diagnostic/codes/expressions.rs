//! `F03`: types and expressions.

codes! {}
