/** A file, or a member of a zip archive: `ARCHIVE.zip:MEMBER`. */
export interface InputPath {
  readonly path: string;
  readonly member: string | undefined;
}

/** Splits `ARCHIVE.zip:MEMBER` behind the archive's name. Any other colon belongs to the path. */
export function splitInputPath(spec: string): InputPath {
  const match = /^(.*?\.zip):(.+)$/is.exec(spec);
  return { path: match?.[1] ?? spec, member: match?.[2] };
}

/** The file's own name, without folders and compression: `GOOG_10_ops.csv` of `data/GOOG_10_ops.csv.gz`. */
export function inputTitle(spec: string): string {
  const { path, member } = splitInputPath(spec);
  const name = (member ?? path).split(/[/\\]/).at(-1) ?? spec;
  return name.replace(/\.(gz|xz)$/i, "");
}
