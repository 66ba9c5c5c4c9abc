/** Limits of declarations: a buyer's count by order, a stranger's by new pairs of number and address, whether they fit an order or not. */
import { createHmac } from "node:crypto";
import {
  type AttemptCounter,
  type ReachedLimit,
  replayCounter,
  returnDistinctAttempts,
  takeAttempt,
  takeDistinctAttempt,
} from "@hansa/kit/coordination";
import { raiseAlarm, refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { OrderRow } from "../../store/tables.ts";
import { hashedNetworkOf } from "../access.ts";
import type { Declaration, Declared } from "./recording.ts";

const hour = 60 * 60 * 1_000;
const day = 24 * hour;
/** The maximum number of declarations by the buyer of one order within an hour. */
const maxPerOrder = 20;
/** The maximum number of pairs that strangers of one network declare within an hour. */
const maxPerNetwork = 10;
/** The maximum number of pairs with one e-mail address that strangers declare within a day. */
const maxPerAddress = 10;

const orderLimit = "orders_withdrawals_order";
const networkLimit = "orders_withdrawals_network";
const addressLimit = "orders_withdrawals_address";

/**
 * Counts a declaration; returns the refusal if a limit is reached, which names the limit for the alarm. A stranger's pair counts when it
 * arrives: a count of failures alone would tell which guess was right. A pair that was counted counts as a repetition.
 */
export async function countDeclaration(context: Context, tx: Tx, declaration: Declaration, { order, isOwn }: Declared) {
  if (isOwn && order) {
    const reached = await takeAttempt(context, tx, [orderCounter(order)]);
    return reached && tooManyDeclarations(reached);
  }
  const network = networkCounters(context);
  const counters = [...network, addressCounterOf(context, declaration)];
  const counted = await takeDistinctAttempt(context, tx, counters, declaration.reference);
  if ("limit" in counted) return tooManyDeclarations(counted);
  return counted.isRepeated ? countRepetition(context, tx, network) : undefined;
}

/** Counts the repetition of a request under its key; returns the refusal if too many came. */
export function countReplay(context: Context, tx: Tx, { order, isOwn }: Declared) {
  return countRepetition(context, tx, isOwn && order ? [orderCounter(order)] : networkCounters(context));
}

/** Takes the place of a stranger's declaration back, which turned out to be none of a guess. It does nothing after its window has ended. */
export function returnPlaces(tx: Tx, { reference }: Pick<Declaration, "reference">): Promise<void> {
  return returnDistinctAttempts(tx, [networkLimit, addressLimit], reference);
}

/** Raises the alarm about an address once in a day, for all processes of the service together. */
export async function raiseAlarmOfLimit(context: Context, declaration: Declaration, limit: string): Promise<void> {
  if (limit !== addressLimit) return;
  const counter = { ...addressCounterOf(context, declaration), limit: `${addressLimit}_alarm`, most: 1 };
  const reached = await context.store.write("count-withdrawal-alarm", (tx) => takeAttempt(context, tx, [counter]));
  if (reached) return;
  const message = "withdrawals: many declarations of strangers with one e-mail address, further ones are refused";
  raiseAlarm(
    context,
    { name: "many_withdrawals", subject: counter.of },
    { attempts: maxPerAddress, windowMs: day },
    message,
  );
}

async function countRepetition(context: Context, tx: Tx, counters: readonly AttemptCounter[]) {
  const reached = await takeAttempt(context, tx, counters.map(replayCounter));
  if (!reached) return undefined;
  const message = "Too many repetitions came. What was declared is kept: repeat it later.";
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), ...reached };
}

function tooManyDeclarations(reached: ReachedLimit) {
  const sources: Record<string, string> = {
    [orderLimit]: "for this order",
    [addressLimit]: "with this e-mail address",
  };
  const source = sources[reached.limit] ?? "from this network";
  const message = `Too many declarations came ${source}. Wait, or write to the shop.`;
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), ...reached };
}

function orderCounter({ id }: OrderRow): AttemptCounter {
  return { limit: orderLimit, of: id, most: maxPerOrder, windowMs: hour };
}

function networkCounters(context: Context): AttemptCounter[] {
  const network = hashedNetworkOf(context);
  return network === null ? [] : [{ limit: networkLimit, of: network, most: maxPerNetwork, windowMs: hour }];
}

/** A buyer is never kept out by strangers who enter their address. */
function addressCounterOf({ guestSecret }: Context, { email }: Declaration): AttemptCounter {
  const of = createHmac("sha256", guestSecret).update(`withdrawal address ${email}`).digest("base64url");
  return { limit: addressLimit, of, most: maxPerAddress, windowMs: day };
}
