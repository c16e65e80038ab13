// Numbers for people, all in one place. Always English grouping: a page of figures that are compared with a
// program's output must not change its commas with the visitor's language.

const counts = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const NS_PER_MS = 1e6;

/** What stands where there is no number. */
export const NOTHING = "–";

/** 1,204,331 */
export function countText(value: number): string {
  return Number.isFinite(value) ? counts.format(value) : NOTHING;
}

/** 940, 12,400, 3.21 M: as many digits as a figure that was measured deserves. */
export function rateText(value: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (value >= 100) return counts.format(Number(value.toPrecision(3)));
  return value.toFixed(value >= 10 ? 0 : 1);
}

/** How prices of a file are written. */
export interface PriceScale {
  readonly digits: number;
  readonly step: number;
}

/** 5,794.25 of a number of ticks. Exact as long as ticks × step is below 2^53; beyond, it is rounded. */
export function priceText(ticks: number, { digits, step }: PriceScale): string {
  if (!Number.isFinite(ticks)) return NOTHING;
  const units = Math.abs(ticks * step);
  const sign = ticks < 0 ? "−" : "";
  if (digits === 0) return sign + counts.format(units);
  const figures = String(units).padStart(digits + 1, "0");
  return `${sign}${counts.format(Number(figures.slice(0, -digits)))}.${figures.slice(-digits)}`;
}

/** "+12", "−3.50", "0" */
export function changeText(ticks: number, scale: PriceScale): string {
  if (!Number.isFinite(ticks)) return NOTHING;
  const size = priceText(Math.abs(ticks), scale);
  if (ticks === 0) return size;
  return ticks > 0 ? `+${size}` : `−${size}`;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** 09:30:01.250 of nanoseconds since midnight. */
export function timeOfDayText(ns: number): string {
  const ms = Math.floor(ns / NS_PER_MS);
  const s = Math.floor(ms / 1000);
  const clock = `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return `${clock}.${String(ms % 1000).padStart(3, "0")}`;
}

/** 0:12.345, 1:02:12.345 of nanoseconds since the start. */
export function elapsedText(ns: number): string {
  const ms = Math.floor(ns / NS_PER_MS);
  const s = Math.floor(ms / 1000);
  const hours = Math.floor(s / 3600);
  const minutes = Math.floor(s / 60) % 60;
  const head = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes);
  return `${head}:${two(s % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}

/** 12 B, 1.4 MB */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
