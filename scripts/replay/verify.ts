/**
 * Compares a shop's stores with the file that was replayed. It shares no code with the replay and none with the services, and reads
 * nothing but the file and the stores. Exit code 1 when anything differs, and when there was nothing to compare.
 */
import { parseArgs } from "node:util";
import { compare } from "./verify/compare.ts";
import { expectInvoices } from "./verify/expected.ts";
import { readStores } from "./verify/stores.ts";

const { values } = parseArgs({
  options: {
    /** The folder of the file. */
    data: { type: "string", default: "../shared/data/online-retail" },
    /** How many invoices were replayed, or "all". */
    orders: { type: "string", default: "1000" },
    /** The folder of the stores. */
    stores: { type: "string", default: process.env.HANSA_DATA || ".data-replay" },
    /** The shop sells to others too, and the invoices were bought by guests. */
    shared: { type: "boolean", default: false },
  },
});

const many = values.orders === "all" ? Number.POSITIVE_INFINITY : Number(values.orders);
const invoices = expectInvoices(values.data, many);
const differences = compare(invoices, readStores(values.stores), values.shared);
for (const difference of differences) console.log(difference);

const lines = invoices.reduce((count, invoice) => count + invoice.lines.size, 0);
const pence = invoices.reduce((sum, invoice) => sum + invoice.total, 0);
const cancellations = invoices.reduce((count, invoice) => count + invoice.cancellations, 0);
console.log(
  `replay: ${invoices.length} invoices, ${lines} lines, ${pence} pence, ${cancellations} cancellations, ` +
    `${differences.length} differences`,
);
process.exitCode = differences.length > 0 || invoices.length === 0 ? 1 : 0;
