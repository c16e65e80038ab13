//! Things by handles. A handle is a place and a generation, so a stale one is noticed.

use crate::error::DataError;

/// Number of a thing of a registry. Never zero.
pub type Handle = u32;

const PLACE_BITS: u32 = 12;
const MOST: usize = 1 << PLACE_BITS;

struct Slot<T> {
    generation: u32,
    thing: Option<T>,
}

/// Things of one kind: jobs, or views.
pub(crate) struct Registry<T> {
    /// What one of them is called.
    name: &'static str,
    slots: Vec<Slot<T>>,
}

impl<T> Registry<T> {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, slots: Vec::new() }
    }

    /// Takes a thing in.
    pub(crate) fn add(&mut self, thing: T) -> Result<Handle, DataError> {
        let place = match self.slots.iter().position(|slot| slot.thing.is_none()) {
            Some(place) => place,
            None if self.slots.len() < MOST => {
                self.slots.push(Slot { generation: 0, thing: None });
                self.slots.len() - 1
            }
            None => return Err(DataError::Request(format!("{MOST} {}s are open: close some", self.name))),
        };
        let slot = &mut self.slots[place];
        slot.generation = (slot.generation % (u32::MAX >> PLACE_BITS)) + 1;
        slot.thing = Some(thing);
        Ok(slot.generation << PLACE_BITS | place as u32)
    }

    /// The thing of a handle.
    pub(crate) fn get(&mut self, handle: Handle) -> Result<&mut T, DataError> {
        match self.slots.get_mut(place_of(handle)) {
            Some(Slot { generation, thing: Some(thing) }) if *generation == handle >> PLACE_BITS => Ok(thing),
            _ => Err(DataError::Handle(self.name, handle)),
        }
    }

    /// Drops the thing of a handle, which is of no use any more.
    pub(crate) fn remove(&mut self, handle: Handle) -> Result<(), DataError> {
        self.get(handle)?;
        self.slots[place_of(handle)].thing = None;
        Ok(())
    }
}

const fn place_of(handle: Handle) -> usize {
    (handle & (MOST as u32 - 1)) as usize
}
