//! What becomes of an order: it is created once, shrinks, and ends once.

use std::collections::VecDeque;

use super::super::APART_NS;
use super::super::book::Effect;
use super::super::event::{Action, Order};
use super::{Findings, Moment, pop_old, text};

/// Lines about orders.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Orders {
    /// Orders created.
    pub created: u64,
    /// Orders created that were there already with other terms.
    pub created_again: u64,
    /// Changes of orders.
    pub changed: u64,
    /// Changes of orders that were not known.
    pub changed_unknown: u64,
    /// Changes to another price: market orders have the price that they trade at.
    pub changed_price: u64,
    /// Changes to more, or to the other side.
    pub changed_contrary: u64,
    /// Deletions.
    pub deleted: u64,
    /// Deletions of orders that were not known.
    pub deleted_unknown: u64,
    /// Deletions with less left than was known.
    pub deleted_short: u64,
    /// Of these, no late line tells the change before.
    pub short_unexplained: u64,
    /// Deletions with more left than was known.
    pub deleted_over: u64,
    /// Lines about orders that had ended: left out.
    pub late: u64,
    /// Of these, later than lines may be apart.
    pub too_late: u64,
    /// Orders that came after the log began, changed or ended, and were never created.
    pub never_created: u64,
    /// Lines after which the book was crossed.
    pub crossed: u64,
    /// The longest time that it was crossed.
    pub longest_crossed_ns: u64,
    /// Times that it was crossed for longer than lines may be apart.
    pub crossed_too_long: u64,
}

impl Orders {
    pub(super) const fn passed(&self) -> bool {
        let contradictions = self.created_again
            + self.changed_contrary
            + self.short_unexplained
            + self.deleted_over
            + self.too_late
            + self.never_created
            + self.crossed_too_long;
        self.created + self.changed + self.deleted > 0 && contradictions == 0
    }
}

#[derive(Default)]
pub(super) struct Lives {
    orders: Orders,
    /// The first order that was created: those with smaller ids are older than the log.
    first_created: Option<u64>,
    /// Younger orders that are not created yet, and the lines about them.
    unborn: VecDeque<(Moment, u64)>,
    /// Orders that were deleted with less left than was known, and how much.
    short: VecDeque<(Moment, u64, u64)>,
    /// Since when the book is crossed, and whether that was held against it.
    crossed_since: Option<(Moment, bool)>,
}

impl Lives {
    pub(super) fn order(&mut self, order: &Order, effect: Effect, now: Moment, findings: &mut Findings) {
        let Order { id, level, .. } = *order;
        let orders = &mut self.orders;
        match order.action {
            Action::Created => {
                orders.created += 1;
                self.first_created.get_or_insert(id);
                self.unborn.retain(|(_, unborn)| *unborn != id);
            }
            Action::Changed => orders.changed += 1,
            Action::Deleted => orders.deleted += 1,
        }
        let mut contrary = |what: &str| {
            findings.add(now.line, || {
                format!("order {id}, {} left at {}, {what}", text(level.quantity), text(level.price))
            });
        };
        match effect {
            Effect::AddedAgain => {
                orders.created_again += 1;
                contrary("is created, and was there with other terms");
            }
            Effect::Contrary => {
                orders.changed_contrary += 1;
                contrary("had less, or was of the other side");
            }
            Effect::Over => {
                orders.deleted_over += 1;
                contrary("is deleted, and less was known of it");
            }
            Effect::Short(_) => {
                orders.deleted_short += 1;
                self.short.push_back((now, id, level.quantity));
            }
            Effect::Late { after_ns } => {
                orders.late += 1;
                self.short.retain(|(_, short, left)| (*short, *left) != (id, level.quantity));
                if after_ns > APART_NS {
                    orders.too_late += 1;
                    contrary("had ended long before");
                }
            }
            Effect::Moved => orders.changed_price += 1,
            Effect::Adopted => orders.changed_unknown += 1,
            Effect::Unknown => orders.deleted_unknown += 1,
            Effect::Added | Effect::Filled(_) | Effect::Cancelled | Effect::Same => {}
        }
        let is_unknown = matches!(effect, Effect::Adopted | Effect::Unknown);
        if is_unknown && self.first_created.is_some_and(|first| id > first) {
            self.unborn.push_back((now, id));
        }
    }

    pub(super) fn crossed(&mut self, is_crossed: bool, now: Moment, findings: &mut Findings) {
        if !is_crossed {
            self.crossed_since = None;
            return;
        }
        self.orders.crossed += 1;
        let (since, counted) = self.crossed_since.get_or_insert((now, false));
        let crossed_ns = now.time_ns.saturating_sub(since.time_ns);
        self.orders.longest_crossed_ns = self.orders.longest_crossed_ns.max(crossed_ns);
        if crossed_ns > APART_NS && !*counted {
            *counted = true;
            self.orders.crossed_too_long += 1;
            findings.add(since.line, || "the book is crossed from here on, for too long".to_owned());
        }
    }

    pub(super) fn expire(&mut self, now_ns: u64, findings: &mut Findings) {
        while let Some((moment, id, left)) = pop_old(&mut self.short, now_ns, |(moment, ..)| moment.time_ns) {
            self.orders.short_unexplained += 1;
            findings.add(moment.line, || {
                format!("order {id} is deleted with {} left, and more was known of it", text(left))
            });
        }
        while let Some((moment, id)) = pop_old(&mut self.unborn, now_ns, |(moment, _)| moment.time_ns) {
            self.orders.never_created += 1;
            findings
                .add(moment.line, || format!("order {id} is younger than the log, and is nowhere created"));
        }
    }

    pub(super) fn finish(self) -> Orders {
        self.orders
    }
}
