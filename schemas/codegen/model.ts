import type { Source } from "./schema-error.js";

/** The number types that a hot record can hold, by their Cap'n Proto names. */
export const NUMBER_TYPES = {
  UInt8: { type: "u8", bytes: 1 },
  UInt16: { type: "u16", bytes: 2 },
  UInt32: { type: "u32", bytes: 4 },
  UInt64: { type: "u64", bytes: 8 },
  Int64: { type: "i64", bytes: 8 },
} as const;

export type CapnpNumber = keyof typeof NUMBER_TYPES;
export type NumberType = (typeof NUMBER_TYPES)[CapnpNumber]["type"];

/** A comment as paragraphs of joined lines; empty where the source says nothing. */
export type Doc = readonly string[];

export interface EnumValue {
  readonly name: string;
  readonly value: number;
  readonly doc: Doc;
}

export interface EnumModel {
  readonly name: string;
  readonly doc: Doc;
  readonly source: Source;
  readonly values: readonly EnumValue[];
}

export interface FieldModel {
  readonly name: string;
  readonly doc: Doc;
  readonly source: Source;
  readonly type: NumberType;
  /** From the start of the record, in bytes. */
  readonly offset: number;
  readonly bytes: number;
  readonly unit: string | undefined;
  /** The enum whose values the field holds. */
  readonly enumName: string | undefined;
  /** Always zero: room for a later field. */
  readonly reserved: boolean;
}

export interface RecordModel {
  readonly name: string;
  readonly doc: Doc;
  readonly source: Source;
  /** The table that such records fill. */
  readonly table: string;
  /** The struct whose only field is a list of these records. */
  readonly batch: string;
  readonly bytes: number;
  /** In the order of their offsets. */
  readonly fields: readonly FieldModel[];
}

/** All that the emitters need to know. */
export interface Model {
  readonly enums: readonly EnumModel[];
  readonly records: readonly RecordModel[];
}
