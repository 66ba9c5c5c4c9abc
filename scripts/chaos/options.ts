/** What can be asked of `npm run chaos` on its command line. */
import { parseArgs } from "node:util";

export type Options = {
  seed: number;
  /** Of the whole run, the last sixth of which is for coming to rest. */
  minutes: number;
  /** The stores, logs and journal of the run stay where they are, also when nothing is wrong. */
  keep: boolean;
};

const usualMinutes = 6;
const mostMinutes = 600;

/** Reads `--seed S`, `--minutes M` and `--keep`; throws on anything else. Without a seed, one is chosen, and printed. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: { seed: { type: "string" }, minutes: { type: "string" }, keep: { type: "boolean", default: false } },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`--seed takes a whole number; it is "${values.seed}".`);
  const minutes = Number(values.minutes ?? usualMinutes);
  if (!(minutes > 0 && minutes <= mostMinutes))
    throw new Error(`--minutes takes 0 to ${mostMinutes}; it is "${values.minutes}".`);
  return { seed, minutes, keep: values.keep };
}

/** How long something is done to the shop, in milliseconds. */
export function faultsOf({ minutes }: Options): number {
  return Math.round((minutes * 60_000 * 5) / 6);
}
