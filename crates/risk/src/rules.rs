//! Limits as they were set: one table for each account, group, instrument, and the venue.

use cift_types::{LimitKind, Scope};

/// Kinds of limits, with `none`.
pub const KINDS: u32 = 15;
/// One place for each kind.
const ROOM: usize = KINDS as usize;

const _: () = assert!(LimitKind::ALL.len() == ROOM);

/// A limit. Units and meaning are the kind's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// The most that is allowed.
    pub value: u64,
    /// In ns, of the kinds that look at a period.
    pub period: u64,
}

/// The limits of one subject, by kind.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rules {
    limits: [Option<Limit>; ROOM],
}

/// The scopes in the order in which they are asked, and whose limit a refusal names where several are broken.
pub const SCOPES: [Scope; 4] = [Scope::Account, Scope::Group, Scope::Instrument, Scope::Venue];

/// The rules that concern a holding, by [`Scope`].
pub type Applying<'a> = [Option<&'a Rules>; 4];

impl Rules {
    pub const fn get(&self, kind: LimitKind) -> Option<Limit> {
        self.limits[kind as usize]
    }

    pub const fn set(&mut self, kind: LimitKind, limit: Option<Limit>) {
        self.limits[kind as usize] = limit;
    }

    pub fn is_empty(&self) -> bool {
        self.limits.iter().all(Option::is_none)
    }

    /// Whether one of these kinds is set.
    pub fn any(&self, kinds: &[LimitKind]) -> bool {
        kinds.iter().any(|&kind| self.get(kind).is_some())
    }

    /// Those that are set, by kind.
    pub fn iter(&self) -> impl Iterator<Item = (LimitKind, Limit)> {
        LimitKind::ALL.iter().filter_map(|&kind| self.get(kind).map(|limit| (kind, limit)))
    }
}

/// The limits of a kind that apply, with their scopes.
pub fn limits<'a>(
    applying: &'a Applying<'a>,
    kind: LimitKind,
) -> impl Iterator<Item = (Scope, Limit)> + use<'a> {
    SCOPES.into_iter().filter_map(move |scope| Some((scope, applying[scope as usize]?.get(kind)?)))
}

/// The smallest of them, the first where several are.
pub fn strictest(applying: &Applying<'_>, kind: LimitKind) -> Option<(Scope, Limit)> {
    limits(applying, kind).min_by_key(|(_, limit)| limit.value)
}

/// Whether the kind looks at a period.
pub const fn has_period(kind: LimitKind) -> bool {
    matches!(
        kind,
        LimitKind::PriceDrift
            | LimitKind::MessageRate
            | LimitKind::ExecutionRate
            | LimitKind::DuplicateOrders
    )
}

/// Whether a kind can be set for a scope. Exposures and losses are of money over all instruments.
pub const fn is_meaningful(kind: LimitKind, scope: Scope) -> bool {
    !matches!(
        (kind, scope),
        (LimitKind::None, _)
            | (LimitKind::GrossExposure | LimitKind::NetExposure | LimitKind::DailyLoss, Scope::Instrument)
    )
}
