/** The command line of `npm run chaos -w @hansa/lab`. */
import { defineCommand, positiveNumber, wholeNumber } from "@hansa/kit/command-line";

const maxMinutes = 600;

export const command = defineCommand(
  "chaos",
  "Kills, pauses and misleads a shop of its own while forty buyers are in it, and then looks for losses (docs/contributors/chaos.md).",
  "npm run chaos -w @hansa/lab --",
)
  .option("--seed <number>", "the plan of faults; the same seed plans the same (default: a random one)", wholeNumber(0))
  .option(
    "--minutes <number>",
    "length of the run; the last sixth is for coming to rest",
    positiveNumber(maxMinutes),
    6,
  )
  .option("--keep", "keep stores, logs and journal even if nothing is wrong", false);

/** How long something is done to the shop, in milliseconds. */
export function faultsOf(minutes: number): number {
  return Math.round((minutes * 60_000 * 5) / 6);
}
