const NEWLINE = 10;

/** How many lines a text has; a last one without a newline counts. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  let at = 0;
  while (at < bytes.length) {
    lines++;
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline < 0) break;
    at = newline + 1;
  }
  return lines;
}
