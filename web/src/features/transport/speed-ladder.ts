// The speeds of the replay: 1 · 2 · 5 · 10 · … · 10,000, then as fast as the machine goes. A speed is how
// much of the replay's clock goes by in the same length of wall time.

export const SPEEDS: readonly number[] = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1000,
  2000,
  5000,
  10_000,
  Number.POSITIVE_INFINITY,
];

/** A whole file in about this time is a good first look. */
const FIRST_LOOK_S = 120;
const NS_PER_S = 1e9;

/** The slowest speed that shows a file of this length in two minutes. */
export function firstSpeed(lengthNs: number): number {
  const index = SPEEDS.findIndex((factor) => lengthNs / factor <= FIRST_LOOK_S * NS_PER_S);
  return Math.max(0, index);
}

/** The next place on the ladder; the ends hold. */
export function nudgedSpeed(index: number, by: number): number {
  return Math.min(SPEEDS.length - 1, Math.max(0, index + by));
}

export function factorOf(index: number): number {
  return SPEEDS[index] ?? 1;
}

/** "200×", "10,000×", "max". */
export function speedText(index: number): string {
  const factor = factorOf(index);
  return factor === Number.POSITIVE_INFINITY ? "max" : `${factor.toLocaleString("en-US")}×`;
}

/** For ears. */
export function speedWords(index: number): string {
  const factor = factorOf(index);
  return factor === Number.POSITIVE_INFINITY
    ? "as fast as possible"
    : `${factor.toLocaleString("en-US")} times`;
}
