/** `npm run chaos -w @hansa/lab`: plays the run that the command line asks for. */
import { positiveNumber, wholeNumber } from "@hansa/kit/command-line";
import { defineExperiment, experiment } from "../harness/experiment.ts";

const maxMinutes = 600;

const command = defineExperiment(
  "chaos",
  "Kills, pauses and misleads a shop of its own while forty buyers are in it, and then looks for losses (docs/contributors/chaos.md).",
)
  .option("--seed <number>", "the plan of faults; the same seed plans the same (default: a random one)", wholeNumber(0))
  .option(
    "--minutes <number>",
    "length of the run; the last sixth is for coming to rest",
    positiveNumber(maxMinutes),
    6,
  )
  .option(
    "--postgresql",
    "stores are databases on a private server, which is faulty too; two processes of each service",
    false,
  )
  .option("--keep", "keep stores, logs and journal even if nothing is wrong", false);

await experiment(command, async ({ seed = Math.floor(Math.random() * 1_000_000), ...options }) => {
  const { playChaos } = await import("./play.ts");
  return playChaos({ seed, ...options });
});
