/** `npm run code-size -w @hansa/lab`: counts lines, and the source files that one purchase and one refund run. */
import { defineCommand, runCommand } from "@hansa/kit/server/command-line";

const command = defineCommand(
  "code-size",
  "Counts the lines of each part of the repository, and the source files that one mutation runs in five processes.",
  "npm run code-size -w @hansa/lab --",
)
  .option("--against <commit>", "beside this checkout, this commit of the clone")
  .option("--lines", "count lines only: no shop is started", false);

await runCommand(command, async ({ against, lines }) => {
  const { printCodeSize } = await import("./report.ts");
  return printCodeSize(against, lines);
});
