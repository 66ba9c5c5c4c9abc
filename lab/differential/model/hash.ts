/** Deterministic numbers and texts from labels, and the canonical text of a JSON value. */

/** 32 bits of a text: FNV-1a with a final mix, so that similar texts differ in all bits. */
export function hash(text: string): number {
  let folded = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) folded = Math.imul(folded ^ text.charCodeAt(at), 0x01000193);
  folded = Math.imul(folded ^ (folded >>> 16), 0x85ebca6b);
  folded = Math.imul(folded ^ (folded >>> 13), 0xc2b2ae35);
  return (folded ^ (folded >>> 16)) >>> 0;
}

/** Another number from a number, independent of those with other labels. */
export function derive(seed: number, label: string | number): number {
  return hash(`${seed}/${label}`);
}

/** The element that a number selects; throws if there is none. */
export function select<Thing>(things: readonly Thing[], seed: number): Thing {
  const thing = things[seed % things.length];
  if (thing === undefined) throw new Error("there is nothing to select from");
  return thing;
}

/** JSON with sorted keys: equal values have equal texts. An absent field differs from null. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`)
    .join(",")}}`;
}
