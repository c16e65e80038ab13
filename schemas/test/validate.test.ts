import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildModel } from "../codegen/build-model.js";
import { parseComments } from "../codegen/comments.js";
import type { Model } from "../codegen/model.js";
import { readSchemas } from "../codegen/read.js";
import { SchemaError } from "../codegen/schema-error.js";
import { copyTo, NO_CAPNP, temporaryFolder } from "./repository.js";

/** Six lines: what follows begins on the seventh. */
const HEAD = `# A schema of a test.
@0xc1f7a11d00000099;

using Cift = import "cift.capnp";

struct GoodBatch { records @0 :List(Good); }
`;

/** Fields of 8 bytes from an ordinal up to the end of a record of 64 bytes. */
function filler(from: number, count: number): string {
  return Array.from({ length: count }, (_, at) => `  reserved${at} @${from + at} :UInt64;\n`).join("");
}

function good(fields: string, more = ""): string {
  return `struct Good $Cift.record("goods") {\n${fields}}\n${more}`;
}

/** The model of a schema beside ours, or every complaint about it. */
function build(body: string): Model | string[] {
  const root = temporaryFolder();
  copyTo(root, ["schemas/cift.capnp"]);
  writeFileSync(join(root, "schemas/extra.capnp"), HEAD + body);
  try {
    return buildModel(readSchemas(root));
  } catch (error) {
    if (error instanceof SchemaError) return error.message.split("\n");
    throw error;
  }
}

const CASES: readonly {
  readonly what: string;
  readonly body: string;
  readonly problems: readonly string[];
}[] = [
  {
    what: "a hole",
    body: good(`  a @0 :UInt8;\n  b @1 :UInt32;\n${filler(2, 7)}`),
    problems: ["7: record Good has a hole: no field covers bits [8, 32)"],
  },
  {
    what: "a hole at the end",
    body: good(`${filler(0, 7)}  a @7 :UInt16;\n`),
    problems: ["7: record Good has a hole: no field covers bits [464, 512)"],
  },
  {
    what: "a pointer",
    body: good(`${filler(0, 8)}\n  # A name.\n  name @8 :Text;\n`),
    problems: ["18: Good.name :Text is a pointer: a record is data only"],
  },
  {
    what: "an unknown enum",
    body: good(
      `  side @0 :UInt8 $Cift.enum8("Sied");\n  x @1 :UInt8;\n  y @2 :UInt16;\n  z @3 :UInt32;\n${filler(4, 7)}`,
    ),
    problems: ['8: Good.side names the enum "Sied", which no schema declares'],
  },
  {
    what: "an enum in more than eight bits",
    body: good(`  side @0 :UInt64 $Cift.enum8("Side");\n${filler(1, 7)}`),
    problems: ["8: Good.side is marked $enum8, so it must be a UInt8, not a UInt64"],
  },
  {
    what: "a size that is not a multiple of 64",
    body: good(filler(0, 9)),
    problems: ["7: record Good has 72 bytes, which is not a multiple of 64"],
  },
  {
    what: "a type that records do not have",
    body: good(`${filler(0, 7)}  rate @7 :Float64;\n`),
    problems: [
      "15: Good.rate :Float64 cannot be in a record: use one of UInt8, UInt16, UInt32, UInt64, Int64",
    ],
  },
  {
    what: "a default value",
    body: good(`${filler(0, 7)}  price @7 :Int64 = -5;\n`),
    problems: [
      "15: Good.price has a default value: Cap'n Proto would store it XORed, and records are read as they are",
    ],
  },
  {
    what: "a union",
    body: good(`${filler(0, 7)}  union {\n    a @7 :UInt32;\n    b @8 :UInt32;\n  }\n`),
    problems: ['7: record Good contains "union": it can only have plain fields'],
  },
  {
    what: "no batch",
    body: `${good(filler(0, 8))}struct Other $Cift.record("others") {\n${filler(0, 8)}}\n`,
    problems: ["17: record Other has no batch: declare struct OtherBatch { records @0 :List(Other); }"],
  },
  {
    what: "a table name that is not one",
    body: good(filler(0, 8)).replace("goods", "Good Things"),
    problems: ['7: record Good needs a snake_case table name, as in $Cift.record("trades")'],
  },
  {
    what: "no field that aligns it",
    body: good(Array.from({ length: 16 }, (_, at) => `  f${at} @${at} :UInt32;\n`).join("")),
    problems: ["7: record Good has no 64-bit field, so it would not be aligned to 8 bytes"],
  },
  {
    what: "names that the generated code needs or cannot have",
    body: good(
      `  type @0 :UInt64;\n  index @1 :UInt64;\n  price @2 :Int64;\n  priceBig @3 :Int64;\n${filler(4, 4)}`,
    ),
    problems: [
      "8: Good.type is a Rust keyword",
      "9: Good.index is taken: every cursor has a member of this name",
      "11: Good.priceBig could clash with an accessor of `price`",
    ],
  },
  {
    what: "a name that another schema has",
    body: good(filler(0, 8), "enum Side {\n  left @0;\n}\n"),
    problems: ["17: Side is already declared in schemas/cift.capnp:"],
  },
  {
    what: "an enumerant that Rust cannot have",
    body: good(filler(0, 8), "enum Whose {\n  other @0;\n  self @1;\n}\n"),
    problems: ["19: Whose.self is a Rust keyword as a variant"],
  },
];

describe("a schema is refused, with file and line, for", () => {
  test.for(CASES)("$what", ({ body, problems }, { skip }) => {
    skip(NO_CAPNP !== undefined, NO_CAPNP);
    expect(build(body)).toEqual(
      problems.map((text) => expect.stringContaining(`schemas/extra.capnp:${text}`)),
    );
  });

  test("what capnp itself refuses", ({ skip }) => {
    skip(NO_CAPNP !== undefined, NO_CAPNP);
    expect(() => build("struct Good {\n  a @0 :Nothing;\n}\n")).toThrow(/extra\.capnp:8.*Nothing/);
  });
});

test("a schema that is right becomes a model with its comments", ({ skip }) => {
  skip(NO_CAPNP !== undefined, NO_CAPNP);
  const fields = `  # First line
  # and second.
  #
  # Another paragraph.
  price @0 :Int64 $Cift.unit("a \\"b\\"; # {c}");
  # Detached.

  other @1 :UInt64;
${filler(2, 6)}`;
  const model = build(`# Of\n# use.\n${good(fields)}`);
  expect(model).toMatchObject({
    records: [
      {
        name: "Good",
        doc: ["Of use."],
        table: "goods",
        batch: "GoodBatch",
        source: { file: "schemas/extra.capnp", line: 9 },
        fields: [
          { name: "price", type: "i64", offset: 0, doc: ["First line and second.", "Another paragraph."] },
          { name: "other", type: "u64", offset: 8, doc: [], reserved: false },
          ...Array.from({ length: 6 }, (_, at) => ({
            name: `reserved${at}`,
            reserved: true,
            offset: 16 + 8 * at,
          })),
        ],
      },
    ],
  });
  expect(model).toHaveProperty("records.0.fields.0.unit", 'a "b"; # {c}');
});

test("comments and lines are found whatever shares their line", () => {
  const declarations = parseComments(
    [
      "# One line.",
      'struct A $Cift.record("x{y") { a @0 :UInt8; b @1 :UInt8; } # not a comment of B',
      "struct B {",
      "  # Over two lines.",
      "  a @0",
      "    :UInt8;",
      "  g :group {",
      "    # Inside.",
      "    c @1 :UInt8;",
      "  }",
      "}",
    ].join("\n"),
  );
  expect(Object.fromEntries(declarations)).toEqual({
    A: { doc: ["One line."], line: 2 },
    "A.a": { doc: [], line: 2 },
    "A.b": { doc: [], line: 2 },
    B: { doc: [], line: 3 },
    "B.a": { doc: ["Over two lines."], line: 5 },
    "B.g": { doc: [], line: 7 },
    "B.g.c": { doc: ["Inside."], line: 9 },
  });
});
