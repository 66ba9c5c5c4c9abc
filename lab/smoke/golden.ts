/** The shape of a response: its fields and their kinds, without their values. */

/** Fields keep their names, values become their kinds, a list becomes what all its entries have in common. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [value.map(shapeOf).reduce<unknown>(merge, "nothing")];
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}

/** Everything in which `found` is not as `golden` says, one line each. A golden null may have become a value, and the other way round. */
export function describeDifference(where: string, golden: unknown, found: unknown): string[] {
  if (golden === "null" || golden === "nothing" || found === "null" || found === "nothing") return [];
  if (Array.isArray(golden) && Array.isArray(found)) return describeDifference(`${where}[]`, golden[0], found[0]);
  if (isFields(golden) && isFields(found)) {
    const names = new Set([...Object.keys(golden), ...Object.keys(found)]);
    return [...names].flatMap((name) => {
      if (!(name in found)) return [`${where}.${name} is missing`];
      if (!(name in golden)) return [`${where}.${name} is new`];
      return describeDifference(`${where}.${name}`, golden[name], found[name]);
    });
  }
  return golden === found ? [] : [`${where} is ${JSON.stringify(found)}, and was ${JSON.stringify(golden)}`];
}

function merge(one: unknown, other: unknown): unknown {
  if (one === "nothing" || one === "null") return other;
  if (other === "nothing" || other === "null") return one;
  if (Array.isArray(one) && Array.isArray(other)) return [merge(one[0], other[0])];
  if (!isFields(one) || !isFields(other)) return one;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      name in one && name in other ? merge(one[name], other[name]) : (one[name] ?? other[name]),
    ]),
  );
}

function isFields(shape: unknown): shape is Record<string, unknown> {
  return typeof shape === "object" && shape !== null && !Array.isArray(shape);
}
