// cift doctor: what is here, what is not, and how to get it.

import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import type { Outcome } from "../cli/outcome.js";
import type { Paint } from "../cli/paint.js";
import type { Check } from "../doctor/check.js";
import { engineChecks, simdCheck } from "../doctor/engine-checks.js";
import { dataChecks, nodeCheck, toolChecks } from "../doctor/machine-checks.js";
import { versionOfThis } from "../version.js";

export async function doctor({ paint }: Context): Promise<Outcome> {
  const checks = [nodeCheck(), simdCheck(), ...(await engineChecks()), ...toolChecks(), ...dataChecks()];
  const broken = checks.filter(({ needed, state }) => needed && state !== "ok");
  const version = await versionOfThis();
  return {
    code: broken.length === 0 ? ExitCode.ok : ExitCode.dependency,
    document: { ok: broken.length === 0, ...version, checks: checks.map((check) => ({ ...check })) },
    lines: [
      ...checks.map((check) => line(check, paint)),
      broken.length === 0
        ? paint.green("✓ everything that is needed is here")
        : paint.red(`✗ ${broken.map(({ name }) => name).join(", ")}: needed, and not as it has to be`),
    ],
  };
}

function line({ name, state, detail, needed }: Check, paint: Paint): string {
  const mark = state === "ok" ? paint.green("✓") : needed ? paint.red("✗") : paint.dim("–");
  return `${mark} ${name.padEnd(18)} ${detail}`;
}
