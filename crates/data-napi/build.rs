//! Lets the linker make a Node addon of the crate.

fn main() {
    napi_build::setup();
}
