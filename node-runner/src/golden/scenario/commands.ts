// The commands of a scenario, from readable fields to records.

import { CommandBatch, CommandCursor, type CommandInput, commandLayout, type TermsInput } from "@cift/engine";
import { DataError } from "../../inputs/data-error.js";

/** A number; JSON has exact ones below 2^53 only, so greater ones are strings. */
type JsonNumber = number | string;

/**
 * A command as a scenario's file has it: the fields of `CommandInput`, and
 * - a kind that is left out is "new";
 * - a time that is left out is that of the command before;
 * - an instrument may be named by its symbol;
 * - numbers of 2^53 and above are strings;
 * - where a name is expected, a number stands for itself: for commands that are wrong on purpose;
 * - `times` repeats it, each time with the next `orderId`.
 */
export type ScenarioCommand = Omit<CommandInput, Wide | Named | "instrument" | "terms"> & {
  readonly [Key in Wide]?: JsonNumber;
} & { readonly [Key in Named]?: CommandInput[Key] | number } & {
  readonly instrument?: number | string;
  readonly terms?: Omit<TermsInput, "offset"> & { readonly offset?: JsonNumber };
  readonly times?: number;
};

/** Fields of 64 bits. */
type Wide = "orderId" | "price" | "quantity" | "param";
/** Fields of a byte that have names. */
type Named = "kind" | "side" | "orderType" | "timeInForce";

const WIDE: readonly Wide[] = ["orderId", "price", "quantity", "param"];
const NAMED: readonly Named[] = ["kind", "side", "orderType", "timeInForce"];

/** What a command may have. */
const KEYS: ReadonlySet<string> = new Set([
  ...WIDE,
  ...NAMED,
  ...[
    "instrument",
    "account",
    "timeNs",
    "terms",
    "times",
    "flags",
    "phase",
    "accountKind",
    "limitKind",
    "scope",
    "on",
  ],
  ...[
    "postOnly",
    "reprice",
    "allOrNone",
    "reduceOnly",
    "hidden",
    "byAmount",
    "capped",
    "held",
    "fundsAt",
    "selfTrade",
  ],
]);
const TERMS_KEYS: ReadonlySet<string> = new Set([
  ...["trigger", "triggerSource", "trailUnit", "peg", "link", "offset"],
  ...["displayQuantity", "displayHighQuantity", "minimumQuantity", "linkedOrderId"],
]);

/**
 * The records of a list of commands.
 *
 * @param symbols of the session's instruments
 * @param source what errors call the file
 */
export function encodeCommands(
  commands: readonly ScenarioCommand[],
  symbols: readonly string[],
  source: string,
): Uint8Array {
  const batch = new CommandBatch(Math.max(1, commands.length));
  let timeNs = 0;
  for (const [index, command] of commands.entries()) {
    try {
      timeNs = command.timeNs ?? timeNs;
      for (let turn = 0; turn < (command.times ?? 1); turn++)
        add(batch, { ...command, timeNs }, turn, symbols);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw new DataError(source, `commands[${index}]: ${problem}`);
    }
  }
  return batch.bytes.slice();
}

function add(batch: CommandBatch, command: ScenarioCommand, turn: number, symbols: readonly string[]): void {
  checkKeys(command, KEYS);
  const { instrument, terms, times: _, ...fields } = command;
  const input: Record<string, unknown> = { ...fields };
  for (const key of WIDE) delete input[key];
  for (const key of NAMED) if (typeof input[key] === "number") delete input[key];
  if (instrument !== undefined) input.instrument = instrumentNumber(instrument, symbols);
  if (terms !== undefined) {
    checkKeys(terms, TERMS_KEYS);
    input.terms = terms.offset === undefined ? terms : { ...terms, offset: BigInt(terms.offset) };
  }
  batch.add({ kind: "new", ...input } as CommandInput);
  patch(batch.bytes, batch.length - 1, command, turn);
}

/** Writes what a `CommandInput` cannot say. */
function patch(bytes: Uint8Array, index: number, command: ScenarioCommand, turn: number): void {
  const record = new CommandCursor(bytes).at(index);
  for (const key of NAMED) {
    const value = command[key];
    if (typeof value === "number") bytes[index * commandLayout.bytes + commandLayout.offsets[key]] = value;
  }
  if (command.orderId !== undefined) record.orderIdBig = BigInt(command.orderId) + BigInt(turn);
  if (command.price !== undefined) record.priceBig = BigInt(command.price);
  if (command.quantity !== undefined) record.quantityBig = BigInt(command.quantity);
  if (command.param !== undefined) record.paramBig = BigInt.asUintN(64, BigInt(command.param));
}

function instrumentNumber(instrument: number | string, symbols: readonly string[]): number {
  if (typeof instrument === "number") return instrument;
  const index = symbols.indexOf(instrument);
  if (index === -1) throw new RangeError(`there is no instrument '${instrument}'`);
  return index;
}

function checkKeys(value: object, keys: ReadonlySet<string>): void {
  const unknown = Object.keys(value).find((key) => !keys.has(key));
  if (unknown !== undefined) throw new RangeError(`has '${unknown}', known are ${[...keys].join(", ")}`);
}
