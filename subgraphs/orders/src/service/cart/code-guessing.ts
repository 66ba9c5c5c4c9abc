/** Guessing promotion codes: failed codes are counted per viewer and per network, and too many make further ones wait. */
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { addFailedCode, dropFailedCodes, findFailedCodes } from "../../store/failed-codes.ts";
import type { CartRow } from "../../store/tables.ts";
import { networkOf, userIdOf } from "../access.ts";

/** Failed codes are counted over this time from the first one on. */
const windowMs = 60 * 60 * 1_000;
/** After so many failed codes a viewer, or all visitors of one network, wait until the window is over. */
const most = { viewer: 10, network: 50 };

/** By what the failed codes of a request are counted, with the most of each. */
type Guesser = { key: string; most: number }[];

/** A guest's carts are counted one by one: the network counts them together. */
export function guesserOf(context: Context, { id }: Pick<CartRow, "id">): Guesser {
  const network = networkOf(context);
  const viewer = { key: `viewer ${userIdOf(context) ?? id}`, most: most.viewer };
  return network === null ? [viewer] : [viewer, { key: `network ${network}`, most: most.network }];
}

/** How long no further code is looked at, in milliseconds; undefined if one may be tried now. */
export async function findCodePause(tx: Tx, { store }: Context, guesser: Guesser): Promise<number | undefined> {
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
export async function countFailedCode(tx: Tx, { store }: Context, guesser: Guesser): Promise<void> {
  const now = store.now();
  for (const { key } of guesser) await addFailedCode(tx, key, now, now - windowMs);
  await dropFailedCodes(tx, now - windowMs);
}
