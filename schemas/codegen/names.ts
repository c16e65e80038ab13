/** `timeInForce` to `time_in_force`; digits stay with the word before them. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at: number) => (at === 0 ? "" : "_") + letter.toLowerCase());
}

/** `timeInForce` to `TimeInForce`. */
export function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** `TimeInForce` to `timeInForce`. */
export function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** `TimeInForce` to `time-in-force`: the name of its file. */
export function kebabCase(name: string): string {
  return snakeCase(name).replaceAll("_", "-");
}

/** What is short in a name, and long in a sentence. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ["seq", "sequence number"],
  ["pnl", "profit or loss"],
]);

/** `bidPrice` to `Bid price`. */
export function words(name: string): string {
  const parts = snakeCase(name).split("_");
  return pascalCase(parts.map((part) => ABBREVIATIONS.get(part) ?? part).join(" "));
}
