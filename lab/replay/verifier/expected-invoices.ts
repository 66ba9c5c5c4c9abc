/** The expected contents of the stores, computed from the file alone. */
import { eachRecord } from "./file.ts";

type ExpectedLine = {
  sku: string;
  code: string;
  /** The title of the product: its lines in an order add the price, which is the title of the variant. */
  title: string;
  pence: number;
  quantity: number;
  cancelled: number;
};
export type ExpectedInvoice = {
  number: string;
  email: string;
  /** By sku: rows with the same code and price are one line. */
  lines: Map<string, ExpectedLine>;
  total: number;
  /** The cancellations of this invoice: how many, and the pence that went back. */
  cancellations: number;
  refunded: number;
};

/** The domain of every customer's address. */
export const domain = "@replay.example";

/** The first `most` invoices that a shop could have sold, by the time of their first row, then by number. */
export function expectInvoices(folder: string, most: number): ExpectedInvoice[] {
  const all = new Map<string, Dated>();
  const cancelledLines: CancelledLine[] = [];
  eachRecord(folder, ([number = "", code = "", said = "", units = "", time = "", price = "", customer = ""]) => {
    const quantity = Number.parseInt(units, 10);
    if (number.startsWith("C")) cancelledLines.push({ code, customer, time, quantity: -quantity });
    // Cancellations and bad debts begin with a letter; strangers, write-offs and gifts are no sales.
    if (!/^[0-9]/.test(number) || customer === "" || quantity < 1) return;
    const thousandths = Math.round(Number.parseFloat(price) * 1000);
    if (thousandths <= 0 || thousandths % 10 !== 0) return;

    const pence = thousandths / 10;
    const sku = `${code}/${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, "0")}`;
    let invoice = all.get(number);
    if (!invoice) {
      const email = `customer-${customer}${domain}`;
      invoice = { number, time, customer, email, lines: new Map(), total: 0, cancellations: 0, refunded: 0 };
      all.set(number, invoice);
    }
    const line = invoice.lines.get(sku);
    if (line) line.quantity += quantity;
    else invoice.lines.set(sku, { sku, code, title: said.trim() || code, pence, quantity, cancelled: 0 });
    invoice.total += pence * quantity;
  });
  const first = [...all.values()]
    .sort((a, b) => `${a.time} ${a.number}`.localeCompare(`${b.time} ${b.number}`, "en"))
    .slice(0, most);
  nameProducts(first);
  applyCancellations(first, cancelledLines);
  return first;
}

/** Gives every line of a code the title that the code has on its first line: a product has one title, its rows have several. */
function nameProducts(invoices: readonly Dated[]): void {
  const titles = new Map<string, string>();
  for (const line of invoices.flatMap(({ lines }) => [...lines.values()])) {
    line.title = titles.get(line.code) ?? line.title;
    titles.set(line.code, line.title);
  }
}

type Dated = ExpectedInvoice & { time: string; customer: string };
type CancelledLine = { code: string; customer: string; time: string; quantity: number };

/**
 * Takes each cancellation up to the last invoice off the customer's latest invoice before it that has enough of the code left in one line. What
 * no invoice has enough of is left out.
 */
function applyCancellations(invoices: readonly Dated[], cancelledLines: readonly CancelledLine[]): void {
  const end = invoices.at(-1)?.time ?? "";
  const latestFirst = [...invoices].reverse();
  for (const { code, customer, time, quantity } of [...cancelledLines].sort((a, b) =>
    a.time.localeCompare(b.time, "en"),
  )) {
    if (time > end || customer === "") continue;
    for (const invoice of latestFirst) {
      if (invoice.customer !== customer || invoice.time > time) continue;
      const line = [...invoice.lines.values()]
        .reverse()
        .find((each) => each.code === code && each.quantity - each.cancelled >= quantity);
      if (!line) continue;
      line.cancelled += quantity;
      invoice.cancellations += 1;
      invoice.refunded += quantity * line.pence;
      break;
    }
  }
}
