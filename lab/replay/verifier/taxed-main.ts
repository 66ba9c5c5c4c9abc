/**
 * Closes the months of a taxed replay a second time: works out every tax from the file and the stores' refunds, and compares invoices,
 * credit notes, reports and the ledger by month and rate. It shares no code with the services. Exit code 1 when anything differs, and when
 * there was nothing to compare.
 */
import { runCommand } from "@hansa/kit/command-line";
import { expectInvoices } from "./expected-invoices.ts";
import { closeFromFile, expectDocuments } from "./expected-taxes.ts";
import { verifierCommand } from "./options.ts";
import { readTaxedStores } from "./taxed-stores.ts";

const command = verifierCommand("verify-taxed", process.env.HANSA_DATA || ".data-replay-taxed");

await runCommand(command, (options) => {
  const invoices = expectInvoices(options.data, options.orders);
  const stores = readTaxedStores(options.stores);
  const expected = expectDocuments(invoices, stores);
  const { differences, months } = closeFromFile(expected, stores);
  for (const difference of differences) console.log(difference);
  for (const { month, invoiced, credited, net, byRate } of months) {
    const rates = [...byRate].map(([rate, { base, tax }]) => `${rate}: ${base} + ${tax}`).join(", ");
    console.log(`${month}: ${invoiced} invoiced, ${credited} credited, ${net} in report and ledger (${rates})`);
  }
  const notes = stores.documents.filter(({ kind }) => kind === "CREDIT_NOTE").length;
  console.log(
    `taxed: ${invoices.length} invoices, ${notes} credit notes, ${months.length} months, ${differences.length} differences`,
  );
  return differences.length > 0 || invoices.length === 0 || notes === 0 || months.length < 2 ? 1 : 0;
});
