/** `npm run rolling -w @hansa/lab`: restarts every process of a shop with two of each, one after the other, under load. Exit code 1 if anything fails. */
import { defineCommand, runCommand } from "@hansa/kit/server/command-line";

const command = defineCommand(
  "rolling",
  `Runs a seeded shop in production with two processes of each of the five programs, sends queries and purchases to both routers, and restarts each process with SIGTERM, one after the other. Clients alternate between the routers and repeat a request at the other one only if its connection was refused. The shop is removed afterwards.

Targets: no query fails, no purchase is lost or made twice, and the audit is clean. Exit code 1 if a target is missed. The last line is one JSON object.`,
  "npm run rolling -w @hansa/lab --",
);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await runCommand(command, async () => {
  const { run } = await import("./run.ts");
  return run();
});
