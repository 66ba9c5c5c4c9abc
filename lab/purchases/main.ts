/** `npm run purchases -w @hansa/lab`: plays random purchases, and compares each amount with an independent model. */
import { UsageError, wholeNumber } from "@hansa/kit/command-line";
import { keepFilesPrivate } from "../../cli/host/shop.mjs";
import { say } from "../../cli/host/terminal.mjs";
import { defineExperiment, experiment } from "../harness/experiment.ts";

keepFilesPrivate();
const command = defineExperiment(
  "purchases",
  "Plays random purchases in four shops and compares each amount with an independent model; exits with 1 on a disagreement.",
)
  .option("--purchases <number>", "how many purchases", wholeNumber(1), 1_000)
  .option("--seed <number>", "the seed of the purchases", wholeNumber(0), 1)
  .option("--postgresql [address]", "the database of all services, on a server of its own if absent; no audit then")
  .option("--delay <ms>", "how much longer each request to that database takes, such as 0.5", Number);

await experiment(command, async (options) => {
  const { runPurchases, summaryOf } = await import("./run.ts");
  const result = await runPurchases({ ...options, postgresql: await databaseOf(options) });
  for (const disagreement of result.disagreements) say(disagreement);
  say(`steps: ${[...result.steps].map(([name, count]) => `${name} ${count}`).join(", ")}`);
  say(summaryOf(result));
  say(`from the cart to the confirmed order: ${(result.purchases / result.seconds).toFixed(1)} purchases a second`);
  return result.disagreements.length === 0 ? 0 : 1;
});

/** The address of the database, on a private server unless one was given, and behind a link if requests to it are delayed. */
async function databaseOf({
  postgresql,
  delay,
}: {
  postgresql?: string | true | undefined;
  delay?: number | undefined;
}) {
  if (delay !== undefined && !(postgresql && delay >= 0))
    throw new UsageError("--delay needs --postgresql, and milliseconds.");
  const address = postgresql === true ? await openDatabase() : postgresql;
  if (address === undefined || delay === undefined) return address;
  const { openDelay } = await import("../harness/delay.ts");
  return openDelay(address, delay);
}

async function openDatabase(): Promise<string | undefined> {
  const { createDatabase, startServer } = await import("../harness/databases.ts");
  return Object.values(await createDatabase(await startServer(), "purchases"))[0];
}
