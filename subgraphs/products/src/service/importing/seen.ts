/** What a file has said so far, so that the second product with the same handle or sku is noticed, wherever it stands. */
import { shown } from "./amounts.ts";
import type { Content, Entry, Remark } from "./entries.ts";

export type Seen = {
  /** The line of the product that has this handle. */
  handles: Map<string, number>;
  skus: Map<string, number>;
  /** Collections and values of facets that the file has declared: in a dry run they are known without being made. */
  collections: Set<string>;
  values: Set<string>;
  /** Addresses that a dry run would have given to products without a handle. */
  made: Set<string>;
  /** Spellings that were noted. */
  spellings: Set<string>;
};

export function nothingSeen(): Seen {
  return {
    handles: new Map(),
    skus: new Map(),
    collections: new Set(),
    values: new Set(),
    made: new Set(),
    spellings: new Set(),
  };
}

/** Remembers an entry, and says what of it was there before. */
export function remember(seen: Seen, entry: Entry): Remark[] {
  return entry.contents.flatMap((content) => {
    if (content.kind === "figures") {
      const { sku, line } = content.figures;
      return repeated(seen.skus, "SKU_REPEATED", "sku", sku, { line, column: content.columnOf("sku") });
    }
    if (content.kind !== "product") return [];
    const { handle, line, variants, columnOf } = content.product;
    const own = new Set<string>();
    const strange = variants.filter(({ sku }) => !own.has(sku) && own.add(sku));
    return [
      ...(handle === undefined ? [] : noteHandle(seen, handle, { line, column: columnOf("handle") })),
      ...strange.flatMap((variant) => {
        const place = { line: variant.line, column: columnOf("sku", variants.indexOf(variant)) };
        return repeated(seen.skus, "SKU_REPEATED", "sku", variant.sku, place);
      }),
    ];
  });
}

/** Remembers which product stands here, and says so if it stood somewhere else. */
export function noteHandle(seen: Seen, handle: string, place: Pick<Remark, "line" | "column">): Remark[] {
  return repeated(seen.handles, "HANDLE_REPEATED", "handle", handle, place);
}

/** What a file declares is known from its line on. */
export function declare(seen: Seen, content: Content): void {
  if (content.kind === "collection") seen.collections.add(content.collection.slug);
  if (content.kind !== "facet") return;
  const { code, values } = content.facet;
  for (const { value } of values) seen.values.add(valueKey(code, value));
}

/** The letter case of a value does not make it another. */
export function valueKey(facet: string, value: string): string {
  return `${facet}=${value.toLowerCase()}`;
}

function repeated(
  lines: Map<string, number>,
  code: string,
  what: string,
  value: string,
  place: Pick<Remark, "line" | "column">,
): Remark[] {
  const before = lines.get(value);
  if (before === undefined) lines.set(value, place.line);
  if (before === undefined) return [];
  return [{ ...place, code, message: `The ${what} "${shown(value)}" stands on line ${before} too.` }];
}
