// One member of a zip archive. fflate unpacks it; the check sum, which fflate does not look at, is compared here.

import { crc32 } from "node:zlib";
import { unzipSync } from "fflate";
import { DataError } from "./data-error.js";

const CENTRAL_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
/** The largest comment behind the end record. */
const MAX_COMMENT = 0xffff;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/** The member's bytes. Throws a `DataError` that lists the members when there is none of that name. */
export function readMember(archive: string, bytes: Uint8Array, member: string): Uint8Array {
  const names: string[] = [];
  const found = unzip(archive, bytes, (name) => {
    names.push(name);
    return name === member;
  })[member];
  if (found === undefined) {
    throw new DataError(archive, `has no member '${member}'`, {}, `members: ${names.join(", ") || "none"}`);
  }
  if (crc32(found) !== checksumOf(archive, bytes, member)) {
    throw new DataError(`${archive}:${member}`, "the check sum is wrong: the archive is damaged");
  }
  return found;
}

function unzip(
  archive: string,
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: ({ name }) => wanted(name) });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new DataError(archive, `is not a zip archive that can be read (${problem})`);
  }
}

/** The CRC-32 that the archive's directory gives the member. */
function checksumOf(archive: string, bytes: Uint8Array, member: string): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  let at = end === undefined ? view.byteLength : view.getUint32(end + 16, true);
  while (at + ENTRY_BYTES <= view.byteLength && view.getUint32(at, true) === CENTRAL_ENTRY) {
    const nameBytes = view.getUint16(at + 28, true);
    const name = bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    if (new TextDecoder().decode(name) === member) return view.getUint32(at + 16, true);
    at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  throw new DataError(archive, `the directory of the archive does not lead to '${member}'`);
}

function endOfDirectory(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= first; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  return undefined;
}
