/** The place in a list beyond which a page begins. A cursor of another list or order is refused: it would give a wrong page. */
import { codedError } from "@hansa/kit/errors";
import type { Page } from "@hansa/kit/pages";

/** `rank` is what the list is sorted by; `id` decides between equals. */
export type Place = { rank: number; id: string };

/** What a cursor of `list` holds. */
export function placeKey(list: string, { rank, id }: Place): [string, number, string] {
  return [list, rank, id];
}

/** The place beyond which the page begins; undefined: at the end of the list. Throws BAD_USER_INPUT if its cursor is not one of `list`. */
export function placeIn(list: string, { from }: Page): Place | undefined {
  if (from === undefined) return undefined;
  const [name, rank, id, ...more] = from;
  if (name === list && typeof rank === "number" && typeof id === "string" && more.length === 0) return { rank, id };
  throw codedError("BAD_USER_INPUT", "This cursor is not one of this list in this order.");
}

/** The same page for the statement of `list`: its cursor without the name. */
export function pageIn<Asked extends Page>(list: string, page: Asked): Asked {
  const place = placeIn(list, page);
  return { ...page, from: place && [place.rank, place.id] };
}
