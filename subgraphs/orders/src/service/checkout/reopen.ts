/** Reopening of a locked checkout: its payment in progress is voided with certainty before the checkout may change. */
import { claimKey, findEarlierResponse, type RequestKey, releaseKey, storeResponse } from "@hansa/kit/coordination";
import { notFound, refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context, Deps } from "../../context.ts";
import type { CheckoutReopenInput } from "../../generated/resolvers.ts";
import { voidPayments } from "../../peers/peers.ts";
import { changeCheckout, endReopening, findCheckout, findReopenings } from "../../store/checkout/checkouts.ts";
import type { CheckoutRow } from "../../store/tables.ts";
import { cartOf, createRequestKey, findOwnCheckout } from "../access.ts";
import { checkoutExpired, checkoutLocked } from "../checkout-refusals.ts";
import type { MutationResult } from "../mutation-results.ts";

type Reopened = MutationResult<"CheckoutReopenResult">;

/** Voids the payment in progress and opens the checkout again. Refused once an order is being placed. */
export async function reopenCheckout(context: Context, input: CheckoutReopenInput): Promise<Reopened> {
  const started = await context.store.write("begin-reopening", async (tx): Promise<Reopened | Started> => {
    const checkout = await findOwnCheckout(context, tx, input.checkoutId);
    if (!checkout) return notFound("checkout", ["input", "checkoutId"]);
    const key = createRequestKey(context, "checkoutReopen", checkout.id, input);
    const earlier = await findEarlierResponse(context, tx, key);
    if (earlier.outcome === "refused") return earlier.refusal;
    if (earlier.outcome === "done") return { __typename: "CheckoutReopened", checkout };
    if (earlier.outcome === "started" && startedRequest.parse(earlier.started).version < checkout.version) {
      // The job has reopened it since: the current payment started after that and is not the one to void.
      await storeResponse(context, tx, key, { checkoutId: checkout.id });
      return { __typename: "CheckoutReopened", checkout };
    }
    if (checkout.state === "EXPIRED") return checkoutExpired(await cartOf(tx, checkout));
    if (checkout.state === "OPEN") {
      await storeResponse(context, tx, key, { checkoutId: checkout.id });
      return { __typename: "CheckoutReopened", checkout };
    }
    const marked = await changeCheckout(tx, checkout.id, ["AWAITING_PAYMENT"], { reopening: true });
    if (!marked) return checkoutLocked(checkout);
    await claimKey(context, tx, key, { version: marked.version } satisfies z.infer<typeof startedRequest>);
    return { __typename: "Started", checkout: marked, key };
  });
  if (started.__typename !== "Started") return started;

  const { key, checkout } = started;
  // A higher version was reopened meanwhile, by the job or by another request under this key; it may have been locked again since.
  const isReopened = (now: CheckoutRow) => now.state === "OPEN" || now.version > checkout.version;
  const outcome = await voidAndReopen(context, checkout, (tx, now) =>
    isReopened(now) ? storeResponse(context, tx, key, { checkoutId: now.id }) : releaseKey(context, tx, key),
  );
  if (outcome.kind === "certain") {
    if (!isReopened(outcome.checkout)) return checkoutLocked(outcome.checkout);
    return { __typename: "CheckoutReopened", checkout: outcome.checkout };
  }
  const now = await context.store.read((db) => findCheckout(db, checkout.id));
  if (now && isReopened(now)) return { __typename: "CheckoutReopened", checkout: now };
  const message = "The payment could not be voided yet. Repeat with the same key.";
  return {
    ...refusal("ProviderUnavailableError", "PROVIDER_UNAVAILABLE", message),
    retryAfterMs: outcome.retryAfterMs,
  };
}

/** The version whose payment an idempotency key voids: each reopening raises it. */
const startedRequest = z.object({ version: z.number() });

type Started = { __typename: "Started"; checkout: CheckoutRow; key: RequestKey };
type VoidOutcome = { kind: "certain"; checkout: CheckoutRow } | { kind: "unknown"; retryAfterMs: number };

/**
 * Voids all payments up to this version and opens the checkout once that is certain. `conclude` receives the result in the same
 * transaction. Idempotent.
 */
async function voidAndReopen(
  { store, peers }: Deps,
  checkout: CheckoutRow,
  conclude?: (tx: Tx, checkout: CheckoutRow) => Promise<unknown>,
): Promise<VoidOutcome> {
  const response = await voidPayments(peers, null, {
    checkoutId: checkout.id,
    version: checkout.version,
    unlessAuthorized: false,
    order: null,
  });
  if (response.outcome === "unknown") return { kind: "unknown", retryAfterMs: response.retryAfterMs };
  return store.write("finish-reopening", async (tx): Promise<VoidOutcome> => {
    const ended = await endReopening(tx, checkout, response.outcome === "voided");
    const now = ended ?? (await findCheckout(tx, checkout.id)) ?? checkout;
    await conclude?.(tx, now);
    return { kind: "certain", checkout: now };
  });
}

/** Finishes reopenings that a crash or an unreachable provider has interrupted. */
export async function finishReopenings(deps: Deps): Promise<void> {
  for (const checkout of await deps.store.read(findReopenings)) {
    try {
      await voidAndReopen(deps, checkout);
    } catch (error) {
      deps.log.warn({ err: error, checkoutId: checkout.id }, "checkout reopening: void of payment failed, retried");
    }
  }
}
