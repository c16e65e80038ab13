//! What documents promise: each rule of `schemas/semantics.md` has a test, and the tests of `docs/orders.md`
//! are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn place(of_repository: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(of_repository)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Names of the functions under `#[test]` in this folder.
fn tests() -> BTreeSet<String> {
    let folder = fs::read_dir(place("crates/engine/tests/semantics")).unwrap();
    let sources = folder.map(|entry| read(&entry.unwrap().path()));
    let mut names = BTreeSet::new();
    for source in sources {
        let mut lines = source.lines().peekable();
        while let Some(line) = lines.next() {
            let function = lines.peek().and_then(|next| next.strip_prefix("fn "));
            if let (true, Some(function)) = (line == "#[test]", function) {
                names.extend(function.split('(').next().map(str::to_owned));
            }
        }
    }
    names
}

/// Whether it is a rule's number: a letter, digits, perhaps another letter.
fn is_rule(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let number = digits.trim_end_matches(|c: char| c.is_ascii_lowercase());
    word.len() - digits.len() == 1
        && digits.len() - number.len() <= 1
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The rules that a test's name begins with.
fn rules_of(test: &str) -> impl Iterator<Item = &str> {
    test.split('_').take_while(|word| is_rule(word))
}

#[test]
fn every_rule_has_a_test() {
    let text = read(&place("schemas/semantics.md"));
    let rules: Vec<String> = text.split("**").filter(|word| is_rule(word)).map(str::to_lowercase).collect();
    assert!(rules.len() > 90, "the rules have another form now: {rules:?}");
    let tests = tests();
    let tested: BTreeSet<&str> = tests.iter().flat_map(|test| rules_of(test)).collect();
    let missing: Vec<_> = rules.iter().filter(|rule| !tested.contains(rule.as_str())).collect();
    assert!(missing.is_empty(), "rules without a test: {missing:?}");
}

#[test]
fn every_test_is_named_after_a_rule_that_exists() {
    let text = read(&place("schemas/semantics.md"));
    let rules: BTreeSet<String> =
        text.split("**").filter(|word| is_rule(word)).map(str::to_lowercase).collect();
    let tests = tests();
    let wrong: Vec<_> =
        tests.iter().filter(|test| rules_of(test).any(|rule| !rules.contains(rule))).collect();
    assert!(wrong.is_empty(), "tests of rules that are not there: {wrong:?}");
}

#[test]
fn the_tests_that_docs_orders_names_exist() {
    let text = read(&place("docs/orders.md"));
    let is_name = |word: &&str| {
        word.matches('_').count() >= 2
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let named: Vec<&str> = text.split('`').skip(1).step_by(2).filter(is_name).collect();
    assert!(named.len() > 60, "the document names {} tests", named.len());
    let tests = tests();
    let missing: Vec<_> = named.iter().filter(|name| !tests.contains(**name)).collect();
    assert!(missing.is_empty(), "docs/orders.md names tests that are not there: {missing:?}");
}

#[test]
fn every_row_of_docs_orders_that_is_claimed_names_a_rule_and_a_test() {
    let text = read(&place("docs/orders.md"));
    let rows = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| row"));
    let mut claimed = 0;
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        if let [_, rules, names] = cells[..] {
            assert!(rules.split([',', ' ']).any(is_rule), "no rule: {row}");
            assert!(names.contains('`'), "no test: {row}");
            claimed += 1;
        } else {
            assert_eq!(cells.len(), 2, "{row}");
        }
    }
    assert!(claimed > 25, "{claimed} rows are claimed");
}
