/** List cursors: the position after which a page starts. A cursor of another list or sort order is refused. */

import type { Page } from "@hansa/kit/graphql";
import { CodedError } from "@hansa/kit/runtime";

/** `rank` is the sort key; `id` decides between equal ranks. */
export type CursorPosition = { rank: number; id: string };

/** The content of a cursor of `list`. */
export function cursorKey(list: string, { rank, id }: CursorPosition): [string, number, string] {
  return [list, rank, id];
}

/** Returns the position of the page; undefined: the start of the list. Throws BAD_USER_INPUT for a cursor of another list. */
export function readCursor(list: string, { from }: Page): CursorPosition | undefined {
  if (from === undefined) return undefined;
  const [name, rank, id, ...more] = from;
  if (name === list && typeof rank === "number" && typeof id === "string" && more.length === 0) return { rank, id };
  throw new CodedError("BAD_USER_INPUT", "This cursor is not one of this list in this order.");
}

/** Returns the page with the plain keyset of `list`, without the name. */
export function pageIn<Asked extends Page>(list: string, page: Asked): Asked {
  const place = readCursor(list, page);
  return { ...page, from: place && [place.rank, place.id] };
}
