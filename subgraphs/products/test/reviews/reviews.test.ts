/** Reviews: one per product and person, shown after approval, verified by purchases, and counted. */
import { events } from "@hansa/contracts/events";
import { expect, test } from "vitest";
import { addToRating, updateRatingRank } from "../../src/store/reviews/reviews.ts";
import { orderPayload } from "../support/peers.ts";
import { ada, bob, decide, submit, written } from "../support/reviews.ts";
import { change, guest, manager, type Shop, sell, shop } from "../support/shop.ts";

const minute = 60_000;

async function ratingOf(s: Shop, id: string) {
  const text = `query ($id: ID!) { product(id: $id) { rating { average count } reviews { totalCount } } }`;
  return (await s.query(text, { id })).data?.product;
}

const rating = (average: number | null, count: number) => ({
  rating: { average, count },
  reviews: { totalCount: count },
});

test("a review waits for approval, and is neither visible nor counted before it", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  expect(await submit(s, productId, { title: " Fine ", body: "One.\r\n\r\n\r\nTwo." })).toEqual({
    __typename: "ReviewSaved",
    review: {
      id: expect.stringMatching(/^rev_/),
      rating: 4,
      title: "Fine",
      body: "One.\n\nTwo.",
      status: "PENDING",
      verifiedPurchase: false,
      version: 1,
      createdAt: "2026-01-15T12:00:00.000Z",
      author: { id: "user_ada" },
    },
  });
  expect(await ratingOf(s, productId)).toEqual(rating(null, 0));
  const { nodes } = Object(
    (await s.query(`{ reviews(filter: { status: PENDING }) { nodes { id } } }`, {}, manager)).data,
  ).reviews;
  expect(await decide(s, nodes[0].id, "APPROVE")).toEqual({
    __typename: "ReviewSaved",
    review: { status: "APPROVED", version: 2 },
  });
  expect(await ratingOf(s, productId)).toEqual(rating(4, 1));
});

test("a new review replaces the author's earlier one and waits for approval again", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  const id = await written(s, productId, { rating: 5 });
  await decide(s, id, "APPROVE");
  await s.runtime.advance(minute);
  expect(await submit(s, productId, { rating: 1, body: "Worse." })).toMatchObject({
    review: { id, status: "PENDING", version: 3, createdAt: "2026-01-15T12:01:00.000Z" },
  });
  expect(await ratingOf(s, productId)).toEqual(rating(null, 0));
  await decide(s, id, "APPROVE");
  expect(await ratingOf(s, productId)).toEqual(rating(1, 1));
});

test("the same review sent twice changes nothing: an approved one stays approved", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  const id = await written(s, productId, { title: "Fine" });
  await decide(s, id, "APPROVE");
  expect(await submit(s, productId, { title: "Fine" })).toMatchObject({
    review: { id, status: "APPROVED", version: 2 },
  });
  expect(await ratingOf(s, productId)).toEqual(rating(4, 1));
});

test("a person who submits many times concurrently has one review", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  await Promise.all([1, 2, 3, 4, 5].map((rating) => submit(s, productId, { rating })));
  const text = `{ reviews { totalCount nodes { rating } } }`;
  expect((await s.query(text, {}, manager)).data).toEqual({ reviews: { totalCount: 1, nodes: [{ rating: 5 }] } });
});

test("a review that changed after the moderator read it is not approved", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  const id = await written(s, productId);
  await submit(s, productId, { body: "Buy elsewhere." });
  expect(await decide(s, id, "APPROVE", { expectedVersion: 1 })).toEqual({
    __typename: "VersionConflictError",
    currentVersion: 2,
  });
  expect(await ratingOf(s, productId)).toEqual(rating(null, 0));
  expect(await decide(s, id, "APPROVE", { expectedVersion: 2 })).toMatchObject({ review: { status: "APPROVED" } });
});

test("a decision may be changed; its repetition changes nothing", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  const id = await written(s, productId);
  await decide(s, id, "APPROVE");
  expect(await decide(s, id, "APPROVE")).toMatchObject({ review: { version: 2 } });
  expect(await ratingOf(s, productId)).toEqual(rating(4, 1));
  await decide(s, id, "REJECT");
  expect(await ratingOf(s, productId)).toEqual(rating(null, 0));
  expect(await decide(s, "rev_none", "APPROVE")).toEqual({ __typename: "NotFoundError" });
});

test.each([
  ["no stars", { rating: 0 }, "rating"],
  ["six stars", { rating: 6 }, "rating"],
  ["a headline of 121 characters", { title: "x".repeat(121) }, "title"],
  ["nothing but blanks", { body: " \n " }, "body"],
  ["a text direction control", { body: "One.\u202eTwo." }, "body"],
  ["a headline of two lines", { title: "One\nTwo" }, "title"],
  ["the number of a card", { body: "I paid with 4111 1111 1111 1111." }, "body"],
  ["5,001 characters", { body: "x".repeat(5_001) }, "body"],
])("a review with %s is refused by name", async (_what, wrong, field) => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  expect(await submit(s, productId, wrong)).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", field] }],
  });
});

test("only products that customers could see are reviewed: no draft, not even by its editor; an archived product still is", async () => {
  const s = await shop();
  const draft = await sell(s, { sku: "DRAFT", publish: false });
  for (const viewer of [ada, manager])
    expect(await submit(s, draft.productId, {}, viewer)).toEqual({ __typename: "NotFoundError" });
  expect(await submit(s, "prod_none")).toEqual({ __typename: "NotFoundError" });
  const sold = await sell(s, { sku: "SOLD" });
  await change(s, "productArchive", { id: sold.productId });
  expect(await submit(s, sold.productId)).toMatchObject({ __typename: "ReviewSaved" });
});

test("an unapproved review is visible to its author and to moderators only", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  const id = await written(s, productId);
  const text = `query ($references: [_Any!]!) { _entities(representations: $references) {
    ... on Review { id } ... on User { reviews { totalCount nodes { id } } }
  } }`;
  const references = [
    { __typename: "Review", id },
    { __typename: "User", id: "user_ada" },
  ];
  const seen = async (viewer = guest) => (await s.query(text, { references }, viewer)).data?._entities;
  const none = { reviews: { totalCount: 0, nodes: [] } };
  const own = { reviews: { totalCount: 1, nodes: [{ id }] } };
  expect(await seen(guest)).toEqual([null, none]);
  expect(await seen(bob)).toEqual([null, none]);
  expect(await seen(manager)).toEqual([{ id }, none]);
  expect(await seen(ada)).toEqual([{ id }, own]);
  await decide(s, id, "REJECT");
  expect(await seen(bob)).toEqual([null, none]);
  expect(await seen(ada)).toEqual([{ id }, own]);
  await decide(s, id, "APPROVE");
  expect(await seen(guest)).toEqual([{ id }, own]);
});

test("a buyer's review is verified, written before or after the purchase was reported; another person's is not", async () => {
  const s = await shop();
  const tea = await sell(s, { sku: "TEA" });
  const pot = await sell(s, { sku: "POT" });
  const before = await written(s, tea.productId);
  await written(s, tea.productId, {}, bob);
  s.peers.orders.tell(events.orderConfirmed, orderPayload("user_ada", { [tea.productId]: 1, [pot.productId]: 2 }));
  s.peers.orders.tell(events.orderConfirmed, orderPayload(null, { [tea.productId]: 1 }));
  s.peers.orders.tell(events.orderPlaced, orderPayload("user_bob", { [tea.productId]: 1 }));
  await s.service.catchUp();
  const after = await written(s, pot.productId);
  const text = `{ reviews { nodes { id verifiedPurchase } } }`;
  const nodes: { id: string; verifiedPurchase: boolean }[] = Object((await s.query(text, {}, manager)).data).reviews
    .nodes;
  const verified = nodes.filter((review) => review.verifiedPurchase).map((review) => review.id);
  expect(new Set(verified)).toEqual(new Set([before, after]));
  expect(nodes).toHaveLength(3);
});

test("a purchase stays a purchase when its order is cancelled later", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  const facts = orderPayload("user_ada", { [productId]: 1 });
  s.peers.orders.tell(events.orderConfirmed, facts);
  s.peers.orders.tell(events.orderCancelled, {
    ...facts,
    reason: "CUSTOMER",
    wasConfirmed: true,
    cancelledNow: facts.lines,
  });
  await s.service.catchUp();
  expect(await submit(s, productId)).toMatchObject({ review: { verifiedPurchase: true } });
});

test("more reviews than a rank counts are counted all the same", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  await s.service.deps.store.write("rate", async (tx) => {
    await addToRating(tx, productId, { count: 1_200_000, sum: 4_800_000 });
    await updateRatingRank(tx, productId, 400_999_999);
  });
  expect(await ratingOf(s, productId)).toEqual(rating(4, 1_200_000));
});
