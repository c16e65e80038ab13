// How objects show themselves in Node's console. Browsers show an object's getters, which need no help.

/** The method that Node's console asks for. The key is registered, so nothing of Node is imported. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

/** What Node gives to that method, as far as it is used here. */
export type Inspect = (value: unknown, options: object) => string;

/** A name and an object, as Node shows instances of classes. */
export function inspected(
  name: string,
  fields: object,
  options: object,
  inspect: Inspect | undefined,
): string {
  return `${name} ${inspect === undefined ? JSON.stringify(fields) : inspect(fields, options)}`;
}
