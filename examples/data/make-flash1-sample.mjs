// @ts-check
// Makes flash1-normal-20k.bin.gz from an order file of the flash1 benchmark: its first messages, in its own format.
//
//   node examples/data/make-flash1-sample.mjs ../shared/data/flash1/seed7/normal.bin.xz

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { readInput } from "../../node-runner/dist/inputs/input.js";

const MESSAGES = 20_000;
const HEADER_BYTES = 16;
const RECORD_BYTES = 40;
/** Where the header has the number of records. */
const COUNT_AT = 12;

const source = process.argv[2];
if (source === undefined) {
  console.error("usage: node examples/data/make-flash1-sample.mjs ORDERS.bin[.xz]");
  process.exit(2);
}
const { bytes } = await readInput(source);
const slice = bytes.slice(0, HEADER_BYTES + MESSAGES * RECORD_BYTES);
new DataView(slice.buffer, slice.byteOffset).setUint32(COUNT_AT, MESSAGES, true);

const target = fileURLToPath(new URL("flash1-normal-20k.bin.gz", import.meta.url));
const packed = gzipSync(slice, { level: 9 });
writeFileSync(target, packed);
console.log(`${target}: ${packed.length} bytes, ${slice.length} unpacked`);
console.log(`SHA-256, unpacked: ${createHash("sha256").update(slice).digest("hex")}`);
