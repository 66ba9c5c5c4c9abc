/** The rows of the online-retail file, in the order of the file, with their fields under our names. */
import { createReadStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { z } from "zod";

export const fileName = "online-retail.csv.gz";

const row = z
  .object({
    InvoiceNo: z.string().min(1),
    StockCode: z.string(),
    Description: z.string(),
    Quantity: z.string().regex(/^-?\d+$/),
    InvoiceDate: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    UnitPrice: z.string().regex(/^-?\d+(\.\d+)?$/),
    CustomerID: z.string(),
    Country: z.string(),
  })
  .transform((fields) => ({
    invoice: fields.InvoiceNo,
    code: fields.StockCode,
    description: fields.Description,
    quantity: Number(fields.Quantity),
    /** UTC, as text that sorts by time. */
    at: fields.InvoiceDate,
    /** In pounds, as text, so that no penny is lost. */
    price: fields.UnitPrice,
    /** Empty: the buyer is unknown. */
    customer: fields.CustomerID,
    country: fields.Country,
  }));

export type Row = z.infer<typeof row>;

/** Streams the file of this folder. Throws when it is not there, and names the row that cannot be read. */
export async function* readRows(folder: string): AsyncGenerator<Row> {
  const records = parse({ columns: true });
  // A fault of any part destroys the last one with it, so that it is thrown below.
  pipeline(createReadStream(path.join(folder, fileName)), createGunzip(), records, () => {});
  let count = 0;
  for await (const record of records) {
    count += 1;
    const read = row.safeParse(record);
    if (!read.success) throw new Error(`Row ${count} of ${fileName}: ${z.prettifyError(read.error)}`);
    yield read.data;
  }
}
