/** Facts of a shop that its owner has not changed yet: orders stores them at the first start, and the others use them until its first event. */
export const newShop: {
  name: string;
  currencies: readonly [string, ...string[]];
  country: string;
  lowStockThreshold: number;
} = {
  name: "Hansa",
  /** The first is the default. */
  currencies: ["EUR", "USD", "GBP", "JPY"],
  country: "DE",
  /** A variant with at most so many available units is low in stock. */
  lowStockThreshold: 5,
};
