/** Rate limit of promotion codes: counts failed codes per viewer and per network and delays further attempts. */
import type { Tx } from "@hansa/kit/store/store";
import type { Context } from "../../context.ts";
import { addFailedCode, dropFailedCodes, findFailedCodes } from "../../store/promotions/failed-codes.ts";
import type { CartRow } from "../../store/tables.ts";
import { hashedNetworkOf, userIdOf } from "../access.ts";

/** The length of the counting window, from the first failed code on. */
const windowMs = 60 * 60 * 1_000;
/** The maximum number of failed codes of a viewer, or of all visitors of one network, within a window. */
const maxFailures = { viewer: 10, network: 50 };

/** The counters of a request's failed codes, each with its maximum. */
type FailureCounters = { key: string; most: number }[];

/** Guests are counted per cart; the network counter covers all their carts. */
export function failureCountersOf(context: Context, { id }: Pick<CartRow, "id">): FailureCounters {
  const network = hashedNetworkOf(context);
  const viewer = { key: `viewer ${userIdOf(context) ?? id}`, most: maxFailures.viewer };
  return network === null ? [viewer] : [viewer, { key: `network ${network}`, most: maxFailures.network }];
}

/** The time until another code is accepted, in milliseconds; undefined if it is accepted now. */
export async function findCodeDelay({ store }: Context, tx: Tx, guesser: FailureCounters): Promise<number | undefined> {
  const now = store.now();
  const rows = await findFailedCodes(
    tx,
    guesser.map(({ key }) => key),
  );
  const pauses = rows
    .filter(({ key, failures }) => failures >= (guesser.find((counted) => counted.key === key)?.most ?? 0))
    .map(({ since }) => since + windowMs - now)
    .filter((pause) => pause > 0);
  return pauses.length === 0 ? undefined : Math.max(...pauses);
}

/** Counts a failed code. */
export async function countFailedCode({ store }: Context, tx: Tx, guesser: FailureCounters): Promise<void> {
  const now = store.now();
  for (const { key } of guesser) await addFailedCode(tx, key, now, now - windowMs);
  await dropFailedCodes(tx, now - windowMs);
}
