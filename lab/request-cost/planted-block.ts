/** A planted block: one field that blocks products for large pages. A search that misses it proves nothing. */
import type { Patch } from "../../host/build/bundle.ts";

/** Well above the target, so that a find cannot be noise. */
const plantedBlockMs = 600;

/** Longest block from which the bomb counts as found. */
export const foundFromMs = plantedBlockMs * 0.8;

/** The change to products; only processes of the search are built with it. */
export const plantedBlock: readonly Patch[] = [
  {
    file: "subgraphs/products/src/api/graphql/collection.ts",
    find: "  products: (collection, args, context) => listProducts(context, args, collection.id),",
    replace: `  products: (collection, args, context) => {
    for (const began = process.cpuUsage(); (args.first ?? 0) > 90 && process.cpuUsage(began).user < ${plantedBlockMs * 1_000}; );
    return listProducts(context, args, collection.id);
  },`,
  },
];
