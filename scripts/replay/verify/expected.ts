/** What the stores must say, worked out from the file alone. */
import { eachRecord } from "./file.ts";

type ExpectedLine = { sku: string; pence: number; quantity: number };
export type ExpectedInvoice = {
  number: string;
  email: string;
  /** By sku: rows with the same code and price are one line. */
  lines: Map<string, ExpectedLine>;
  total: number;
};

/** The domain of every customer's address. */
export const domain = "@replay.example";

/** The first `most` invoices that a shop could have sold, by the time of their first row, then by number. */
export function expectInvoices(folder: string, most: number): ExpectedInvoice[] {
  const all = new Map<string, ExpectedInvoice & { time: string }>();
  eachRecord(folder, ([number = "", code = "", , units = "", time = "", price = "", customer = ""]) => {
    const quantity = Number.parseInt(units, 10);
    // Cancellations and bad debts begin with a letter; strangers, write-offs and gifts are no sales.
    if (!/^[0-9]/.test(number) || customer === "" || quantity < 1) return;
    const thousandths = Math.round(Number.parseFloat(price) * 1000);
    if (thousandths <= 0 || thousandths % 10 !== 0) return;

    const pence = thousandths / 10;
    const sku = `${code}/${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, "0")}`;
    let invoice = all.get(number);
    if (!invoice) {
      invoice = { number, time, email: `customer-${customer}${domain}`, lines: new Map(), total: 0 };
      all.set(number, invoice);
    }
    const line = invoice.lines.get(sku);
    if (line) line.quantity += quantity;
    else invoice.lines.set(sku, { sku, pence, quantity });
    invoice.total += pence * quantity;
  });
  return [...all.values()]
    .sort((a, b) => `${a.time} ${a.number}`.localeCompare(`${b.time} ${b.number}`, "en"))
    .slice(0, most);
}
