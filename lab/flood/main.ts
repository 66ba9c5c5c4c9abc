/** `npm run flood -w @hansa/lab`: sends thousands of new documents to a shop in production. Exit code 1 if a target is missed. */
import { defineCommand, Option, runCommand, wholeNumber } from "@hansa/kit/server/command-line";

const modes = ["five", "one"] as const;

const command = defineCommand(
  "flood",
  `Sends documents to a seeded shop in production, each nearly as large as one may be and each another one: half are refused, half accepted. Meanwhile each page of the playground is sent once a second. The shop is removed afterwards.

Targets: no process ends; after a garbage collection the old generation and the large objects take at most 250 MB in the router, 100 MB in a service and, in one process, 250 MB more than before; at least 99 % of the page requests need neither parsing nor planning. Exit code 1 if a target is missed. The last line is one JSON object.`,
  "npm run flood -w @hansa/lab --",
)
  .option("--requests <number>", "number of documents in each mode", wholeNumber(1), 20_000)
  .option("--seed <number>", "decides the order of the documents", wholeNumber(0), 1)
  .addOption(
    new Option("--modes <modes...>", "five processes, the shop in one process, or both").choices(modes).default(modes),
  );

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await runCommand(command, async (options) => {
  const { run } = await import("./run.ts");
  return run(options);
});
