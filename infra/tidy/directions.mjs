// Dependencies point one way. Crates by their Cargo.toml, packages by what their sources import.
// @ts-check

/** @typedef {import("./sources.mjs").Source} Source */

/** Each crate, and the crates it may use. The order of design.md; what is not here does not exist yet. */
const CRATES = new Map([
  ["types", []],
  ["wire", ["types"]],
  ["book", ["types", "wire"]],
  ["risk", ["types", "wire"]],
  ["engine", ["types", "wire", "book", "risk"]],
  ["journal", ["types", "wire"]],
  ["tape", ["types", "wire"]],
  ["import", ["types", "wire", "tape"]],
  ["market-data", ["types", "wire", "tape"]],
  ["host", ["types", "wire", "journal", "engine"]],
  ["wasm", ["types", "wire", "host"]],
  ["napi", ["types", "wire", "host"]],
  ["data", ["types", "wire", "tape", "import", "market-data"]],
  ["data-wasm", ["types", "wire", "tape", "data"]],
  ["data-napi", ["types", "wire", "tape", "data"]],
  ["testkit", ["types", "wire", "book", "journal", "engine"]],
]);

/** Crates that use nothing but the workspace: what they compute must not depend on somebody's release. */
const WITHOUT_OTHERS = new Set(["types", "wire", "book", "risk", "engine", "journal"]);

/** Each package, and the packages it must not import. */
const PACKAGES = new Map([
  ["engine", ["@cift/node-runner", "@cift/web", "node-runner/", "web/"]],
  ["node-runner", ["@cift/web", "web/", "engine/src/"]],
  ["web", ["@cift/node-runner", "node-runner/", "engine/src/"]],
]);

/**
 * @param {string} crate its folder's name
 * @param {string} manifest its Cargo.toml
 * @returns {string[]}
 */
export function crateDirection(crate, manifest) {
  const allowed = CRATES.get(crate);
  if (allowed === undefined) return [`crates/${crate}: has no place in infra/tidy/directions.mjs yet`];
  const section = /^\[dependencies\]$([^[]*)/m.exec(manifest)?.[1] ?? "";
  const names = [...section.matchAll(/^([\w-]+)/gm)].map((match) => match[1] ?? "");
  return names.flatMap((name) => {
    const ours = name.startsWith("cift-") ? name.slice(5) : undefined;
    if (ours === undefined)
      return WITHOUT_OTHERS.has(crate) ? [`crates/${crate}/Cargo.toml: ${name} is not of the workspace`] : [];
    return allowed.includes(ours) ? [] : [`crates/${crate}/Cargo.toml: ${crate} must not depend on ${ours}`];
  });
}

/**
 * @param {Source} source
 * @returns {string[]}
 */
export function packageDirection(source) {
  const [folder = "", src] = source.path.split("/");
  const forbidden = src === "src" ? PACKAGES.get(folder) : undefined;
  if (forbidden === undefined) return [];
  return source.lines.flatMap((line, index) => {
    const from = /(?:from|import\()\s*"([^"]+)"/.exec(line)?.[1];
    const bad =
      from &&
      forbidden.find((name) => from === name || from.startsWith(`${name}`) || from.includes(`../${name}`));
    return bad ? [`${source.path}:${index + 1}: ${folder} must not import ${from}`] : [];
  });
}
