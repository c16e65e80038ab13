// Documents name files; a file that is not there makes them stale.
// @ts-check

const PLACE = /`((?:crates|engine|node-runner|web|schemas|infra|database|examples|bench|docs)\/[\w./*-]+)`/g;

/**
 * @param {string} path of the document
 * @param {string} text
 * @param {string[]} files all files of the repository
 * @returns {string[]}
 */
export function stalePlaces(path, text, files) {
  const there = (/** @type {string} */ place) => {
    const plain = place.replace(/\/$/, "");
    if (plain.includes("*")) {
      const pattern = new RegExp(`^${plain.split("*").map(literally).join("[^/]*")}(/|$)`);
      return files.some((file) => pattern.test(file));
    }
    return files.some((file) => file === plain || file.startsWith(`${plain}/`));
  };
  return text.split("\n").flatMap((line, index) =>
    [...line.matchAll(PLACE)]
      .map((match) => match[1] ?? "")
      .filter((place) => !there(place))
      .map((place) => `${path}:${index + 1}: ${place} is not there`),
  );
}

/** @param {string} text */
function literally(text) {
  return text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
}
