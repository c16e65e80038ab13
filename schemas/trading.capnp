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
  # `CommandFlags`: bit 0 post-only.
  flags @11 :UInt32;
  reserved @12 :UInt64;
}

# An event of the engine. 64 bytes.
struct Event $Cift.record("events") {
  kind @0 :UInt8 $Cift.enum8("EventKind");
  # Of the order; in a trade, of the order that took liquidity.
  side @1 :UInt8 $Cift.enum8("Side");
  # `EventFlags` of a trade: bit 0 the taker is done, bit 1 the maker is done. Of a rejection: the command's kind.
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
  reserved0 @10 :UInt64;
  reserved1 @11 :UInt64;
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
