/** A product as the graph answers with it for its page. */

export const mug = {
  id: "prd_1",
  slug: "mug",
  title: "Mug <b>&</b>",
  descriptionHtml: "<p>Holds tea.</p>",
  status: "ACTIVE",
  media: [],
  collections: [],
  facets: [],
  options: [{ name: "Size", values: ["S"], swatches: [] }],
  variants: {
    nodes: [
      {
        id: "var_1",
        sku: "MUG-S",
        weightGrams: 300,
        title: "S",
        stockStatus: "IN_STOCK",
        options: [{ name: "Size", value: "S" }],
        price: { decimal: "19.90", currency: "EUR" },
        compareAtPrice: null,
        lowestPriorPrice: null,
        content: null,
        unitPrice: null,
      },
    ],
  },
  safety: null,
  rating: { average: null, count: 0 },
  reviews: { nodes: [], pageInfo: { hasNextPage: false } },
  frequentlyBoughtWith: [],
};
