/** Plans customers' reviews: mostly positive, mostly approved, the latest pending. */
import { seededRandom } from "@hansa/kit/testing/manual-runtime";
import { dayMs, hourMs } from "../calendar.ts";
import type { CatalogueProduct } from "../catalogue/index.ts";
import type { PlannedOrder, PlannedStep } from "./planned-order.ts";

const pleased = [
  "Exactly as described, and nicer in the hand than in the picture.",
  "We use it every day. It looks as it did when it came.",
  "Came well packed, smells of nothing, does what it should. Gladly again.",
  "A present for my father, who now refuses to lend it to anybody.",
  "Sturdy, plain, and made by people who know what it is for.",
  "The second one I have ordered. The first one went to my sister.",
  "It has been out on the boat all summer and does not mind.",
  "Worth the wait. The colour is deeper than on the screen, which I like.",
];
const content = [
  "Good, though a little smaller than I thought. Read the measures.",
  "Does its work. One seam was not quite straight; I can live with that.",
  "Lovely thing. A little dear, but it will outlast me.",
  "Fine quality. The parcel took its time.",
];
const critical = [
  "All right, but not what I had hoped for at this price.",
  "It works; the finish is rougher than in the picture.",
  "Looks good and is heavier than it needs to be.",
];
const advertising = "Much cheaper at my cousin's stall, ask for Knut at the fish market!";

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
    if (order.buyer.kind === "guest" || arrivedAt === undefined) return [];
    const isKeen = order.buyer.kind === "demo";
    return order.lines.flatMap(({ sku }) => {
      const said = `${JSON.stringify(order.buyer)} ${slugs.get(sku)}`;
      if ((!isKeen && chance() > 0.45) || written.has(said)) return [];
      written.add(said);
      const at = Math.floor(arrivedAt + (2 + chance() * 16) * dayMs);
      return review(order, sku, at, written.size === firstAdvertising, chance);
    });
  });
}

function review(
  order: PlannedOrder,
  sku: string,
  at: number,
  isAdvertising: boolean,
  chance: () => number,
): PlannedStep[] {
  const draw = chance();
  const [rating, words] =
    draw < 0.55 ? [5, pleased] : draw < 0.85 ? [4, content] : draw < 0.95 ? [3, critical] : [2, critical];
  const body = isAdvertising ? advertising : (words[Math.floor(chance() * words.length)] ?? advertising);
  const judgedAt = Math.floor(at + (4 + chance() * 40) * hourMs);
  const decision = isAdvertising ? "REJECT" : "APPROVE";
  return [
    { kind: "step", at, order, step: { does: "review", sku, rating, body } },
    { kind: "step", at: judgedAt, order, step: { does: "judgeReview", sku, decision } },
  ];
}
