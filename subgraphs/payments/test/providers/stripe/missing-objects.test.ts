/** Customers and cards that no longer exist at Stripe: deleted there, or saved under another key. */
import { manualRuntime, userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { startTerms } from "../../support/provider-contract/candidate.ts";
import { overrideProvider } from "../../support/provider-overrides.ts";
import { noon, payable, type Shop, shop, start } from "../../support/shop.ts";
import { candidateOf, publishableKey, testKey, webhookSecrets } from "../../support/stripe/candidate.ts";
import { scripted } from "../../support/stripe/scripted.ts";
import { standIn } from "../../support/stripe/stand-in.ts";

const viewer = userWith("user_1");
const key = "auth:chk_1:1";
const once = () => ({ key, signal: new AbortController().signal });
const started = { ...startTerms, token: "pm_card" };
const made = { id: "pi_1", status: "requires_capture", amount: 1_250, currency: "eur" };
const savedMethod = { ref: "pm_1", customerRef: "cus_old" };
const old = "SELECT id FROM saved_methods WHERE customer_ref = 'cus_old'";

/** Stripe's error for an unknown id. */
function missing(param: string) {
  return { status: 400, body: { error: { type: "invalid_request_error", code: "resource_missing", param } } };
}

test("a card is saved under a new customer if Stripe has lost the known one, and each request has its own key", async () => {
  const [customer, intent] = [
    { status: 200, body: { id: "cus_new" } },
    { status: 200, body: { ...made, customer: "cus_new", payment_method: "pm_2", setup_future_usage: "on_session" } },
  ];
  const { requests: received, provider } = await scripted(missing("customer"), customer, intent);
  const response = await provider.start({ ...started, keep: { customerRef: "cus_old" } }, once());
  expect(response).toMatchObject({
    payment: { state: "AUTHORIZED", savedMethod: { ref: "pm_2", customerRef: "cus_new" } },
    gone: { customerRef: "cus_old", methodRef: null },
  });
  expect(received.map(({ path, headers, form }) => [path, headers["idempotency-key"], form.get("customer")])).toEqual([
    ["/v1/payment_intents", key, "cus_old"],
    ["/v1/customers", `${key}:customer`, null],
    ["/v1/payment_intents", `${key}:new-customer`, "cus_new"],
  ]);
});

test("the same key is the same start, also for a missing customer", async () => {
  const { url } = await standIn();
  const { provider } = candidateOf(url, manualRuntime(noon));
  const input = { ...startTerms, token: "tok_visa", keep: { customerRef: "cus_old" } };
  const response = await provider.start(input, once());
  expect(response).toMatchObject({ payment: { state: "AUTHORIZED" }, gone: { customerRef: "cus_old" } });
  expect(await provider.start(input, once())).toEqual(response);
});

test.each([
  ["customer", null],
  ["payment_method", "pm_1"],
])(
  "paying with a saved card whose %s is missing fails with a code of its own, and names the missing object",
  async (param, methodRef) => {
    const { requests: received, provider } = await scripted(missing(param));
    const { payment, gone } = await provider.start({ ...startTerms, savedMethod }, once());
    expect(payment).toMatchObject({
      ref: null,
      state: "FAILED",
      failure: { code: "saved_method_gone", retryable: false },
    });
    expect(gone).toEqual({ customerRef: "cus_old", methodRef });
    expect(received).toHaveLength(1);
  },
);

test("an object missing for another reason is an ordinary refusal, and no saved data is removed", async () => {
  const { provider } = await scripted(missing("payment_method"));
  const response = await provider.start({ ...started, keep: { customerRef: "cus_old" } }, once());
  expect(response).toMatchObject({ payment: { state: "FAILED", failure: { code: "resource_missing" } } });
  expect(response).not.toHaveProperty("gone");
  const { provider: other } = await scripted({ status: 400, body: { error: { type: "invalid_request_error" } } });
  expect(await other.start({ ...startTerms, savedMethod }, once())).not.toHaveProperty("gone");
});

/** A shop with two saved cards of a customer, neither of which exists in its Stripe account. */
async function movedShop(): Promise<Shop> {
  const { url } = await standIn();
  const s = await shop({
    HANSA_PAYMENT_PROVIDERS: "stripe",
    HANSA_STRIPE_SECRET_KEY: testKey,
    HANSA_STRIPE_PUBLISHABLE_KEY: publishableKey,
    HANSA_STRIPE_WEBHOOK_SECRET: webhookSecrets.join(","),
    HANSA_STRIPE_URL: url,
  });
  for (const number of [1, 0])
    await s.corruptStore(
      `INSERT INTO saved_methods (id, customer_id, provider, method_ref, customer_ref, is_default, state, created_at)
       VALUES ('spm_${number}', 'user_1', 'stripe', 'pm_${number}', 'cus_old', ${number === 1}, 'kept', 0)`,
    );
  return s;
}

function pay(s: Shop, checkoutId: string, method: { savedMethodId?: string; methodCode?: null } = {}) {
  payable(s, checkoutId, { customerId: "user_1" });
  const input = { checkoutId, key: checkoutId, viewer, ...method };
  return method.savedMethodId ? start(s, null, input) : start(s, "tok_visa", { ...input, saveMethod: true });
}

test("in a shop with the key of another account a new card is saved at once, and missing ones are removed", async () => {
  const s = await movedShop();
  expect(await pay(s, "chk_3")).toMatchObject({ payment: { state: "AUTHORIZED" } });
  expect(await s.rows(old)).toEqual([]);
  expect(await s.rows("SELECT is_default FROM saved_methods")).toEqual([{ is_default: 1 }]);
  expect(await pay(s, "chk_4")).toMatchObject({ payment: { state: "AUTHORIZED" } });
  expect(await s.rows("SELECT DISTINCT customer_ref FROM saved_methods")).toHaveLength(1);
});

test("a missing saved card is refused once, and then removed", async () => {
  const s = await movedShop();
  const { provider } = await scripted(missing("payment_method"));
  const mend = overrideProvider(s, () => provider);
  const method = { savedMethodId: "spm_1", methodCode: null } as const;
  const declined = { __typename: "PaymentDeclinedError", declineCode: "saved_method_gone", retryable: false };
  expect(await pay(s, "chk_3", method)).toMatchObject(declined);
  expect(await s.rows(`${old} AND is_default`)).toEqual([{ id: "spm_0" }]);
  expect(await pay(s, "chk_4", method)).toMatchObject({ __typename: "NotFoundError" });
  mend();
  expect(await pay(s, "chk_5")).toMatchObject({ payment: { state: "AUTHORIZED" } });
  expect(await s.rows(old)).toEqual([]);
});
