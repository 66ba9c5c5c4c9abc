/** The command lines of `npm run hansa -- import` and `npm run hansa -- export`. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { defineSubcommand, Option, UsageError, webAddress } from "@hansa/kit/command-line";

const formats = { "shopify-csv": "SHOPIFY_CSV", "json-lines": "JSON_LINES" } as const;
const kinds = { products: "PRODUCTS", prices: "PRICES", stock: "STOCK" } as const;
const parts = { stock: "STOCK" } as const;

export type Format = (typeof formats)[keyof typeof formats];
export type ImportOptions = {
  file: string;
  format: Format;
  kind: (typeof kinds)[keyof typeof kinds];
  currency: string | undefined;
  dryRun: boolean;
  /** Parts of the file that are not read. */
  without: "STOCK"[];
  /** Every note, not only the first ones. */
  notes: boolean;
};

const staffCommand = (name: string, summary: string) =>
  defineSubcommand(name, summary)
    .option("--shop <url>", "a running shop (default: the one of this folder)", webAddress)
    .option("--email <address>", "who signs in (default: HANSA_STAFF_EMAIL)")
    .option("--password <text>", "the password (default: HANSA_STAFF_PASSWORD)");

export const importCommand = staffCommand(
  "import",
  "Reads products, prices or stock from a file into a running shop (docs/owners/import.md).",
)
  .argument("<file>", "a catalogue in one of two formats")
  .addOption(formatOption())
  .addOption(
    new Option("--kind <kind>", "content of the file").choices(["products", "prices", "stock"]).default("products"),
  )
  .option("--currency <code>", "of prices in a CSV (default: the shop's first)")
  .addOption(new Option("--without <part>", "leave it alone").choices(["stock"]))
  .option("--dry-run", "check everything, change nothing", false)
  .option("--notes", "print every note, not only the first 20", false);

export const exportCommand = staffCommand(
  "export",
  "Writes every product of a running shop into a file that npm run hansa -- import reads.",
)
  .argument("<file>", "is written anew")
  .addOption(formatOption())
  .option("--currency <code>", "of prices in a CSV, which has room for one (default: the shop's first)");

function formatOption() {
  return new Option("--format <format>", "format of the file (default: by its ending, .csv or .jsonl)").choices([
    "shopify-csv",
    "json-lines",
  ]);
}

type Given = ReturnType<typeof importCommand.opts>;

/** The options of an import. Throws a UsageError for a missing file or an unknown format. */
export function importOptions({ format, kind, currency, without, dryRun, notes }: Given, file: string): ImportOptions {
  if (!existsSync(file) || !statSync(file).isFile()) throw new UsageError(`there is no file ${file}.`);
  return {
    file,
    format: formatOf(file, format),
    kind: kinds[kind],
    currency,
    dryRun,
    without: without === undefined ? [] : [parts[without]],
    notes,
  };
}

/** The format that was asked for, else the one that the ending of the file means. Throws a UsageError if it means none. */
export function formatOf(file: string, given: keyof typeof formats | undefined): Format {
  if (given !== undefined) return formats[given];
  const ending = path.extname(file).toLowerCase();
  if (ending === ".csv") return "SHOPIFY_CSV";
  if (ending === ".jsonl" || ending === ".ndjson") return "JSON_LINES";
  throw new UsageError(`--format is missing: a file that ends in ${ending || "nothing"} has no usual one.`);
}
