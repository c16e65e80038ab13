//! Everything that is open: jobs and views.

use crate::error::DataError;
use crate::inputs::Opener;
use crate::job::{Job, Step};
use crate::registry::{Handle, Registry};
use crate::view::View;
use crate::{jobs, request};

/// All jobs and views of a module instance or thread. Both have handles of their own.
pub struct Desk {
    jobs: Registry<Box<dyn Job>>,
    views: Registry<Box<View>>,
    opener: Opener,
}

impl Desk {
    /// A desk with nothing open, which opens files in this way.
    #[must_use]
    pub const fn new(opener: Opener) -> Self {
        Self { jobs: Registry::new("job"), views: Registry::new("view"), opener }
    }

    /// Opens a job by its request in MessagePack.
    pub fn open(&mut self, request: &[u8]) -> Result<Handle, DataError> {
        self.jobs.add(jobs::open(request::decode(request)?, self.opener)?)
    }

    /// Works on a job. Whether there is more to do. After an error the job is over.
    pub fn step(&mut self, handle: Handle) -> Result<bool, DataError> {
        Ok(self.jobs.get(handle)?.step()? == Step::More)
    }

    /// What came out of a job and was not taken yet. Whoever takes it clears it.
    pub fn output(&mut self, handle: Handle) -> Result<&mut Vec<u8>, DataError> {
        Ok(self.jobs.get(handle)?.output())
    }

    /// A job's report in MessagePack: what is known by now.
    pub fn report(&mut self, handle: Handle) -> Result<Vec<u8>, DataError> {
        Ok(self.jobs.get(handle)?.report())
    }

    /// Bytes of the inputs that a job has read, and all.
    pub fn progress(&mut self, handle: Handle) -> Result<(u64, u64), DataError> {
        Ok(self.jobs.get(handle)?.progress())
    }

    /// Ends a job, finished or not.
    pub fn close(&mut self, handle: Handle) -> Result<(), DataError> {
        self.jobs.remove(handle)
    }

    /// Opens a view of a market by its request in MessagePack.
    pub fn open_view(&mut self, request: &[u8]) -> Result<Handle, DataError> {
        self.views.add(Box::new(View::open(&request::decode(request)?)?))
    }

    /// A view.
    pub fn view(&mut self, handle: Handle) -> Result<&mut View, DataError> {
        Ok(self.views.get(handle)?)
    }

    /// Ends a view.
    pub fn close_view(&mut self, handle: Handle) -> Result<(), DataError> {
        self.views.remove(handle)
    }
}
