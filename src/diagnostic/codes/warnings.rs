//! `F06`: warnings.

codes! {}
