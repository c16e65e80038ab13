// The ways to say what a verification found.

import type { Paint } from "../../cli/paint.js";
import type { Verification } from "../result.js";
import { defaultReport } from "./default.js";
import { githubReport } from "./github.js";
import { jsonReport } from "./json.js";
import { junitReport } from "./junit.js";
import { tapReport } from "./tap.js";

export const reporterNames = ["default", "json", "junit", "tap", "github"] as const;
export type ReporterName = (typeof reporterNames)[number];

type Reporter = (verification: Verification, paint: Paint) => string[];

const reporters: Readonly<Record<ReporterName, Reporter>> = {
  default: defaultReport,
  json: (verification) => [JSON.stringify(jsonReport(verification), null, 2)],
  junit: junitReport,
  tap: tapReport,
  github: githubReport,
};

/** The lines of a report. */
export function report(name: ReporterName, verification: Verification, paint: Paint): string[] {
  return reporters[name](verification, paint);
}
