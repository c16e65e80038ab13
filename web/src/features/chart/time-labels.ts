// Labels of the time axis: no longer than their distance needs.

const MINUTE = 60;
const HOUR = 3600;

const two = (value: number): string => String(value).padStart(2, "0");

/** Digits behind the point that steps of this length need. */
function digitsOf(step: number): number {
  let digits = 0;
  // Rounded: a step of 0.1 is not exactly that.
  while (digits < 3 && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6) digits++;
  return digits;
}

/** A time of the axis whose labels are `step` seconds apart: of the day, or since the start. */
export function axisTimeText(seconds: number, step: number, isTimeOfDay: boolean): string {
  // Whole milliseconds first, or 1.9999999 would become 1.
  const ms = Math.round(seconds * 1000);
  const s = Math.floor(ms / 1000);
  const digits = digitsOf(step);
  const fraction =
    digits > 0
      ? `.${String(ms % 1000)
          .padStart(3, "0")
          .slice(0, digits)}`
      : "";
  const minutes = Math.floor(s / MINUTE);
  if (!isTimeOfDay) {
    if (s < MINUTE && step < MINUTE / 2) return `${s}${fraction} s`;
    return minutes < 60
      ? `${minutes}:${two(s % MINUTE)}${fraction}`
      : `${Math.floor(s / HOUR)}:${two(minutes % 60)}:${two(s % MINUTE)}`;
  }
  const day = `${two(Math.floor(s / HOUR))}:${two(minutes % 60)}`;
  return step < MINUTE ? `${day}:${two(s % MINUTE)}${fraction}` : day;
}
