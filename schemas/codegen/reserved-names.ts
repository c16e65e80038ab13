// Names that a field or an enumerant cannot have because the generated code could not use them.

const RUST = new Set(
  (
    "as async await break const continue crate dyn else enum extern false fn for gen if impl in let loop match mod move " +
    "mut pub ref return self static struct super trait true try type union unsafe use where while abstract become box " +
    "do final macro override priv typeof unsized virtual yield"
  ).split(" "),
);

/** Members that every cursor has, whatever its record. */
const CURSOR = new Set([
  "constructor",
  "attach",
  "length",
  "index",
  "at",
  "next",
  "reset",
  "clear",
  "toObject",
]);

/** Why a field cannot be called this, if it cannot. `others` are the names of the record's fields. */
export function fieldNameProblem(name: string, others: ReadonlySet<string>): string | undefined {
  if (RUST.has(name)) return "is a Rust keyword";
  if (CURSOR.has(name)) return "is taken: every cursor has a member of this name";
  const base = name.replace(/(?:Name|Big)$/, "");
  if (base !== name && others.has(base)) return `could clash with an accessor of \`${base}\``;
  return undefined;
}

/** Why an enumerant cannot be called this, if it cannot. */
export function enumerantNameProblem(name: string): string | undefined {
  return name === "self" ? "is a Rust keyword as a variant" : undefined;
}
