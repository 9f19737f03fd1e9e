//! `F00`: files and the command line.

codes! {}
