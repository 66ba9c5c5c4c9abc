/** The driver of payment operations: one call per request, and the result from the provider's message if the response is lost. */
import { expect, test } from "vitest";
import type { Provider } from "../../src/providers/port.ts";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { applyMessageWith } from "../support/provider-reports.ts";
import { payable, type Shop, shop, startedId } from "../support/shop.ts";

async function authorized(s: Shop): Promise<string> {
  payable(s);
  return startedId(s, "tok_ok");
}

/** The response of a void that the provider refuses although the money stays authorised. */
async function refusedVoid(whole: Provider, paymentId: string, signal: AbortSignal) {
  const payment = await whole.lookup({ paymentId, ref: null, createdAt: 0 }, signal);
  if (!payment) throw new Error("the payment is missing at the provider");
  return { payment, refused: "not now" };
}

test("a void that the provider refuses is called once per request, and its result is unknown", async () => {
  const s = await shop();
  const id = await authorized(s);
  overrideProvider(s, (whole) => ({ void: ({ paymentId }, { signal }) => refusedVoid(whole, paymentId, signal) }));
  expect(await s.voidCheckout()).toMatchObject({ outcome: "unknown" });
  expect(await s.releaseRest(id)).toMatchObject({ outcome: "unknown" });
  expect(await s.rows("SELECT key, outcome FROM provider_calls WHERE name = 'void' ORDER BY key")).toEqual([
    { key: `void:${id}`, outcome: "refused" },
    { key: `void:${id}:2`, outcome: "refused" },
  ]);
});

test("a capture and a refund whose responses are lost have the result that the provider's message brought", async () => {
  const s = await shop();
  const id = await authorized(s);
  overrideProvider(s, (whole) => ({
    capture: async (...args) => {
      await whole.capture(...args);
      await applyMessageWith(s, id, {});
      return noResponse();
    },
    refund: async (...args) => {
      await whole.refund(...args);
      await applyMessageWith(s, id, {});
      return noResponse();
    },
  }));
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  await s.runtime.advance(5_000);
  await s.runJobs();
  expect(await s.refund(id)).toEqual({ outcome: "succeeded" });
});
