/** `npm run mutants -w @hansa/lab`: plants bugs and shows that the chaos run catches each. */
import { defineCommand, Option, runCommand, wholeNumber } from "@hansa/kit/command-line";

const command = defineCommand(
  "mutants",
  "Plants each known bug in a shop of its own and shows that the chaos run catches it; without a bug it finds nothing.",
  "npm run mutants -w @hansa/lab --",
)
  .option("--seed <number>", "the plan of faults", wholeNumber(0), 1)
  .option("--only <name>", "one bug only; an unknown name lists all")
  .addOption(
    new Option("--draw <number>", "so many bugs only, drawn by the hash of the commit")
      .argParser(wholeNumber(1))
      .conflicts("only"),
  )
  .option("--times <number>", "plays each bug so often; it must be caught each time", wholeNumber(1), 1)
  .option("--report <file>", "write the numbers of caught and missed bugs there, as JSON")
  .option("--keep", "keep stores and logs", false);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await runCommand(command, async (options) => {
  const { detectMutants } = await import("./detection.ts");
  return detectMutants(options);
});
