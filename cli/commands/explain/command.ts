/** `hansa explain`: owners, plan, times, access and losses of an operation, as the playground shows them. */
import { serviceNames } from "@hansa/contracts/processes";
import { defineSubcommand, Option, runCommand, UsageError } from "@hansa/kit/command-line";
import { say } from "../../host/terminal.mjs";
import { roleNames } from "./roles.ts";

const command = defineSubcommand(
  "explain",
  "Explains an operation: the service of each field and whether a role may read it, the query plan with the times of a run, and what is null without a service (docs/front-ends/frontend.md).",
)
  .argument("<file>", "a GraphQL document")
  .addOption(new Option("--role <role>", "who sends it").choices(roleNames).default("guest"))
  .option("--scopes <list>", "the scopes of an API client, separated by commas", (text) => text.split(","))
  .option("--operation <name>", "which operation of the file, if it has several")
  .option("--variables <file>", "values of the variables, a JSON object")
  .addOption(new Option("--without <service>", "only what is null without this one").choices(serviceNames))
  .option("--json", "prints one JSON object", false);

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    async ({ role, scopes, operation, variables, without, json }, file) => {
      if ((role === "client") !== (scopes !== undefined))
        throw new UsageError("--role client takes --scopes, and no other role does.");
      const { readOperation } = await import("./operation.ts");
      const { explainAs } = await import("./explain.ts");
      const { describeExplained } = await import("./report.ts");
      const explained = await explainAs(readOperation(file, { name: operation, variables }), { role, scopes });
      if (json) say(JSON.stringify(explained));
      else for (const line of describeExplained(explained, without)) say(line);
    },
    commandLine,
  );
}
