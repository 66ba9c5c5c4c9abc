/** Lists of promotions for the back office. */

import { type Connection, connectionOf, type PageArgs } from "@hansa/kit/graphql";
import { hasScope } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import {
  countPromotions,
  findPromotion,
  findPromotionsPage,
  type PromotionFilter,
} from "../../store/promotions/promotions.ts";
import type { PromotionRow } from "../../store/tables.ts";
import { normaliseCode } from "../pricing/promotion-selection.ts";
import { type ChangeSort, readChangePage } from "../sort-order.ts";

/** A page of promotions with a function that counts the whole list. */
export type PromotionPage = Connection<PromotionRow> & { count: () => Promise<number> };

type PromotionListArgs = PageArgs & {
  sort?: ChangeSort | null | undefined;
  filter?: PromotionFilter | null | undefined;
};

/** One promotion; null if there is none. */
export async function showPromotion({ store }: Context, id: string): Promise<PromotionRow | null> {
  return (await store.read((db) => findPromotion(db, id))) ?? null;
}

/** The promotion if the viewer has the scope `promotions:read`; null otherwise. */
export async function findVisiblePromotion({ loaders, viewer }: Context, id: string): Promise<PromotionRow | null> {
  return hasScope(viewer, "promotions:read") ? loaders.promotionById.load(id) : null;
}

/** All promotions in the requested order. */
export async function listPromotions({ store, runtime }: Context, args: PromotionListArgs): Promise<PromotionPage> {
  const { active, code, updatedFrom } = args.filter ?? {};
  const { isFollowing, page } = readChangePage(args, 25, "promotions", typeof updatedFrom === "number");
  const filter = { active, updatedFrom, code: typeof code === "string" ? normaliseCode(code) : code };
  const now = runtime.now();
  const rows = await store.read((db) => findPromotionsPage(db, filter, { ...page, isFollowing }, now));
  return {
    ...connectionOf(page, rows, ({ createdAt, updatedAt, id }) => [isFollowing ? updatedAt : createdAt, id]),
    count: () => store.read((db) => countPromotions(db, filter, now)),
  };
}
