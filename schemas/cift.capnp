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
  # Trades at any price.
  market @1;
  # Trades at the best opposite price only; what is left becomes a limit order at the price of its last trade.
  marketToLimit @2;
  # Rests at a distance from a reference price and follows it; `price` bounds it. Never takes liquidity.
  pegged @3;
}

# What becomes of the part of an order that does not trade at once.
enum TimeInForce {
  # Good till cancelled: what does not trade rests.
  gtc @0;
  # Immediate or cancel: what does not trade at once is cancelled.
  ioc @1;
  # Fill or kill: trades in full at once, or not at all.
  fok @2;
  # Good till date: rests until `expireNs`.
  gtd @3;
  # Rests until the instrument is closed.
  day @4;
  # Takes part in the opening auction only.
  atOpen @5;
  # Takes part in the closing auction only; waits for it outside the book.
  atClose @6;
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
  # Remove a resting or waiting order.
  cancel @4;
  # What the new order that follows asks for beyond its own fields. The record is an `OrderTerms`.
  terms @5;
  # Send an order that was entered as held on to the market.
  release @6;
  # Cancel every order that matches: of an account or of all, a side or both, an instrument or all, a price range.
  massCancel @7;
  # One side of a quote, kept for the mass quote that follows.
  quoteEntry @8;
  # Enter the account's kept quote entries: for each instrument all of them, or none.
  massQuote @9;
  # Change the phase of an instrument, or of all.
  phase @10;
  # Set an instrument's reference price.
  reference @11;
  # Let time pass, and nothing else.
  clock @12;
  # The account is there; without another one within `param` ns its orders are cancelled. Zero ends the watch.
  heartbeat @13;
  # The account is gone: cancel its orders.
  disconnect @14;
  # Open an account, or change its kind, group and fee tier.
  account @15;
  # Pay into an account (positive) or out of it (negative).
  transfer @16;
  # Set a risk limit.
  limit @17;
  # Engage or release the kill switch of an account, a group, an instrument or the venue.
  kill @18;
  # Allow an account an instrument, or forbid it.
  permit @19;
}

# The state of an instrument's market.
enum Phase {
  # Orders trade as they come.
  continuous @0;
  # Orders are collected; nothing trades and nothing is published.
  preOpen @1;
  # Orders are collected; the price at which they would trade is published.
  openingAuction @2;
  # As the opening auction, after a price left its band.
  volatilityAuction @3;
  # Orders can only be cancelled or made smaller.
  halt @4;
  # As the opening auction, at the end of the day.
  closingAuction @5;
  # Nothing is taken but cancels. Orders for the day are gone.
  closed @6;
}

# What makes a waiting order an order in the market.
enum Trigger {
  # It does not wait.
  none @0;
  # The price has gone against it: at or above the trigger for a buy, at or below for a sell.
  stop @1;
  # The price has come to it: at or below the trigger for a buy, at or above for a sell.
  touched @2;
  # A stop whose trigger follows the price at a distance, never back.
  trailing @3;
}

# The price that a trigger looks at.
enum TriggerSource {
  # The last trade's.
  last @0;
  # The best opposite price: the ask for a buy, the bid for a sell.
  bidAsk @1;
  # The middle of bid and ask.
  mid @2;
}

# How a trailing stop's distance is counted.
enum TrailUnit {
  # In ticks.
  ticks @0;
  # In hundredths of a per cent of the price that it follows.
  basisPoints @1;
}

# What a pegged order follows.
enum PegReference {
  # It is not pegged.
  none @0;
  # The best bid.
  bid @1;
  # The best ask.
  ask @2;
  # The middle of the two.
  mid @3;
}

# How an order hangs together with another of its account and instrument.
enum Link {
  # Not at all.
  none @0;
  # When one of the two trades, is triggered or leaves the market, the other is cancelled.
  oneCancelsOther @1;
  # It waits until the other is filled.
  oneTriggersOther @2;
  # As one-triggers-other; the orders that wait for the same one cancel each other.
  bracket @3;
}

# What happens where an order meets one of the same owner.
enum SelfTrade {
  # They trade.
  allow @0;
  # The incoming order's remainder is cancelled.
  cancelNewest @1;
  # The resting order is cancelled; the incoming one goes on.
  cancelOldest @2;
  # Both are cancelled.
  cancelBoth @3;
  # Both lose the smaller of the two quantities; what has none left is cancelled.
  decrement @4;
}

# What an account holds.
enum AccountKind {
  # What it buys is paid for, what it sells it has.
  cash @0;
  # Positions may be short; margin is set aside for them.
  margin @1;
}

# Whom a limit or a kill switch concerns.
enum Scope {
  account @0;
  group @1;
  instrument @2;
  venue @3;
}

# A pre-trade control.
enum LimitKind {
  # Never set.
  none @0;
  # Lots of one order.
  orderQuantity @1;
  # Price times quantity of one order, in money.
  orderValue @2;
  # Distance of an order's price from the reference price, in ticks.
  priceCollar @3;
  # How far the account's order prices may drift from the first of a period, in ticks. `param` is the period in ns.
  priceDrift @4;
  # Live orders.
  openOrders @5;
  # Position in lots, long or short, as if all live orders of a side had traded.
  position @6;
  # Sum over instruments of live orders and positions, in money.
  grossExposure @7;
  # The same, longs less shorts.
  netExposure @8;
  # Commands. `param` is the period in ns.
  messageRate @9;
  # Executions, after which the account is disabled until it is released. `param` is the period in ns.
  executionRate @10;
  # Lots traded since the day began.
  dailyQuantity @11;
  # Money traded since the day began.
  dailyValue @12;
  # Orders with the same instrument, side, price and quantity. `param` is the period in ns.
  duplicateOrders @13;
  # Loss since the day began, in money.
  dailyLoss @14;
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
  # A waiting order's trigger fired, it was released, or the order it waited for is filled. It now enters the market.
  triggered @7;
  # An iceberg shows its next part, behind all orders at its price. `quantity` is what it shows.
  refreshed @8;
  # An order moved to another price by its own terms: a peg, or a post-only order that would have traded.
  repriced @9;
  # An instrument has a new phase, in `flags`; `reason` says why where nobody asked for it.
  phaseChanged @10;
  # An auction's price, volume (`quantity`) and surplus (`counterOrderId`, on `side`) as they would be now. Volume zero: none.
  indicative @11;
  # An auction's price, volume and surplus as they were; its trades come before it.
  uncrossed @12;
  # An administrative command took effect; `flags` holds its kind, the other fields are the command's.
  applied @13;
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
  # Rejected: the terms are missing, unknown, or contradict the order.
  invalidTerms @19;
  # Rejected: the trigger, its source or its distance cannot be.
  invalidTrigger @20;
  # Rejected: the displayed quantity is above the order's, or its range is upside down.
  invalidDisplayQuantity @21;
  # Rejected: the minimum quantity is above the order's.
  invalidMinimumQuantity @22;
  # Rejected: the order has expired before it came, or names a time it cannot have.
  invalidExpiry @23;
  # Rejected: the peg, its offset or its price cannot be.
  invalidPeg @24;
  # Rejected: the linked order is not live, or cannot be linked.
  invalidLink @25;
  # Rejected: the price is not a multiple of the tick at that price.
  invalidTick @26;
  # Rejected: the quantity is below the least, above the most, or not a multiple of the lot.
  invalidLot @27;
  # Rejected: the instrument's phase does not take this.
  wrongPhase @28;
  # Rejected: the phase does not exist or cannot follow the present one.
  invalidPhase @29;
  # Rejected: the venue does not take orders that would trade at once.
  wouldCross @30;
  # Rejected or cancelled: a market-to-limit order found no priced counter-order.
  noCounterOrder @31;
  # Rejected or cancelled: the price is outside the static band.
  staticBand @32;
  # Cancelled, or the phase changed: the next trade would be outside the dynamic band.
  dynamicBand @33;
  # Rejected or cancelled: a reduce-only order would not make a position smaller.
  reduceOnly @34;
  # Cancelled: the minimum quantity could not trade at once.
  minimumQuantity @35;
  # Cancelled: its time is up.
  expired @36;
  # Cancelled: the instrument was closed.
  endOfDay @37;
  # Cancelled: a linked order traded, was triggered or is gone.
  linked @38;
  # Cancelled by a mass cancel or a mass quote.
  massCancelled @39;
  # Cancelled: the account was not heard of in time, or said that it is gone.
  disconnected @40;
  # Cancelled or reduced: it met an order of the same owner.
  selfTrade @41;
  # Cancelled: its auction is over.
  auctionOver @42;
  # Rejected or cancelled: the kill switch is engaged.
  killSwitch @43;
  # Phase changed: the schedule says so.
  scheduled @44;
  # Rejected: too many quote entries are kept, or none.
  invalidQuote @45;
  # Rejected: the administrative command's fields cannot be, or the session has no accounts.
  invalidCommand @46;
  # Rejected: the session has no such account.
  unknownAccount @47;
  # Rejected: the account has not what the order needs.
  insufficientFunds @48;
  # Rejected: a limit of one order's quantity.
  orderQuantityLimit @49;
  # Rejected: a limit of one order's value.
  orderValueLimit @50;
  # Rejected: too far from the reference price.
  priceCollar @51;
  # Rejected: the account's prices drift too far within the period.
  priceDrift @52;
  # Rejected: too many live orders.
  openOrdersLimit @53;
  # Rejected: the position could become too large.
  positionLimit @54;
  # Rejected: the gross exposure could become too large.
  grossExposureLimit @55;
  # Rejected: the net exposure could become too large.
  netExposureLimit @56;
  # Rejected: too many messages in the period.
  messageRate @57;
  # Rejected: too many executions in the period; disabled until released.
  executionRate @58;
  # Rejected: the quantity of the day.
  dailyQuantityLimit @59;
  # Rejected: the value of the day.
  dailyValueLimit @60;
  # Rejected: the same order came too often in the period.
  duplicateOrder @61;
  # Rejected: the loss of the day.
  dailyLossLimit @62;
  # Rejected: the account is not permitted this instrument.
  notPermitted @63;
  # Rejected: the order's value does not fit 63 bits of money.
  valueOverflow @64;
}
