//! The registry of jobs. A handle is a place and a generation, so a stale one is noticed.

use crate::error::DataError;
use crate::inputs::Opener;
use crate::job::{Job, Step};
use crate::{jobs, request};

/// Number of a job. Never zero.
pub type Handle = u32;

const PLACE_BITS: u32 = 12;
const MAX_JOBS: usize = 1 << PLACE_BITS;

#[derive(Default)]
struct Slot {
    generation: u32,
    job: Option<Box<dyn Job>>,
}

/// All jobs of a module instance or thread.
pub struct Desk {
    slots: Vec<Slot>,
    opener: Opener,
}

impl Desk {
    /// A desk without jobs, which opens files in this way.
    #[must_use]
    pub const fn new(opener: Opener) -> Self {
        Self { slots: Vec::new(), opener }
    }

    /// Opens a job by its request in MessagePack.
    pub fn open(&mut self, request: &[u8]) -> Result<Handle, DataError> {
        let job = jobs::open(request::decode(request)?, self.opener)?;
        let place = match self.slots.iter().position(|slot| slot.job.is_none()) {
            Some(place) => place,
            None if self.slots.len() < MAX_JOBS => {
                self.slots.push(Slot::default());
                self.slots.len() - 1
            }
            None => return Err(DataError::Request(format!("{MAX_JOBS} jobs are open: close some"))),
        };
        let slot = &mut self.slots[place];
        slot.generation = (slot.generation % (u32::MAX >> PLACE_BITS)) + 1;
        slot.job = Some(job);
        Ok(slot.generation << PLACE_BITS | place as u32)
    }

    /// Works on a job. Whether there is more to do. After an error the job is over.
    pub fn step(&mut self, handle: Handle) -> Result<bool, DataError> {
        Ok(self.job(handle)?.step()? == Step::More)
    }

    /// What came out of a job and was not taken yet. Whoever takes it clears it.
    pub fn output(&mut self, handle: Handle) -> Result<&mut Vec<u8>, DataError> {
        Ok(self.job(handle)?.output())
    }

    /// A job's report in MessagePack: what is known by now.
    pub fn report(&mut self, handle: Handle) -> Result<Vec<u8>, DataError> {
        Ok(self.job(handle)?.report())
    }

    /// Bytes of the inputs that a job has read, and all.
    pub fn progress(&mut self, handle: Handle) -> Result<(u64, u64), DataError> {
        Ok(self.job(handle)?.progress())
    }

    /// Ends a job, finished or not.
    pub fn close(&mut self, handle: Handle) -> Result<(), DataError> {
        self.job(handle)?;
        self.slots[place_of(handle)].job = None;
        Ok(())
    }

    fn job(&mut self, handle: Handle) -> Result<&mut (dyn Job + 'static), DataError> {
        let slot = self.slots.get_mut(place_of(handle));
        match slot {
            Some(Slot { generation, job: Some(job) }) if *generation == handle >> PLACE_BITS => {
                Ok(&mut **job)
            }
            _ => Err(DataError::Handle(handle)),
        }
    }
}

const fn place_of(handle: Handle) -> usize {
    (handle & (MAX_JOBS as u32 - 1)) as usize
}
