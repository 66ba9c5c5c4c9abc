/** `hansa audit`: exit code 0 if every rule holds, 1 if one is broken, 2 if the stores cannot be read. */

import { defineSubcommand, explainError, positiveNumber, runCommand } from "@hansa/kit/command-line";
import { type AuditOptions, auditStores } from "../../audit/audit.ts";
import { asJson, faultLines, table } from "../../audit/report.ts";
import { takeOlderFolder } from "../../host/data/older-folder.ts";
import { hasDatabases } from "../../host/databases.ts";
import { requireHostConfig } from "../../host/shop.mjs";
import { inSeconds, paint, say } from "../../host/terminal.mjs";

const command = defineSubcommand(
  "audit",
  "Reads the stores of a shop, running or stopped, and reports each rule of stock, money and orders. Exit codes: 0 if all hold, 1 if one is broken, 2 if the stores cannot be read.",
)
  .option("--data <folder>", "the folder of the stores (default: HANSA_DATA)")
  .option("--books <file>", "the provider's own books (default: payments/sandbox-provider.db in the folder)")
  .option("--journal <file>", "requests and answers of clients, as cli/audit/journal.md describes")
  .option("--drained", "nothing is in progress: everything must be settled", false)
  .option(
    "--in-flight <minutes>",
    "how long a fact may take to reach every store of a running shop",
    positiveNumber(Number.MAX_VALUE, true),
  )
  .option("--json", "print one JSON object", false);

const cannotLook = 2;

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    async ({ data: named, json, inFlight, ...options }) => {
      const inFlightMs = inFlight === undefined ? {} : { inFlightMs: inFlight * 60_000 };
      try {
        const data = named ?? requireHostConfig().data;
        // A folder that is named may be a backup, and is only read.
        if (named === undefined) takeOlderFolder(data);
        const auditIn = (folder: string) => audit({ data: folder, ...options, ...inFlightMs }, json);
        if (named !== undefined || !hasDatabases(process.env, data)) return auditIn(data);
        const { presentStores, withCopies } = await import("./copies.ts");
        return await withCopies(await presentStores(data, process.env), auditIn);
      } catch (error) {
        // Not 1: a monitor of the exit code would report a broken rule.
        process.stderr.write(`audit: the stores could not be read: ${explainError(error)}\n`);
        return cannotLook;
      }
    },
    commandLine,
  );
}

/** Answers with the exit code. */
function audit(options: AuditOptions, json: boolean): number {
  const tell = json ? () => {} : say;
  const report = auditStores({
    ...options,
    onVerdict: (verdict, milliseconds) => {
      tell(
        `${verdict.id.padEnd(4)} ${verdict.verdict} ${paint("dim", `(${verdict.rows} rows, ${inSeconds(milliseconds)})`)}`,
      );
      for (const line of faultLines(verdict)) tell(line);
    },
  });
  tell("");
  for (const line of table(report, options.journal !== undefined)) tell(line);
  if (json) say(asJson(report));
  return report.isClean ? 0 : 1;
}
