// The cift program.

import { ExitCode } from "./cli/exit-code.js";

// First of all, so that Ctrl-C ends it the same way at any time. What is imported after takes a tenth of a second.
process.once("SIGINT", () => process.exit(ExitCode.interrupted));
process.once("SIGTERM", () => process.exit(ExitCode.terminated));

// Whoever reads our output may stop early (`cift replay | head`): that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(ExitCode.ok);
  throw error;
});

const { runCli } = await import("./cli/run.js");
process.exitCode = await runCli(process.argv.slice(2));
