/** `npm run results -w @hansa/lab`: writes docs/results.md from the raw files in docs/results/; with names it runs their commands and records them first. */
import { Argument } from "@hansa/kit/command-line";
import { defineExperiment, experiment } from "../harness/experiment.ts";
import { isRecordName, recordNames } from "./records.ts";

const command = defineExperiment(
  "results",
  "Writes docs/results.md from the raw files in docs/results/. With names, it runs the commands behind these files and records what they print first.",
)
  .addArgument(new Argument("[name...]", "the files to measure again").choices([...recordNames, "all"]))
  .option("--with <arguments>", "added to the commands, and recorded with them", "");

await experiment(command, async (options, given) => {
  const { measure } = await import("./measurement.ts");
  const { writePage } = await import("./page.ts");
  const names = given.includes("all") ? recordNames : given.filter(isRecordName);
  for (const name of names) await measure(name, options.with);
  return writePage();
});
