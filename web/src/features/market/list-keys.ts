// What a long list shows, and where its keys lead.

/** Rows above and below what is in sight, so that a quick scroll finds them made. */
const SPARE = 4;

export function rowsInSight(
  top: number,
  height: number,
  row: number,
  count: number,
): { readonly first: number; readonly last: number } {
  const first = Math.max(0, Math.floor(top / row) - SPARE);
  return { first: Math.min(first, count), last: Math.min(count, Math.ceil((top + height) / row) + SPARE) };
}

/** The row that a key chooses; `undefined` for a key without a meaning here. `at` is -1 while none is chosen. */
export function chosenByKey(key: string, at: number, count: number, page: number): number | undefined {
  if (count === 0) return undefined;
  const within = (place: number): number => Math.max(0, Math.min(count - 1, place));
  switch (key) {
    case "ArrowDown":
      return within(at + 1);
    case "ArrowUp":
      return within(at - 1);
    case "PageDown":
      return within(at + page);
    case "PageUp":
      return within(at - page);
    case "Home":
      return 0;
    case "End":
      return count - 1;
  }
  return undefined;
}
