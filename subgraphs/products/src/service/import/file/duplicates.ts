/** Duplicates within a file: handles and SKUs of previous entries, and the collections and values it declares. */
import { mapRecord } from "@hansa/kit/runtime";
import { excerptOf } from "../text/amounts.ts";
import type { Content, Entry, Finding } from "./entries.ts";

/** The lines of keys, by key. */
type KeyLines = Pick<Map<string, number>, "get" | "has"> & { set(key: string, line: number): unknown };

export type FileKeys = {
  /** The line of the product that has this handle. */
  handles: KeyLines;
  skus: KeyLines;
  barcodes: KeyLines;
  /** Collections and facet values that the file declares: in a dry run they count as existing. */
  collections: KeyLines;
  values: KeyLines;
  /** Slugs that a dry run would give to products without a handle. */
  made: KeyLines;
  /** Spellings that already have a note. */
  spellings: KeyLines;
};

/** The empty set of a file's keys. */
export function createFileKeys(): Record<keyof FileKeys, Map<string, number>> {
  return {
    handles: new Map(),
    skus: new Map(),
    barcodes: new Map(),
    collections: new Map(),
    values: new Map(),
    made: new Map(),
    spellings: new Map(),
  };
}

/**
 * The keys that the write of a batch adds to those of the file so far. The write may run more than once, or be rolled back: `keep` adds them to the
 * file's for good.
 */
export function createBatchKeys(seen: FileKeys): { keys: FileKeys; keep(): void } {
  const added = createFileKeys();
  return {
    keys: mapRecord(added, (lines, kind) => ({
      get: (key) => lines.get(key) ?? seen[kind].get(key),
      has: (key) => lines.has(key) || seen[kind].has(key),
      set: (key, line) => lines.set(key, line),
    })),
    keep: () => {
      mapRecord(added, (lines, kind) => {
        for (const [key, line] of lines) seen[kind].set(key, line);
      });
    },
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
export function recordDeclaration(seen: FileKeys, content: Content, line: number): void {
  if (content.kind === "collection") seen.collections.set(content.collection.slug, line);
  if (content.kind !== "facet") return;
  const { code, values } = content.facet;
  for (const { value } of values) seen.values.set(valueKey(code, value), line);
}

/** Values are compared without letter case. */
export function valueKey(facet: string, value: string): string {
  return `${facet}=${value.toLowerCase()}`;
}

const handleKey = { name: "handle", code: "HANDLE_REPEATED" } as const;
const skuKey = { name: "sku", code: "SKU_REPEATED" } as const;

function recordKey(
  lines: KeyLines,
  { name, code }: typeof handleKey | typeof skuKey,
  value: string,
  place: Pick<Finding, "line" | "column">,
): Finding[] {
  const before = lines.get(value);
  if (before === undefined) lines.set(value, place.line);
  if (before === undefined) return [];
  return [{ ...place, code, message: `The ${name} "${excerptOf(value)}" stands on line ${before} too.` }];
}
