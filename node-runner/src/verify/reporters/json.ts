// One document for programs.

import type { Json } from "../../cli/outcome.js";
import { countsOf, type Result, type Verification } from "../result.js";

export function jsonReport(verification: Verification): { readonly [key: string]: Json } {
  const { folder, backends, semanticsVersion, update, results, milliseconds } = verification;
  return {
    folder,
    backends,
    semantics: semanticsVersion,
    update,
    ...countsOf(verification),
    milliseconds: Math.round(milliseconds),
    results: results.map(resultDocument),
  };
}

function resultDocument({
  name,
  file,
  state,
  failed,
  message,
  runs,
  divergence,
  milliseconds,
}: Result): Json {
  return {
    name,
    file,
    state,
    ok: !failed,
    ...(message === "" ? {} : { message }),
    runs: runs.map(({ backend, digest }) => ({ backend, digest })),
    ...(divergence === undefined ? {} : { divergence: { ...divergence } }),
    milliseconds: Math.round(milliseconds),
  };
}
