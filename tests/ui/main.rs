//! What a scenario's role does not have does not compile, and the compiler says why in words of this crate.

#[test]
fn misuse_does_not_compile() {
    trybuild::TestCases::new().compile_fail("cases/*.rs");
}
