//! From the inputs of a request to a source of records.

use crate::error::DataError;
use crate::inputs::{Opener, open_all};
use crate::request::{ImportRequest, InputRequest};
use cift_tape::Source;

/// Opens what a request wants to be read.
pub(super) fn open(
    inputs: Vec<InputRequest>,
    import: ImportRequest,
    opener: Opener,
) -> Result<Box<dyn Source>, DataError> {
    let inputs = open_all(inputs, opener)?;
    let _ = import;
    Ok(Box::new(cift_import::rescale::Rescale::new(
        Box::new(cift_import::dbn::DbnSource::open(inputs, false)?),
        cift_import::rescale::Scale::default(),
    )))
}
