/** Reports on the file before a replay: the rows that become orders, and the others. */
import { type numberedSteps, say } from "../../cli/host/terminal.mjs";
import { matchCancellations } from "./file/cancellations.ts";
import { cartLinesOf, type InvoiceFile, readInvoices, totalOf } from "./file/invoices.ts";
import { readRows } from "./file/rows.ts";
import type { Options } from "./options.ts";

type Step = ReturnType<typeof numberedSteps>;

/** Reads the file of a replay, and reports on it. Throws if it has no invoice. */
export function readBooks(step: Step, { data, orders, list }: Options): Promise<InvoiceFile> {
  return step(`Reading ${data}`, async () => {
    const books = await readInvoices(readRows(data), orders);
    if (books.invoices.length === 0) throw new Error(`there is no invoice in ${data}`);
    reportBooks(books, list);
    return books;
  });
}

/** Prints the counts; every cancellation that matches nothing; with `list`, those that do too. */
function reportBooks({ invoices, cancellations, belowOnePenny }: InvoiceFile, list: boolean): void {
  const rows = invoices.reduce((count, { lines }) => count + lines.length, 0);
  const lines = invoices.reduce((count, invoice) => count + cartLinesOf(invoice).length, 0);
  const pence = invoices.reduce((total, invoice) => total + totalOf(invoice), 0);
  const customers = new Set(invoices.map(({ customer }) => customer)).size;
  say(`      ${invoices.length} invoices of ${customers} customers, ${invoices[0]?.at} to ${invoices.at(-1)?.at}`);
  say(`      ${rows} rows in ${lines} lines, because a cart has one line for each variant; ${pence} pence`);

  for (const { invoice, code, quantity, price } of belowOnePenny) {
    say(`      left out, no whole number of pence: invoice ${invoice}, ${quantity} x ${code} at ${price}`);
  }
  const { matched, unmatched } = matchCancellations(invoices, cancellations);
  say(
    `      ${cancellations.length} lines are cancellations: ` +
      `${matched.length} take goods off an invoice here, ${unmatched.length} match none:`,
  );
  for (const { number, quantity, code, customer } of unmatched) {
    say(
      `      ${number} returns ${quantity} x ${code} of no invoice here${customer === "" ? ", for an unknown customer" : ""}`,
    );
  }
  if (!list) return;
  for (const { cancellation, invoice, sku } of matched) {
    say(`      ${cancellation.number} returns ${cancellation.quantity} x ${sku} of invoice ${invoice}`);
  }
}
