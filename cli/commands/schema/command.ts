/** `hansa schema`: checks the schemas of this checkout, and publishes versions. Exit code 1 if something breaks that is not approved. */
import { defineSubcommand, runCommand, wholeNumber } from "@hansa/kit/command-line";
import { keepFilesPrivate } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";
import type { Publication } from "./registry/publish.ts";

const checkCommand = defineSubcommand(
  "schema check",
  "Compares the schemas of this checkout with those of a commit, and names the operations that a change concerns (docs/owners/upgrades.md).",
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

const publishCommand = defineSubcommand(
  "schema publish",
  "Composes the schemas of this checkout, compares them with the current version, and stores a new version, which running routers take (docs/owners/upgrades.md).",
)
  .option("--supergraph <file>", "publishes this supergraph instead")
  .option("--usage <file>", "operations that clients sent, as JSON Lines")
  .option("--author <name>", "who publishes it (default: the account)");

/** Runs `hansa schema publish`. */
export function publish(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    publishCommand,
    async (options) => {
      keepFilesPrivate();
      const { publishVersion, registryFolder } = await import("./registry/publish.ts");
      return reportPublication("The supergraph", await publishVersion(registryFolder(), options));
    },
    commandLine,
  );
}

const historyCommand = defineSubcommand(
  "schema history",
  "Lists the versions of the schema, the newest first: what changed, and which one serves.",
).option("--json", "prints one JSON object for each version", false);

/** Runs `hansa schema history`. */
export function history(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    historyCommand,
    async ({ json }) => {
      const { describeEntry, readHistory } = await import("./registry/history.ts");
      const { registryFolder } = await import("./registry/publish.ts");
      const entries = await readHistory(registryFolder());
      if (entries.length === 0 && !json)
        say("No version was published: the routers serve the graph that is committed.");
      for (const entry of entries) for (const line of json ? [JSON.stringify(entry)] : describeEntry(entry)) say(line);
      return 0;
    },
    commandLine,
  );
}

const rollbackCommand = defineSubcommand(
  "schema rollback",
  "Makes an earlier version of the schema the current one by a new entry. What it takes away again is approved by that, except for access rules.",
)
  .option(
    "--to <number>",
    "the version (default: the last one before that a router has served)",
    wholeNumber(1, 999_999),
  )
  .option("--author <name>", "who publishes it (default: the account)");

/** Runs `hansa schema rollback`. */
export function rollback(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    rollbackCommand,
    async (options) => {
      keepFilesPrivate();
      const { registryFolder } = await import("./registry/publish.ts");
      const { rollBack } = await import("./registry/rollback.ts");
      const publication = await rollBack(registryFolder(), options);
      return reportPublication(`Version ${publication.target}`, publication);
    },
    commandLine,
  );
}

async function reportPublication(subject: string, { current, findings, published }: Publication): Promise<0 | 1> {
  const { describeFindings, unapprovedOf } = await import("./check/report.ts");
  const against = current ? `version ${current.number}` : "the committed graph";
  say(`${subject} against ${against}: ${findings.changes.length} changes.`);
  for (const line of describeFindings(findings)) say(line);
  if (published)
    say(`Published as version ${published.number} (${published.hash}). hansa schema history says whether it serves.`);
  else if (unapprovedOf(findings).length > 0) say("Nothing was published.");
  else say(`It is ${against} already.`);
  return unapprovedOf(findings).length === 0 ? 0 : 1;
}
