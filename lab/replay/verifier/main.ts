/**
 * Compares a shop's stores with the file that was replayed. It shares no code with the replay and none with the services, and reads
 * nothing but the file and the stores. Exit code 1 when anything differs, and when there was nothing to compare.
 */
import { defineCommand, runCommand, wholeNumber } from "@hansa/kit/command-line";
import { compare } from "./comparison.ts";
import { expectInvoices } from "./expected-invoices.ts";
import { readStores } from "./stores.ts";

const command = defineCommand("verify", "Compares the stores of a shop with the replayed file.", "node dist/verify.mjs")
  .option("--data <folder>", "where online-retail.csv.gz is", "../shared/data/online-retail")
  .option("--orders <number>", "how many invoices were replayed; all: every one", countOrAll, 1_000)
  .option("--stores <folder>", "the folder of the stores", process.env.HANSA_DATA || ".data-replay")
  .option("--shared", "the shop sells to others too, and the invoices were bought by guests", false);

await runCommand(command, ({ data, orders, stores, shared }) => {
  const invoices = expectInvoices(data, orders);
  const differences = compare(invoices, readStores(stores), shared);
  for (const difference of differences) console.log(difference);

  const lines = invoices.reduce((count, invoice) => count + invoice.lines.size, 0);
  const pence = invoices.reduce((sum, invoice) => sum + invoice.total, 0);
  const cancellations = invoices.reduce((count, invoice) => count + invoice.cancellations, 0);
  console.log(
    `replay: ${invoices.length} invoices, ${lines} lines, ${pence} pence, ${cancellations} cancellations, ` +
      `${differences.length} differences`,
  );
  return differences.length > 0 || invoices.length === 0 ? 1 : 0;
});

function countOrAll(text: string): number {
  return text === "all" ? Number.POSITIVE_INFINITY : wholeNumber(1)(text);
}
