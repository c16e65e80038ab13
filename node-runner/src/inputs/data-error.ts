// What is wrong with a file: the program's exit code 5.

/** Where in an input: lines and columns from 1, bytes from 0. */
export interface Place {
  readonly line?: number;
  readonly column?: number;
  readonly byte?: number;
}

/** An input is not what it should be. The message says which one, where, what is wrong, and what can be done. */
export class DataError extends Error {
  override readonly name = "DataError";

  constructor(
    readonly input: string,
    readonly problem: string,
    readonly place: Place = {},
    readonly advice?: string,
  ) {
    super(`${input}${placeText(place)}: ${problem}${advice === undefined ? "" : `\n  ${advice}`}`);
  }
}

/** `:12:7` as compilers write it, so that editors and terminals make a link of it. */
function placeText({ line, column, byte }: Place): string {
  const at = line === undefined ? "" : `:${line}${column === undefined ? "" : `:${column}`}`;
  return byte === undefined ? at : `${at} at byte ${byte}`;
}
