/** Recipes of queries: long names, wide lists, new operations, and each public list and object at its dearest. */
import { always, fileRequest, graphqlRequest, listOf, nth, type Recipe, type Targets, times } from "./recipe.ts";

/** The lengths of the names with which one request ended a router, and the longest that are allowed. */
const longName = 90_000;
const allowedName = 100;
/** So often may a field of one object stand under aliases. */
const repeats = 16;

const nameOf = (length: number, index: number) => `a${index}_`.padEnd(length, "x");
const aliases = (length: number, field: string, count = repeats) =>
  times(count, (index) => `${nameOf(length, index)}: ${field}`);

/** As wide as the budget of a guest allows where a variant has no objects of its own; more variants than a product of the shop has. */
const wide = (leaves: string, first = 25) =>
  `{ products(first: 100) { nodes { variants(first: ${first}) { nodes { ${leaves} } } } } }`;
const wider = (leaves: string) =>
  `{ collections(first: 50) { nodes { products(first: 100) { nodes { variants(first: 50) { nodes { ${leaves} } } } } } } }`;
/** The same names in objects of five kinds. */
const names = (leaves: string) =>
  `{ products(first: 100) { nodes { ${leaves} media(first: 4) { ${leaves} } variants(first: 8) { nodes { ${leaves} } } collections { ${leaves} } facets { ${leaves} } } } }`;

type QueryRecipe = Pick<Recipe, "name" | "reproduces" | "fields" | "refusal">;

/** A query that is the same each time; `fields` are those of `Query`. */
function query({ fields, ...recipe }: QueryRecipe, textOf: (targets: Targets) => string): Recipe {
  return {
    ...recipe,
    fields: fields.map((field) => `Query.${field}`),
    open: always(({ targets }) => graphqlRequest({ query: textOf(targets) })),
  };
}

const money = "{ minor decimal currency }";
const card = `id slug title descriptionHtml publishedAt stockStatus priceRange(currency: "EUR") { min ${money} max ${money} } rating { average count } media(first: 10) { id url alt width height }`;

/** Names and lists: what is written again for each object. */
const lists: readonly Recipe[] = [
  query(
    { name: "alias of 90,000 characters", reproduces: "B0", fields: ["products"], refusal: "OPERATION_TOO_LARGE" },
    () => wide(`${nameOf(longName, 0)}: __typename`),
  ),
  query(
    {
      name: "alias of 90,000 characters in collections",
      reproduces: "B0",
      fields: ["collections"],
      refusal: "OPERATION_TOO_LARGE",
    },
    () => wider(`${nameOf(longName, 0)}: prices { minor }`),
  ),
  query(
    {
      name: "five aliases of 18,000 characters",
      reproduces: "B0",
      fields: ["products"],
      refusal: "OPERATION_TOO_LARGE",
    },
    () => wide(aliases(18_000, "sku", 5)),
  ),
  query(
    {
      name: "aliases of 100 characters over wide lists",
      reproduces: "B0",
      fields: ["products"],
      refusal: "ANSWER_TOO_LARGE",
    },
    () => names(aliases(allowedName, "__typename")),
  ),
  query({ name: "nulls under aliases", reproduces: "B3", fields: ["products"] }, () =>
    wide(aliases(allowedName, 'compareAtPrice(currency: "EUR") { minor }'), 1),
  ),
  query(
    { name: "introspection under aliases", reproduces: "B3", fields: [], refusal: "GRAPHQL_VALIDATION_FAILED" },
    () =>
      `{ __schema { types { ${aliases(allowedName, "description")} fields { ${aliases(allowedName, "name")} } } } }`,
  ),
  query({ name: "products with their variants and prices", reproduces: "B3", fields: ["products"] }, () =>
    wide(`id sku title stockStatus options { name value } prices ${money} image { url alt }`, 3),
  ),
  query(
    {
      name: "operations beyond the budget",
      reproduces: "Query.collections",
      fields: ["collections"],
      refusal: "COST_ESTIMATED_TOO_EXPENSIVE",
    },
    () => wider(`sku prices ${money}`),
  ),
  query(
    { name: "products with counts", reproduces: "Query.products", fields: ["products"] },
    () =>
      `{ products(first: 100, filter: { priceMin: 1, priceMax: 9007199254740991, currency: "EUR", inStock: true }, sort: FEATURED) { totalCount facets { values { count } } nodes { ${card} } } }`,
  ),
  query(
    { name: "search", reproduces: "Query.search", fields: ["search"] },
    () =>
      `{ ${times(4, (n) => `s${n}: search(query: "a", first: 18) { totalCount facets { values { count } } nodes { ${card} } }`)} }`,
  ),
  query(
    { name: "suggestions", reproduces: "Query.suggest", fields: ["suggest"] },
    () =>
      `{ ${times(10, (n) => `s${n}: suggest(prefix: "${"abcdefghij"[n] ?? "a"}", first: 16) { text product { ${card} } }`)} }`,
  ),
  query(
    { name: "collections within each other", reproduces: "Query.collections", fields: ["collections"] },
    () =>
      `{ collections(first: 4) { totalCount nodes { id title parent { title } children(first: 2) { id title products(first: 5) { totalCount nodes { ${card} } } } products(first: 20) { totalCount facets { values { count } } nodes { id } } } } }`,
  ),
  query(
    { name: "facets with their values", reproduces: "Query.facets", fields: ["facets"] },
    () =>
      `{ ${times(repeats, (n) => `f${n}: facets { code label values(first: 5) { totalCount nodes { label } } }`)} }`,
  ),
  query(
    { name: "100 nodes", reproduces: "Query.nodes", fields: ["nodes"] },
    ({ products, variants }) =>
      `{ nodes(ids: ${JSON.stringify(listOf(100, (n) => (n % 2 ? nth(products, n) : nth(variants, n)).id))}) { id ... on Product { ${card} reviews(first: 9) { nodes { body } } frequentlyBoughtWith(first: 4) { id title } } ... on ProductVariant { shippingEstimates(country: "DE") { label price ${money} } } } }`,
  ),
];

/** Single objects, under as many aliases as an operation may have. */
const objects: readonly Recipe[] = [
  query(
    { name: "product pages", reproduces: "Query.product", fields: ["product"] },
    ({ products }) =>
      `{ ${times(4, (n) => `p${n}: product(slug: ${JSON.stringify(nth(products, n).slug)}) { ${card} reviews(first: 100) { totalCount nodes { title body rating } } frequentlyBoughtWith(first: 20) { ${card} } variants(first: 30) { nodes { shippingEstimates(country: "DE", currency: "EUR") { label price ${money} } } } }`)} }`,
  ),
  query(
    {
      name: "variants and collections",
      reproduces: "Query.variant, Query.collection",
      fields: ["variant", "collection"],
    },
    ({ variants, collections }) =>
      `{ ${times(5, (n) => `v${n}: variant(sku: ${JSON.stringify(nth(variants, n).sku)}) { prices ${money} product { ${card} } }`)} ${times(4, (n) => `c${n}: collection(slug: ${JSON.stringify(nth(collections, n).slug)}) { products(first: 45) { totalCount nodes { ${card} } } }`)} }`,
  ),
  query(
    { name: "an order under aliases", reproduces: "Query.order", fields: ["order"] },
    ({ order: { number, guestToken } }) =>
      `{ ${times(repeats, (n) => `o${n}: order(number: ${JSON.stringify(number)}, guestToken: ${JSON.stringify(guestToken)}) { number state lines { sku title } timeline { kind } payments { id state } receiptUrl }`)} }`,
  ),
  query(
    {
      name: "objects that do not exist",
      reproduces: "Query.node, Query.cart, Query.checkout, Query.payment",
      fields: ["node", "cart", "checkout", "payment"],
    },
    () =>
      `{ ${times(repeats, (n) => `n${n}: node(id: "prod_${n}") { id } c${n}: cart(id: "cart_${n}") { id } k${n}: checkout(id: "chk_${n}") { id } p${n}: payment(id: "pay_${n}") { id }`)} }`,
  ),
  query(
    { name: "the shop and its visitor", reproduces: "Query.shop, Query.me", fields: ["shop", "me"] },
    () =>
      `{ ${times(repeats, (n) => `s${n}: shop { name currencies country supportEmail } m${n}: me { id displayName orders(first: 100) { totalCount } }`)} }`,
  ),
  query(
    { name: "the pages of the shop", reproduces: "Query.shopPage, Shop.pages", fields: ["shopPage", "shop"] },
    () =>
      `{ ${times(repeats, (n) => `p${n}: shopPage(slug: "privacy", language: "de") { title bodyHtml updatedAt } s${n}: shop { address { line1 city } pages(language: "de") { slug title } }`)} }`,
  ),
  query(
    { name: "address forms with many regions", reproduces: "Query.addressFormat", fields: ["addressFormat"] },
    () =>
      `{ ${times(repeats, (n) => `f${n}: addressFormat(country: "EE", language: "de") { country language fields { name label required maxLength example } regions { code name } }`)} }`,
  ),
];

const newOperations: Recipe = {
  name: "new operations",
  reproduces: "M6",
  fields: ["Query.product"],
  open: async ({ targets }) => {
    const { slug } = nth(targets.products, 0);
    return (n) =>
      graphqlRequest({
        query: `query New${n}At${Date.now()} { product(slug: ${JSON.stringify(slug)}) { a${n}: title ${card} reviews(first: 3) { nodes { body } } variants(first: 10) { nodes { b${n}: sku shippingEstimates(country: "DE") { label } } } } shop { c${n}: name } }`,
      });
  },
};

const unparsable: Recipe = {
  name: "new documents that do not parse",
  reproduces: "M3",
  fields: [],
  refusal: "GRAPHQL_PARSE_FAILED",
  open: async () => (n) => graphqlRequest({ query: `{ ${times(3_600, (index) => `a${n}_${index}`)} ` }),
};

/** Clients that read nothing, or ask before they have read. */
const readers: readonly Recipe[] = [
  {
    name: "unread answers",
    reproduces: "B3",
    fields: ["Query.products"],
    manner: "unread",
    // The system takes megabytes of each connection before the router has to hold a response: fewer connections fill sooner.
    atOnce: 40,
    open: always(() => graphqlRequest({ query: wide(aliases(allowedName, "__typename")) })),
  },
  {
    name: "unread pictures",
    reproduces: "B1",
    fields: [],
    manner: "unread",
    open: async ({ targets }) => {
      const pictures = targets.products.flatMap(({ picture }) => (picture === undefined ? [] : [fileRequest(picture)]));
      return (n) => nth(pictures, n);
    },
  },
  {
    name: "unread receipts",
    reproduces: "B1",
    fields: [],
    manner: "unread",
    open: always(({ targets }) => fileRequest(targets.order.receipt)),
  },
  {
    name: "pipelined requests",
    reproduces: "B3",
    fields: ["Query.products"],
    manner: "pipelined",
    open: always(() => graphqlRequest({ query: wide(`id sku title prices ${money}`, 5) })),
  },
];

export const queryRecipes: readonly Recipe[] = [...lists, ...objects, newOperations, unparsable, ...readers];
