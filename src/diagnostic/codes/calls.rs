//! `F04`: calls and their clauses.

codes! {}
