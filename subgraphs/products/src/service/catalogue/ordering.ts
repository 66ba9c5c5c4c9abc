/** Putting one thing into its place among others. */

/** The ids in their new order: `id` at `position`, counted without it; beyond the end it stands last. */
export function placedAt(ids: readonly string[], id: string, position: number): string[] {
  const others = ids.filter((other) => other !== id);
  return [...others.slice(0, position), id, ...others.slice(position)];
}
