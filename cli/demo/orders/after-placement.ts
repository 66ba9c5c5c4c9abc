/** Plans the steps of orders after placement: parcels, cancellations, returns, refunds and reviews. */
import { seededRandom } from "@hansa/kit/testing";
import { dayMs, hourMs, lastDay } from "../calendar.ts";
import type { CatalogueProduct } from "../catalogue/index.ts";
import type { PlannedOrder, PlannedStep, Step } from "./planned-order.ts";
import { planReviews } from "./reviews.ts";
import { type Scenario, scenarioOf } from "./scenarios.ts";

/** Nothing happens in the last hours of the story but that the shop is put in order. */
const end = lastDay - 2 * hourMs;
/** The warehouse is being painted: since then nothing leaves it. */
const nothingLeavesFrom = lastDay - 5 * dayMs;
/** The carriers are on strike: what has not arrived by then is still under way. */
const nothingArrivesFrom = lastDay - 7 * dayMs;
/** Reviews from then on are not moderated yet. */
const nothingIsReadFrom = lastDay - 6 * dayMs;
const maxOpenReturns = 2;

/** All steps that are over by the last day: what was bought lately is still on its way, or not even packed. */
export function planSteps(products: readonly CatalogueProduct[], orders: readonly PlannedOrder[]): PlannedStep[] {
  const weighty = new Set(
    products.flatMap(({ variants }) =>
      variants.filter((variant) => variant.weightGrams !== null).map(({ sku }) => sku),
    ),
  );
  const steps = orders.flatMap((order) => stepsOf(order, weighty));
  const all = [...steps, ...openReturns(steps), ...planReviews(products, orders, arrivals(steps))];
  return all.filter(({ at, step }) => at < (step.does === "judgeReview" ? nothingIsReadFrom : end));
}

function stepsOf(order: PlannedOrder, weighty: ReadonlySet<string>): PlannedStep[] {
  const chance = seededRandom(9_000 + order.index);
  const units = order.lines.reduce((sum, { sku, quantity }) => sum + (weighty.has(sku) ? quantity : 0), 0);
  const leavesAt = order.at + (order.isUrgent ? 3 + chance() * 8 : 14 + chance() * 20) * hourMs;
  if (units === 0 || order.course === "captureRefused" || leavesAt > nothingLeavesFrom) return [];
  const arrivesAt = leavesAt + (order.isUrgent ? 20 + chance() * 20 : 44 + chance() * 90) * hourMs;
  const days = (from: number, count: number): number => from + (count + chance() / 2) * dayMs;
  const step = (at: number, done: Step): PlannedStep => ({ kind: "step", at: Math.floor(at), order, step: done });
  const sent = [step(leavesAt, { does: "leave", what: "everything" }), step(arrivesAt, { does: "arrive" })];
  if (arrivesAt > nothingArrivesFrom) return sent.slice(0, 1);
  const refund = (at: number, what: "shipping" | "gesture", ends: "SUCCEEDED" | "FAILED" = "SUCCEEDED") =>
    step(at, { does: "refund", what, ends });

  const askedAt = days(arrivesAt, 4);
  const decidedAt = days(askedAt, 1);
  const returnSteps = (decision: "APPROVE" | "REJECT") => [
    step(askedAt, { does: "askReturn" }),
    step(decidedAt, { does: "decideReturn", decision }),
  ];
  const told: Record<Scenario, () => PlannedStep[]> = {
    oneParcel: () => sent,
    twoParcels: () => [
      step(leavesAt, { does: "leave", what: "aPart" }),
      step(days(leavesAt, 2), { does: "leave", what: "theRest" }),
      step(days(arrivesAt, 1), { does: "arrive" }),
      step(days(arrivesAt, 3), { does: "arrive" }),
    ],
    cancelled: () => [step(order.at + hourMs, { does: "cancel" })],
    unitCancelled: () => [step(order.at + 2 * hourMs, { does: "cancelUnit" }), ...sent],
    returned: () => [
      ...sent,
      ...returnSteps("APPROVE"),
      step(days(decidedAt, 5), { does: "receiveReturn" }),
      step(days(decidedAt, 6), { does: "refundReturn" }),
    ],
    returnRejected: () => [...sent, ...returnSteps("REJECT")],
    shippingBack: () => [...sent, refund(days(arrivesAt, 1), "shipping")],
    gesture: () => [...sent, refund(days(arrivesAt, 2), "gesture")],
    refundFails: () => [
      ...sent,
      refund(days(arrivesAt, 2), "gesture", "FAILED"),
      refund(days(arrivesAt, 3), "gesture"),
    ],
  };
  return told[scenarioOf(order, units)]();
}

/** When all of an order has arrived. */
function arrivals(steps: readonly PlannedStep[]): ReadonlyMap<PlannedOrder, number> {
  return new Map(steps.filter(({ step }) => step.does === "arrive").map(({ order, at }) => [order, at]));
}

/** Two open returns of the last days: the latest awaits its decision, the one before is on its way. */
function openReturns(steps: readonly PlannedStep[]): PlannedStep[] {
  const lately = [...arrivals(steps)].filter(
    ([order, at]) =>
      at > end - 20 * dayMs && at < nothingArrivesFrom && steps.filter((step) => step.order === order).length === 2,
  );
  return lately.slice(-maxOpenReturns).flatMap(([order], index, all): PlannedStep[] => {
    const planned = { kind: "step", order } as const;
    const request: PlannedStep = { ...planned, at: end - (3 - index) * dayMs, step: { does: "askReturn" } };
    if (index === all.length - 1) return [request];
    return [request, { ...planned, at: end - dayMs, step: { does: "decideReturn", decision: "APPROVE" } }];
  });
}
