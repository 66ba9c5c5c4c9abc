/** The command line of `npm run bench`. */
import { defineCommand, Option, wholeNumber } from "@hansa/kit/server/command-line";
import { planeNames } from "./plane/plane-name.ts";

/** Options that choose among planes, peers and operations. */
const ofPlanes = ["quick", "plane", "operations", "peers", "against"];

export const command = defineCommand("bench", "Measures our router beside its peers, in ratios to the stock gateway.")
  .option("--quick", "stock, ours and the canned server on three pages, in under three minutes", false)
  .addOption(
    new Option(
      "--scale",
      "instead: our own shop with a hundred times the rows beside a small one, page by page",
    ).conflicts(["sweep", "soak", "quick", "plane", "peers", "rounds", "seconds", "seed", "against"]),
  )
  .option("--against <commit>", "beside ours the programs of this commit; other peers only if named, three rounds")
  .addOption(new Option("--plane <name>", "only this plane (default: both, quick: router)").choices(planeNames))
  .option("--rounds <number>", "rounds of measurements (default: 5, quick: 3)", wholeNumber(1, 100))
  .option("--seconds <number>", "seconds of one measurement (default: 2, sweep: 3)", wholeNumber(1, 60))
  .option("--operations <names>", "only these operations, separated by commas", (text) => text.split(","))
  .option("--peers <names>", "only these peers beside the stock gateway, separated by commas", (text) =>
    text.split(","),
  )
  .option("--seed <number>", "the seed of the order of measurements", wholeNumber(0), 1)
  .addOption(
    new Option(
      "--sweep",
      "instead: our CPU time per request from 1 to 256 connections; exit code 1 beyond ±15 %",
    ).conflicts(["soak", ...ofPlanes]),
  )
  .addOption(
    new Option("--soak", "instead: our memory under requests, the last minute at most 1.1 × the second").conflicts([
      "rounds",
      "seconds",
      ...ofPlanes,
    ]),
  )
  .option("--minutes <number>", "minutes of the soak (default: 10)", wholeNumber(3, 600));

export type Options = ReturnType<typeof command.opts>;
