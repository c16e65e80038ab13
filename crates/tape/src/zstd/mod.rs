//! Zstandard frames: written here by entropy coding alone, read by `ruzstd`.
//!
//! The column filter leaves bytes without repetitions, so a frame needs good Huffman codes and no matches. `ruzstd`
//! writes frames too, but gives its codes by rank and not by frequency: this data was a fifth larger with it. A frame
//! from here is plain RFC 8878: raw, run-length and literals-only blocks, a block for each piece that the caller
//! gives, so that each has codes of its own. Any Zstandard reader reads it, and `ruzstd` is the one in this crate.

mod huffman;

use huffman::Codes;
use ruzstd::decoding::FrameDecoder;

const MAGIC: u32 = 0xFD2F_B528;
/// Frame header descriptor: the content's size follows in four bytes, no checksum, no dictionary.
const DESCRIPTOR: u8 = 0x80;
/// Window descriptor of 2^17 bytes.
const WINDOW: u8 = 7 << 3;
/// The most bytes of a block, and what the window holds.
pub const BLOCK_BYTES: usize = 1 << 17;

#[derive(Clone, Copy)]
enum Block {
    Raw = 0,
    RunLength = 1,
    Compressed = 2,
}

/// Writes frames, reusing its buffers.
#[derive(Default, Debug)]
pub struct Encoder {
    block: Vec<u8>,
}

impl Encoder {
    /// Appends to `frame` a frame of `content`, whose pieces end at `ends`, the last one with the content.
    pub fn frame(&mut self, content: &[u8], ends: &[usize], frame: &mut Vec<u8>) {
        frame.extend_from_slice(&MAGIC.to_le_bytes());
        frame.extend_from_slice(&[DESCRIPTOR, WINDOW]);
        frame.extend_from_slice(&(content.len() as u32).to_le_bytes());
        let mut start = 0;
        for &end in ends {
            for block in content[start..end].chunks(BLOCK_BYTES) {
                self.write_block(block, frame);
            }
            start = end;
        }
        // The last block, always there, so that no block before it has to know that it is the last.
        frame.extend_from_slice(&block_header(Block::Raw, 0, true));
    }

    fn write_block(&mut self, bytes: &[u8], frame: &mut Vec<u8>) {
        if bytes.iter().all(|byte| *byte == bytes[0]) {
            frame.extend_from_slice(&block_header(Block::RunLength, bytes.len(), false));
            frame.push(bytes[0]);
            return;
        }
        self.block.clear();
        if huffman_block(bytes, &mut self.block) && self.block.len() < bytes.len() {
            frame.extend_from_slice(&block_header(Block::Compressed, self.block.len(), false));
            frame.extend_from_slice(&self.block);
        } else {
            frame.extend_from_slice(&block_header(Block::Raw, bytes.len(), false));
            frame.extend_from_slice(bytes);
        }
    }
}

fn block_header(kind: Block, bytes: usize, last: bool) -> [u8; 3] {
    let header = u32::from(last) | (kind as u32) << 1 | (bytes as u32) << 3;
    let [a, b, c, _] = header.to_le_bytes();
    [a, b, c]
}

/// The number of blocks' literals that have codes of their own.
const COMPRESSED_LITERALS: u64 = 2;
/// Bytes below this are not worth a table of codes.
const LEAST_BYTES: usize = 64;

/// Appends a compressed block of literals without sequences. False where codes would not make it smaller.
fn huffman_block(bytes: &[u8], block: &mut Vec<u8>) -> bool {
    if bytes.len() < LEAST_BYTES {
        return false;
    }
    let Some(codes) = Codes::of(bytes) else { return false };
    // One stream for few bytes, whose sizes have 10 bits each; else four, with 14 or 18 bits.
    let (format, bits) = match bytes.len() {
        0..256 => (0_u64, 10_usize),
        256..16_384 => (2, 14),
        _ => (3, 18),
    };
    let header_bytes = (4 + 2 * bits).div_ceil(8);
    let start = block.len();
    block.resize(start + header_bytes, 0);
    codes.write_description(block);
    if format == 0 {
        codes.write_stream(bytes, block);
    } else {
        write_four_streams(&codes, bytes, block);
    }
    let coded = (block.len() - start - header_bytes) as u64;
    if coded >= bytes.len() as u64 {
        return false;
    }
    let header = COMPRESSED_LITERALS | format << 2 | (bytes.len() as u64) << 4 | coded << (4 + bits);
    block[start..start + header_bytes].copy_from_slice(&header.to_le_bytes()[..header_bytes]);
    block.push(0); // no sequences
    true
}

fn write_four_streams(codes: &Codes, bytes: &[u8], block: &mut Vec<u8>) {
    let jump = block.len();
    block.resize(jump + 6, 0);
    for (i, part) in bytes.chunks(bytes.len().div_ceil(4)).enumerate() {
        let start = block.len();
        codes.write_stream(part, block);
        let size = ((block.len() - start) as u16).to_le_bytes();
        if i < 3 {
            block[jump + 2 * i..jump + 2 * i + 2].copy_from_slice(&size);
        }
    }
}

/// Reads frames, reusing its buffers.
pub struct Decoder {
    frames: FrameDecoder,
}

impl Decoder {
    /// A decoder without buffers yet.
    pub fn new() -> Self {
        let mut frames = FrameDecoder::new();
        frames.set_max_window_size(BLOCK_BYTES as u64);
        Self { frames }
    }

    /// Reads a frame whose content has exactly the bytes of `content`. False where it does not.
    #[must_use]
    pub fn read(&mut self, frame: &[u8], content: &mut [u8]) -> bool {
        self.frames.decode_all(frame, content).is_ok_and(|bytes| bytes == content.len())
    }
}

/// Appends a frame of `content` that refers back to repetitions. For bytes that were not filtered.
pub fn compress_repetitions(content: &[u8], frame: &mut Vec<u8>) {
    ruzstd::encoding::compress(content, frame, ruzstd::encoding::CompressionLevel::Fastest);
}

#[cfg(test)]
mod tests;
