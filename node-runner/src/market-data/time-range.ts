// `--from` and `--to`: a time of day, or a date and a time.

import type { DataMetadata, ImportOptions } from "@cift/engine/data";
import { readRecords } from "@cift/engine/data";
import { UsageError } from "../cli/usage-error.js";

/** As commander gives them. */
export interface TimeFlags {
  readonly from?: string;
  readonly to?: string;
}

interface Moment {
  /** In nanoseconds since 1970; undefined where only the time of the first record's day is said. */
  readonly dayNs: bigint | undefined;
  readonly clockNs: bigint;
}

/** The part of the records that is wanted. Where a date is said, the files are opened to know which day is their first. */
export async function timeRange(
  flags: TimeFlags,
  files: readonly string[],
  options: ImportOptions & { readonly backend: "auto" | "wasm" | "native" },
): Promise<Pick<ImportOptions, "fromNs" | "toNs">> {
  const from = momentOf("--from", flags.from);
  const to = momentOf("--to", flags.to);
  const isDated = from?.dayNs !== undefined || to?.dayNs !== undefined;
  const metadata = isDated ? await metadataOf(files, options) : undefined;
  return {
    ...(from && { fromNs: tapeTime(from, metadata) }),
    ...(to && { toNs: tapeTime(to, metadata) }),
  };
}

function momentOf(option: string, text: string | undefined): Moment | undefined {
  if (text === undefined) return undefined;
  const found = /^(?:(\d{4}-\d\d-\d\d)(?:[T ]|$))?(?:(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?Z?$/.exec(
    text,
  );
  const [, date, hours = "0", minutes = "0", seconds = "0", fraction = ""] = found ?? [];
  const dayMs = date === undefined ? 0 : Date.parse(`${date}T00:00:00Z`);
  if (found === null || text === "" || Number.isNaN(dayMs))
    throw new UsageError(
      `${option} ${text}: write it as a time of the first day, 14:30:00, or with a date, 2024-03-01 14:30:00 (UTC)`,
    );
  const wholeSeconds = (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  return {
    dayNs: date === undefined ? undefined : BigInt(dayMs) * 1_000_000n,
    clockNs: wholeSeconds * 1_000_000_000n + BigInt(fraction.padEnd(9, "0")),
  };
}

/** Nanoseconds after the tape's time zero. What is before it is the beginning. */
function tapeTime({ dayNs, clockNs }: Moment, metadata: DataMetadata | undefined): bigint {
  const zeroNs = BigInt(metadata?.epochNs ?? 0);
  const ns = dayNs === undefined ? clockNs : dayNs + clockNs - zeroNs;
  return ns < 0n ? 0n : ns;
}

async function metadataOf(
  files: readonly string[],
  options: ImportOptions & { readonly backend: "auto" | "wasm" | "native" },
): Promise<DataMetadata | undefined> {
  for await (const { metadata } of readRecords(files, options)) {
    if (metadata.dated) return metadata;
    throw new UsageError(
      `${files.join(" ")}: its times have no date; say --from and --to without one, or --date`,
    );
  }
  return undefined;
}
