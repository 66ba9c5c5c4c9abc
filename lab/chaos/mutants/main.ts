/** `npm run mutants -w @hansa/lab`: plants bugs and shows that the chaos run catches each. */
import { Option, wholeNumber } from "@hansa/kit/command-line";
import { defineExperiment, experiment } from "../../harness/experiment.ts";

const command = defineExperiment(
  "mutants",
  "Plants each known bug in a shop of its own, or in the sources of a test, and shows that it is caught; without a bug nothing is found.",
)
  .option("--seed <number>", "the plan of faults", wholeNumber(0), 1)
  .option("--only <name>", "one bug only; an unknown name lists all")
  .addOption(
    new Option("--draw <number>", "so many bugs with a scene only, drawn by the hash of the commit")
      .argParser(wholeNumber(1))
      .conflicts("only"),
  )
  .option("--by-tests", "by the tests that each bug names, and not by scenes", false)
  .option("--times <number>", "plays each bug so often; it must be caught each time", wholeNumber(1), 1)
  .option("--report <file>", "write the numbers of caught and missed bugs there, as JSON")
  .option("--keep", "keep stores and logs", false);

await experiment(command, async (options) => (await import("./detection.ts")).detectMutants(options));
