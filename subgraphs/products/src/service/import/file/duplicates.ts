/** Duplicates within a file: handles and SKUs of previous entries, and the collections and values it declares. */
import { excerptOf } from "../text/amounts.ts";
import type { Content, Entry, Finding } from "./entries.ts";

export type FileKeys = {
  /** The line of the product that has this handle. */
  handles: Map<string, number>;
  skus: Map<string, number>;
  /** Collections and facet values that the file declares: in a dry run they count as existing. */
  collections: Set<string>;
  values: Set<string>;
  /** Slugs that a dry run would give to products without a handle. */
  made: Set<string>;
  /** Spellings that already have a note. */
  spellings: Set<string>;
};

/** The empty set of a file's keys. */
export function createFileKeys(): FileKeys {
  return {
    handles: new Map(),
    skus: new Map(),
    collections: new Set(),
    values: new Set(),
    made: new Set(),
    spellings: new Set(),
  };
}

/** Records an entry and returns its duplicates. */
export function recordEntry(seen: FileKeys, entry: Entry): Finding[] {
  return entry.contents.flatMap((content) => {
    if (content.kind === "pricesAndStock") {
      const { sku, line } = content.values;
      return recordKey(seen.skus, skuKey, sku, { line, column: content.columnOf("sku") });
    }
    if (content.kind !== "product") return [];
    const { handle, line, variants, columnOf } = content.product;
    const own = new Set<string>();
    const strange = variants.filter(({ sku }) => !own.has(sku) && own.add(sku));
    return [
      ...(handle === undefined ? [] : recordHandle(seen, handle, { line, column: columnOf("handle") })),
      ...strange.flatMap((variant) => {
        const place = { line: variant.line, column: columnOf("sku", variants.indexOf(variant)) };
        return recordKey(seen.skus, skuKey, variant.sku, place);
      }),
    ];
  });
}

/** Records the handle of a product and returns its duplicate. */
export function recordHandle(seen: FileKeys, handle: string, place: Pick<Finding, "line" | "column">): Finding[] {
  return recordKey(seen.handles, handleKey, handle, place);
}

/** Records a declared collection or facet, which following lines can use. */
export function recordDeclaration(seen: FileKeys, content: Content): void {
  if (content.kind === "collection") seen.collections.add(content.collection.slug);
  if (content.kind !== "facet") return;
  const { code, values } = content.facet;
  for (const { value } of values) seen.values.add(valueKey(code, value));
}

/** Values are compared without letter case. */
export function valueKey(facet: string, value: string): string {
  return `${facet}=${value.toLowerCase()}`;
}

const handleKey = { name: "handle", code: "HANDLE_REPEATED" } as const;
const skuKey = { name: "sku", code: "SKU_REPEATED" } as const;

function recordKey(
  lines: Map<string, number>,
  { name, code }: typeof handleKey | typeof skuKey,
  value: string,
  place: Pick<Finding, "line" | "column">,
): Finding[] {
  const before = lines.get(value);
  if (before === undefined) lines.set(value, place.line);
  if (before === undefined) return [];
  return [{ ...place, code, message: `The ${name} "${excerptOf(value)}" stands on line ${before} too.` }];
}
