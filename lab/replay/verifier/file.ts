/** The verifier's own parser of the file; it shares no code with the replay. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

const columns = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

/** Calls back with the eight fields of each record below the header. Throws when the header is another one. */
export function eachRecord(folder: string, take: (fields: string[]) => void): void {
  const text = gunzipSync(readFileSync(path.join(folder, "online-retail.csv.gz"))).toString("utf8");
  let isHeader = true;
  let from = 0;
  while (from < text.length) {
    const { fields, next } = readRecord(text, from);
    from = next;
    if (isHeader && fields.join(",") !== columns)
      throw new Error(`The columns are ${fields.join(",")}, not ${columns}.`);
    if (!isHeader && fields.length !== 8) throw new Error(`A record has ${fields.length} fields: ${fields.join(",")}`);
    if (!isHeader) take(fields);
    isHeader = false;
  }
}

/** Reads one record. A field in quotes may hold commas and line breaks, and quotes written twice. */
function readRecord(text: string, start: number): { fields: string[]; next: number } {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    let field = "";
    if (text[at] === '"') {
      for (;;) {
        const close = text.indexOf('"', at + 1);
        if (close < 0) throw new Error("A quote is never closed.");
        field += text.slice(at + 1, close);
        at = close + 1;
        if (text[at] !== '"') break;
        field += '"';
      }
    } else {
      const begin = at;
      while (at < text.length && text[at] !== "," && text[at] !== "\n" && text[at] !== "\r") at += 1;
      field = text.slice(begin, at);
    }
    fields.push(field);
    if (text[at] === ",") {
      at += 1;
      continue;
    }
    if (text[at] === "\r") at += 1;
    return { fields, next: at + 1 };
  }
}
