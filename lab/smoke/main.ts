/** `npm run smoke`: asks a running shop every page of the playground. */
import { defineCommand, runCommand } from "@hansa/kit/server/command-line";

const command = defineCommand(
  "smoke",
  "Asks a running shop every page of the playground and compares each with its golden shape and its budget.",
).option("--update", "write the shapes and the budgets anew", false);

await runCommand(command, async ({ update }) => {
  const { checkPages: askPages } = await import("./pages.ts");
  return askPages(update);
});
