/** `npm run purchases -w @hansa/lab`: plays random purchases, and compares each amount with an independent model. */
import { wholeNumber } from "@hansa/kit/command-line";
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
  .option("--postgresql <address>", "the database of all services, postgres://…; the shops are not audited then");

await experiment(command, async (options) => {
  const { runPurchases, summaryOf } = await import("./run.ts");
  const result = await runPurchases(options);
  for (const disagreement of result.disagreements) say(disagreement);
  say(`steps: ${[...result.steps].map(([name, count]) => `${name} ${count}`).join(", ")}`);
  say(summaryOf(result));
  return result.disagreements.length === 0 ? 0 : 1;
});
