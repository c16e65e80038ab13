//! Books, averages, measures and indicators allocate nothing once they have their size. Counted by an allocator of this test's own,
//! on the thread that asks.

#![allow(unsafe_code)] // an allocator cannot be had without

use cift_market_data::book::{Book, LevelBook, OrderBook};
use cift_market_data::indicators::ALL;
use cift_market_data::measures::{Estimator, Prices, TradeFlow, Volatility, Vpin};
use cift_market_data::trades::{BarBuilder, BarRule, CountWindow, TimeWindow, VolumeAverage};
use cift_types::{BookAction, Side};
use cift_wire::{DepthLevel, MarketByOrderEvent, MarketByPriceEvent, Tick};
use core::cell::Cell;
use std::alloc::{GlobalAlloc, Layout, System};

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: hands every call on to `System`, whose promises it keeps; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Not there any more while the thread ends: nobody asks then.
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`, and the memory is the system's.
        unsafe { System.dealloc(memory, layout) }
    }
}

fn allocations(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

const fn next(state: &mut u64, limit: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    ((*state >> 32) * limit) >> 32
}

#[test]
fn the_allocator_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![0_u8; 100]))), 1);
}

#[test]
fn books_allocate_nothing_in_a_steady_state() {
    let (mut levels, mut orders, mut state) = (LevelBook::new(0), OrderBook::new(0), 1);
    let mut rows = [DepthLevel::default(); 10];
    let mut work = |count: u64, orders: &mut OrderBook| {
        for _ in 0..count {
            let side = next(&mut state, 2) as u8;
            let price = 10_000 + next(&mut state, 900) as i64;
            let quantity = next(&mut state, 3) * next(&mut state, 50);
            let action = BookAction::Modify as u8;
            levels.apply(&MarketByPriceEvent { action, side, price, quantity, ..Default::default() });
            let action = 1 + next(&mut state, 3) as u8;
            let order_id = next(&mut state, 3000);
            orders.apply(&MarketByOrderEvent {
                action,
                side,
                price,
                order_id,
                quantity,
                ..Default::default()
            });
            levels.depth(&mut rows);
            std::hint::black_box((orders.quote(), orders.place(order_id)));
        }
    };
    // All ids at once first, so that the map has its size.
    for order_id in 0..3000 {
        let action = BookAction::Add as u8;
        orders.apply(&MarketByOrderEvent {
            action,
            price: 10_100,
            order_id,
            quantity: 1,
            ..Default::default()
        });
    }
    work(20_000, &mut orders);
    assert_eq!(allocations(|| work(200_000, &mut orders)), 0);
}

#[test]
fn averages_and_measures_allocate_nothing_in_a_steady_state() {
    let (mut running, mut counted, mut timed) =
        (VolumeAverage::new(), CountWindow::new(100), TimeWindow::new(10_000));
    let mut bars = BarBuilder::new(BarRule::Volume(500));
    let (mut flow, mut vpin) = (TradeFlow::new(10_000), Vpin::new(300, 20));
    let mut volatility = Volatility::new(Estimator::YangZhang, 20);
    let (mut state, mut time_ns) = (1, 0);
    let mut work = |count: u64| {
        for _ in 0..count {
            time_ns += 50 + next(&mut state, 100);
            let (price, quantity) = (1000 + next(&mut state, 50) as i64, 1 + next(&mut state, 90));
            let tick = Tick { time_ns, price, quantity, side: next(&mut state, 2) as u8, ..Tick::default() };
            running.push(price, quantity);
            counted.push(price, quantity);
            timed.push(time_ns, price, quantity);
            flow.push(&tick);
            vpin.push(if tick.side == 0 { Side::Buy } else { Side::Sell }, quantity);
            if let Some(bar) = bars.push(&tick) {
                volatility.push(Prices::from(&bar));
            }
        }
    };
    work(20_000);
    assert_eq!(allocations(|| work(200_000)), 0);
}

#[test]
fn indicators_allocate_nothing_once_they_are_made() {
    for definition in ALL {
        let option = |name: &&str| match *name {
            "acceleration_factor_step" => 0.02,
            "acceleration_factor_maximum" | "alpha" => 0.2,
            _ => 9.0,
        };
        let options: Vec<f64> = definition.options.iter().map(option).collect();
        let mut indicator = definition.indicator(&options).unwrap();
        let mut state = 3;
        let work = || {
            for _ in 0..2000 {
                let row = [(); 4].map(|()| 1.0 + f64::from(next(&mut state, 1000) as u32));
                std::hint::black_box(indicator.push(&row));
            }
        };
        assert_eq!(allocations(work), 0, "{}", definition.name);
    }
}
