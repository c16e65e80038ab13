// Parquet, decoded a row group at a time.

import type { DecodedArray, FileMetaData, ParquetScan } from "hyparquet";
import { CiftError } from "../../errors.js";
import type { DecodedForm } from "../input.js";
import type { JobOptions } from "../job.js";
import type { ByteSource } from "./bytes.js";
import { planColumns } from "./column-kind.js";
import { encodeChunk } from "./encode.js";
import { type OwnTable, ownTable, packRecords } from "./own-table.js";
import type { Spool } from "./spool.js";

/** Rows of a chunk: a row group may have millions. */
const CHUNK_ROWS = 65_536;
/** A row group is decoded whole. */
const MOST_GROUP_BYTES = 1024 ** 3;

/** Decodes all of a file into a spool, and says what was made of it. Throws `DATA_INVALID`. */
export async function decodeParquet(
  source: ByteSource,
  spool: Spool,
  { signal, onProgress }: JobOptions,
): Promise<DecodedForm> {
  try {
    const file = await openParquet(source);
    checkGroups(file.metadata);
    const own = ownTable(source.name, file.metadata);
    const decodeGroup =
      own === undefined ? columnDecoder(file, spool) : recordDecoder(file, spool, source, own);
    let first = 0;
    let read = 0;
    for (const group of file.metadata.row_groups) {
      signal?.throwIfAborted();
      const rows = Number(group.num_rows);
      if (rows > 0) await decodeGroup(first, first + rows);
      first += rows;
      read += group.columns.reduce(
        (sum, { meta_data }) => sum + Number(meta_data?.total_compressed_size ?? 0),
        0,
      );
      onProgress?.({ read: Math.min(read, source.size) / 2, total: source.size });
    }
    return own === undefined ? { form: "columns" } : { form: "records", ...own };
  } catch (cause) {
    if (cause instanceof CiftError || signal?.aborted === true) throw cause;
    const reason = `is no Parquet that can be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new CiftError("DATA_INVALID", `${source.name}: ${reason}`, {
      cause,
      detail: { input: source.name, reason },
    });
  }
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
    for (let at = 0; at < rowEnd - rowStart; at += CHUNK_ROWS) {
      const end = Math.min(rowEnd - rowStart, at + CHUNK_ROWS);
      const chunk = columns.map((column, index) => ({
        ...column,
        values: (values[index] as DecodedArray).slice(at, end) as DecodedArray,
      }));
      spool.append(encodeChunk(chunk, end - at));
    }
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
