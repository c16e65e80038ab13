//! Inputs of a request, opened.

use crate::error::DataError;
use crate::request::InputRequest;
use cift_tape::{Input, MemoryInput, Place, Problem};
use std::io;

/// Opens an input that is not in memory: a file natively, a number that JavaScript reads from in WebAssembly.
pub type Opener = fn(&InputRequest) -> io::Result<Box<dyn Input>>;

/// Opens all inputs of a request.
pub(crate) fn open_all(inputs: Vec<InputRequest>, opener: Opener) -> Result<Vec<Box<dyn Input>>, DataError> {
    if inputs.is_empty() {
        return Err(DataError::Request("inputs: there is none".into()));
    }
    inputs.into_iter().map(|input| open(input, opener)).collect()
}

fn open(mut input: InputRequest, opener: Opener) -> Result<Box<dyn Input>, DataError> {
    if let Some(bytes) = input.bytes.take() {
        return Ok(Box::new(MemoryInput::new(input.name, bytes.into_vec())));
    }
    let opened = opener(&input).map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "is not there".to_owned(),
            io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
            _ => format!("cannot be opened ({error})"),
        };
        DataError::from(Problem::new(&input.name, Place::Whole, reason))
    })?;
    // What was decoded is in a file of another name than the one that a person knows.
    let is_named = opened.name() == input.name;
    Ok(if is_named { opened } else { Box::new(Renamed { name: input.name, input: opened }) })
}

struct Renamed {
    name: String,
    input: Box<dyn Input>,
}

impl Input for Renamed {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> u64 {
        self.input.size()
    }

    fn read_at(&mut self, offset: u64, target: &mut [u8]) -> io::Result<usize> {
        self.input.read_at(offset, target)
    }
}
