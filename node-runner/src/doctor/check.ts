/** What the doctor looked at. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "missing" | "wrong";
  readonly detail: string;
  /** Whether the program cannot do its main job without it. */
  readonly needed: boolean;
}

/** Found, or what it takes to get it. */
export function present(name: string, needed: boolean, found: string | undefined, otherwise: string): Check {
  return { name, needed, state: found === undefined ? "missing" : "ok", detail: found ?? otherwise };
}
