import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { DataError } from "../src/inputs/data-error.js";
import { readInput } from "../src/inputs/input.js";
import { inputTitle, splitInputPath } from "../src/inputs/input-path.js";
import { temporaryFile, temporaryFolder } from "./support/temporary.js";

const TEXT = "a market in a file\n".repeat(40);
/** TEXT, compressed with `xz -9`. */
const XZ = Buffer.from(
  "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4AL3AB5dADCICaZUY2USHSiu8jx0k0hOaGh1+KAIrpRGVZugAAAAANaXbFsbLr5YAAE6+AUAAAC4Gy4pscRn+wIAAAAABFla",
  "base64",
);

const text = async (spec: string) => new TextDecoder().decode((await readInput(spec)).bytes);

describe("readInput", () => {
  it("reads plain, gzip and xz, whatever the name says", async () => {
    await expect(text(temporaryFile("plain.csv.gz", TEXT))).resolves.toBe(TEXT);
    await expect(text(temporaryFile("packed.csv", gzipSync(TEXT)))).resolves.toBe(TEXT);
  });

  it("reads a member of a zip archive, packed or stored, and compressed again inside", async () => {
    const bytes = new TextEncoder().encode(TEXT);
    const zip = zipSync({
      "a/b.csv": bytes,
      "stored.csv": [bytes, { level: 0 }],
      "twice.gz": gzipSync(bytes),
    });
    const path = temporaryFile("days.zip", zip);
    await expect(text(`${path}:a/b.csv`)).resolves.toBe(TEXT);
    await expect(text(`${path}:stored.csv`)).resolves.toBe(TEXT);
    await expect(text(`${path}:twice.gz`)).resolves.toBe(TEXT);
  });

  it("lists the members when the named one is not there", async () => {
    const path = temporaryFile(
      "days.zip",
      zipSync({ "one.csv": new Uint8Array(3), "two.csv": new Uint8Array(3) }),
    );
    await expect(readInput(`${path}:b.csv`)).rejects.toThrow(
      new DataError(path, "has no member 'b.csv'", {}, "members: one.csv, two.csv"),
    );
    await expect(readInput(path)).rejects.toThrow(`write ${path}:MEMBER`);
  });

  it("says what is wrong with a file that cannot be read", async () => {
    const folder = temporaryFolder();
    await expect(readInput(`${folder}/nothing.csv`)).rejects.toThrow("nothing.csv: there is no such file");
    await expect(readInput(folder)).rejects.toThrow("is a folder, expected a file");
  });

  it("finds damage in every kind of compression", async () => {
    const gzip = gzipSync(TEXT);
    await expect(readInput(temporaryFile("cut.gz", gzip.subarray(0, 40)))).rejects.toThrow(
      /gzip data is damaged/,
    );
    await expect(readInput(temporaryFile("cut.xz", XZ.subarray(0, 60)))).rejects.toThrow(
      "the xz data is cut off",
    );
    await expect(readInput(temporaryFile("flipped.xz", flipped(XZ, 40)))).rejects.toThrow(
      "the xz data is damaged",
    );
    const zip = zipSync({ "stored.csv": [new TextEncoder().encode(TEXT), { level: 0 }] });
    const path = temporaryFile("flipped.zip", flipped(zip, 200));
    await expect(readInput(`${path}:stored.csv`)).rejects.toThrow("the check sum is wrong");
    const notZip = temporaryFile("text.zip", TEXT);
    await expect(readInput(`${notZip}:stored.csv`)).rejects.toThrow("is not a zip archive that can be read");
  });

  it("reads a good xz file after a damaged one: the decoder is not left in a bad state", async () => {
    await expect(readInput(temporaryFile("flipped.xz", flipped(XZ, 40)))).rejects.toThrow("damaged");
    await expect(text(temporaryFile("good.xz", XZ))).resolves.toBe(TEXT);
  });
});

describe("splitInputPath", () => {
  it("splits behind .zip only", () => {
    expect(splitInputPath("a.zip:b/c.csv")).toEqual({ path: "a.zip", member: "b/c.csv" });
    expect(splitInputPath("C:\\data\\A.ZIP:b.csv")).toEqual({ path: "C:\\data\\A.ZIP", member: "b.csv" });
    expect(splitInputPath("C:\\data\\a.csv")).toEqual({ path: "C:\\data\\a.csv", member: undefined });
    expect(splitInputPath("a.zip")).toEqual({ path: "a.zip", member: undefined });
  });

  it("gives titles without folders and compression", () => {
    expect(inputTitle("x/y/GOOG_10_ops.csv.gz")).toBe("GOOG_10_ops.csv");
    expect(inputTitle("x/y.zip:z/orders.bin.xz")).toBe("orders.bin");
  });
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  // Not `slice`: that of a Buffer is the same memory.
  const copy = new Uint8Array(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x10;
  return copy;
}
