/** Lists of reviews, and product lists by rating. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { ada, bob, decide, written } from "../support/reviews.ts";
import { codeOf, manager, sell, shop, walk } from "../support/shop.ts";

const minute = 60_000;

test("every list of reviews is sorted newest first, each review on exactly one page", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  for (let number = 1; number <= 5; number += 1) {
    const id = await written(s, productId, { body: `${number}` }, userWith(`user_${number}`));
    await decide(s, id, "APPROVE");
    if (number % 2 === 0) await s.runtime.advance(minute);
  }
  const everything = await walk(s, "reviews(filter: {}", { viewer: manager, leaf: "body" });
  expect(everything).toHaveLength(5);
  expect(everything[0]).toBe("5");
  expect(new Set(everything).size).toBe(5);
  const ofProduct = {
    query: async (_text: string, variables: Record<string, unknown> = {}) => {
      const text = `query ($id: ID!, $after: String) { product(id: $id) { reviews(first: 2, after: $after) {
        nodes { body } pageInfo { endCursor hasNextPage }
      } } }`;
      const { data } = await s.query(text, { ...variables, id: productId });
      return { data: { list: Object(data?.product).reviews } };
    },
  };
  expect(await walk(ofProduct, "any(", { leaf: "body" })).toEqual(everything);
  const narrowed = `reviews(filter: { status: APPROVED, productId: "${productId}" }`;
  expect(await walk(s, narrowed, { viewer: manager, leaf: "body" })).toEqual(everything);
  expect(await walk(s, "reviews(filter: { status: REJECTED }", { viewer: manager, leaf: "body" })).toEqual([]);
});

test("each product and each person of one request has a page of its own", async () => {
  const s = await shop();
  const tea = await sell(s, { sku: "TEA", title: "Tea" });
  const pot = await sell(s, { sku: "POT", title: "Pot" });
  for (const [viewer, productId, body] of [
    [ada, tea.productId, "Ada on tea"],
    [bob, tea.productId, "Bob on tea"],
    [ada, pot.productId, "Ada on pots"],
  ] as const) {
    await decide(s, await written(s, productId, { body }, viewer), "APPROVE");
    await s.runtime.advance(minute);
  }
  const text = `{ products { nodes { title reviews(first: 1) { totalCount nodes { body product { title } } pageInfo { hasNextPage } } } }
    _entities(representations: [{ __typename: "User", id: "user_ada" }, { __typename: "User", id: "user_bob" }]) {
      ... on User { reviews { totalCount nodes { body } } }
    } }`;
  const one = (title: string, body: string, totalCount: number) => {
    const nodes = [{ body, product: { title } }];
    return { title, reviews: { totalCount, nodes, pageInfo: { hasNextPage: totalCount > 1 } } };
  };
  expect((await s.query(text)).data).toEqual({
    products: { nodes: [one("Tea", "Bob on tea", 2), one("Pot", "Ada on pots", 1)] },
    _entities: [
      { reviews: { totalCount: 2, nodes: [{ body: "Ada on pots" }, { body: "Ada on tea" }] } },
      { reviews: { totalCount: 1, nodes: [{ body: "Bob on tea" }] } },
    ],
  });
});

test("lists are sorted by the average rating, then by the number of ratings, and filtered by it", async () => {
  const s = await shop();
  const stars = { Mixed: [5, 4], Good: [5], Best: [5, 5], None: [], Poor: [1], Even: [4, 5] };
  for (const [title, ratings] of Object.entries(stars)) {
    const { productId } = await sell(s, { sku: title, title });
    await s.runtime.advance(1);
    for (const [index, rating] of ratings.entries())
      await decide(s, await written(s, productId, { rating }, userWith(`user_${index}`)), "APPROVE");
  }
  for (const first of [1, 2, 100])
    expect(await walk(s, "products(sort: RATING", { first })).toEqual([
      "Best",
      "Good",
      "Even",
      "Mixed",
      "Poor",
      "None",
    ]);
  expect(await walk(s, "products(filter: { minRating: 4.5 }")).toEqual(["Mixed", "Good", "Best", "Even"]);
  expect(await walk(s, "products(filter: { minRating: 4.51 }")).toEqual(["Good", "Best"]);
  expect(await walk(s, "products(filter: { minRating: 0 }")).toHaveLength(6);
  for (const wrong of [-0.1, 5.1])
    expect(codeOf(await s.query(`{ products(filter: { minRating: ${wrong} }) { nodes { id } } }`))).toBe(
      "BAD_USER_INPUT",
    );
});
