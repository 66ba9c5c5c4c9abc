/** `npm run contention -w @hansa/lab`: a hundred buyers and one item. Exit code 1 unless every round is fair. */
import { defineCommand, runCommand, wholeNumber } from "@hansa/kit/server/command-line";

const command = defineCommand(
  "contention",
  "Lets a hundred buyers go for one item, again and again, on five real processes of a shop of its own.",
  "npm run contention -w @hansa/lab --",
).option("--seeds <number>", "how often", wholeNumber(1), 20);

await runCommand(command, async ({ seeds }) => {
  const { repeatContention: rushAll } = await import("./run.ts");
  return rushAll(seeds);
});
