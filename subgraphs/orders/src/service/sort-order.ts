/** Sort order of lists that support synchronisation by time of change. */

import { type ListPage, type PageArgs, readPage, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { CodedError } from "@hansa/kit/runtime";

/** UPDATED: oldest change first, so that a reader that continues after the last row misses no change. */
export type ChangeSort = TimeSort | "UPDATED";

/**
 * Reads the arguments of a list by time or by change. A filter by change sorts by change; another order is rejected for it, because no index
 * finds its first row.
 */
export function readChangePage(
  args: PageArgs & { sort?: ChangeSort | null | undefined },
  usual: number,
  list: string,
  isChangeRequested: boolean,
): { isFollowing: boolean; page: ListPage } {
  const { sort = null } = args;
  if (sort === "UPDATED" || (sort === null && isChangeRequested))
    return { isFollowing: true, page: readPage(args, usual, `${list} by change`) };
  if (isChangeRequested)
    throw new CodedError("BAD_USER_INPUT", "A filter by the time of change goes with the sort order UPDATED.");
  return { isFollowing: false, page: readTimePage({ ...args, sort }, usual, list) };
}
