// A line that says how far it is. Only where somebody looks: on a terminal's stderr, and not in CI.

import type { Environment } from "../environment.js";

const CLEAR_LINE = "\r\u001b[2K";
/** A terminal that is written to more often shows no more. */
const LEAST_MS = 80;

export interface Progress {
  /** @param done from 0 to 1; leave it out where it is not known */
  show(what: string, done?: number): void;
  clear(): void;
}

const nothing = () => undefined;

export const noProgress: Progress = { show: nothing, clear: nothing };

export function progressOn(stream: NodeJS.WriteStream, env: Environment): Progress {
  if (!stream.isTTY || (env.CI ?? "") !== "") return noProgress;
  let last = 0;
  let shown = false;
  return {
    show(what, done) {
      const now = performance.now();
      if (shown && now - last < LEAST_MS) return;
      last = now;
      shown = true;
      const percent = done === undefined ? "" : ` ${Math.floor(done * 100)} %`;
      stream.write(`${CLEAR_LINE}${what}${percent}`);
    },
    clear() {
      if (shown) stream.write(CLEAR_LINE);
      shown = false;
    },
  };
}
