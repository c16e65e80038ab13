// Reads what `capnp compile -ocapnp` prints. Layouts are taken from there and never computed here.

/** A field as the compiler laid it out. */
export interface LayoutField {
  readonly name: string;
  readonly type: string;
  /** First bit and the bit after the last; none for a pointer. */
  readonly bits: readonly [number, number] | undefined;
  readonly hasDefault: boolean;
  readonly annotations: ReadonlyMap<string, string>;
}

export interface LayoutStruct {
  readonly name: string;
  readonly bytes: number;
  readonly pointers: number;
  readonly annotations: ReadonlyMap<string, string>;
  readonly fields: LayoutField[];
  /** What the struct contains beside plain fields: unions, groups, nested declarations. */
  readonly blocks: string[];
}

export interface LayoutEnum {
  readonly name: string;
  readonly values: { readonly name: string; readonly value: number }[];
}

export interface Layout {
  readonly structs: readonly LayoutStruct[];
  readonly enums: readonly LayoutEnum[];
}

type Block = { struct: LayoutStruct } | { enum: LayoutEnum } | { other: string };

const ANNOTATION = /\s*\$(?:import "[^"]*"\.)?(\w+)(?:\(((?:"(?:[^"\\]|\\.)*"|[^")])*)\))?/g;
const STRUCT = /^struct (\w+) @\w+ *\{ *# (\d+) bytes, (\d+) ptrs/;
const ENUM = /^enum (\w+) @\w+ *\{/;
const FIELD = /^(\w+) @\d+ :(.+?)( = .*)?; *# (.*)$/;
const ENUMERANT = /^(\w+) @(\d+);/;

export function parseLayout(text: string): Layout {
  const structs: LayoutStruct[] = [];
  const enums: LayoutEnum[] = [];
  const open: Block[] = [];
  for (const raw of text.split("\n")) {
    const { code, annotations } = takeAnnotations(raw.trim());
    if (code.startsWith("}")) {
      open.pop();
    } else if (/\{ *(#.*)?$/.test(code)) {
      const block = openBlock(code, annotations, open);
      if ("struct" in block) structs.push(block.struct);
      if ("enum" in block) enums.push(block.enum);
      open.push(block);
    } else {
      addMember(code, annotations, open.at(-1));
    }
  }
  return { structs, enums };
}

function takeAnnotations(line: string): { code: string; annotations: Map<string, string> } {
  const annotations = new Map<string, string>();
  if (line.startsWith("annotation ")) return { code: "", annotations };
  const code = line.replace(ANNOTATION, (_, name: string, value: string | undefined) => {
    annotations.set(name, value?.startsWith('"') ? (JSON.parse(value) as string) : (value ?? ""));
    return "";
  });
  return { code, annotations };
}

function openBlock(code: string, annotations: Map<string, string>, open: readonly Block[]): Block {
  const outer = open.at(-1);
  if (outer && "struct" in outer) outer.struct.blocks.push(code.replace(/ *\{.*$/, ""));
  const path = open.flatMap((block) => ("struct" in block ? [block.struct.name] : [])).at(-1);
  const qualified = (name: string) => (path === undefined ? name : `${path}.${name}`);
  const struct = STRUCT.exec(code);
  if (struct) {
    const [, name = "", bytes, pointers] = struct;
    const sizes = { bytes: Number(bytes), pointers: Number(pointers) };
    return { struct: { name: qualified(name), ...sizes, annotations, fields: [], blocks: [] } };
  }
  const enumeration = ENUM.exec(code);
  if (enumeration) return { enum: { name: qualified(enumeration[1] ?? ""), values: [] } };
  return { other: code };
}

function addMember(code: string, annotations: Map<string, string>, block: Block | undefined): void {
  if (block === undefined || "other" in block) return;
  if ("enum" in block) {
    const [, name, value] = ENUMERANT.exec(code) ?? [];
    if (name !== undefined) block.enum.values.push({ name, value: Number(value) });
    return;
  }
  const [, name, type = "", initial, place = ""] = FIELD.exec(code) ?? [];
  if (name === undefined) return;
  const bits = /^bits\[(\d+), (\d+)\)/.exec(place);
  block.struct.fields.push({
    name,
    type,
    bits: bits ? [Number(bits[1]), Number(bits[2])] : undefined,
    hasDefault: initial !== undefined,
    annotations,
  });
}
