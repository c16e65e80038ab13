// A project that installed the package from its tarball, without a registry.

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** The package. */
export const ENGINE_FOLDER = fileURLToPath(new URL("../..", import.meta.url));
const ROOT = join(ENGINE_FOLDER, "..");

/** A consumer's project in a folder of its own. */
export interface Consumer {
  readonly folder: string;
  /** The package as it was installed. */
  readonly installed: string;
  /** Runs a program in it; gives what it prints. Rejects, with the output, when it fails. */
  run(
    program: string,
    args: readonly string[],
  ): Promise<{ readonly stdout: string; readonly stderr: string }>;
  remove(): Promise<void>;
}

/** Packs the package as it would be published, and unpacks it into a new project. */
export async function installConsumer(): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), "cift-consumer-"));
  const installed = join(folder, "node_modules", "@cift", "engine");
  await cp(join(ENGINE_FOLDER, "packaging", "consumer"), folder, { recursive: true });
  await mkdir(installed, { recursive: true });
  const packed = await exec(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination", folder],
    {
      cwd: ENGINE_FOLDER,
    },
  );
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  await exec("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components", "1"]);
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8")) as Manifest;
  for (const name of await withTheirs([...Object.keys(manifest.dependencies ?? {}), "@types/node"])) {
    await cp(join(ROOT, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
  }
  return {
    folder,
    installed,
    run: (program, args) => exec(program, args, { cwd: folder }).catch(withOutput),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Packages and all that they depend on, which is hoisted here. */
async function withTheirs(names: readonly string[]): Promise<ReadonlySet<string>> {
  const all = new Set(names);
  for (const name of all) {
    const path = join(ROOT, "node_modules", name, "package.json");
    const { dependencies = {} } = JSON.parse(await readFile(path, "utf8")) as Manifest;
    for (const each of Object.keys(dependencies)) all.add(each);
  }
  return all;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

function withOutput(error: Error & { stdout?: string; stderr?: string }): never {
  throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`, { cause: error });
}

/** A program of this repository's development dependencies. */
export function tool(path: string): string {
  return join(ROOT, "node_modules", path);
}
