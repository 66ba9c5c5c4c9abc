/** Position of an item in a list of ids. */

/** Returns the ids with `id` moved to `position`, counted without it; beyond the end it becomes the last. */
export function moveToPosition(ids: readonly string[], id: string, position: number): string[] {
  const others = ids.filter((other) => other !== id);
  return [...others.slice(0, position), id, ...others.slice(position)];
}
