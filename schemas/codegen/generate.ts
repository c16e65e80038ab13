import { buildModel } from "./build-model.js";
import { format } from "./format.js";
import type { OutputFile } from "./output.js";
import { readSchemas } from "./read.js";
import { rustEnums } from "./rust-enums.js";
import { rustRecords } from "./rust-records.js";
import { tables } from "./tables.js";
import { tsEnums } from "./ts-enums.js";
import { tsRecords } from "./ts-records.js";
import { tsTables } from "./ts-tables.js";

/** Everything that the schemas of `root` say, as files. Writes nothing. */
export function generate(root: string): OutputFile[] {
  const model = buildModel(readSchemas(root));
  const files = [
    rustEnums(model),
    rustRecords(model),
    tsEnums(model),
    ...tsRecords(model),
    tsTables(model),
    tables(model),
  ];
  return format(files);
}
