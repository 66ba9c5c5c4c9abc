/** `npm run overload -w @hansa/lab`: sends ten times the requests that a shop can answer. Exit code 1 if a target is missed. */
import { defineCommand, runCommand, wholeNumber } from "@hansa/kit/server/command-line";

const command = defineCommand(
  "overload",
  `Measures how many requests per second a seeded shop in production answers, and then sends it ten times as many: pages of guests and customers, changes of carts and checkouts. The shop is removed afterwards.

Targets: the shop answers at least 70 % of its unloaded maximum; at least 99.9 % of what it accepts within the deadline; and no request of a checkout is refused while a query is accepted. Exit code 1 if a target is missed. The last line is one JSON object.`,
  "npm run overload -w @hansa/lab --",
)
  .option("--seconds <number>", "how long the overload lasts", wholeNumber(5, 600), 20)
  .option("--times <number>", "how many times the requests that it can answer", wholeNumber(2, 100), 10);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await runCommand(command, async (options) => {
  const { run } = await import("./run.ts");
  return run(options);
});
