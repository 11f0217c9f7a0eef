use super::Case;

pub const CASES: &[Case] = &[];

#[test]
fn table() {
    super::run(CASES);
}
