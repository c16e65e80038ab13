use super::*;
use crate::Kind;
use choose::columns;

/// Random numbers from a seed.
struct Random(u64);

impl Random {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = self.0;
        (word ^ word >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) ^ word >> 32
    }

    fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.word()) * u128::from(limit)) >> 64) as u64
    }
}

fn record_words(kind: Kind) -> usize {
    columns(kind).iter().map(|(width, _)| usize::from(*width)).sum::<usize>() / 8
}

/// A column of some character: constant, rising, few values, any values, extreme ones.
fn column(random: &mut Random, count: usize) -> Vec<u64> {
    let (kind, step, start) = (random.below(8), random.below(1 << 20) + 1, random.word() >> random.below(64));
    let mut last = start;
    let extremes = [0, 1, u64::MAX, 1 << 63, (1 << 63) - 1, u64::from(u32::MAX)];
    let mut next = |_| {
        last = match kind {
            0 => start,
            1 => last.wrapping_add(step),
            2 => last.wrapping_add(random.below(step)),
            3 => start.wrapping_add(random.below(5) * 100),
            4 => random.word(),
            5 => extremes[random.below(6) as usize],
            6 => start.wrapping_add(u64::from(random.below(40) == 0) * random.word()),
            _ => last.wrapping_add(random.below(7).wrapping_sub(3).wrapping_mul(step)),
        };
        last
    };
    (0..count).map(&mut next).collect()
}

fn records(random: &mut Random, words: usize, count: usize) -> Vec<u64> {
    let columns: Vec<Vec<u64>> = (0..words).map(|_| column(random, count)).collect();
    (0..count).flat_map(|i| columns.iter().map(move |column| column[i])).collect()
}

/// Places with gaps, where other kinds' records stand.
fn places(random: &mut Random, count: usize) -> Vec<u64> {
    let mut next = 0;
    let mut place = |_| {
        next += 1 + random.below(20) / 19;
        next - 1
    };
    (0..count).map(&mut place).collect()
}

#[test]
fn kinds_have_columns_of_whole_records() {
    let words = Kind::ALL.map(record_words);
    assert_eq!(words, [8, 8, 8, 16, 16, 8, 16]);
}

#[test]
fn columns_of_every_character_come_back() {
    let (mut filter, mut unfilter) = (Filter::default(), Unfilter::default());
    for seed in 0..1500 {
        let mut random = Random(seed);
        let kind = Kind::ALL[random.below(7) as usize];
        let count = 1 + random.below([10, 100, 1000][seed as usize % 3]) as usize;
        let words = records(&mut random, record_words(kind), count);
        let places = places(&mut random, count);
        let (content, ends) = filter.filter(kind, &words, places.iter().copied());
        assert_eq!(ends.last(), Some(&content.len()));
        assert!(ends.is_sorted());
        let mut back = vec![7; words.len()];
        let done = unfilter.unfilter(content, places.iter().copied(), record_words(kind), &mut back);
        assert!(done.is_some() && back == words, "seed {seed}, {kind:?}");
    }
}

#[test]
fn damaged_contents_never_panic_and_never_take_more_than_they_have() {
    let (mut filter, mut unfilter) = (Filter::default(), Unfilter::default());
    let mut random = Random(5);
    let mut refused = 0;
    for _ in 0..400 {
        let kind = Kind::ALL[random.below(7) as usize];
        let count = 1 + random.below(12) as usize;
        let words = records(&mut random, record_words(kind), count);
        let (good, _) = filter.filter(kind, &words, 0..count as u64);
        let good = good.to_vec();
        for _ in 0..250 {
            let content = damaged(&mut random, &good);
            let mut back = vec![0; words.len()];
            let done = unfilter.unfilter(&content, 0..count as u64, record_words(kind), &mut back);
            refused += usize::from(done.is_none());
        }
    }
    assert!(refused > 30_000, "{refused}");
}

fn damaged(random: &mut Random, good: &[u8]) -> Vec<u8> {
    let mut content = good.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(content.len() as u64) as usize;
        match random.below(4) {
            0 => content[at] = random.word() as u8,
            1 => content[at] ^= 1 << random.below(8),
            2 => content[at] = 0xFF,
            _ => content.truncate(at.max(1)),
        }
    }
    content
}

#[test]
fn differences_to_what_is_expected_cost_nothing() {
    // Orders on two sides, each cancelled later at its price: nothing but ids, times and first prices is left to say.
    let mut random = Random(8);
    let mut words = Vec::new();
    let mut orders: Vec<[u64; 3]> = Vec::new();
    for seq in 0..4000_u64 {
        let (action, order) = if seq % 2 == 0 || orders.is_empty() {
            let order = [seq, 10_000 + random.below(1 << 40), random.below(1 << 40)];
            orders.push(order);
            (1, order)
        } else {
            (2, orders.swap_remove(random.below(orders.len() as u64) as usize))
        };
        words.extend([action, seq + 1, seq * 1000, order[0], order[1], order[2], 0, 0]);
    }
    let mut filter = Filter::default();
    let (content, _) = filter.filter(Kind::MarketByOrder, &words, 0..4000);
    // 2,000 new orders with 80 random bits each; cancels would have as many again.
    assert!(content.len() < 2000 * 10 + 4000 * 7, "{}", content.len());
}
