// Colours, where they are wanted: NO_COLOR and FORCE_COLOR (no-color.org, force-color.org), --no-color, and a terminal.

import type { Environment } from "../environment.js";

/** Colours words, or leaves them as they are. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const ESCAPE = "\u001b[";

function colour(start: number, end: number): (text: string) => string {
  return (text) => `${ESCAPE}${start}m${text}${ESCAPE}${end}m`;
}

const plain = (text: string) => text;

export function paintFor(colours: boolean): Paint {
  if (!colours) return { bold: plain, dim: plain, green: plain, red: plain, cyan: plain };
  return {
    bold: colour(1, 22),
    dim: colour(2, 22),
    green: colour(32, 39),
    red: colour(31, 39),
    cyan: colour(36, 39),
  };
}

/** @param flag false: the user said `--no-color` */
export function wantsColour(flag: boolean, isTerminal: boolean, env: Environment): boolean {
  if (!flag || (env.NO_COLOR ?? "") !== "") return false;
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== "0" && force !== "false";
  return isTerminal && env.TERM !== "dumb";
}
