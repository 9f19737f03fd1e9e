//! `F05`: statements and control flow.

codes! {}
