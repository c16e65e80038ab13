// JUnit's XML, as build servers read it: one suite, a case for each golden.

import { paintFor } from "../../cli/paint.js";
import { divergenceLines } from "../divergence-lines.js";
import { countsOf, type Result, type Verification } from "../result.js";

export function junitReport(verification: Verification): string[] {
  const { results, milliseconds } = verification;
  const { failed, skipped } = countsOf(verification);
  const counts = `tests="${results.length}" failures="${failed}" skipped="${skipped}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cift verify" ${counts} time="${seconds(milliseconds)}">`,
    `  <testsuite name="goldens" ${counts} time="${seconds(milliseconds)}">`,
    ...results.flatMap(caseLines),
    "  </testsuite>",
    "</testsuites>",
  ];
}

function caseLines(result: Result): string[] {
  const { name, file, state, failed, message, milliseconds, runs } = result;
  const attributes = `name=${quoted(name)} classname="goldens" file=${quoted(file)} time="${seconds(milliseconds)}"`;
  const isSkipped = state === "skipped" || state === "not run";
  if (!failed && !isSkipped) {
    const digest = runs[0]?.digest;
    if (digest === undefined) return [`    <testcase ${attributes}/>`];
    return [
      `    <testcase ${attributes}>`,
      `      <system-out>${escaped(digest)}</system-out>`,
      "    </testcase>",
    ];
  }
  const inner = isSkipped
    ? `<skipped message=${quoted(message)}/>`
    : `<failure type=${quoted(state)} message=${quoted(message)}>${escaped(details(result))}</failure>`;
  return [`    <testcase ${attributes}>`, `      ${inner}`, "    </testcase>"];
}

function details({ divergence }: Result): string {
  return divergence === undefined ? "" : `\n${divergenceLines(divergence, paintFor(false)).join("\n")}\n`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML text; what XML 1.0 has no way to write is a question mark. */
function escaped(text: string): string {
  const writable = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, "?");
  return writable.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll("\n", "&#10;")}"`;
}
