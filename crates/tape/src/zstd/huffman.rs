//! Huffman codes as Zstandard has them: at most 11 bits, told by their weights.

/// The longest code.
const MOST_BITS: u8 = 11;
/// Weights are told four bits each, which goes up to this last symbol. Beyond it they would have to be coded by FSE.
const LAST_SYMBOL: usize = 128;

/// The codes of a block.
pub struct Codes {
    /// Value and bits of each byte's code; no bits where it does not occur.
    by_symbol: [(u16, u8); LAST_SYMBOL + 1],
    lengths: [u8; LAST_SYMBOL + 1],
    /// The longest code that occurs.
    longest: u8,
    last: usize,
}

impl Codes {
    /// The best codes for these bytes. `None` where there is one symbol only, or one that is too large.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let counts = count(bytes);
        let last = counts.iter().rposition(|count| *count > 0)?;
        let symbols = counts.iter().filter(|count| **count > 0).count();
        if symbols < 2 || last > LAST_SYMBOL {
            return None;
        }
        let mut counts: [u32; LAST_SYMBOL + 1] = *counts.first_chunk()?;
        let mut lengths = code_lengths(&counts);
        while lengths.iter().any(|length| *length > MOST_BITS) {
            // Flatter counts give shorter codes; this is rare, and what it costs is next to nothing.
            counts.iter_mut().filter(|count| **count > 0).for_each(|count| *count = *count / 2 + 1);
            lengths = code_lengths(&counts);
        }
        let longest = lengths.iter().copied().max()?;
        Some(Self { by_symbol: assign(&lengths, longest), lengths, longest, last })
    }

    /// The weights of all symbols but the last, which follows from them.
    pub fn write_description(&self, target: &mut Vec<u8>) {
        target.push(127 + self.last as u8);
        let weight = |symbol: usize| match self.lengths[symbol] {
            0 => 0,
            length => self.longest + 1 - length,
        };
        for symbol in (0..self.last).step_by(2) {
            let second = if symbol + 1 < self.last { weight(symbol + 1) } else { 0 };
            target.push(weight(symbol) << 4 | second);
        }
    }

    /// A stream: it is read from its end, so the last symbol comes first.
    pub fn write_stream(&self, symbols: &[u8], target: &mut Vec<u8>) {
        let (mut held, mut bits) = (0_u64, 0_u32);
        for &symbol in symbols.iter().rev() {
            let (code, length) = self.by_symbol[usize::from(symbol)];
            held |= u64::from(code) << bits;
            bits += u32::from(length);
            if bits >= 48 {
                target.extend_from_slice(&held.to_le_bytes()[..6]);
                held >>= 48;
                bits -= 48;
            }
        }
        // The highest one is the end mark.
        held |= 1 << bits;
        let bytes = (bits as usize + 1).div_ceil(8);
        target.extend_from_slice(&held.to_le_bytes()[..bytes]);
    }
}

fn count(bytes: &[u8]) -> [u32; 256] {
    // Four tables: neighbouring equal bytes do not wait for each other.
    let mut counts = [[0_u32; 256]; 4];
    let (quads, rest) = bytes.as_chunks::<4>();
    for quad in quads {
        for (counts, byte) in counts.iter_mut().zip(quad) {
            counts[usize::from(*byte)] += 1;
        }
    }
    for byte in rest {
        counts[0][usize::from(*byte)] += 1;
    }
    core::array::from_fn(|i| counts.iter().map(|counts| counts[i]).sum())
}

/// Huffman's algorithm over two queues: the symbols by count, and the joined nodes, which come in order.
fn code_lengths(counts: &[u32; LAST_SYMBOL + 1]) -> [u8; LAST_SYMBOL + 1] {
    const NODES: usize = 2 * (LAST_SYMBOL + 1);
    let (mut order, mut leaves) = ([(0, 0); LAST_SYMBOL + 1], 0);
    for (symbol, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        order[leaves] = (count, symbol);
        leaves += 1;
    }
    let order = &mut order[..leaves];
    order.sort_unstable();
    let mut weight = [0_u64; NODES];
    let mut parent = [0_usize; NODES];
    for (node, (count, _)) in order.iter().enumerate() {
        weight[node] = u64::from(*count);
    }
    let (mut leaf, mut inner) = (0, leaves);
    for node in leaves..2 * leaves - 1 {
        for _ in 0..2 {
            let from_leaves = leaf < leaves && (inner >= node || weight[leaf] <= weight[inner]);
            let child = if from_leaves { &mut leaf } else { &mut inner };
            weight[node] += weight[*child];
            parent[*child] = node;
            *child += 1;
        }
    }
    let mut depth = [0_u8; NODES];
    let mut lengths = [0; LAST_SYMBOL + 1];
    for node in (0..2 * leaves - 2).rev() {
        depth[node] = depth[parent[node]] + 1;
        if node < leaves {
            lengths[order[node].1] = depth[node];
        }
    }
    lengths
}

/// Codes in order: the longest first, and within a length by symbol.
fn assign(lengths: &[u8; LAST_SYMBOL + 1], longest: u8) -> [(u16, u8); LAST_SYMBOL + 1] {
    let mut codes = [(0, 0); LAST_SYMBOL + 1];
    let mut next = 0_u16;
    for length in (1..=longest).rev() {
        for (symbol, _) in lengths.iter().enumerate().filter(|(_, found)| **found == length) {
            codes[symbol] = (next, length);
            next += 1;
        }
        next >>= 1;
    }
    codes
}
