/** The sales report, and what its rows are about. */
import type { SalesReportRowResolvers } from "../generated/resolvers.ts";

export const SalesReportRow: SalesReportRowResolvers = {
  product: ({ by, key }) => (by === "PRODUCT" && key !== null ? { id: key } : null),
  variant: ({ by, key }) => (by === "VARIANT" && key !== null ? { id: key } : null),
};
