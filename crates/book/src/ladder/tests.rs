//! The ladder against an ordered map, over prices from everywhere.

use super::*;
use std::collections::BTreeMap;

/// Xorshift, seeded by the test.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

fn cells(pages: u32) -> Cells {
    Cells::new(crate::Limits { orders: 1, pages, reserve_orders: 0, reserve_pages: 0 }).unwrap()
}

fn check(ladder: &Ladder, model: &BTreeMap<Key, u32>) {
    let first = model.first_key_value().map(|(&key, &level)| Best { key, level });
    assert_eq!(Some(ladder.best()).filter(|best| best.level != NIL), first);
}

fn check_order(ladder: &Ladder, model: &BTreeMap<Key, u32>) {
    let mut from = Some(Key::MIN);
    for (&key, &level) in model {
        let next = from.and_then(|from| ladder.next(from));
        assert_eq!(next, Some(Best { key, level }));
        from = key.checked_add(1);
    }
    assert_eq!(from.and_then(|from| ladder.next(from)), None);
}

/// A walk whose centre wanders, with outliers out to the ends of the price range.
fn random_key(random: &mut Random, centre: &mut i64) -> Key {
    *centre += random.below(2001) as i64 - 1000;
    match random.below(40) {
        0 => random.next() as i64,
        1 => [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX - 1, i64::MAX][random.below(6) as usize],
        2 => *centre + (random.below(1 << 22) as i64 - (1 << 21)),
        _ => *centre + random.below(600) as i64,
    }
}

#[test]
fn equals_an_ordered_map() {
    for seed in 1..=20 {
        let mut random = Random(seed * 0x9E37_79B9);
        let mut cells = cells(u32::MAX);
        let mut ladder = Ladder::new(0, 0, Side::Sell);
        let mut model: BTreeMap<Key, u32> = BTreeMap::new();
        let mut centre = 0;
        for step in 0..20_000 {
            let key = random_key(&mut random, &mut centre);
            let known = model.get(&key).copied();
            assert_eq!(ladder.find(key), known, "seed {seed} step {step}");
            if let Some(level) = known {
                ladder.close(key, level, &mut cells);
                model.remove(&key);
            } else {
                model.insert(key, ladder.open(key, &mut cells).unwrap());
            }
            while model.len() > 400 || (random.below(3) == 0 && !model.is_empty()) {
                let (&key, &level) = model.first_key_value().unwrap();
                ladder.close(key, level, &mut cells);
                model.remove(&key);
                check(&ladder, &model);
            }
            check(&ladder, &model);
            if step % 1000 == 0 {
                check_order(&ladder, &model);
            }
        }
        let occupied = model.keys().map(|key| key >> 6).collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!(cells.pages_in_use() as usize, occupied, "memory follows the occupied pages");
    }
}

#[test]
fn a_far_price_costs_one_page() {
    let mut cells = cells(u32::MAX);
    let mut ladder = Ladder::new(0, 0, Side::Buy);
    for price in [0, 1 << 40, i64::MAX, i64::MIN] {
        ladder.open(price, &mut cells).unwrap();
    }
    assert_eq!(cells.pages_in_use(), 4);
    assert_eq!(ladder.window.len(), FIRST_WINDOW);
    assert_eq!(ladder.best().key, i64::MIN);
}

#[test]
fn the_window_follows_the_market() {
    let mut cells = cells(u32::MAX);
    let mut ladder = Ladder::new(0, 0, Side::Sell);
    ladder.open(0, &mut cells).unwrap();
    let there = 1 << 50;
    for step in 0..3 * LARGEST_WINDOW as i64 {
        let level = ladder.open(there + step % 7, &mut cells).unwrap();
        if step == 0 {
            ladder.close(0, ladder.find(0).unwrap(), &mut cells);
        }
        ladder.close(there + step % 7, level, &mut cells);
    }
    ladder.open(there, &mut cells).unwrap();
    assert!(ladder.position(there >> 6) < ladder.window.len(), "the window still stands at {}", ladder.base);
}

#[test]
fn no_page_left_is_said() {
    let mut cells = cells(1);
    let mut ladder = Ladder::new(0, 0, Side::Sell);
    assert!(ladder.open(0, &mut cells).is_some());
    assert!(ladder.open(63, &mut cells).is_some());
    assert_eq!(ladder.open(64, &mut cells), None);
    assert_eq!(ladder.find(64), None);
}
