import { type Paint, paintFor, wantsColour } from "./paint.js";
import { noProgress, type Progress, progressOn } from "./progress.js";

/** The options that every command has. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly cwd?: string;
}

/** What a command needs from the outside. */
export interface Context {
  readonly paint: Paint;
  readonly progress: Progress;
  /** A line for people on stderr: what is worth knowing and is no result. */
  readonly note: (text: string) => void;
}

export function contextOf(options: GlobalOptions): Context {
  const { stdout, stderr, env } = process;
  const progress = options.quiet === true ? noProgress : progressOn(stderr, env);
  return {
    paint: paintFor(wantsColour(options.color !== false, stdout.isTTY, env)),
    progress,
    note(text) {
      progress.clear();
      if (options.quiet !== true) stderr.write(`${text}\n`);
    },
  };
}
