/** The command line of `npm run bench`. */
import { defineCommand, Option, wholeNumber } from "@hansa/kit/command-line";
import { planeNames } from "./plane/plane-name.ts";

export const command = defineCommand("bench", "Measures our router beside its peers, in ratios to the stock gateway.")
  .option("--quick", "stock, ours and the canned server on three pages, in under seven minutes", false)
  .option("--against <commit>", "beside ours the programs of this commit; other peers only if named, three rounds")
  .option("--today", "without the services of the earlier commit, whose answers may differ", false)
  .addOption(new Option("--plane <name>", "only this plane (default: all, quick: router)").choices(planeNames))
  .option("--rounds <number>", "rounds of measurements (default: 5, quick: 3)", wholeNumber(1, 100))
  .option("--seconds <number>", "seconds of one measurement (default: 2)", wholeNumber(1, 60))
  .option("--operations <names>", "only these operations, separated by commas", (text) => text.split(","))
  .option("--peers <names>", "only these peers beside the stock gateway, separated by commas", (text) =>
    text.split(","),
  )
  .option("--seed <number>", "the seed of the order of measurements", wholeNumber(0), 1);

export type Options = ReturnType<typeof command.opts>;
