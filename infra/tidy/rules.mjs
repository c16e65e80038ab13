// The rules on single files. Each takes a source and returns what is wrong with it, as `path:line: problem`.
// @ts-check

/** @typedef {import("./sources.mjs").Source} Source */

/** Biome and rustfmt break code at 110; comments and texts they leave, and a little more is no harm. */
const LINE_LENGTH = 140;
/** A file has one concept; what is longer has two. A suite that runs over every backend is long and still one. */
const FILE_LINES = 500;
const TEST_FILE_LINES = 600;

/** The crates in which the same commands must give the same bits everywhere. */
const DETERMINISTIC = /^crates\/(types|wire|book|risk|engine)\/src\//;

/** What the deterministic crates must not mention, and why. */
const FORBIDDEN = [
  { pattern: /\bf(32|64)\b/, why: "a float: ticks, lots and ns are integers" },
  { pattern: /\b(Instant|SystemTime)\b/, why: "a clock: time comes with the command" },
  {
    pattern: /\b(HashMap|HashSet|RandomState|DefaultHasher)\b/,
    why: "hash order: use a slab, a Vec or a BTreeMap",
  },
  { pattern: /\b(thread_rng|getrandom|OsRng)\b|\brand::/, why: "ambient randomness: draw from the seed" },
];

/** Answers of a call, not state: they live as long as the caller looks at them. */
const NOT_STATE = new Set(["Submitted", "Shape"]);

/**
 * @param {Source} source
 * @param {(line: string, index: number) => string | undefined} check
 * @returns {string[]}
 */
function perLine(source, check) {
  return source.lines.flatMap((line, index) => {
    const problem = check(line, index);
    return problem === undefined ? [] : [`${source.path}:${index + 1}: ${problem}`];
  });
}

/** @param {Source} source */
export function lineLength(source) {
  return perLine(source, (line) =>
    line.length > LINE_LENGTH ? `${line.length} characters, at most ${LINE_LENGTH}` : undefined,
  );
}

/** @param {Source} source */
export function fileLength(source) {
  const count = source.lines.length;
  const most = /(^|\/)tests?\//.test(source.path) ? TEST_FILE_LINES : FILE_LINES;
  return count > most ? [`${source.path}:${count}: ${count} lines, at most ${most}`] : [];
}

/** @param {Source} source */
export function unfinished(source) {
  // Put together, so that this file does not find itself.
  const marks = new RegExp(
    `\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b|\\b(todo|unimplemented)!\\(`,
  );
  return perLine(source, (line) =>
    marks.test(line) ? "unfinished: do it, or put it into an issue" : undefined,
  );
}

/** The text of a Rust file up to its unit tests, which may use what they like. */
/** @param {Source} source */
function beforeTests(source) {
  const tests = source.lines.findIndex((line) => /^#\[cfg\(test\)\]/.test(line));
  return { ...source, lines: tests === -1 ? source.lines : source.lines.slice(0, tests) };
}

/** @param {string} line */
const code = (line) => line.replace(/\/\/.*$/, "");

/** @param {Source} source */
export function determinism(source) {
  if (!DETERMINISTIC.test(source.path) || /\/tests?\.rs$|\/tests\//.test(source.path)) return [];
  return perLine(beforeTests(source), (line) => {
    const found = FORBIDDEN.find(({ pattern }) => pattern.test(code(line)));
    return found && `${code(line).match(found.pattern)?.[0]} in a deterministic crate: ${found.why}`;
  });
}

/** @param {Source} source */
export function wordSizedState(source) {
  if (!DETERMINISTIC.test(source.path)) return [];
  let struct = "";
  return perLine(beforeTests(source), (line) => {
    const opened = /^\s*(?:pub(?:\([a-z]+\))? )?struct (\w+).*\{\s*$/.exec(line);
    if (opened) struct = opened[1] ?? "";
    else if (/^\s*\}/.test(line)) struct = "";
    const field =
      struct !== "" &&
      !NOT_STATE.has(struct) &&
      /^\s+(?:pub(?:\([a-z]+\))? )?\w+: .*\busize\b/.test(code(line));
    return field ? `usize in ${struct}: its size differs between targets` : undefined;
  });
}

/** Every crate and package says in its first line what its one job is. */
/** @param {Source} source */
export function oneJob(source) {
  const entry = /^(crates\/[^/]+\/src\/lib\.rs|(engine|node-runner|web)\/src\/(index|main)\.tsx?)$/.test(
    source.path,
  );
  if (!entry) return [];
  const first = source.lines.slice(0, 4).join(" ");
  return /^(#!\S+ [^ ]+ )?(\/\/!|\/\/|\/\*\*)[\s/*]*\w.{20,}/.test(first)
    ? []
    : [`${source.path}:1: does not begin with its one job`];
}

export const rules = [lineLength, fileLength, unfinished, determinism, wordSizedState, oneJob];
