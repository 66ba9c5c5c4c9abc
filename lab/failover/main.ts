/** `npm run failover -w @hansa/lab`: plays the loss of the machine with the databases. */
import { wholeNumber } from "@hansa/kit/command-line";
import { defineExperiment, experiment } from "../harness/experiment.ts";

const command = defineExperiment(
  "failover",
  "Ends the database server under purchases, deletes its data and promotes the standby: no acknowledged purchase is lost, the audit is clean, and the shop sells again within 30 s.",
)
  .option("--seed <number>", "the buyers", wholeNumber(0), 1)
  .option(
    "--asynchronous",
    "the standby is ten orders behind, which are lost: the stores must still be at one moment",
    false,
  )
  .option("--keep", "keep stores, logs and journal even if nothing is wrong", false);

await experiment(command, async (options) => (await import("./failover.ts")).playFailover(options));
