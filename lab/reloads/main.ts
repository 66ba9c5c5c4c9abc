/** `npm run reloads -w @hansa/lab`: publishes versions of the schema under load. Exit code 1 if a target is missed. */
import { defineCommand, runCommand, wholeNumber } from "@hansa/kit/server/command-line";

const command = defineCommand(
  "reloads",
  `Sends the queries of the playground to a seeded shop in production, and publishes a version of the schema every two seconds. Half of them are bad: they do not build, break an operation in use, lose an access rule, or have a field that no subgraph serves. The shop is removed afterwards.

Targets: no request fails; all good versions and no bad ones are served; the router's event loop is blocked for at most 400 ms; the 99th percentile of the latency is at most twice the one without reloads. Exit code 1 if a target is missed. The last line is one JSON object.`,
  "npm run reloads -w @hansa/lab --",
).option("--reloads <number>", "how many versions are published", wholeNumber(8, 1_000), 200);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await runCommand(command, async ({ reloads }) => {
  const { run } = await import("./run.ts");
  return run(reloads);
});
