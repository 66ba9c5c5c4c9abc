/** Visibility of unpublished products: only for staff who work on products, by every access path. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { change, codeOf, guest, manager, noon, publish, type Shop, sell, shop } from "../support/shop.ts";

const customer = userWith("user_customer");
const pricer = userWith("user_pricer", ["prices:write"]);
const minute = 60_000;

/** The access paths to a product: the product, its variant, and the lists. */
async function variants(
  s: Shop,
  { productId, variantId, slug, sku }: Record<"productId" | "variantId" | "slug" | "sku", string>,
  viewer = guest,
) {
  const text = `query ($productId: ID!, $variantId: ID!, $slug: String!, $sku: String!, $references: [_Any!]!) {
    byId: product(id: $productId) { id } bySlug: product(slug: $slug) { id }
    variantById: variant(id: $variantId) { id } variantBySku: variant(sku: $sku) { id }
    _entities(representations: $references) { __typename }
    products { totalCount } search(query: "thing") { totalCount } suggest(prefix: "thing") { text }
  }`;
  const references = [
    { __typename: "Product", id: productId },
    { __typename: "Product", slug },
    { __typename: "ProductVariant", id: variantId },
    { __typename: "ProductVariant", sku },
  ];
  const { data } = await s.query(text, { productId, variantId, slug, sku, references }, viewer);
  return data;
}

const hidden = {
  byId: null,
  bySlug: null,
  variantById: null,
  variantBySku: null,
  _entities: [null, null, null, null],
  products: { totalCount: 0 },
  search: { totalCount: 0 },
  suggest: [],
};
const entities = ["Product", "Product", "ProductVariant", "ProductVariant"].map((name) => ({ __typename: name }));

async function thing(s: Shop) {
  const ids = await sell(s, { sku: "X1", title: "Thing", publish: false });
  const { productId: id, variantId } = ids;
  const open = {
    byId: { id },
    bySlug: { id },
    variantById: { id: variantId },
    variantBySku: { id: variantId },
    _entities: entities,
  };
  return { ...ids, slug: "thing", sku: "X1", open };
}

test("a draft is visible to editors only, and in no list", async () => {
  const s = await shop();
  const { open, ...product } = await thing(s);
  for (const viewer of [guest, customer]) expect(await variants(s, product, viewer)).toEqual(hidden);
  for (const viewer of [pricer, manager]) expect(await variants(s, product, viewer)).toEqual({ ...hidden, ...open });
});

test("a planned product is hidden until its time", async () => {
  const s = await shop();
  const { open, ...product } = await thing(s);
  await publish(s, product.productId, { publishAt: new Date(noon + minute).toISOString() });
  await s.runtime.advance(minute - 1);
  expect(await variants(s, product)).toEqual(hidden);
  await s.runtime.advance(1);
  const listed = { products: { totalCount: 1 }, search: { totalCount: 1 }, suggest: [{ text: "Thing" }] };
  expect(await variants(s, product)).toEqual({ ...open, ...listed });
});

test("an archived product's page is public, and it is in no list", async () => {
  const s = await shop();
  const { open, ...product } = await thing(s);
  await publish(s, product.productId);
  await change(s, "productArchive", { id: product.productId });
  for (const viewer of [guest, customer, manager])
    expect(await variants(s, product, viewer)).toEqual({ ...hidden, ...open });
});

test.each(["DRAFT", "ARCHIVED"])("only an editor can list products that are %s", async (status) => {
  const s = await shop();
  for (const list of ["products(", `search(query: "a", `]) {
    const text = `{ ${list}filter: { status: ${status} }) { totalCount } }`;
    for (const viewer of [guest, customer, pricer]) expect(codeOf(await s.query(text, {}, viewer))).toBe("FORBIDDEN");
    expect(codeOf(await s.query(text, {}, manager))).toBeUndefined();
  }
});

test.each(["product", "variant", "collection"])("%s takes exactly one argument", async (field) => {
  const s = await shop();
  const other = field === "variant" ? "sku" : "slug";
  for (const given of ["", `(id: "a", ${other}: "b")`, `(id: "")`])
    expect(codeOf(await s.query(`{ ${field}${given} { id } }`))).toBe("BAD_USER_INPUT");
  expect((await s.query(`{ ${field}(${other}: "none") { id } }`)).data).toEqual({ [field]: null });
});
