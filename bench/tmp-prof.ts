import { readFileSync } from "node:fs";
import { CommandWriter, Exchange, loadBackend } from "@cift/engine";
import { accountsSession } from "./venue/sessions.js";

const kind = process.argv[2] as "native" | "wasm";
const group = Number(process.argv[3]);
const backend = await loadBackend(kind, kind === "native" ? { native: "/tmp/bv/cift.node" } : {});
const opening = new Uint8Array(readFileSync("/tmp/bv/normal-accounts.opening"));
const commands = new Uint8Array(readFileSync("/tmp/bv/normal-accounts.commands"));
const n = commands.length / 64;
const bytes = group * CommandWriter.bytes;
const ways = (process.argv[4] ?? "plain,rec,take").split(",");
const best: Record<string, number> = {};
for (let i = 0; i < Number(process.argv[5] ?? 4); i++)
  for (const way of ways) {
    using ex = await Exchange.create(accountsSession(1), { backend });
    ex.submitBatch(opening);
    if (way !== "plain") ex.journal.start({ number: 1n });
    const t = performance.now();
    for (let at = 0; at < commands.length; at += bytes) {
      ex.submitBatch(commands.subarray(at, at + bytes));
      if (way === "take") ex.journal.take();
      if (way === "rec16" && (at / bytes) % 16 === 15) ex.journal.take();
    }
    const ns = ((performance.now() - t) * 1e6) / n;
    best[way] = Math.min(best[way] ?? 1e9, ns);
  }
console.log(kind, group, best);
