/** What can be asked of `npm run import` on its command line. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { staffOptions } from "./staff.ts";

export const formats = { "shopify-csv": "SHOPIFY_CSV", "json-lines": "JSON_LINES" } as const;
const kinds = { products: "PRODUCTS", prices: "PRICES", stock: "STOCK" } as const;

const parts = { stock: "STOCK" } as const;

export type ImportOptions = {
  file: string;
  format: (typeof formats)[keyof typeof formats];
  kind: (typeof kinds)[keyof typeof kinds];
  currency: string | undefined;
  dryRun: boolean;
  /** Parts of the file that are not read. */
  without: "STOCK"[];
  /** Every note, not only the first ones. */
  notes: boolean;
  staff: { shop?: string | undefined; email?: string | undefined; password?: string | undefined };
};

export const usage = `npm run import -- FILE [--format FORMAT] [--kind KIND] [--currency CODE] [--without stock] [--dry-run] [--notes]
  FILE             a catalogue; docs/import.md describes both formats
  --format FORMAT  shopify-csv or json-lines (by the ending of the file: .csv, .jsonl)
  --kind KIND      products, prices or stock (products)
  --currency CODE  of prices in a CSV (the shop's first)
  --without stock  leave stock alone
  --dry-run        check everything, change nothing
  --notes          print every note, not only the first 20
  --shop URL       a running shop (the one of this folder)
  --email, --password   who signs in (HANSA_STAFF_EMAIL and HANSA_STAFF_PASSWORD)`;

/** Reads the command line; throws on what it does not know and on a file that is not there. */
export function readOptions(args: string[]): ImportOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...staffOptions,
      format: { type: "string" },
      kind: { type: "string", default: "products" },
      currency: { type: "string" },
      without: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      notes: { type: "boolean", default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error("name one file.");
  if (!existsSync(file) || !statSync(file).isFile()) throw new Error(`there is no file ${file}.`);
  const { currency, notes, shop, email, password } = values;
  return {
    file,
    format: pick("--format", values.format ?? formatOf(file), formats),
    kind: pick("--kind", values.kind, kinds),
    currency,
    dryRun: values["dry-run"],
    without: values.without === undefined ? [] : [pick("--without", values.without, parts)],
    notes,
    staff: { shop, email, password },
  };
}

/** What the ending of a file says; the word itself where it says nothing, which is then refused. */
export function formatOf(file: string): string {
  const ending = path.extname(file).toLowerCase();
  if (ending === ".csv") return "shopify-csv";
  return ending === ".jsonl" || ending === ".ndjson" ? "json-lines" : `(of a file that ends in ${ending || "nothing"})`;
}

/** One of the words that a command knows. Throws and names them on any other. */
export function pick<Words extends Record<string, string>>(
  option: string,
  word: string,
  words: Words,
): Words[keyof Words] {
  for (const name in words) if (name === word) return words[name];
  throw new Error(`${option} ${word}: one of ${Object.keys(words).join(", ")}.`);
}
