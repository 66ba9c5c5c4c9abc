/** Search of orders by staff: by the beginnings of words and numbers, after every change, and never by what was erased. */
import { changeStore } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { type Bought, buy, ship, staff, updateShipment } from "../support/order-changes.ts";
import { erase } from "../support/personal-data.ts";
import { home } from "../support/purchase.ts";
import { ada, type Shop, shop } from "../support/shop.ts";

const listed = z.object({ orders: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });

async function find(s: Shop, search: string, more: Record<string, unknown> = {}): Promise<string[]> {
  const text = "query ($filter: OrderFilter) { orders(filter: $filter) { nodes { id } } }";
  const { data, errors } = await s.query(text, { filter: { search, ...more } }, staff);
  if (errors) throw new Error(String(errors[0]?.extensions?.code));
  return listed.parse(data).orders.nodes.map(({ id }) => id);
}

const person = {
  ...home,
  firstName: "Jörg",
  lastName: "Smith-Øström",
  company: "Tea & Tin Ltd",
  phone: "+49 (0)421 556-677",
};

function buyAs(s: Shop, email: string, address: Record<string, unknown> = person): Promise<Bought> {
  return buy(s, [{ quantity: 3 }], { viewer: ada }, { addresses: { email, shippingAddress: address } });
}

test("an order is found by the beginning of each of its words and numbers, and by no other part of them", async () => {
  const s = await shop();
  const bought = await buyAs(s, "jorg.o@mail.example");
  await buyAs(s, "other@example.com", home);
  const [order] = (
    await s.rows(`SELECT number, invoice_number AS invoice, sku FROM orders JOIN order_lines ON order_id = orders.id
    WHERE orders.id = '${bought.orderId}'`)
  ).map(Object);
  const digits = order.number.replace("-", "");
  const parcel = await ship(s, bought, 1, { trackingNumber: "HP 4711 99" });
  const isFound = [
    ...["jorg", "JÖRG", "joerg", "Jör", "smith-ost", "ostrom", "oström", "tea", "tin", "jorg.o@mail", "JORG.O@"],
    ...["Smith Jörg", "ltd jor smi", "04215", "+49 0421", "49 (0)421 55", digits.slice(0, 6), order.number],
    ...[digits, `#${digits}`.slice(1), order.invoice, order.invoice.slice(0, 4).toLowerCase(), order.sku, "hp4711"],
  ];
  for (const search of isFound) {
    const found = await find(s, search);
    const isOfBoth =
      search === order.sku || [digits.slice(0, 6), order.invoice.slice(0, 4).toLowerCase()].includes(search);
    expect(found, search).toContain(bought.orderId);
    if (!isOfBoth) expect(found, search).toEqual([bought.orderId]);
  }
  for (const search of ["org", "mail.example", digits.slice(1), "4711", "%or", "j_rg", "jorg bob", "<b>", "'--"])
    expect(await find(s, search), search).toEqual([]);
  expect(await find(s, "jorg", { work: "TO_PREPARE" })).toEqual([bought.orderId]);
  expect(await find(s, "jorg", { state: "CANCELLED" })).toEqual([]);
  await updateShipment(s, parcel, { trackingNumber: "ZZ 12" });
  expect([await find(s, "hp4711"), await find(s, "zz12")]).toEqual([[], [bought.orderId]]);
});

test("a search that is too short, too long or of too many words is refused, and none is slow to refuse", async () => {
  const s = await shop();
  for (const search of [
    "ab",
    " a ",
    "a".repeat(61),
    "b ".repeat(5_000),
    "a b c d e f g",
    "jor\u0000",
    "\u0301\u0301\u0301",
  ])
    await expect(find(s, search), search.slice(0, 20)).rejects.toThrow("BAD_USER_INPUT");
});

test("what an erasure removes is found no more; the numbers and goods of the order still are", async () => {
  const s = await shop();
  const bought = await buyAs(s, "ada@example.com");
  expect(await find(s, "jorg")).toEqual([bought.orderId]);
  await erase(s);
  for (const search of ["jorg", "smith", "tea", "ada@example.com", "0421"])
    expect(await find(s, search), search).toEqual([]);
  expect(await find(s, bought.number)).toEqual([bought.orderId]);
});

test("orders from before there were terms are found after the next start", async () => {
  const s = await shop();
  const bought = await buyAs(s, "jorg@example.com");
  await changeStore(s.place, "DELETE FROM order_terms; UPDATE orders SET has_terms = FALSE");
  expect(await find(s, "jorg")).toEqual([]);
  await s.restart();
  expect(await find(s, "jorg")).toEqual([bought.orderId]);
});
