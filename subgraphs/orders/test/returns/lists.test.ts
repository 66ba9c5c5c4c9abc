/** Return lists: lookup by reference and by order, and the refunds of returns. */
import { expect, test } from "vitest";
import { z } from "zod";
import { present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  deliver,
  receive,
  refundUnits,
  requestReturn,
  resolve,
  staff,
} from "../support/order-changes.ts";
import { ada, bob, minute, noon, type Shop, shop } from "../support/shop.ts";

/** A delivered order of three, and a return of it that was asked for. */
async function requested(s: Shop, quantity = 2): Promise<{ bought: Bought; returnId: string }> {
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await deliver(s, bought, 3);
  const { orderReturn } = await requestReturn(s, bought, quantity);
  return { bought, returnId: present(orderReturn, "a return").id };
}

async function approved(s: Shop, quantity = 2) {
  const made = await requested(s, quantity);
  await resolve(s, made.returnId, "APPROVE");
  return made;
}

test("a return is refunded for its received units, once, after their receipt; a failed refund does not count", async () => {
  const s = await shop();
  const { bought, returnId } = await approved(s, 2);
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({
    __typename: "ReturnTransitionError",
    returnState: "APPROVED",
  });
  await receive(s, bought, returnId, { quantity: 1 });
  expect(await refundUnits(s, bought, 2, { returnId })).toMatchObject({
    __typename: "QuantityExceededError",
    units: 1,
  });
  s.payments.refunds.responses.push({ outcome: "failed", reason: "closed" });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({
    refund: { state: "FAILED" },
    order: { returns: [{ state: "RECEIVED", refund: null }] },
  });
  s.payments.refunds.responses.push({ outcome: "pending" });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({
    order: { returns: [{ state: "RECEIVED", refund: { state: "PENDING" } }] },
  });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({ __typename: "ReturnTransitionError" });
});

test("a return of another order has no effect here", async () => {
  const s = await shop();
  const { returnId } = await approved(s, 1);
  const other = await buy(s);
  expect(await refundUnits(s, other, 1, { returnId })).toMatchObject({ __typename: "NotFoundError" });
});

test("a return is visible by its id to every viewer of its order", async () => {
  const s = await shop();
  const { bought, returnId } = await requested(s);
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on OrderReturn { state order { id } } } }`;
  const see = async (sender: object) =>
    (await s.query(text, { refs: [{ __typename: "OrderReturn", id: returnId }] }, sender)).data?._entities;
  const seen = [{ state: "REQUESTED", order: { id: bought.orderId } }];
  expect(await see({ viewer: ada })).toEqual(seen);
  expect(await see(staff)).toEqual(seen);
  for (const sender of [{}, { viewer: bob }, { guest: [bought.checkoutId] }]) expect(await see(sender)).toEqual([null]);
});

const page = z.object({
  nodes: z.array(z.object({ id: z.string() })),
  edges: z.array(z.object({ cursor: z.string(), node: z.object({ id: z.string() }) })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  totalCount: z.number(),
});

async function list(s: Shop, args: Record<string, unknown> = {}, sender: object = staff) {
  const text = `query ($first: Int, $after: String, $filter: ReturnFilter) { returns(first: $first, after: $after, filter: $filter) {
    nodes { id } edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount
  } }`;
  const response = await s.query(text, args, sender);
  if (response.errors) throw new Error(String(response.errors[0]?.extensions?.code));
  return page.parse(response.data?.returns);
}

test("returns are listed, the newest first, in pages and by filter, for staff alone", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await deliver(s, bought, 3);
  const ids: string[] = [];
  for (let unit = 0; unit < 3; unit += 1) {
    await s.runtime.advance(minute);
    ids.unshift(present((await requestReturn(s, bought, 1)).orderReturn).id);
  }
  await resolve(s, present(ids[0]), "APPROVE");
  const first = await list(s, { first: 2 });
  expect(first).toMatchObject({ pageInfo: { hasNextPage: true }, totalCount: 3 });
  const second = await list(s, { first: 2, after: first.pageInfo.endCursor });
  expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(ids);
  const filters: [object, number[]][] = [
    [{ state: "APPROVED" }, [0]],
    [{ state: "REQUESTED" }, [1, 2]],
    [{ states: ["APPROVED"] }, [0]],
    [{ states: ["REQUESTED", "REJECTED"] }, [1, 2]],
    [{ states: ["REQUESTED", "APPROVED"], state: "APPROVED" }, [0]],
    [{ states: null, search: null }, [0, 1, 2]],
    [{ orderId: bought.orderId }, [0, 1, 2]],
    [{ orderId: "ord_none" }, []],
    [{ from: new Date(noon + 2 * minute).toISOString() }, [0, 1]],
    [{ to: new Date(noon + 2 * minute).toISOString() }, [2]],
  ];
  for (const [filter, expected] of filters) {
    const found = await list(s, { filter });
    expect(found.nodes.map(({ id }) => id)).toEqual(expected.map((index) => ids[index]));
    expect(found.totalCount).toBe(expected.length);
  }
  for (const states of [[], Array.from({ length: 7 }, () => "CLOSED")])
    await expect(list(s, { filter: { states } })).rejects.toThrow("BAD_USER_INPUT");
  await expect(list(s, {}, { viewer: ada })).rejects.toThrow("FORBIDDEN");
  await expect(list(s, { after: "nonsense" })).rejects.toThrow("BAD_USER_INPUT");
});

test("returns are found by the words and numbers of their order, as orders are", async () => {
  const s = await shop();
  const { bought, returnId } = await requested(s, 1);
  const other = await requested(s, 1);
  const [order] = (await s.rows(`SELECT number, email FROM orders WHERE id = '${bought.orderId}'`)).map(Object);
  const found = async (filter: object) => {
    const { nodes, totalCount } = await list(s, { filter });
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ id }) => id);
  };
  expect(await found({ search: order.number })).toEqual([returnId]);
  expect(await found({ search: `${order.email} ${order.number.replace("-", "")}` })).toEqual([returnId]);
  expect(await found({ search: order.email })).toEqual([other.returnId, returnId]);
  expect(await found({ search: order.email, states: ["APPROVED"] })).toEqual([]);
  expect(await found({ search: order.number, orderId: other.bought.orderId })).toEqual([]);
  expect(await found({ search: "%%%" })).toEqual([]);
  for (const search of ["ab", "a b c d e f g"])
    await expect(list(s, { filter: { search } })).rejects.toThrow("BAD_USER_INPUT");
});
