// What differs between two events, field by field, from their lines.

/** `price: 100 → 101`, for each field that differs. */
export function lineDifferences(golden: string, run: string): string[] {
  const [before, now] = [fieldsOf(golden), fieldsOf(run)];
  const names = [...new Set([...before.keys(), ...now.keys()])];
  return names.flatMap((name) => {
    const [a, b] = [before.get(name) ?? "0", now.get(name) ?? "0"];
    return a === b ? [] : [`${name}: ${a} → ${b}`];
  });
}

/** `#12 trade sell orderId=7 price=100`: number, kind and what describes it stand before the pairs. */
function fieldsOf(line: string): Map<string, string> {
  const [number = "", kind = "", ...words] = line.split(" ");
  const fields = new Map([
    ["seq", number.slice(1)],
    ["kind", kind],
  ]);
  const plain: string[] = [];
  for (const word of words) {
    const at = word.indexOf("=");
    if (at === -1) plain.push(word);
    else fields.set(word.slice(0, at), word.slice(at + 1));
  }
  // The side comes first where there is one; what is left is the reason.
  if (plain[0] === "buy" || plain[0] === "sell") fields.set("side", plain.shift() ?? "");
  if (plain.length > 0) fields.set("reason", plain.join(" "));
  return fields;
}
