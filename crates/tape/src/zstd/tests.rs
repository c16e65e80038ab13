use super::*;

/// Bytes with the given number of symbols, the first ones more frequent.
fn skewed(length: usize, symbols: u32, seed: u32) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 16
    };
    (0..length).map(|_| (next() % symbols).min(next() % symbols).min(next() % symbols) as u8).collect()
}

fn frame_of(content: &[u8], ends: &[usize]) -> Vec<u8> {
    let mut frame = Vec::new();
    Encoder::default().frame(content, ends, &mut frame);
    frame
}

fn read(frame: &[u8], bytes: usize) -> Option<Vec<u8>> {
    let mut content = vec![0; bytes];
    Decoder::new().read(frame, &mut content).then_some(content)
}

#[test]
fn contents_of_every_size_and_alphabet_come_back() {
    for length in (0..700).chain([1023, 1024, 16_383, 16_384, 70_000, BLOCK_BYTES, BLOCK_BYTES + 1, 300_000])
    {
        for symbols in [1, 2, 3, 17, 128, 129, 130, 256] {
            let content = skewed(length, symbols, length as u32 + symbols);
            let third = length / 3;
            let frame = frame_of(&content, &[third, 2 * third, length]);
            assert_eq!(read(&frame, length).as_ref(), Some(&content), "{length} bytes of {symbols} symbols");
        }
    }
}

#[test]
fn codes_are_near_to_what_can_be_reached() {
    // 64 symbols: 2^-1, 2^-2, … of the bytes, which whole bits suit exactly.
    let mut content = Vec::new();
    for symbol in 0..10_u8 {
        content.extend(core::iter::repeat_n(symbol, 1 << (15 - symbol)));
    }
    let bits: usize = (0..10).map(|symbol: usize| (1 << (15 - symbol)) * (symbol + 1)).sum();
    let frame = frame_of(&content, &[content.len()]);
    assert!(frame.len() * 8 < bits + bits / 100, "{} bytes for {bits} bits", frame.len());
    assert_eq!(read(&frame, content.len()), Some(content));
}

#[test]
fn codes_of_wildly_uneven_counts_stay_within_eleven_bits() {
    let mut content = Vec::new();
    let (mut a, mut b) = (1, 1);
    for symbol in 0..20 {
        content.extend(core::iter::repeat_n(symbol, a));
        (a, b) = (b, a + b);
    }
    assert_eq!(read(&frame_of(&content, &[content.len()]), content.len()), Some(content));
}

#[test]
fn other_sizes_than_the_content_has_are_refused() {
    let content = skewed(1000, 9, 1);
    let frame = frame_of(&content, &[1000]);
    for bytes in [0, 1, 999, 1001, 5000] {
        assert_eq!(read(&frame, bytes), None, "{bytes}");
    }
    for length in 0..frame.len() {
        assert_eq!(read(&frame[..length], 1000), None, "{length}");
    }
}

#[test]
fn repetitions_are_found() {
    let content = skewed(500, 250, 3).repeat(50);
    let mut frame = Vec::new();
    compress_repetitions(&content, &mut frame);
    assert!(frame.len() < 2000);
    assert_eq!(read(&frame, content.len()), Some(content));
}
