/** The size of a response before it is text: strings are references until then, so that a small result may be a text of a hundred megabytes. */

/** The most levels of a response: twice those that an operation may have, for its lists, and what stands around the data. */
export const maxBodyDepth = 80;

/**
 * The length of a value as JSON text, without escapes and with one byte for each character; NaN if it nests deeper than a response may. Stops
 * beyond `most`, with a length above it. To write the text instead costs more than to hand over the value.
 */
export function measureBody(value: unknown, most: number = Number.POSITIVE_INFINITY, depth = 0): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return measureLeaf(value);
  if (depth === maxBodyDepth) return Number.NaN;
  // One brace or bracket, and after each member a comma or the other.
  let length = 1;
  if (Array.isArray(value)) {
    for (const member of value) {
      length += measureBody(member, most - length, depth + 1) + 1;
      if (!(length <= most)) return length;
    }
  } else if (isRecord(value)) {
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member === undefined) continue;
      length += measureName(key) + measureBody(member, most - length, depth + 1);
      if (!(length <= most)) return length;
    }
  }
  return length === 1 ? 2 : length;
}

/** The length of a name in an object, with its quotes, its colon, and the comma or brace after its value. */
export function measureName(name: string): number {
  return name.length + 4;
}

/** The length of a value without fields, as `measureBody` counts it. Most are texts and small whole numbers. */
export function measureLeaf(value: unknown): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 1_000_000)
    return value < 10 ? 1 : value < 100 ? 2 : value < 1_000 ? 3 : value < 10_000 ? 4 : value < 100_000 ? 5 : 6;
  if (typeof value === "object" && value !== null) return measureBody(value);
  return String(value).length;
}

function isRecord(value: object): value is Readonly<Record<string, unknown>> {
  return !Array.isArray(value);
}
