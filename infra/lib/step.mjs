// @ts-check
// One line for each step: what it was, how long it took, what it did or chose.

/**
 * @param {string} name
 * @param {number} milliseconds
 * @param {string} outcome
 */
export function stepLine(name, milliseconds, outcome) {
  return `  ${name.padEnd(18)} ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${outcome}`;
}

/**
 * Runs a step and prints its line. A failure is printed too, and thrown on.
 * @param {string} name
 * @param {() => Promise<string> | string} work gives what it did, in a few words
 */
export async function step(name, work) {
  const start = performance.now();
  try {
    const outcome = await work();
    console.log(stepLine(name, performance.now() - start, outcome));
  } catch (error) {
    console.log(stepLine(name, performance.now() - start, "FAILED"));
    throw error;
  }
}
