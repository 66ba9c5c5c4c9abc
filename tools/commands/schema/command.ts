/** `hansa schema check`: compares the schemas of this checkout with those of a commit. Exit code 1 if something breaks that is not approved. */
import { defineSubcommand, runCommand } from "@hansa/kit/server/command-line";
import { say } from "../../host/terminal.mjs";

const checkCommand = defineSubcommand(
  "schema check",
  "Compares the schemas of this checkout with those of a commit, and names the operations that a change concerns (docs/upgrades.md).",
)
  .requiredOption("--against <commit>", "a commit, a branch or a tag, such as v1.2.0")
  .option("--usage <file>", "operations that clients sent, as JSON Lines")
  .option("--json", "prints one JSON object", false);

/** Runs `hansa schema check`. */
export function check(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    checkCommand,
    async ({ against, usage, json }) => {
      const { checkAgainst } = await import("./check/check.ts");
      const { describeCheck, unapprovedOf } = await import("./check/report.ts");
      const checked = await checkAgainst(against, usage);
      if (json) say(JSON.stringify(checked));
      else for (const line of describeCheck(checked)) say(line);
      return unapprovedOf(checked).length === 0 ? 0 : 1;
    },
    commandLine,
  );
}
