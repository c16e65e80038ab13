# Shared by all CIFT schemas: the annotations that the code generator reads, and the enums.
@0xc1f7a11d00000001;

# The field holds an enumerant of the named enum in eight bits. Cap'n Proto's own enum fields take sixteen,
# and three of them would push a hot record over 64 bytes.
annotation enum8 @0xc1f7a11d00000010 (field) :Text;

# Marks a struct as a hot record: data only, a multiple of 64 bytes, so that a batch of them is byte for byte
# the body of an inline-composite list. The text is the plural that tables use as their name.
annotation record @0xc1f7a11d00000011 (struct) :Text;

# The unit of a number: "ticks", "lots", "ns since session start", …
annotation unit @0xc1f7a11d00000012 (field) :Text;

# The side of an order, or of the order that took liquidity in a trade.
enum Side {
  # A bid: gives money for the instrument.
  buy @0;
  # An offer: gives the instrument for money.
  sell @1;
}

# At which prices an order trades.
enum OrderType {
  # Trades at its price or better; what is left may rest.
  limit @0;
  # Trades at any price; never rests.
  market @1;
}

# What becomes of the part of an order that does not trade at once.
enum TimeInForce {
  # Good till cancelled: what does not trade rests.
  gtc @0;
  # Immediate or cancel: what does not trade at once is cancelled.
  ioc @1;
  # Fill or kill: trades in full at once, or not at all.
  fok @2;
}

# What a command asks for.
enum CommandKind {
  # Never valid: a zeroed record is not a command.
  none @0;
  # Enter an order.
  new @1;
  # Take `quantity` off a resting order; it keeps its place in the queue.
  reduce @2;
  # Give a resting order a new price and quantity; it loses its place and may trade at once.
  replace @3;
  # Remove a resting order.
  cancel @4;
}

# What happened.
enum EventKind {
  # Never written: a zeroed record is not an event.
  none @0;
  # A new order passed all checks.
  accepted @1;
  # Two orders traded, at the resting order's price.
  trade @2;
  # An order, or what was left of it, left the book without trading. `reason` says why.
  cancelled @3;
  # A resting order got smaller and kept its place. `quantity` is what remains.
  reduced @4;
  # A resting order got a new price and quantity and lost its place.
  replaced @5;
  # A command was refused and changed nothing. `reason` says why, `flags` holds the command's kind.
  rejected @6;
}

# Why a command was rejected, or an order cancelled.
enum Reason {
  # The event needs no reason.
  none @0;
  # Rejected: the record's kind is not one of `CommandKind`.
  unknownCommand @1;
  # Rejected: the session has no instrument of this number.
  unknownInstrument @2;
  # Rejected: the side is neither buy nor sell.
  invalidSide @3;
  # Rejected: the order type is not one of `OrderType`.
  invalidOrderType @4;
  # Rejected: not one of `TimeInForce`, or one that the order cannot have (a post-only IOC).
  invalidTimeInForce @5;
  # Rejected: an unknown flag is set, or the reserved word is not zero.
  invalidFlags @6;
  # Rejected: the order id is 2^53 or above.
  invalidOrderId @7;
  # Rejected: the quantity is zero, or 2^53 and above.
  invalidQuantity @8;
  # Rejected: a market order names a price other than zero.
  invalidPrice @9;
  # Rejected: the account has a live order of this id on this instrument.
  duplicateOrderId @10;
  # Rejected: the account has no live order of this id on this instrument.
  unknownOrder @11;
  # Rejected: a post-only order would have traded.
  postOnlyWouldTrade @12;
  # Cancelled: its owner asked for it.
  requested @13;
  # Cancelled: what an immediate-or-cancel order could not trade at once.
  immediateRemainder @14;
  # Cancelled: a fill-or-kill order that could not trade in full at once.
  fillOrKill @15;
  # Cancelled: what a market order found no counter-order for.
  noLiquidity @16;
  # Cancelled: reduced by all that was open.
  reducedToZero @17;
  # Cancelled: the session's limit of live orders or price pages is reached, or its level would hold 2^53 lots.
  capacity @18;
}
