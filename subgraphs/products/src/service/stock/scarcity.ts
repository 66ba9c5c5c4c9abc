/** What is about to run out, the scarcest first. */
import { codedError } from "@hansa/kit/errors";
import { connectionOf, type PageArgs, readPage } from "@hansa/kit/pages";
import type { Context } from "../../context.ts";
import { placeKey } from "../../store/places.ts";
import { countScarce, findScarce, scarceList } from "../../store/scarcity.ts";
import type { VariantPage } from "../shop/choosing.ts";

type ScarceArgs = PageArgs & {
  threshold?: number | null | undefined;
};

/** Counted variants of products on sale with at most `threshold` units left; without it, as many as the shop calls scarce. */
export async function listScarce({ store, loaders }: Context, args: ScarceArgs): Promise<VariantPage> {
  const page = readPage(args, 50);
  const threshold = args.threshold ?? (await loaders.settings()).lowStock;
  if (threshold < 0) throw codedError("BAD_USER_INPUT", "A threshold is zero or more.");
  const rows = await store.read((db) => findScarce(db, threshold, page));
  for (const { variant, level } of rows) {
    loaders.variantById.prime(variant.id, variant);
    loaders.stockByVariant.prime(level.variantId, level);
  }
  const { edges, pageInfo } = connectionOf(page, rows, ({ variant, level }) =>
    placeKey(scarceList, { rank: level.onHand - level.reserved, id: variant.id }),
  );
  const variants = edges.map(({ cursor, node }) => ({ cursor, node: node.variant }));
  return { edges: variants, nodes: variants.map(({ node }) => node), pageInfo, total: { threshold } };
}

/** How many variants there are on all pages of a list. */
export async function countVariants({ store }: Context, { total }: VariantPage): Promise<number> {
  return typeof total === "number" ? total : store.read((db) => countScarce(db, total.threshold));
}
