//! What a view is asked to keep.

use crate::error::DataError;
use crate::jobs::BarRequest;
use crate::number::optional_whole;
use crate::number::whole;
use crate::request::SessionInstrument;
use crate::session_fold::SessionFold;
use serde::Deserialize;

/// What a view is opened with. What is not asked for is not kept.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ViewRequest {
    /// The instrument's number.
    pub instrument: u32,
    /// So many levels a side count for the imbalance.
    pub levels: u32,
    /// Trades of so many last nanoseconds count for the volume average and the trade flow of a window.
    #[serde(default, deserialize_with = "optional_whole")]
    pub window_ns: Option<u64>,
    /// Sessions of the volume average: how long they are, and how long after the tape's time zero the first begins.
    #[serde(default, deserialize_with = "optional_whole")]
    pub session_ns: Option<u64>,
    #[serde(default, deserialize_with = "optional_whole")]
    pub session_offset_ns: Option<u64>,
    /// After how long spreads are realised.
    #[serde(default, deserialize_with = "optional_whole")]
    pub realised_after_ns: Option<u64>,
    #[serde(default)]
    pub vpin: Option<VpinRequest>,
    #[serde(default)]
    pub microprice: Option<MicroPriceRequest>,
    /// When a bar ends, how many bars are looked back on, and, for bars by time, the nanoseconds from 1970 to the tape's time
    /// zero, as text.
    #[serde(default)]
    pub bars: Option<BarRequest>,
    #[serde(default)]
    pub bar_window: Option<u32>,
    #[serde(default)]
    pub epoch_ns: Option<String>,
    /// The instruments of the engine that the view follows.
    #[serde(default)]
    pub exchange: Option<Vec<SessionInstrument>>,
}

/// The buckets of VPIN.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct VpinRequest {
    #[serde(deserialize_with = "whole")]
    pub bucket_quantity: u64,
    pub buckets: u32,
}

/// The states of Stoikov's model.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct MicroPriceRequest {
    pub buckets: u32,
    pub spreads: u32,
}

impl ViewRequest {
    /// The session that it follows, if it does.
    pub(super) fn session(&self) -> Result<Option<SessionFold>, DataError> {
        let Some(instruments) = &self.exchange else { return Ok(None) };
        if self.instrument as usize >= instruments.len() {
            let (number, count) = (self.instrument, instruments.len());
            return Err(wrong(
                "instrument",
                &format!("the exchange has {count}, so none is number {number}"),
            ));
        }
        SessionFold::new(instruments).map(Some).map_err(|reason| wrong("exchange", reason))
    }
}

/// A setting that cannot be.
pub(super) fn wrong(setting: &str, reason: &str) -> DataError {
    DataError::Request(format!("{setting}: {reason}"))
}
