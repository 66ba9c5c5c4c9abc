/** Reader of the JSON Lines format of Hansa: each line is one entry. */
import { type ZodType, z } from "zod";
import type { Content, Entry, Finding, ReaderOptions } from "../file/entries.ts";
import { excerptOf } from "../text/amounts.ts";
import { refuseForeignJson } from "../text/foreign-files.ts";
import { type Line, readLines } from "../text/lines.ts";
import { UnreadableFile } from "../text/unreadable-file.ts";
import { listPricesAndStock, pictureOf, productOf } from "./product.ts";
import { collectionLine, facetLine, pricesAndStockLine, productLine, type VariantLine } from "./schema.ts";

/** Reads the entries of a file. Throws UnreadableFile if it is one JSON list over many lines, or a file of another shop system. */
export async function* readJsonFile(file: string, reading: ReaderOptions): AsyncGenerator<Entry> {
  let isFirst = true;
  for await (const line of readLines(file)) {
    if (isFirst) rejectOtherJson(line);
    isFirst = false;
    yield await readEntry(line, reading);
  }
}

/** Most programs write one list over many lines: each line would be refused separately. */
function rejectOtherJson({ bytes }: Line): void {
  refuseForeignJson(bytes.subarray(0, 4_096).toString("utf8"));
  if (!/^\ufeff?\s*\[\s*$/.test(bytes.subarray(0, 64).toString("utf8"))) return;
  throw new UnreadableFile(
    "The file is one JSON list over many lines. Write one object a line, without a list around them.",
  );
}

async function readEntry({ line, bytes }: Line, reading: ReaderOptions): Promise<Entry> {
  const entry: Entry = { line, rows: 1, problems: [], notes: [], contents: [] };
  const value = parseJson(bytes, entry);
  if (value === undefined) return entry;
  const read = reading.kind === "PRODUCTS" ? readContent : readPricesAndStock;
  const contents = await read(value, entry, reading);
  return { ...entry, contents };
}

/** Returns undefined and adds a problem if the line is not a JSON object. */
function parseJson(bytes: Buffer, { line, problems }: Entry): object | undefined {
  const refuse = (code: string, message: string) => {
    problems.push({ line, column: null, code, message });
    return undefined;
  };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuse("NOT_UTF8", "Some characters are not in UTF-8. Save the file in that encoding.");
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    return refuse("NOT_AN_OBJECT", "Each line is one JSON object; this one is something else.");
  } catch (error) {
    const why = error instanceof Error ? excerptOf(error.message) : "";
    return refuse("NOT_JSON", `The line is no JSON (${why}).`);
  }
}

const typedLine = z.looseObject({ type: z.string().default("product") });

async function readContent(value: object, entry: Entry, reading: ReaderOptions): Promise<Content[]> {
  const { line } = entry;
  const type = typedLine.safeParse(value).data?.type;
  if (type === "collection") {
    const read = parse(collectionLine, value, entry);
    if (!read) return [];
    const { slug, title, parent = null, descriptionHtml, image } = read;
    const collection = { slug, title, parent, descriptionHtml, image: image ? pictureOf(image) : undefined };
    return [{ kind: "collection", collection }];
  }
  if (type === "facet") {
    const facet = parse(facetLine, value, entry);
    return facet ? [{ kind: "facet", facet }] : [];
  }
  if (type !== "product") {
    const message = "The type of a line is product, collection or facet.";
    entry.problems.push({ line, column: "type", code: "UNKNOWN_TYPE", message });
    return [];
  }
  const read = parse(productLine, value, entry);
  if (!read) return [];
  await learnDays(read.variants, reading);
  return [{ kind: "product", product: productOf(read, entry, reading) }];
}

/** A complete export is accepted: prices and stock of its products are read, other lines are skipped. */
async function readPricesAndStock(value: object, entry: Entry, reading: ReaderOptions): Promise<Content[]> {
  const hasVariants = "variants" in value || "type" in value;
  if (!hasVariants) {
    const read = parse(pricesAndStockLine, value, entry);
    if (!read) return [];
    await learnDays([read], reading);
    return listPricesAndStock([read], entry, reading, () => "");
  }
  const { type } = typedLine.safeParse(value).data ?? {};
  if (type !== "product") return [];
  const read = parse(productLine, value, entry);
  if (!read) return [];
  await learnDays(read.variants, reading);
  return listPricesAndStock(read.variants, entry, reading, (index) => `variants[${index}].`);
}

async function learnDays(variants: readonly Pick<VariantLine, "prices">[], { calendar }: ReaderOptions): Promise<void> {
  await calendar.learn(variants.flatMap(({ prices = [] }) => prices));
}

/** Parses a line by its schema. Each fault is added to the entry with its path. */
function parse<Value>(shape: ZodType<Value>, value: object, { line, problems }: Entry): Value | undefined {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  problems.push(...read.error.issues.flatMap((issue) => remarksOf(issue, line)));
  return undefined;
}

function remarksOf(issue: z.core.$ZodIssue, line: number): Finding[] {
  const column = writePath(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      line,
      column: column === null ? key : `${column}.${key}`,
      code: "UNKNOWN_FIELD",
      message: `There is no field "${excerptOf(key)}" here.`,
    }));
  }
  const isMissing = issue.code === "invalid_type" && issue.message.includes("undefined");
  const code = isMissing ? "MISSING" : issue.code === "invalid_type" ? "WRONG_TYPE" : "INVALID";
  return [{ line, column, code, message: isMissing ? "This field is missing." : sentence(issue.message) }];
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

/** A path in an object: `variants[0].prices[1].amount`. */
function writePath(path: readonly PropertyKey[]): string | null {
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return text === "" ? null : text.replace(/^\./, "");
}
