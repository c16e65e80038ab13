// How objects show themselves in Node's console. Browsers show an object's getters, which need no help.

/** The method that Node's console asks for. The key is registered, so nothing of Node is imported. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

/** A name and an object, as Node shows instances of classes. Node gives options and `util.inspect` to the method. */
export function inspected(
  name: string,
  fields: object,
  options: object,
  inspect: ((value: unknown, options: object) => string) | undefined,
): string {
  return `${name} ${inspect === undefined ? JSON.stringify(fields) : inspect(fields, options)}`;
}
