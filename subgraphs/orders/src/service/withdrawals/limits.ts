/**
 * Limits of declarations: a buyer's count by order, a stranger's by new pairs of number and address in each network, right or wrong. Those
 * with one address are all received, because anybody may enter it; what fits no order is not kept one by one beyond its number.
 */
import { createHmac } from "node:crypto";
import {
  type AttemptCounter,
  type ReachedLimit,
  replayCounter,
  returnDistinctAttempts,
  takeAttempt,
  takeDistinctAttempt,
} from "@hansa/kit/coordination";
import { networkCounters, networkLimits } from "@hansa/kit/identity";
import { raiseAlarm, refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { OrderRow } from "../../store/tables.ts";
import { hashedNetworksOf } from "../access.ts";
import type { Part } from "../lifecycle/order-events.ts";

/** The entered values, normalised, and the wanted units; null: all that can be withdrawn. */
export type Declaration = {
  orderNumber: string;
  email: string;
  lastName: string;
  reference: string;
  parts: readonly Part[] | null;
};

/** The order of the entered number, and whether its buyer declares. */
export type Declared = { order: OrderRow | undefined; isOwn: boolean };

const hour = 60 * 60 * 1_000;
const day = 24 * hour;
/** The maximum number of declarations by the buyer of one order within an hour. */
const maxPerOrder = 20;
/** The maximum number of pairs that strangers of one network declare within an hour. */
const maxPerNetwork = 10;
/** So many pairs with one e-mail address that fit no order are kept within a day. */
const maxPerAddress = 10;

const orderLimit = "orders_withdrawals_order";
const networkLimit = "orders_withdrawals_network";
const addressLimit = "orders_withdrawals_address";

/**
 * Counts a declaration; returns the refusal if a limit is reached. A stranger's pair counts when it arrives: a count of failures alone would
 * tell which guess was right. A pair that was counted counts as a repetition.
 */
export async function countDeclaration(context: Context, tx: Tx, declaration: Declaration, { order, isOwn }: Declared) {
  if (isOwn && order) {
    const reached = await takeAttempt(context, tx, [orderCounter(order)]);
    return reached && tooManyDeclarations(reached);
  }
  const networks = hashedNetworksOf(context);
  const counters = networkCounters(networks, { limit: networkLimit, most: maxPerNetwork, windowMs: hour });
  const counted = await takeDistinctAttempt(context, tx, counters, declaration.reference);
  if ("limit" in counted) return tooManyDeclarations(counted);
  return counted.isRepeated ? countRepetition(context, tx, replaysOfSender(context)) : undefined;
}

/** Whether a stranger's declaration is beyond the number that is kept for its address. It raises the alarm once in a day for all processes together. */
export async function isSurplus(context: Context, tx: Tx, declaration: Declaration): Promise<boolean> {
  const counter = addressCounterOf(context, declaration);
  const counted = await takeDistinctAttempt(context, tx, [counter], declaration.reference);
  if (!("limit" in counted)) return false;
  const isTold = await takeAttempt(context, tx, [{ ...counter, limit: `${addressLimit}_alarm`, most: 1 }]);
  if (isTold) return true;
  const alarm = { name: "many_withdrawals", subject: counter.of } as const;
  const message =
    "withdrawals: many declarations of strangers with one e-mail address, further ones without an order are only counted";
  raiseAlarm(context, alarm, { attempts: maxPerAddress, windowMs: day }, message);
  return true;
}

/** Counts the repetition of a request under its key; returns the refusal if too many came. */
export function countReplay(context: Context, tx: Tx, { order, isOwn }: Declared) {
  return countRepetition(context, tx, isOwn && order ? [replayCounter(orderCounter(order))] : replaysOfSender(context));
}

/** Takes the place of a stranger's declaration back, which turned out to be none of a guess. It does nothing after its window has ended. */
export function returnPlaces(tx: Tx, { reference }: Pick<Declaration, "reference">): Promise<void> {
  return returnDistinctAttempts(tx, [...networkLimits(networkLimit), addressLimit], reference);
}

async function countRepetition(context: Context, tx: Tx, counters: readonly AttemptCounter[]) {
  const reached = await takeAttempt(context, tx, counters);
  if (!reached) return undefined;
  const message = "Too many repetitions came. What was declared is kept: repeat it later.";
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), ...reached };
}

function tooManyDeclarations(reached: ReachedLimit) {
  const source = reached.limit === orderLimit ? "for this order" : "from this network";
  const message = `Too many declarations came ${source}. Wait, or write to the shop.`;
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), ...reached };
}

function orderCounter({ id }: OrderRow): AttemptCounter {
  return { limit: orderLimit, of: id, most: maxPerOrder, windowMs: hour };
}

function replaysOfSender(context: Context): AttemptCounter[] {
  return networkCounters(hashedNetworksOf(context), replayCounter({ limit: networkLimit, of: "" }));
}

function addressCounterOf({ guestSecret }: Context, { email }: Declaration): AttemptCounter {
  const of = createHmac("sha256", guestSecret).update(`withdrawal address ${email}`).digest("base64url");
  return { limit: addressLimit, of, most: maxPerAddress, windowMs: day };
}
