// @ts-check
// Makes schemas/golden/*.json: `node node-runner/scripts/mint-goldens.mjs [--update=new|all|none] [--backend …]`. It is
// `cift verify` under another name: by default only goldens that are missing are written, and one that changed fails.

import { runCli } from "../dist/cli/run.js";

process.exitCode = await runCli(["verify", ...process.argv.slice(2)]);
