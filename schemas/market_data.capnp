# What a market looks like from outside: ticks, quotes, bars, depth, and the two kinds of book updates.
# The conventions are those of trading.capnp.
@0xc1f7a11d00000003;

using Cift = import "cift.capnp";

# A trade as the tape prints it. 64 bytes.
struct Tick $Cift.record("ticks") {
  # Of the order that took liquidity.
  side @0 :UInt8 $Cift.enum8("Side");
  # 1 when the aggressor is not known.
  sideUnknown @1 :UInt8;
  # Bit 0: the last of its packet. Bit 2: against an order that was not displayed. Bit 3: in an auction.
  flags @2 :UInt16;
  instrument @3 :UInt32;
  # The record's place on its tape or in its run, over records of all kinds.
  seq @4 :UInt64;
  timeNs @5 :UInt64 $Cift.unit("ns");
  price @6 :Int64 $Cift.unit("ticks");
  quantity @7 :UInt64 $Cift.unit("lots");
  # The venue's trade id where there is one.
  tradeId @8 :UInt64;
  # When the tick was received, on the receiver's clock; zero when that is not known.
  receivedNs @9 :UInt64 $Cift.unit("ns");
  # The venue's own number of the message (a sequence number, an update id); zero when there is none.
  venueSeq @10 :UInt64;
}

# The best bid and offer. A side without orders has quantity zero. 128 bytes.
struct Quote $Cift.record("quotes") {
  instrument @0 :UInt32;
  # Bit 0: the last of its packet. Bit 1: part of a snapshot.
  flags @1 :UInt32;
  seq @2 :UInt64;
  timeNs @3 :UInt64 $Cift.unit("ns");
  bidPrice @4 :Int64 $Cift.unit("ticks");
  bidQuantity @5 :UInt64 $Cift.unit("lots");
  askPrice @6 :Int64 $Cift.unit("ticks");
  askQuantity @7 :UInt64 $Cift.unit("lots");
  # Zero when the source does not count orders.
  bidOrders @8 :UInt32;
  askOrders @9 :UInt32;
  receivedNs @10 :UInt64 $Cift.unit("ns");
  venueSeq @11 :UInt64;
  reserved0 @12 :UInt64;
  reserved1 @13 :UInt64;
  reserved2 @14 :UInt64;
  reserved3 @15 :UInt64;
  reserved4 @16 :UInt64;
  reserved5 @17 :UInt64;
}

# Trades of an interval. 128 bytes.
struct Bar $Cift.record("bars") {
  instrument @0 :UInt32;
  trades @1 :UInt32;
  openSeq @2 :UInt64;
  closeSeq @3 :UInt64;
  openTimeNs @4 :UInt64 $Cift.unit("ns");
  closeTimeNs @5 :UInt64 $Cift.unit("ns");
  open @6 :Int64 $Cift.unit("ticks");
  high @7 :Int64 $Cift.unit("ticks");
  low @8 :Int64 $Cift.unit("ticks");
  close @9 :Int64 $Cift.unit("ticks");
  volume @10 :UInt64 $Cift.unit("lots");
  buyVolume @11 :UInt64 $Cift.unit("lots");
  # Sum of price times quantity, low and high 64 bits of a 128-bit integer.
  notionalLow @12 :UInt64 $Cift.unit("ticks * lots");
  notionalHigh @13 :Int64 $Cift.unit("2^64 ticks * lots");
  reserved0 @14 :UInt64;
  reserved1 @15 :UInt64;
  reserved2 @16 :UInt64;
}

# One level of both sides of a book, best first. A side that has no such level has quantity zero. 64 bytes.
struct DepthLevel $Cift.record("depth_levels") {
  instrument @0 :UInt32;
  # From 0, the best.
  level @1 :UInt32;
  # Of the last command that the book has seen.
  seq @2 :UInt64;
  timeNs @3 :UInt64 $Cift.unit("ns");
  bidPrice @4 :Int64 $Cift.unit("ticks");
  bidQuantity @5 :UInt64 $Cift.unit("lots");
  askPrice @6 :Int64 $Cift.unit("ticks");
  askQuantity @7 :UInt64 $Cift.unit("lots");
  bidOrders @8 :UInt32;
  askOrders @9 :UInt32;
}

# What an update does to a book, in the vocabulary of market-by-order feeds.
enum BookAction {
  # Changes no order: carries flags or a time only.
  none @0;
  # An order or a level is new.
  add @1;
  # An order or a level, or part of its quantity, is gone.
  cancel @2;
  # An order or a level has a new price or quantity.
  modify @3;
  # An order that took liquidity traded.
  trade @4;
  # A resting order traded.
  fill @5;
  # All orders are gone.
  clear @6;
}

# An update of one order, as a venue's market-by-order feed sends it. 64 bytes.
struct MarketByOrderEvent $Cift.record("market_by_order") {
  action @0 :UInt8 $Cift.enum8("BookAction");
  side @1 :UInt8 $Cift.enum8("Side");
  # Bit 0: the last of its packet. Bit 1: part of a snapshot. Bit 2: the order is not displayed.
  flags @2 :UInt16;
  instrument @3 :UInt32;
  seq @4 :UInt64;
  timeNs @5 :UInt64 $Cift.unit("ns");
  orderId @6 :UInt64;
  price @7 :Int64 $Cift.unit("ticks");
  quantity @8 :UInt64 $Cift.unit("lots");
  receivedNs @9 :UInt64 $Cift.unit("ns");
  venueSeq @10 :UInt64;
}

# An update of one price level, as a venue's market-by-price feed sends it. 64 bytes.
struct MarketByPriceEvent $Cift.record("market_by_price") {
  action @0 :UInt8 $Cift.enum8("BookAction");
  side @1 :UInt8 $Cift.enum8("Side");
  # Bit 0: the last of its packet. Bit 1: part of a snapshot. Bit 2: the order is not displayed.
  flags @2 :UInt16;
  instrument @3 :UInt32;
  seq @4 :UInt64;
  timeNs @5 :UInt64 $Cift.unit("ns");
  price @6 :Int64 $Cift.unit("ticks");
  # The level's new total; zero removes it.
  quantity @7 :UInt64 $Cift.unit("lots");
  orders @8 :UInt32;
  level @9 :UInt32;
  receivedNs @10 :UInt64 $Cift.unit("ns");
  venueSeq @11 :UInt64;
}

# What trading on an instrument is allowed at a moment. 64 bytes.
struct MarketStatus $Cift.record("market_status") {
  phase @0 :UInt8 $Cift.enum8("Phase");
  # One when orders may trade, one when quotes are shown.
  trading @1 :UInt8;
  quoting @2 :UInt8;
  # Bit 0: the source says nothing about trading or quoting.
  flags @3 :UInt8;
  instrument @4 :UInt32;
  seq @5 :UInt64;
  timeNs @6 :UInt64 $Cift.unit("ns");
  # The source's own codes: what happened, why, and the trading event it belongs to (a format's page says which).
  action @7 :UInt16;
  reason @8 :UInt16;
  tradingEvent @9 :UInt16;
  reserved16 @10 :UInt16;
  receivedNs @11 :UInt64 $Cift.unit("ns");
  venueSeq @12 :UInt64;
  reserved0 @13 :UInt64;
  reserved1 @14 :UInt64;
}

# What a call auction would do now, as a venue publishes it. A price without volume has no meaning. 128 bytes.
struct AuctionImbalance $Cift.record("auction_imbalances") {
  # The side that has too much.
  side @0 :UInt8 $Cift.enum8("Side");
  # One when no side has too much, or the venue does not say.
  sideUnknown @1 :UInt8;
  # The source's own code of the auction's kind.
  auctionType @2 :UInt8;
  flags @3 :UInt8;
  instrument @4 :UInt32;
  seq @5 :UInt64;
  timeNs @6 :UInt64 $Cift.unit("ns");
  referencePrice @7 :Int64 $Cift.unit("ticks");
  # Where the auction would clear.
  indicativePrice @8 :Int64 $Cift.unit("ticks");
  # The same with orders of the auction only.
  auctionOnlyPrice @9 :Int64 $Cift.unit("ticks");
  pairedQuantity @10 :UInt64 $Cift.unit("lots");
  imbalanceQuantity @11 :UInt64 $Cift.unit("lots");
  marketImbalanceQuantity @12 :UInt64 $Cift.unit("lots");
  auctionTimeNs @13 :UInt64 $Cift.unit("ns");
  receivedNs @14 :UInt64 $Cift.unit("ns");
  venueSeq @15 :UInt64;
  reserved0 @16 :UInt64;
  reserved1 @17 :UInt64;
  reserved2 @18 :UInt64;
  reserved3 @19 :UInt64;
}

# A whole book at a moment. Not a hot record: it has lists.
struct OrderBookSnapshot {
  instrument @0 :UInt32;
  symbol @1 :Text;
  seq @2 :UInt64;
  timeNs @3 :UInt64 $Cift.unit("ns");
  digest @4 :UInt64;
  depth @5 :List(DepthLevel);
}

struct TickBatch { records @0 :List(Tick); }
struct QuoteBatch { records @0 :List(Quote); }
struct BarBatch { records @0 :List(Bar); }
struct DepthLevelBatch { records @0 :List(DepthLevel); }
struct MarketByOrderBatch { records @0 :List(MarketByOrderEvent); }
struct MarketByPriceBatch { records @0 :List(MarketByPriceEvent); }
struct MarketStatusBatch { records @0 :List(MarketStatus); }
struct AuctionImbalanceBatch { records @0 :List(AuctionImbalance); }
