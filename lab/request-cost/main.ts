/** `npm run worst -w @hansa/lab`: searches for the most expensive request of a guest or a customer. Exit code 1 if a target is missed. */
import { defineCommand, runCommand, wholeNumber } from "@hansa/kit/server/command-line";

/** A search of fewer operations cannot reach every field of the schema. */
const minOperations = 200;

const command = defineCommand(
  "worst",
  `Searches for the most expensive request that a guest or a customer can send. Operations are generated over the schema and executed on a shop of five real processes with 20,000 products, which is removed afterwards.

Targets: at most 200 ms event-loop block and 512 MB memory in any process, no crash, at most 1.25 MB of an answer, at least half of the operations accepted, every field of the schema reached. Exit code 1 if a target is missed or the planted bomb is not found. The last line is one JSON object.`,
  "npm run worst -w @hansa/lab --",
)
  .option("--seed <number>", "decides the operations", wholeNumber(0), 1)
  .option(
    "--operations <number>",
    "number of operations, about ten minutes for 5000 on two cores",
    wholeNumber(minOperations),
    5_000,
  );

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await runCommand(command, async (options) => {
  const { run } = await import("./run.ts");
  return run(options);
});
