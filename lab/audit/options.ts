/** The command line of `npm run audit`. */
import { defineCommand, positiveNumber } from "@hansa/kit/server/command-line";

export const command = defineCommand(
  "audit",
  "Reads the stores of a shop, running or stopped, and reports each rule of stock, money and orders. Exit codes: 0 if all hold, 1 if one is broken, 2 if the stores cannot be read.",
)
  .option("--data <folder>", "the folder of the stores (default: HANSA_DATA)")
  .option("--books <file>", "the provider's own books (default: sandbox-provider.db in the folder)")
  .option("--journal <file>", "requests and answers of clients, as lab/audit/journal.md describes")
  .option("--drained", "nothing is in progress: everything must be settled", false)
  .option(
    "--in-flight <minutes>",
    "how long a fact may take to reach every store of a running shop",
    positiveNumber(Number.MAX_VALUE, true),
  )
  .option("--json", "print one JSON object", false);
