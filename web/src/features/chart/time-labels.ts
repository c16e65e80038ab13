// Labels of the time axis: no longer than the view needs.

const MINUTE = 60;
const HOUR = 3600;
const NS_PER_S = 1e9;

const two = (value: number): string => String(value).padStart(2, "0");

/**
 * The label of a moment, `seconds` after the start, in a view of `span` seconds. With the start's time of day it is a time
 * of day, and without it the time since the start.
 */
export function axisTimeText(seconds: number, span: number, startNs: number | undefined): string {
  // Whole milliseconds first, or 1.9999999 would become 1.
  const ms = Math.round((startNs === undefined ? 0 : startNs / 1e6) + (seconds * NS_PER_S) / 1e6);
  const s = Math.floor(ms / 1000);
  const fraction = span < 20 ? `.${String(ms % 1000).padStart(3, "0").slice(0, span < 1 ? 3 : 1)}` : "";
  if (startNs === undefined && span < 2 * MINUTE) return `${s}${fraction} s`;
  const minutes = Math.floor(s / MINUTE) % 60;
  const hours = Math.floor(s / HOUR);
  const tail = `${two(s % MINUTE)}${fraction}`;
  if (startNs === undefined && span < HOUR) return `${minutes + hours * 60}:${tail}`;
  return span < 2 * HOUR ? `${two(hours)}:${two(minutes)}:${tail}` : `${two(hours)}:${two(minutes)}`;
}
