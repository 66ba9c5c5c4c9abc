/** Plans customers' reviews: mostly positive, mostly approved, the latest pending. */
import { seededRandom } from "@hansa/kit/testing";
import { dayMs, hourMs } from "../calendar.ts";
import type { CatalogueProduct } from "../catalogue/index.ts";
import type { PlannedOrder, PlannedStep } from "./planned-order.ts";
import texts from "./review-texts.json" with { type: "json" };

const firstAdvertising = 4;

/** At most one review of a product by each customer, of those who have an account. */
export function planReviews(
  products: readonly CatalogueProduct[],
  orders: readonly PlannedOrder[],
  arrivals: ReadonlyMap<PlannedOrder, number>,
): PlannedStep[] {
  const slugs = new Map(products.flatMap(({ handle, variants }) => variants.map(({ sku }) => [sku, handle] as const)));
  const written = new Set<string>();
  return orders.flatMap((order) => {
    const chance = seededRandom(17_000 + order.index);
    const arrivedAt = arrivals.get(order);
    if (order.buyer.kind === "guest" || order.buyer.kind === "company" || arrivedAt === undefined) return [];
    const isKeen = order.buyer.kind === "demo";
    return order.lines.flatMap(({ sku }) => {
      const said = `${JSON.stringify(order.buyer)} ${slugs.get(sku)}`;
      if ((!isKeen && chance() > 0.45) || written.has(said)) return [];
      written.add(said);
      const at = Math.floor(arrivedAt + (2 + chance() * 16) * dayMs);
      return review({ order, sku, at, isAdvertising: written.size === firstAdvertising }, chance);
    });
  });
}

/** A review to plan: an advertising one is rejected. */
type ReviewDraft = { order: PlannedOrder; sku: string; at: number; isAdvertising: boolean };

function review({ order, sku, at, isAdvertising }: ReviewDraft, chance: () => number): PlannedStep[] {
  const draw = chance();
  const [rating, words] =
    draw < 0.55 ? [5, texts.pleased] : draw < 0.85 ? [4, texts.content] : [draw < 0.95 ? 3 : 2, texts.critical];
  const body = (!isAdvertising && words[Math.floor(chance() * words.length)]) || texts.advertising;
  const judgedAt = Math.floor(at + (4 + chance() * 40) * hourMs);
  const decision = isAdvertising ? "REJECT" : "APPROVE";
  return [
    { kind: "step", at, order, step: { does: "review", sku, rating, body } },
    { kind: "step", at: judgedAt, order, step: { does: "judgeReview", sku, decision } },
  ];
}
