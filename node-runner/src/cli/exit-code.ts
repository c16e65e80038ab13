/** What the program's exit code means. */
export const ExitCode = {
  ok: 0,
  /** The run failed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** What was verified is not equal. */
  mismatch: 3,
  /** A golden is missing or obsolete, where none may be written. */
  missing: 4,
  /** An input is not what it should be. */
  data: 5,
  /** Something that is needed is not there: the native addon, a service. */
  dependency: 6,
  /** Stopped with Ctrl-C. */
  interrupted: 130,
  /** Told to end by SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
