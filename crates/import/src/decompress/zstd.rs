//! Zstandard: frames one after the other, each checked by its checksum where it has one.

use std::io::{self, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The window that a decoder accepts: what `zstd --long=27` makes.
const MOST_WINDOW: u64 = 128 * 1024 * 1024;

/// Whether bytes begin with a frame, or one to be skipped. Databento's legacy files begin with one to be skipped that
/// must not be: it is their header, so these are left as they are.
pub fn is(first: &[u8]) -> bool {
    let skipped = matches!(first, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]);
    let legacy = skipped && first.get(8..11) == Some(b"DBZ");
    !legacy && (skipped || matches!(first, [0x28, 0xb5, 0x2f, 0xfd, ..]))
}

/// A stream of frames.
pub struct Frames<R> {
    source: io::BufReader<R>,
    decoder: FrameDecoder,
    /// Whether a frame is being read.
    within: bool,
}

impl<R: Read> Frames<R> {
    pub fn new(source: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MOST_WINDOW);
        Self { source: io::BufReader::new(source), decoder, within: false }
    }

    /// Begins the next frame, if there is one.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            let mut first = [0_u8; 1];
            if self.source.read(&mut first)? == 0 {
                return Ok(false);
            }
            match self.decoder.init((&first[..]).chain(&mut self.source)) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped = io::copy(&mut (&mut self.source).take(u64::from(length)), &mut io::sink())?;
                    if skipped < u64::from(length) {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(as_io(&error)),
            }
        }
    }

    fn check(&self) -> io::Result<()> {
        let stated = self.decoder.get_checksum_from_data();
        if stated.is_some() && stated != self.decoder.get_calculated_checksum() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum of a zstd frame is wrong"));
        }
        Ok(())
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if target.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.within {
                if !self.begin()? {
                    return Ok(0);
                }
                self.within = true;
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let blocks = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.source, blocks).map_err(|error| as_io(&error))?;
            }
            let count = self.decoder.read(target)?;
            if count > 0 {
                return Ok(count);
            }
            self.check()?;
            self.within = false;
        }
    }
}

/// The decoder's error; one that comes from the end of the input says so by its kind.
fn as_io(error: &FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn core::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(io_error) = inner.downcast_ref::<io::Error>() {
            return io::Error::new(io_error.kind(), io_error.to_string());
        }
        cause = inner.source();
    }
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}
