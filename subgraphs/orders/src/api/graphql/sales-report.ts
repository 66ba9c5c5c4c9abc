/** Resolvers of the rows of the sales report. */
import type { SalesReportRowResolvers } from "../../generated/resolvers.ts";

export const SalesReportRow: SalesReportRowResolvers = {
  product: ({ by, key }) => (by === "PRODUCT" && key !== null ? { id: key } : null),
  variant: ({ by, key }) => (by === "VARIANT" && key !== null ? { id: key } : null),
};
