/** `npm run outage -w @hansa/lab`: pauses each service in turn under load. Exit code 1 if a target is missed. */
import { defineCommand, runCommand, wholeNumber } from "@hansa/kit/server/command-line";

const command = defineCommand(
  "outage",
  `Sends the queries of the playground to a seeded shop in production, and pauses each service in turn. The shop is removed afterwards.

Targets: at least 10,000 requests; each is answered within its deadline and 500 ms; queries that do not need the paused service are answered without an error, and keep at least 80 % of their throughput. Exit code 1 if a target is missed. The last line is one JSON object.`,
  "npm run outage -w @hansa/lab --",
).option("--seconds <number>", "how long requests are sent", wholeNumber(20, 600), 60);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await runCommand(command, async ({ seconds }) => {
  const { run } = await import("./run.ts");
  return run(seconds);
});
