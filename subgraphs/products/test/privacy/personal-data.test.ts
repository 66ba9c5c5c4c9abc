/** Personal data: export and erasure. */

import { events } from "@hansa/contracts/events";
import { processes } from "@hansa/contracts/processes";
import { products as contract } from "@hansa/contracts/products";
import { developmentRing } from "@hansa/kit/identity";
import { callPeer } from "@hansa/kit/rpc";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { rebuildProjections } from "../../src/api/events.ts";
import { orderPayload } from "../support/peers.ts";
import { change, codeOf, manager, noon, type Shop, sell, shop } from "../support/shop.ts";

const ada = userWith("user_ada");

/** Requests personal data as the service users does. */
function personalData({ peer }: Shop, userId: string) {
  const asUsers = { ...peer, ring: developmentRing("users", processes) } as const;
  return callPeer(asUsers, contract.personalData, { userId });
}

/** A shop in which Ada has bought and reviewed tea and has a reservation. */
async function adasShop() {
  const s = await shop();
  const { productId, variantId } = await sell(s, { sku: "TEA", title: "Tea" });
  s.peers.orders.tell(events.orderConfirmed, orderPayload("user_ada", { [productId]: 2 }));
  await s.service.catchUp();
  const input = { productId, rating: 4, title: "Fine", body: "I am Ada." };
  await change({ ...s, viewer: ada }, "reviewSubmit", input);
  await change({ ...s, viewer: userWith("user_bob") }, "reviewSubmit", { productId, rating: 2, body: "I am Bob." });
  const held = {
    checkoutId: "chk_1",
    cartId: "cart_1",
    userId: "user_ada",
    network: null,
    currency: "EUR",
    expiresAt: noon + 1,
  };
  await callPeer(s.peer, contract.reserve, { ...held, lines: [{ variantId, quantity: 1, expectedPriceMinor: 1_000 }] });
  return { ...s, productId };
}

test("a person gets their reviews and purchases, and nothing of others", async () => {
  const s = await adasShop();
  const at = "2026-01-15T12:00:00.000Z";
  expect(await personalData(s, "user_ada")).toEqual({
    sections: {
      reviews: [
        {
          id: expect.stringMatching(/^rev_/),
          productId: s.productId,
          rating: 4,
          title: "Fine",
          body: "I am Ada.",
          status: "PENDING",
          verifiedPurchase: true,
          writtenAt: at,
        },
      ],
      purchases: [{ productId: s.productId, title: "Tea", boughtAt: at }],
    },
  });
  expect(await personalData(s, "user_none")).toEqual({ sections: { reviews: [], purchases: [] } });
});

test("only users may request it", async () => {
  const s = await adasShop();
  await expect(callPeer(s.peer, contract.personalData, { userId: "user_ada" })).rejects.toThrow("403");
});

test("after an erasure the rating of a published review stays, and no row has the person's id or text", async () => {
  const s = await adasShop();
  const { nodes } = Object((await s.query("{ reviews { nodes { id rating } } }", {}, manager)).data).reviews;
  for (const { id, rating } of nodes)
    if (rating === 4) await change(s, "reviewModerate", { reviewId: id, decision: "APPROVE" });
  s.peers.users.tell(events.userErased, { userId: "user_ada" });
  await s.service.catchUp();
  expect(await personalData(s, "user_ada")).toEqual({ sections: { reviews: [], purchases: [] } });
  const text = `{ reviews { nodes { rating title body status verifiedPurchase author { id } } } }`;
  const mine = { rating: 4, title: null, body: null, status: "APPROVED", verifiedPurchase: true, author: null };
  const his = { rating: 2, title: null, body: "I am Bob.", status: "PENDING", verifiedPurchase: false };
  expect((await s.query(text, {}, manager)).data).toEqual({
    reviews: { nodes: expect.arrayContaining([mine, { ...his, author: { id: "user_bob" } }]) },
  });
  const rating = `{ product(id: "${s.productId}") { rating { average count } } }`;
  expect((await s.query(rating, {}, manager)).data).toEqual({ product: { rating: { average: 4, count: 1 } } });
  for (const table of ["reviews", "purchases", "reservations", "reservation_lines", "outbox", "idempotency"])
    expect(JSON.stringify(await s.rows(`SELECT * FROM ${table}`))).not.toMatch(/user_ada|I am Ada|Fine/);
});

test("after an erasure nothing is left of an unpublished review, pending or rejected", async () => {
  for (const decision of ["REJECT", undefined]) {
    const s = await adasShop();
    const { nodes } = Object((await s.query("{ reviews { nodes { id rating } } }", {}, manager)).data).reviews;
    const { id } = nodes.find(({ rating }: { rating: number }) => rating === 4);
    if (decision) await change(s, "reviewModerate", { reviewId: id, decision });
    s.peers.users.tell(events.userErased, { userId: "user_ada" });
    await s.service.catchUp();
    expect(await s.rows("SELECT author_id FROM reviews")).toEqual([{ author_id: "user_bob" }]);
  }
});

test("nothing restores an erased person: no late event, no valid token, no rebuild", async () => {
  const s = await adasShop();
  s.peers.users.tell(events.userErased, { userId: "user_ada" });
  await s.service.catchUp();
  s.peers.orders.tell(events.orderConfirmed, orderPayload("user_ada", { [s.productId]: 1 }));
  await s.service.catchUp();
  const text = `mutation ($input: ReviewSubmitInput!) { reviewSubmit(input: $input) { __typename } }`;
  const input = { productId: s.productId, rating: 1, body: "Still here." };
  expect(codeOf(await s.query(text, { input }, ada))).toBe("UNAUTHENTICATED");
  await rebuildProjections(s.service.deps);
  expect(await personalData(s, "user_ada")).toEqual({ sections: { reviews: [], purchases: [] } });
  expect(await s.rows("SELECT sum(units) AS units FROM sales")).toEqual([{ units: 3 }]);
});
