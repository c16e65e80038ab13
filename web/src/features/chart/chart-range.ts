// What part of time and price the chart shows. Made so that it seldom changes: a chart that rescales with
// every trade cannot be read.

/** The first view is this part of a run, as a power of two. */
const FIRST_PART = 6;
/** Room above and below the line, as a part of its height. */
const MARGIN = 0.1;
/** The least height of the chart, in ticks: less would make one tick look like a crash. */
const LEAST_TICKS = 8;

/**
 * From the start to where the clock will soon be: the whole run, or its half, quarter, … down to a 64th. The line grows
 * into the free part, and the view doubles when it is full.
 */
export function timeSpan(clock: number, length: number): number {
  let span = length;
  for (let part = 0; part < FIRST_PART && clock <= span / 2; part++) span /= 2;
  return Math.max(span, Number.MIN_VALUE);
}

/** The prices from low to high, with room around them; steady between trades that stay inside. */
export function priceSpan(low: number, high: number): readonly [from: number, to: number] {
  const height = Math.max(high - low, LEAST_TICKS);
  const middle = (low + high) / 2;
  const half = height / 2 + Math.ceil(height * MARGIN);
  return [Math.floor(middle - half), Math.ceil(middle + half)];
}
