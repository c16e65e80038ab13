// Parquet, decoded a row group at a time.

import type { DecodedArray, FileMetaData, ParquetScan } from "hyparquet";
import type { DecodedForm } from "../input.js";
import type { OpenOptions } from "../open-inputs.js";
import type { ByteSource } from "./bytes.js";
import { encodeChunks } from "./encode.js";
import { OWN_TABLE_KEY, type OwnTable, ownTable, packRecords } from "./own-table.js";
import { planColumns } from "./parquet-columns.js";
import type { Spool } from "./spool.js";
import { undecodable } from "./undecodable.js";

/** A row group is decoded whole. */
const MOST_GROUP_BYTES = 1024 ** 3;

/** Decodes all of a file into a spool, and says what was made of it. Throws `DATA_INVALID`. */
export async function decodeParquet(
  source: ByteSource,
  spool: Spool,
  { signal, onProgress, decodeRows = Number.POSITIVE_INFINITY }: OpenOptions,
): Promise<DecodedForm> {
  try {
    const file = await openParquet(source);
    checkGroups(file.metadata);
    const own = ownTableOf(source.name, file.metadata);
    const decodeGroup =
      own === undefined ? columnDecoder(file, spool) : recordDecoder(file, spool, source, own);
    let first = 0;
    let read = 0;
    for (const group of file.metadata.row_groups) {
      signal?.throwIfAborted();
      const rows = Math.min(Number(group.num_rows), decodeRows - first);
      if (rows <= 0 && first > 0) break;
      if (rows > 0) await decodeGroup(first, first + rows);
      first += rows;
      read += group.columns.reduce(
        (sum, { meta_data }) => sum + Number(meta_data?.total_compressed_size ?? 0),
        0,
      );
      onProgress?.({ read: Math.min(read, source.size) / 2, total: source.size });
    }
    return { format: "parquet", ...(own === undefined ? { form: "columns" } : { form: "records", ...own }) };
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw undecodable(source.name, "Parquet", cause);
  }
}

function ownTableOf(name: string, { key_value_metadata: pairs, schema }: FileMetaData): OwnTable | undefined {
  const text = pairs?.find(({ key }) => key === OWN_TABLE_KEY)?.value;
  return ownTable(name, text, new Set(schema.map((element) => element.name)));
}

interface ParquetFile {
  readonly metadata: FileMetaData;
  readonly columns: ReturnType<typeof planColumns>;
  /** A new one a row group: it remembers what it has read. */
  scan(): Promise<ParquetScan>;
}

async function openParquet(source: ByteSource): Promise<ParquetFile> {
  const [{ parquetMetadataAsync, parquetScan }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  const file = {
    byteLength: source.size,
    slice: (start: number, end = source.size) => source.read(start, end),
  };
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const columns = planColumns(metadata);
  const options = {
    ...{ file, metadata, compressors, utf8: false, geoparquet: false },
    parsers: { timestampFromNanoseconds: (ns: bigint) => ns },
    columns: columns.map(({ name }) => name),
  };
  return { metadata, columns, scan: () => parquetScan(options) };
}

function checkGroups({ row_groups: groups }: FileMetaData): void {
  for (const { columns } of groups) {
    const bytes = columns.reduce(
      (sum, each) => sum + Number(each.meta_data?.total_uncompressed_size ?? 0),
      0,
    );
    if (bytes > MOST_GROUP_BYTES)
      throw new Error(
        `a row group has ${bytes} bytes, and they are decoded whole: write it with smaller ones`,
      );
  }
}

type GroupDecoder = (rowStart: number, rowEnd: number) => Promise<void>;

function columnDecoder({ columns, scan }: ParquetFile, spool: Spool): GroupDecoder {
  return async (rowStart, rowEnd) => {
    const group = await scan();
    const values: DecodedArray[] = [];
    for (const { name } of columns) values.push(await group.readColumn({ column: name, rowStart, rowEnd }));
    for (const chunk of encodeChunks(columns, values, rowEnd - rowStart)) spool.append(chunk);
  };
}

function recordDecoder(
  { scan }: ParquetFile,
  spool: Spool,
  { name }: ByteSource,
  own: OwnTable,
): GroupDecoder {
  return async (rowStart, rowEnd) => {
    const group = await scan();
    const read = (column: string) => group.readColumn({ column, rowStart, rowEnd });
    spool.append(await packRecords(name, own, rowEnd - rowStart, read));
  };
}
