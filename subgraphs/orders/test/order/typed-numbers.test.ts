/** Typed numbers: every look-up compares them by their digits, of any script, without signs, blanks and leading zeros. */
import { expect, test } from "vitest";
import { z } from "zod";
import { buy, readOrder, refundUnits, staff } from "../support/order-changes.ts";
import { ada, type Sender, type Shop, shop } from "../support/shop.ts";
import { declare, listWithdrawals } from "../support/withdrawals.ts";

/** A number as people type it: with a sign, a word, blanks, a full stop, zeros, and digits of other scripts. */
function typedFormsOf(number: string): string[] {
  const digits = number.replace("-", "");
  const shifted = (zero: number) => digits.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
  return [
    `#${number}`,
    `Nr. ${digits.slice(0, 3)} ${digits.slice(3)}`,
    shifted(0xff10),
    shifted(0x0660),
    `00${digits}`,
    ` ${number.replace("-", " – ")}. `,
  ];
}

async function find(s: Shop, number: string, sender: Sender = staff): Promise<unknown> {
  const { data, errors } = await s.query(
    "query ($number: String!) { order(number: $number) { id } }",
    { number },
    sender,
  );
  return errors ?? data?.order;
}

const numbers = z.object({
  orders: z.object({ totalCount: z.number(), nodes: z.array(z.object({ id: z.string() })) }),
});

async function list(s: Shop, number: string): Promise<string[]> {
  const text = "query ($filter: OrderFilter) { orders(filter: $filter) { totalCount nodes { id } } }";
  const { data } = await s.query(text, { filter: { number } }, staff);
  return numbers.parse(data).orders.nodes.map(({ id }) => id);
}

test("order, orders and references of other services find a number in every form in which people type it", async () => {
  const s = await shop();
  const { orderId, number } = await buy(s, [{}], { viewer: ada });
  await buy(s, [{}], { viewer: ada });
  for (const typed of [number, ...typedFormsOf(number)]) {
    expect(await find(s, typed)).toEqual({ id: orderId });
    expect(await list(s, typed)).toEqual([orderId]);
  }
  await s.corruptStore(`UPDATE orders SET number = '100230' WHERE id = '${orderId}'`);
  for (const typed of ["#100230", "Nr. 100 230", "１００２３０"]) {
    expect(await find(s, typed)).toEqual({ id: orderId });
    expect(await list(s, typed)).toEqual([orderId]);
  }
  const text = "query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Order { id } } }";
  const refs = [
    { __typename: "Order", number: "#100230" },
    { __typename: "Order", number: "no number" },
  ];
  expect((await s.query(text, { refs }, staff)).data?._entities).toEqual([{ id: orderId }, null]);
});

test("a text without a digit, or with more than twenty, matches no order and is no error", async () => {
  const s = await shop();
  const number = (await buy(s, [{}], { viewer: ada })).number;
  for (const typed of ["no idea", "-", `${number}12345678901`, "1".repeat(21), `${number}0`]) {
    expect(await find(s, typed)).toBeNull();
    expect(await list(s, typed)).toEqual([]);
  }
});

test("a withdrawal is matched by the digits of its order number; 'no idea' is received, and fits none", async () => {
  const s = await shop();
  for (const index of typedFormsOf("100001-4711").keys()) {
    const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
    const typed = typedFormsOf(bought.number)[index];
    const { reference } = await declare(s, { orderNumber: typed }, at(index));
    expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "WITHDRAWN" } });
    // Other signs around the digits are no other number: the reference stays the same.
    if (index === 0) expect(await declare(s, { orderNumber: bought.number })).toMatchObject({ reference });
  }
  const mails = (await s.rows("SELECT * FROM mail_queue")).length;
  const received = await declare(s, { orderNumber: "no idea" });
  expect(received).toMatchObject({ __typename: "WithdrawalReceived", own: null });
  expect(await listWithdrawals(s, { matched: false })).toMatchObject({
    nodes: [{ state: "UNMATCHED", enteredOrderNumber: "no idea", reference: received.reference }],
  });
  expect(await s.rows("SELECT * FROM mail_queue")).toHaveLength(mails);
});

const at = (index: number): Sender => ({ from: { address: `203.0.113.${index}`, agent: null } });

test("a withdrawal is found by the digits of its reference, and an earlier one by letters and digits", async () => {
  const s = await shop();
  const received = await declare(s, { orderNumber: "1" });
  const reference = String(received.reference);
  expect(reference).toMatch(/^[1-9]\d{9}$/);
  await declare(s, { orderNumber: "2" });
  for (const typed of [reference, ...typedFormsOf(reference)])
    expect(await listWithdrawals(s, { reference: typed })).toMatchObject({ totalCount: 1, nodes: [{ reference }] });
  expect(await listWithdrawals(s, { reference: "no idea" })).toMatchObject({ totalCount: 0 });
  await s.corruptStore(`UPDATE withdrawals SET reference = '7GQ2M9XW4B' WHERE reference = '${reference}'`);
  for (const typed of ["7GQ2M9XW4B", "7gq2-m9xw-4b", " ７GQ2 M9XW4B"])
    expect(await listWithdrawals(s, { reference: typed })).toMatchObject({ totalCount: 1 });
});

test("a credit note is found by its digits and its C, at the address of its receipt", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }]);
  await refundUnits(s, bought, 1);
  await s.work();
  const text = "query ($id: ID!) { order(id: $id) { receiptUrl } }";
  const { receiptUrl } = shownReceipt.parse((await s.query(text, { id: bought.orderId }, staff)).data).order;
  expect(await s.rows("SELECT number FROM tax_documents WHERE kind = 'CREDIT_NOTE'")).toEqual([{ number: "C000001" }]);
  const read = async (number: string) => {
    const url = `${new URL(receiptUrl).pathname}/${encodeURIComponent(number)}`;
    return (await s.running.service.internal.inject({ method: "GET", url })).statusCode;
  };
  for (const typed of ["C000001", "c1", "C 000 001", "Ｃ０００００１"])
    expect([typed, await read(typed)]).toEqual([typed, 200]);
  for (const typed of ["000001", "C000002", "C", "none"]) expect([typed, await read(typed)]).toEqual([typed, 404]);
});

const shownReceipt = z.object({ order: z.object({ receiptUrl: z.string() }) });
