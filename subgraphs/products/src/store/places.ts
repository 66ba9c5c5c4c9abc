/** The place in a list behind which a page begins. A cursor of another list or order is refused: it would give a wrong page. */
import { codedError } from "@hansa/kit/errors";
import type { Page } from "@hansa/kit/pages";

/** `rank` is what the list is sorted by; `id` decides between equals. */
export type Place = { rank: number; id: string };

/** What a cursor of `list` holds. */
export function placeKey(list: string, { rank, id }: Place): [string, number, string] {
  return [list, rank, id];
}

/** The place after which the page begins; undefined: at the first row. Throws BAD_USER_INPUT if its cursor is not one of `list`. */
export function placeIn(list: string, { after }: Page): Place | undefined {
  if (after === undefined) return undefined;
  const [name, rank, id, ...more] = after;
  if (name === list && typeof rank === "number" && typeof id === "string" && more.length === 0) return { rank, id };
  throw codedError("BAD_USER_INPUT", "This cursor is not one of this list in this order.");
}
