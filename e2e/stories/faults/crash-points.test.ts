/** Processes killed before and after named fault points, on the first and the second pass: every order is completed. */
import { beforeAll, expect, test } from "vitest";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  requireOrder,
  startPaymentOnce,
} from "../../../lab/client/buyer.ts";
import { CheckoutDocument } from "../../../lab/client/documents/purchase.ts";
import { executeDocument, requireData } from "../../../lab/client/graphql-client.ts";
import { eventually } from "../../../lab/client/polling.ts";
import { runShop, type ServiceName, type Shop } from "../../../lab/client/processes/shop.ts";
import { auditStores } from "../../../tools/audit/audit.ts";

let shop: Shop;
beforeAll(async () => {
  // Its own: the audit sees that nothing at all is in flight.
  shop = await runShop();
  return shop.stop;
});

/** Where each service dies while two buyers buy; one of each in a round, so that they die over the same orders. */
type Round = Partial<Record<Exclude<ServiceName, "router">, string>>;

const rounds: readonly Round[] = [
  {
    products: "before:write:reserve-stock",
    orders: "after:write:place-order",
    payments: "before:call:sandbox.capture",
    users: "after:write:apply-orders-event",
  },
  {
    products: "after:write:commit-reservation:2",
    orders: "before:call:payments.capture:2",
    payments: "after:write:store-webhook:2",
    users: "before:write:apply-orders-event:2",
  },
];

test.each(rounds)("two buyers buy while services die: %o", async (round) => {
  const doomed = Object.entries(round).map(([name, point]) => ({ name: nameOf(name), point }));
  await Promise.all(
    doomed.map(async ({ name, point }) => {
      await shop.kill(name);
      await shop.start(name, { HANSA_CRASH_AT: point });
    }),
  );
  const supervising = doomed.map(async ({ name }) => {
    const signal = await shop.awaitExit(name);
    await shop.start(name);
    return signal;
  });
  await Promise.all([buyInSpite(), buyInSpite()]);
  expect(await Promise.all(supervising)).toEqual(doomed.map(() => "SIGKILL"));
  await expectCleanAudit();
});

test("a service that dies while it opens its store can open it again", async () => {
  await shop.kill("payments");
  const point = "after:write:record-opening";
  await expect(shop.start("payments", { HANSA_CRASH_AT: point })).rejects.toThrow("payments ended with SIGKILL");
  await shop.start("payments");
  await buyInSpite();
  await expectCleanAudit();
});

/** Buys, and tries each step again until it is answered; the order is confirmed once, and charged once. */
async function buyInSpite(): Promise<void> {
  const { id } = await eventually("something is found", () => tried(() => findAvailableVariant(shop)));
  const cartId = await eventually("there is a cart", () => tried(() => fillCart(shop, id)));
  const checkoutId = await eventually("it can be paid", () => tried(() => prepareCheckout(shop, cartId)));
  const paid = await eventually("it is paid", () => tried(() => payOnce(checkoutId)));
  expect(paid).toMatchObject({ __typename: "PaymentStarted" });
  const { number } = await eventually("there is an order", () =>
    tried(async () => requireOrder(await completeCheckout(shop, checkoutId, {}, `complete-${checkoutId}`))),
  );
  await eventually("the order is confirmed", () =>
    tried(async () => {
      const { checkout } = await requireData(
        executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, { guest: [checkoutId] }),
      );
      return checkout?.order?.state === "CONFIRMED" ? true : undefined;
    }),
  );
  const seen = await eventually("the order is shown with its payments", () =>
    tried(async () => {
      const order = await readOrderByToken(shop, number, undefined, { guest: [checkoutId] });
      return order.payments ? order : undefined;
    }),
  );
  expect(seen.timeline.filter(({ kind }) => kind === "CONFIRMED")).toHaveLength(1);
  const captured = { minor: seen.totals.total.minor };
  expect(seen.payments).toEqual([{ id: expect.any(String), state: "CAPTURED", captured }]);
}

/** Undefined while payments says that it does not know yet. */
async function payOnce(checkoutId: string) {
  const start = { checkoutId, paymentToken: "tok_ok", idempotencyKey: `pay-${checkoutId}` };
  const answer = await startPaymentOnce(shop, start, {});
  const isUnknown =
    answer.__typename === "ProviderUnavailableError" || answer.__typename === "IdempotencyInProgressError";
  return isUnknown ? undefined : answer;
}

/** The result of the work; undefined if it failed because a service was down. */
async function tried<Found>(work: () => Promise<Found>): Promise<Found | undefined> {
  return work().catch(() => undefined);
}

async function expectCleanAudit(): Promise<void> {
  await eventually("the audit finds nothing in flight and nothing broken", async () => {
    const { verdicts } = auditStores({ data: shop.data, drained: true });
    return verdicts.some(({ verdict }) => verdict === "broken") ? undefined : true;
  });
}

function nameOf(name: string): ServiceName {
  if (name === "products" || name === "users" || name === "orders" || name === "payments") return name;
  throw new Error(`${name} has no points`);
}
