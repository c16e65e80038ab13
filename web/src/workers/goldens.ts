// The committed results of the native build, as they were when the page was built.

import type { Format } from "./formats/format.ts";
import type { GoldenResult } from "./protocol.ts";

interface Golden extends GoldenResult {
  readonly source: { readonly format: string };
  readonly semanticsVersion: number;
  readonly commands: number;
}

const committed = Object.values(
  import.meta.glob<Golden>("../../../schemas/golden/{flash1,lobster}-*.json", {
    eager: true,
    import: "default",
  }),
);

/** Those of a format, a length, and the rules of this engine: results of other rules say nothing. */
export function goldensOf(
  format: Format,
  messages: number,
  semanticsVersion: number,
): readonly GoldenResult[] {
  return committed
    .filter((golden) => golden.source.format === format && golden.commands === messages)
    .filter((golden) => golden.semanticsVersion === semanticsVersion)
    .map(({ name, digest, commandsDigest }) => ({ name, digest, commandsDigest }));
}
