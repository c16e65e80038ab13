// nodejs-order-book from npm, on what it can do: `node --import tsx bench/rival.ts FORMAT FILE`. A program of its own.
//
// It gets the front of a flow, as much as it does in a few seconds: its time for a message grows with the book. So the
// figure is kind to it. Orders are in memory, ids are strings already, and what it returns is not looked at.

import { createRequire } from "node:module";
import { CommandCursor, CommandKind, Side, TimeInForce } from "@cift/engine";
import { type FlowFormat, loadFlow } from "../node-runner/src/conform/load-flow.js";

const MOST_MESSAGES = 100_000;
const MOST_MS = 3000;
/** Messages between two looks at the clock. */
const SLICE = 500;

/** The part of it that is used; what it declares itself is a file that its package has not. */
interface RivalBook {
  limit(order: RivalOrder): { readonly err: unknown };
  cancel(id: string): unknown;
  modify(id: string, change: { readonly price: number; readonly size: number }): { readonly err: unknown };
  order(id: string): { readonly size: number; readonly price: number } | undefined;
}

interface RivalOrder {
  readonly id: string;
  readonly side: "buy" | "sell";
  readonly size: number;
  readonly price: number;
  readonly timeInForce: "GTC" | "IOC";
}

const { OrderBook } = createRequire(import.meta.url)("nodejs-order-book") as {
  OrderBook: new () => RivalBook;
};

type Call = (book: RivalBook) => unknown;

/** A command as a call, so that no field is read under the clock. */
function callOf(command: CommandCursor): Call {
  const id = String(command.orderId);
  const { price, quantity: size } = command;
  switch (command.kind) {
    case CommandKind.new: {
      const side = command.side === Side.buy ? "buy" : "sell";
      const timeInForce = command.timeInForce === TimeInForce.ioc ? "IOC" : "GTC";
      const order: RivalOrder = { id, side, size, price, timeInForce };
      return (book) => book.limit(order);
    }
    case CommandKind.cancel:
      return (book) => book.cancel(id);
    case CommandKind.replace: {
      const change = { price, size };
      return (book) => book.modify(id, change);
    }
    default:
      // It has no reduction that keeps the place in the queue; a modification is the nearest.
      return (book) => {
        const order = book.order(id);
        return order && book.modify(id, { price: order.price, size: order.size - size });
      };
  }
}

const [format, file] = process.argv.slice(2) as [FlowFormat, string];
const { commands } = await loadFlow(format, file);
const front = new CommandCursor(commands.subarray(0, MOST_MESSAGES * CommandCursor.bytes));
const calls: Call[] = [];
while (front.next()) calls.push(callOf(front));

const book = new OrderBook();
let messages = 0;
const start = performance.now();
let now = start;
while (messages < calls.length && now - start < MOST_MS) {
  const end = Math.min(messages + SLICE, calls.length);
  for (; messages < end; messages++) calls[messages]?.(book);
  now = performance.now();
}
console.log(JSON.stringify({ messages, nsPerMessage: ((now - start) * 1e6) / messages }));
