/** The command lines of `npm run hansa -- import` and `npm run hansa -- export`. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { defineSubcommand, Option, UsageError, webAddress } from "@hansa/kit/command-line";
import type { ExportOptions } from "../export/run.ts";

const formats = { "shopify-csv": "SHOPIFY_CSV", "json-lines": "JSON_LINES" } as const;
const kinds = { products: "PRODUCTS", prices: "PRICES", stock: "STOCK" } as const;
const parts = { stock: "STOCK" } as const;
const encodings = { "utf-8": "UTF_8", "utf-16": "UTF_16", "windows-1252": "WINDOWS_1252" } as const;
const separators = { comma: "COMMA", semicolon: "SEMICOLON", tab: "TAB" } as const;
const decimals = { comma: "COMMA", point: "POINT" } as const;

type Format = (typeof formats)[keyof typeof formats];
export type ImportOptions = {
  file: string;
  format: Format;
  kind: (typeof kinds)[keyof typeof kinds];
  currency: string | undefined;
  dryRun: boolean;
  /** Parts of the file that are not read. */
  without: "STOCK"[];
  /** How a CSV is written; null: the file shows it. */
  encoding: (typeof encodings)[keyof typeof encodings] | null;
  separator: (typeof separators)[keyof typeof separators] | null;
  decimalSign: (typeof decimals)[keyof typeof decimals] | null;
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
  .addOption(separatorOption("as its first line shows"))
  .addOption(
    new Option("--encoding <encoding>", "of a CSV (default: as its bytes show)").choices([
      "utf-8",
      "utf-16",
      "windows-1252",
    ]),
  )
  .addOption(
    new Option("--decimal <sign>", "of numbers in a CSV (default: as most of them show)").choices(["comma", "point"]),
  )
  .option("--dry-run", "check everything, change nothing", false)
  .option("--notes", "print every note, not only the first 20", false);

export const exportCommand = staffCommand(
  "export",
  "Writes every product of a running shop into a file that npm run hansa -- import reads.",
)
  .argument("<file>", "is written anew")
  .addOption(formatOption())
  .option("--currency <code>", "of prices in a CSV, which has room for one (default: the shop's first)")
  .addOption(separatorOption("comma, for Excel semicolon"))
  .addOption(new Option("--for <program>", "a CSV that it opens and does not spoil").choices(["excel"]));

function separatorOption(usual: string) {
  return new Option("--separator <character>", `between the cells of a CSV (default: ${usual})`).choices([
    "comma",
    "semicolon",
    "tab",
  ]);
}

function formatOption() {
  return new Option(
    "--format <format>",
    "format of the file (default: by its ending, .csv, .tsv, .txt or .jsonl)",
  ).choices(["shopify-csv", "json-lines"]);
}

type Given = ReturnType<typeof importCommand.opts>;

/** The options of an import. Throws a UsageError for a missing file or an unknown format. */
export function importOptions(
  { format, kind, currency, without, separator, encoding, decimal, dryRun, notes }: Given,
  file: string,
): ImportOptions {
  if (!existsSync(file) || !statSync(file).isFile()) throw new UsageError(`there is no file ${file}.`);
  return {
    file,
    format: formatOf(file, format),
    kind: kinds[kind],
    currency,
    dryRun,
    without: without === undefined ? [] : [parts[without]],
    encoding: encoding === undefined ? null : encodings[encoding],
    separator: separator === undefined ? null : separators[separator],
    decimalSign: decimal === undefined ? null : decimals[decimal],
    notes,
  };
}

type GivenExport = ReturnType<typeof exportCommand.opts>;

/** The options of an export. Throws a UsageError for an unknown format, or for one that no spreadsheet opens. */
export function exportOptions({ format, currency, separator, for: program }: GivenExport, file: string): ExportOptions {
  const options = { file, format: formatOf(file, format), currency, separator, isForExcel: program === "excel" };
  if (options.format === "JSON_LINES" && (program !== undefined || separator !== undefined))
    throw new UsageError("--for and --separator are for a CSV.");
  return options;
}

/** The format that was asked for, else the one that the ending of the file means. Throws a UsageError if it means none. */
function formatOf(file: string, given: keyof typeof formats | undefined): Format {
  if (given !== undefined) return formats[given];
  const ending = path.extname(file).toLowerCase();
  if ([".csv", ".tsv", ".txt"].includes(ending)) return "SHOPIFY_CSV";
  if (ending === ".jsonl" || ending === ".ndjson") return "JSON_LINES";
  throw new UsageError(`--format is missing: a file that ends in ${ending || "nothing"} has no usual one.`);
}
