/** Return queries: single returns visible to the viewer, and lists for staff. */
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import type { Context } from "../../context.ts";
import { valuesOfWords } from "../../store/order/order-terms.ts";
import { countReturns, findReturnsPage, type ReturnFilter } from "../../store/returns/returns.ts";
import type { ReturnRow } from "../../store/tables.ts";
import { maySee } from "../access.ts";
import { searchedWords } from "../order/search-terms.ts";

/** A page of returns that can still count its list. */
export type ReturnPage = Connection<ReturnRow> & { count: () => Promise<number> };

type Searched = { search?: string | null | undefined };
type Args = PageArgs & {
  sort?: TimeSort | null | undefined;
  filter?: (Omit<ReturnFilter, `word${number}`> & Searched) | null | undefined;
};

/** The return if the viewer may see its order; null otherwise, as for an unknown id. */
export async function findVisibleReturn(context: Context, id: string): Promise<ReturnRow | null> {
  const row = await context.loaders.returnById.load(id);
  const order = row && (await context.loaders.orderById.load(row.orderId));
  return order && maySee(context, order, context.guestSecret) ? row : null;
}

/** All returns, the newest first. */
export async function listReturns({ store }: Context, args: Args): Promise<ReturnPage> {
  const page = readTimePage(args, 25, "returns");
  const { search, ...others } = args.filter ?? {};
  const filter = { ...others, ...valuesOfWords(typeof search === "string" ? searchedWords(search) : []) };
  const rows = await store.read((db) => findReturnsPage(db, filter, page));
  return {
    ...connectionOf(page, rows, (row) => [row.requestedAt, row.id]),
    count: () => store.read((db) => countReturns(db, filter)),
  };
}
