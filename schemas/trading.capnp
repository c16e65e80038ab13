# What goes into the engine and what comes out of it: commands, events, and the records derived from them.
#
# Conventions of all records: prices in ticks (any 64-bit integer), quantities in lots, ids and times below 2^53 so that
# TypeScript reads plain numbers, `timeNs` in nanoseconds since the session's start, `instrument` the instrument's
# position in the session's configuration, reserved fields zero.
@0xc1f7a11d00000002;

using Cift = import "cift.capnp";

# A command to the engine: an order, or a change to one. 64 bytes.
struct Command $Cift.record("commands") {
  kind @0 :UInt8 $Cift.enum8("CommandKind");
  # Of a new order; ignored and zero elsewhere, because the engine knows the order.
  side @1 :UInt8 $Cift.enum8("Side");
  orderType @2 :UInt8 $Cift.enum8("OrderType");
  timeInForce @3 :UInt8 $Cift.enum8("TimeInForce");
  instrument @4 :UInt32;
  # Position in the session's total order, from 1. Zero asks the sequencer for the next.
  seq @5 :UInt64;
  timeNs @6 :UInt64 $Cift.unit("ns");
  # The participant's own id of the order, unique among the account's live orders of the instrument.
  orderId @7 :UInt64;
  price @8 :Int64 $Cift.unit("ticks");
  # Of the order (new, replace), or by how much to reduce it (reduce).
  quantity @9 :UInt64 $Cift.unit("lots");
  account @10 :UInt32;
  # Of a new order. Bit 0 post-only, 1 reprice instead of rejecting a post-only order that would trade, 2 all-or-none,
  # 3 reduce-only, 4 hidden, 5 quantity is an amount of money (ticks times lots), 6 price caps a market order,
  # 7 held until released, 8 the kept terms belong to it, 9 `param` is the price at which funds are reserved,
  # 12 to 14 self-trade prevention (0 the instrument's, else 1 + `SelfTrade`).
  flags @11 :UInt32;
  # A good-till-date order's expiry; a mass cancel's highest price; a heartbeat's or a limit's period.
  param @12 :UInt64;
}

# What a new order asks for beyond its own fields. It comes as the command before that order, and has the same head, so
# that it can stand in a batch of commands. 64 bytes.
struct OrderTerms $Cift.record("order_terms") {
  # Always `terms`.
  kind @0 :UInt8 $Cift.enum8("CommandKind");
  trigger @1 :UInt8 $Cift.enum8("Trigger");
  triggerSource @2 :UInt8 $Cift.enum8("TriggerSource");
  trailUnit @3 :UInt8 $Cift.enum8("TrailUnit");
  peg @4 :UInt8 $Cift.enum8("PegReference");
  link @5 :UInt8 $Cift.enum8("Link");
  reserved16 @6 :UInt16;
  seq @7 :UInt64;
  timeNs @8 :UInt64 $Cift.unit("ns");
  # The trigger price; a trailing stop's distance; a peg's signed offset.
  offset @9 :Int64 $Cift.unit("ticks");
  # What an iceberg shows at least. Zero: all.
  displayQuantity @10 :UInt64 $Cift.unit("lots");
  # What it shows at most; each part is drawn between the two. Zero: always `displayQuantity`.
  displayHighQuantity @11 :UInt64 $Cift.unit("lots");
  # What has to trade at once, or the order is cancelled. Zero: nothing.
  minimumQuantity @12 :UInt64 $Cift.unit("lots");
  # The order that it is linked to.
  linkedOrderId @13 :UInt64;
}

# An event of the engine. 64 bytes.
struct Event $Cift.record("events") {
  kind @0 :UInt8 $Cift.enum8("EventKind");
  # Of the order; in a trade, of the order that took liquidity.
  side @1 :UInt8 $Cift.enum8("Side");
  # Of a trade: bit 0 the taker is done, bit 1 the maker is done, bit 2 it is of an auction: `orderId` is the buyer,
  # `counterOrderId` the seller. Of `rejected` and `applied`: the command's kind. Of `phaseChanged`: the phase.
  flags @2 :UInt8;
  reason @3 :UInt8 $Cift.enum8("Reason");
  instrument @4 :UInt32;
  # Of the command that caused the event.
  seq @5 :UInt64;
  timeNs @6 :UInt64 $Cift.unit("ns");
  # The order; in a trade, the taker.
  orderId @7 :UInt64;
  # In a trade, the maker; else zero.
  counterOrderId @8 :UInt64;
  # Of the order; in a trade, the maker's.
  price @9 :Int64 $Cift.unit("ticks");
  # Entered, traded, cancelled, or left after a reduction.
  quantity @10 :UInt64 $Cift.unit("lots");
  account @11 :UInt32;
  # In a trade, the maker's; else zero.
  counterAccount @12 :UInt32;
}

# A live order as a query returns it. 64 bytes.
struct Order $Cift.record("orders") {
  side @0 :UInt8 $Cift.enum8("Side");
  reserved8 @1 :UInt8;
  reserved16 @2 :UInt16;
  instrument @3 :UInt32;
  orderId @4 :UInt64;
  price @5 :Int64 $Cift.unit("ticks");
  # What is still open.
  quantity @6 :UInt64 $Cift.unit("lots");
  # Quantity of the orders before it at its price.
  quantityAhead @7 :UInt64 $Cift.unit("lots");
  account @8 :UInt32;
  # Number of orders before it at its price.
  ordersAhead @9 :UInt32;
  # What an iceberg shows of it; else the quantity.
  displayedQuantity @10 :UInt64 $Cift.unit("lots");
  # 1 when it waits outside the book: for a trigger, for another order, for an auction, or for a price to follow.
  waiting @11 :UInt64;
}

# One account's half of a trade. 64 bytes.
struct Fill $Cift.record("fills") {
  side @0 :UInt8 $Cift.enum8("Side");
  # 1 when the order was resting (maker), 0 when it took liquidity.
  maker @1 :UInt8;
  reserved16 @2 :UInt16;
  instrument @3 :UInt32;
  seq @4 :UInt64;
  timeNs @5 :UInt64 $Cift.unit("ns");
  orderId @6 :UInt64;
  counterOrderId @7 :UInt64;
  price @8 :Int64 $Cift.unit("ticks");
  quantity @9 :UInt64 $Cift.unit("lots");
  account @10 :UInt32;
  counterAccount @11 :UInt32;
}

# An account's holding in an instrument. 64 bytes.
struct Position $Cift.record("positions") {
  account @0 :UInt32;
  instrument @1 :UInt32;
  seq @2 :UInt64;
  timeNs @3 :UInt64 $Cift.unit("ns");
  # Positive long, negative short.
  quantity @4 :Int64 $Cift.unit("lots");
  # What the open quantity cost, in ticks times lots.
  cost @5 :Int64 $Cift.unit("ticks * lots");
  realisedPnl @6 :Int64 $Cift.unit("ticks * lots");
  boughtQuantity @7 :UInt64 $Cift.unit("lots");
  soldQuantity @8 :UInt64 $Cift.unit("lots");
  # The same by first in, first out; the two above are by average cost.
  fifoCost @9 :Int64 $Cift.unit("ticks * lots");
  fifoRealisedPnl @10 :Int64 $Cift.unit("ticks * lots");
  # What live orders could still buy and sell.
  openBuyQuantity @11 :UInt64 $Cift.unit("lots");
  openSellQuantity @12 :UInt64 $Cift.unit("lots");
  # Fees paid less rebates, in the smallest unit of the instrument's quote currency.
  fees @13 :Int64;
  markPrice @14 :Int64 $Cift.unit("ticks");
  unrealisedPnl @15 :Int64 $Cift.unit("ticks * lots");
  reserved0 @16 :UInt64;
}

# An account's money in a currency, in its smallest unit. 64 bytes.
struct Balance $Cift.record("balances") {
  account @0 :UInt32;
  currency @1 :UInt32;
  seq @2 :UInt64;
  timeNs @3 :UInt64 $Cift.unit("ns");
  total @4 :Int64;
  # What live orders and positions hold back.
  reserved @5 :Int64;
  available @6 :Int64;
  # Fees paid less rebates.
  fees @7 :Int64;
  reserved0 @8 :UInt64;
}

# The answer to "would this order pass?". 64 bytes.
struct RiskCheck $Cift.record("risk_checks") {
  # `none` when it would.
  reason @0 :UInt8 $Cift.enum8("Reason");
  limitKind @1 :UInt8 $Cift.enum8("LimitKind");
  scope @2 :UInt8 $Cift.enum8("Scope");
  reserved8 @3 :UInt8;
  instrument @4 :UInt32;
  account @5 :UInt32;
  # Money (1) or lots, ticks, orders, messages (0): what the numbers count.
  money @6 :UInt32;
  # The limit that it would break, or what is available.
  limit @7 :Int64;
  # What counts towards it now.
  current @8 :Int64;
  # What would count towards it with the order.
  after @9 :Int64;
  # What the order would hold back, in the smallest unit of `currency`.
  reserve @10 :Int64;
  currency @11 :UInt32;
  reserved32 @12 :UInt32;
  reserved0 @13 :UInt64;
}

# An instrument's market. 128 bytes.
struct MarketState $Cift.record("market_states") {
  phase @0 :UInt8 $Cift.enum8("Phase");
  # Bits: 0 there is a last price, 1 a reference price, 2 an indicative price, 3 a surplus on the buy side.
  flags @1 :UInt8;
  reserved16 @2 :UInt16;
  instrument @3 :UInt32;
  seq @4 :UInt64;
  timeNs @5 :UInt64 $Cift.unit("ns");
  lastPrice @6 :Int64 $Cift.unit("ticks");
  referencePrice @7 :Int64 $Cift.unit("ticks");
  indicativePrice @8 :Int64 $Cift.unit("ticks");
  indicativeQuantity @9 :UInt64 $Cift.unit("lots");
  surplusQuantity @10 :UInt64 $Cift.unit("lots");
  # The static band; any price where they are the least and the greatest integer.
  lowestPrice @11 :Int64 $Cift.unit("ticks");
  highestPrice @12 :Int64 $Cift.unit("ticks");
  # Orders that wait outside the book.
  waitingOrders @13 :UInt32;
  restingOrders @14 :UInt32;
  # When the phase ends by itself. Zero: not.
  phaseEndNs @15 :UInt64 $Cift.unit("ns");
  reserved0 @16 :UInt64;
  reserved1 @17 :UInt64;
  reserved2 @18 :UInt64;
  reserved3 @19 :UInt64;
}

# A strategy's opinion, for the record. 64 bytes.
struct Signal $Cift.record("signals") {
  strategy @0 :UInt32;
  instrument @1 :UInt32;
  seq @2 :UInt64;
  timeNs @3 :UInt64 $Cift.unit("ns");
  # The position that the strategy wants.
  targetQuantity @4 :Int64 $Cift.unit("lots");
  # Parts per million of whatever scale the strategy states.
  strengthPpm @5 :Int64 $Cift.unit("ppm");
  referencePrice @6 :Int64 $Cift.unit("ticks");
  reserved0 @7 :UInt64;
  reserved1 @8 :UInt64;
}

# A rejection, with the command's fields as they were. 64 bytes.
struct Reject $Cift.record("rejects") {
  commandKind @0 :UInt8 $Cift.enum8("CommandKind");
  side @1 :UInt8 $Cift.enum8("Side");
  reason @2 :UInt8 $Cift.enum8("Reason");
  reserved8 @3 :UInt8;
  instrument @4 :UInt32;
  seq @5 :UInt64;
  timeNs @6 :UInt64 $Cift.unit("ns");
  orderId @7 :UInt64;
  price @8 :Int64 $Cift.unit("ticks");
  quantity @9 :UInt64 $Cift.unit("lots");
  account @10 :UInt32;
  reserved32 @11 :UInt32;
  reserved64 @12 :UInt64;
}

# Batches: the header words of such a message plus records as they are make a Cap'n Proto message.
struct CommandBatch { records @0 :List(Command); }
struct EventBatch { records @0 :List(Event); }
struct OrderBatch { records @0 :List(Order); }
struct FillBatch { records @0 :List(Fill); }
struct PositionBatch { records @0 :List(Position); }
struct SignalBatch { records @0 :List(Signal); }
struct RejectBatch { records @0 :List(Reject); }
struct OrderTermsBatch { records @0 :List(OrderTerms); }
struct BalanceBatch { records @0 :List(Balance); }
struct RiskCheckBatch { records @0 :List(RiskCheck); }
struct MarketStateBatch { records @0 :List(MarketState); }
