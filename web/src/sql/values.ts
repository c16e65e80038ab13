// Values of a result, exactly: 64 bits as BigInts, decimals and the sums of integers as texts.

/** A value of a result. Other types than these come as Arrow's own texts. */
export type SqlValue = number | bigint | string | boolean | null;

/** What is used of Arrow's types: DuckDB-WASM has a copy of its own. */
interface ArrowType {
  readonly typeId: number;
  toString(): string;
}

interface ArrowVector {
  get(index: number): unknown;
}

/** Arrow's number of the type of decimals. */
const DECIMAL = 7;

/** Reads the values of a column. */
export function cellReader(type: ArrowType, vector: ArrowVector | null): (row: number) => SqlValue {
  if (type.typeId === DECIMAL) {
    const { scale } = type as ArrowType & { readonly scale: number };
    return (row) => {
      const words = vector?.get(row);
      return words instanceof Uint32Array ? decimalText(words, scale) : null;
    };
  }
  return (row) => plainValue(vector?.get(row));
}

function plainValue(value: unknown): SqlValue {
  switch (typeof value) {
    case "number":
    case "bigint":
    case "string":
    case "boolean":
      return value;
    default:
      return value === null || value === undefined ? null : String(value);
  }
}

/** A decimal as DuckDB prints it: words of 32 bits, the lowest first, of units of ten to the power of minus `scale`. */
export function decimalText(words: Uint32Array, scale: number): string {
  let number = 0n;
  for (let at = words.length - 1; at >= 0; at--) number = (number << 32n) | BigInt(words[at] ?? 0);
  number = BigInt.asIntN(words.length * 32, number);
  const digits = (number < 0n ? -number : number).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${number < 0n ? "-" : ""}${digits.slice(0, point)}${scale === 0 ? "" : `.${digits.slice(point)}`}`;
}
