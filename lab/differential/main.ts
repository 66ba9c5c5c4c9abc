/** `npm run differential -w @hansa/lab`: compares gateways with a monolith. Exit code 1 if the gateway under test is wrong. */
import { wholeNumber } from "@hansa/kit/command-line";
import { defineExperiment, experiment } from "../harness/experiment.ts";

const command = defineExperiment(
  "differential",
  `Compares gateways with a monolith: generated operations run on one merged schema in one process and on each gateway over the subgraphs of several supergraphs, all answering from the same pure values.
Exit code 1 if the gateway under test answers an operation wrongly, refuses too many, or a kind of plan node does not occur. The last line is one JSON object.`,
)
  .option("--seed <number>", "decides the operations", wholeNumber(0), 1)
  .option("--operations <number>", "number of operations per supergraph", wholeNumber(1), 3_500)
  .option("--supergraph <name>", "only this supergraph")
  .option("--gateway <name>", "only this gateway: ours, stock, or generic for the whole router with --supergraph FILE")
  .option(
    "--shrink <number>",
    "number of wrong answers per supergraph and gateway to reduce and print",
    wholeNumber(0),
    3,
  );

await experiment(command, async (options) => (await import("./run.ts")).run(options));
