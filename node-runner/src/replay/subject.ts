// What can be replayed, and how each kind is checked against what has to come out.

import { createHash } from "node:crypto";
import { join } from "node:path";
import type { EngineBackend } from "@cift/engine";
import type { Json } from "../cli/outcome.js";
import type { Difference } from "../conform/difference.js";
import { playFlash1 } from "../conform/flash1-conform.js";
import type { Flow } from "../conform/flow.js";
import { type LobsterDay, playLobster } from "../conform/lobster-conform.js";
import { pauseForSignals } from "../conform/pause.js";
import { flash1Config, lobsterConfig, lobsterSymbol } from "../conform/session-configs.js";
import { googCase, sampleCase, sourceFile } from "../golden/cases.js";
import { type Golden, readGolden } from "../golden/golden.js";
import { DataError } from "../inputs/data-error.js";
import { type Flash1Orders, isFlash1, readFlash1Orders } from "../inputs/flash1-orders.js";
import { readInput } from "../inputs/input.js";
import { inputTitle } from "../inputs/input-path.js";
import { readLobsterDay } from "../inputs/lobster-day.js";
import { isLobsterOps, readLobsterOps } from "../inputs/lobster-ops.js";

/** One flow to replay. */
export interface Subject {
  readonly title: string;
  readonly file: string;
  readonly flow: Flow;
  readonly golden: Golden | undefined;
  /** Compares the run with what is known of it, beyond the digest. */
  readonly check: (backend: EngineBackend, onProgress: (done: number) => void) => Promise<Check>;
}

/** What a check found; the facts in the order in which they are shown. */
export interface Check {
  readonly ok: boolean;
  readonly facts: readonly Fact[];
  readonly first?: Difference | undefined;
}

export interface Fact {
  readonly name: string;
  readonly value: Json;
  /** Whether the value is what it has to be; undefined where nothing says what that is. */
  readonly equal?: boolean;
}

const ORDERBOOK =
  "LOBSTER_SampleFile_GOOG_2012-06-21_10.zip:GOOG_2012-06-21_34200000_57600000_orderbook_10.csv";
const LEVELS = 10;

/** The GOOG day of the verification data, or undefined where this machine has not got it. */
export async function googSubject(): Promise<Subject | undefined> {
  const ops = sourceFile(googCase.source);
  if (ops === undefined) return undefined;
  const folder = join(ops, "..");
  const fills = join(folder, "GOOG_10_fills.csv.gz");
  const day = await readLobsterDay({
    ops,
    fills,
    orderbook: join(folder, "zips", ORDERBOOK),
    levels: LEVELS,
  });
  return {
    title: "GOOG, NASDAQ, 2012-06-21: a whole day of real orders (LOBSTER)",
    file: ops,
    flow: { config: lobsterConfig(day.symbol), commands: day.ops.commands },
    golden: readGolden(googCase.name),
    check: (backend, onProgress) => checkLobster(day, backend, onProgress),
  };
}

/** The sample that ships with the clone. */
export async function sampleSubject(): Promise<Subject | undefined> {
  const file = sourceFile(sampleCase.source);
  if (file === undefined) return undefined;
  const subject = await fileSubject(file);
  return {
    ...subject,
    title: "the bundled sample: 20,000 messages of the flash1 benchmark, regime 'normal'",
  };
}

/** A flash1 order file, or the ops of a LOBSTER day: which, is seen from the first bytes. */
export async function fileSubject(file: string): Promise<Subject> {
  const input = await readInput(file);
  const title = inputTitle(file);
  if (!isFlash1(input.bytes)) {
    if (!isLobsterOps(input.bytes)) {
      throw new DataError(file, "is neither a flash1 order file nor the ops of a LOBSTER day");
    }
    const ops = readLobsterOps(input);
    const facts = [{ name: "ops", value: ops.count }];
    const flow = { config: lobsterConfig(lobsterSymbol(file)), commands: ops.commands };
    return { title, file, flow, golden: undefined, check: () => Promise.resolve({ ok: true, facts }) };
  }
  const orders = readFlash1Orders(input);
  const golden = readGolden(sampleCase.name);
  const isSample = file === sourceFile(sampleCase.source);
  return {
    title,
    file,
    flow: { config: flash1Config, commands: orders.commands },
    golden: isSample ? golden : undefined,
    check: (backend, onProgress) =>
      checkFlash1(orders, isSample ? golden?.reportsSha256 : undefined, backend, onProgress),
  };
}

async function checkLobster(
  day: LobsterDay,
  backend: EngineBackend,
  onProgress: (done: number) => void,
): Promise<Check> {
  const run = await playLobster(day, { backend, pause: pauseForSignals, onProgress });
  return {
    ok: run.differences === 0,
    facts: [
      { name: "ops", value: run.ops, equal: run.rejections === 0 },
      { name: "fills", value: run.fills.compared, equal: run.fills.different === 0 },
      { name: "book rows", value: run.rows.compared, equal: run.rows.different === 0 },
    ],
    first: run.first,
  };
}

async function checkFlash1(
  orders: Flash1Orders,
  expected: string | undefined,
  backend: EngineBackend,
  onProgress: (done: number) => void,
): Promise<Check> {
  const hash = createHash("sha256");
  const onReports = (chunk: Uint8Array) => void hash.update(chunk);
  const run = await playFlash1(orders, { backend, onReports, pause: pauseForSignals, onProgress });
  const sha256 = hash.digest("hex");
  const equal = expected === undefined ? {} : { equal: sha256 === expected };
  return {
    ok: equal.equal !== false,
    facts: [
      { name: "messages", value: run.messages },
      { name: "trades", value: run.trades },
      { name: "reports", value: sha256, ...equal },
    ],
  };
}
