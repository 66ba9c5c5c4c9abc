/** Low stock: tracked variants with few available units, fewest first. */

import { connectionOf, type PageArgs, readPage } from "@hansa/kit/graphql";
import { CodedError } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import { cursorKey } from "../../store/cursors.ts";
import { countLowStock, findLowStock, lowStockList } from "../../store/reservations/low-stock.ts";
import type { VariantPage } from "../storefront/variants.ts";

type LowStockArgs = PageArgs & {
  threshold?: number | null | undefined;
};

/** Lists tracked variants on sale with at most `threshold` available units, by default the low stock threshold of the shop. */
export async function listLowStock({ store, loaders }: Context, args: LowStockArgs): Promise<VariantPage> {
  const page = readPage(args, 50);
  const threshold = args.threshold ?? (await loaders.settings()).lowStock;
  if (threshold < 0) throw new CodedError("BAD_USER_INPUT", "A threshold is zero or more.");
  const rows = await store.read((db) => findLowStock(db, threshold, page));
  for (const { variant, level } of rows) {
    loaders.variantById.prime(variant.id, variant);
    loaders.stockByVariant.prime(level.variantId, level);
  }
  const { edges, pageInfo } = connectionOf(page, rows, ({ variant, level }) =>
    cursorKey(lowStockList, { rank: level.onHand - level.committed - level.reserved, id: variant.id }),
  );
  const variants = edges.map(({ cursor, node }) => ({ cursor, node: node.variant }));
  return { edges: variants, nodes: variants.map(({ node }) => node), pageInfo, total: { threshold } };
}

/** The number of variants on all pages of a list. */
export async function countVariants({ store }: Context, { total }: VariantPage): Promise<number> {
  return typeof total === "number" ? total : store.read((db) => countLowStock(db, total.threshold));
}
