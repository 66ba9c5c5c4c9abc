/** `npm run chaos:mutants`: plants bugs and shows that the chaos run catches each. */
import { defineCommand, runCommand, wholeNumber } from "@hansa/kit/server/command-line";

const command = defineCommand(
  "chaos:mutants",
  "Plants each known bug in a shop of its own and shows that the chaos run catches it; without a bug it finds nothing.",
)
  .option("--seed <number>", "the plan of faults", wholeNumber(0), 1)
  .option("--only <name>", "one bug only; an unknown name lists all")
  .option("--times <number>", "plays each bug so often; it must be caught each time", wholeNumber(1), 1)
  .option("--keep", "keep stores and logs", false);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await runCommand(command, async ({ seed, only, times, keep }) => {
  const { detectMutants: catchMutants } = await import("./detection.ts");
  return catchMutants({ seed, only, times, keep });
});
