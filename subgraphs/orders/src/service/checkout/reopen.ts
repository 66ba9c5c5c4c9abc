/** Unlocking a checkout: the payment in progress is given up for certain before anything may change again. */
import { claimKey, freeKey, keepAnswer, type RequestKey, recall } from "@hansa/kit/idempotency";
import { notFound, refusal } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context, Deps } from "../../context.ts";
import type { CheckoutReopenInput } from "../../generated/resolvers.ts";
import { voidPayments } from "../../peers/peers.ts";
import { changeCheckout, endGivingUp, findCheckout, findGivingUp } from "../../store/checkouts.ts";
import type { CheckoutRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { keyFor } from "../order/access.ts";
import { checkoutExpired, checkoutLocked } from "./refusals.ts";
import { cartOf, findUsable } from "./usable.ts";

type Reopened = Answer<"CheckoutReopenResult">;

/** Voids whatever is being paid for the checkout and opens it again. Too late once the order is being made. */
export async function reopenCheckout(context: Context, input: CheckoutReopenInput): Promise<Reopened> {
  const begun = await context.store.write("begin-reopening", async (tx): Promise<Reopened | Begun> => {
    const checkout = await findUsable(tx, context, input.checkoutId);
    if (!checkout) return notFound("checkout", ["input", "checkoutId"]);
    const key = keyFor(context, "checkoutReopen", checkout.id, input);
    const earlier = await recall(context, tx, key);
    if (earlier.outcome === "refused") return earlier.refusal;
    if (earlier.outcome === "done") return { __typename: "CheckoutReopened", checkout };
    if (earlier.outcome === "begun" && begunUnder.parse(earlier.begun).version < checkout.version) {
      // The job has opened it since: what is paid now was begun after that, and is not meant.
      await keepAnswer(tx, context, key, { checkoutId: checkout.id });
      return { __typename: "CheckoutReopened", checkout };
    }
    if (checkout.state === "EXPIRED") return checkoutExpired(await cartOf(tx, checkout));
    if (checkout.state === "OPEN") {
      await keepAnswer(tx, context, key, { checkoutId: checkout.id });
      return { __typename: "CheckoutReopened", checkout };
    }
    const marked = await changeCheckout(tx, checkout.id, ["AWAITING_PAYMENT"], { givingUp: true });
    if (!marked) return checkoutLocked(checkout);
    await claimKey(tx, context, key, { version: marked.version } satisfies z.infer<typeof begunUnder>);
    return { __typename: "Begun", checkout: marked, key };
  });
  if (begun.__typename !== "Begun") return begun;

  const outcome = await giveUpPayment(context, begun.checkout, (tx, { id, state }) =>
    state === "OPEN" ? keepAnswer(tx, context, begun.key, { checkoutId: id }) : freeKey(tx, begun.key),
  );
  if (outcome.kind === "unknown") {
    const message = "The payment could not be given up yet. Repeat with the same key.";
    return {
      ...refusal("ProviderUnavailableError", "PROVIDER_UNAVAILABLE", message),
      retryAfterMs: outcome.retryAfterMs,
    };
  }
  if (outcome.checkout.state !== "OPEN") return checkoutLocked(outcome.checkout);
  return { __typename: "CheckoutReopened", checkout: outcome.checkout };
}

/** Which version's payment a key gives up: each opening raises it. */
const begunUnder = z.object({ version: z.number() });

type Begun = { __typename: "Begun"; checkout: CheckoutRow; key: RequestKey };
type GivenUp = { kind: "certain"; checkout: CheckoutRow } | { kind: "unknown"; retryAfterMs: number };

/**
 * Asks payments to let go of everything up to this version; opens the checkout once that is certain, and tells `conclude` in the same
 * transaction how it stands then. Safe to repeat.
 */
async function giveUpPayment(
  { store, peers }: Deps,
  checkout: CheckoutRow,
  conclude?: (tx: Tx, checkout: CheckoutRow) => Promise<unknown>,
): Promise<GivenUp> {
  const answer = await voidPayments(peers, null, {
    checkoutId: checkout.id,
    version: checkout.version,
    unlessAuthorized: false,
    order: null,
  });
  if (answer.outcome === "unknown") return { kind: "unknown", retryAfterMs: answer.retryAfterMs };
  return store.write("finish-reopening", async (tx): Promise<GivenUp> => {
    const ended = await endGivingUp(tx, checkout, answer.outcome === "voided");
    const now = ended ?? (await findCheckout(tx, checkout.id)) ?? checkout;
    await conclude?.(tx, now);
    return { kind: "certain", checkout: now };
  });
}

/** Goes on with what a crash or an unreachable provider left half given up. */
export async function finishReopenings(deps: Deps): Promise<void> {
  for (const checkout of await deps.store.read(findGivingUp)) {
    try {
      await giveUpPayment(deps, checkout);
    } catch (error) {
      deps.log.warn({ err: error, checkoutId: checkout.id }, "a payment is given up later");
    }
  }
}
