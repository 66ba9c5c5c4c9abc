/** A buyer who buys in spite of services that die, and the audit after it. */

import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  requireOrder,
  startPaymentOnce,
} from "@hansa/client/buyer";
import { CheckoutDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { eventually } from "@hansa/client/polling";
import { expect } from "vitest";
import { auditStores } from "../../../cli/audit/audit.ts";
import type { Shop } from "../../../cli/testing/shop.ts";

/** Buys, and tries each step again until it is answered; the order is confirmed once, and charged once. */
export async function buyInSpite(shop: Shop): Promise<void> {
  const { id } = await eventually("something is found", () => tried(() => findAvailableVariant(shop)));
  const cartId = await eventually("there is a cart", () => tried(() => fillCart(shop, id)));
  const checkoutId = await eventually("it can be paid", () => tried(() => prepareCheckout(shop, cartId)));
  const paid = await eventually("it is paid", () => tried(() => payOnce(shop, checkoutId)));
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
async function payOnce(shop: Shop, checkoutId: string) {
  const start = { checkoutId, paymentToken: "tok_ok", idempotencyKey: `pay-${checkoutId}` };
  const response = await startPaymentOnce(shop, start, {});
  const isUnknown =
    response.__typename === "ProviderUnavailableError" || response.__typename === "IdempotencyInProgressError";
  return isUnknown ? undefined : response;
}

/** The result of the work; undefined if it failed because a service was down. */
async function tried<Found>(work: () => Promise<Found>): Promise<Found | undefined> {
  return work().catch(() => undefined);
}

/** Waits until nothing is in flight and no rule is broken. */
export async function expectCleanAudit(shop: Shop): Promise<void> {
  await eventually("the audit finds nothing in flight and nothing broken", async () => {
    const { verdicts } = auditStores({ data: shop.data, drained: true });
    return verdicts.some(({ verdict }) => verdict === "broken") ? undefined : true;
  });
}
