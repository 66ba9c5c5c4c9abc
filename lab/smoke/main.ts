/** `npm run smoke`: asks a running shop every page of the playground. */
import { defineCommand, Option } from "@hansa/kit/command-line";
import { experiment } from "../harness/experiment.ts";

const command = defineCommand(
  "smoke",
  "Asks a running shop every page of the playground and compares each with its golden shape and its budget.",
)
  .option("--update", "write the shapes and the budgets anew", false)
  .addOption(
    new Option(
      "--shop <url>",
      "asks the demo shop at this address, and compares shapes only: the counters of its services are private",
    ).conflicts("update"),
  );

await experiment(command, async ({ update, shop }) => {
  const { checkPages, checkShapes } = await import("./pages.ts");
  return shop === undefined ? checkPages(update) : checkShapes(shop);
});
