/** Stories of withdrawals on real processes: a stranger learns nothing, and a race with a shipment has one outcome. */
import { randomUUID } from "node:crypto";
import { WithdrawalConfirmDocument, WithdrawalDeclareDocument } from "@hansa/client/documents/orders";
import type { Credentials } from "@hansa/client/graphql-client";
import { mutate } from "@hansa/client/mutation";
import { pollOptions } from "@hansa/client/polling";
import { type BoughtOrder, placePaidOrder, readOrder, shipUnits } from "@hansa/client/staff-desk";
import { beforeAll, expect, test } from "vitest";
import { findEmail } from "../../../cli/testing/mailbox.ts";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

function declare(orderNumber: string, email: string, by: Credentials) {
  const input = { orderNumber, email, lastName: "Brandt", idempotencyKey: randomUUID() };
  return mutate(shop, WithdrawalDeclareDocument, input, by);
}

/** Declares a withdrawal as a stranger. The response is held for half a second, whatever is found. */
async function guess(orderNumber: string, email: string) {
  const startedAt = performance.now();
  const response = await declare(orderNumber, email, {});
  expect(performance.now() - startedAt).toBeGreaterThan(500);
  return response;
}

async function emailOf(bought: BoughtOrder): Promise<string> {
  const { email } = await readOrder(shop, bought);
  if (!email) throw new Error(`the order ${bought.number} has no e-mail address`);
  return email;
}

test("a stranger gets equal responses, half a second after the request; the right guess holds the order until it is confirmed", async () => {
  const bought = await placePaidOrder(shop, { quantity: 2 });
  const email = await emailOf(bought);
  const guesses = [
    await guess("999999999", email),
    await guess(bought.number, "somebody@else.example"),
    await guess(bought.number, email),
  ];
  for (const response of guesses) {
    const { reference, receivedAt, ...more } = Object(response);
    expect(more).toEqual({ __typename: "WithdrawalReceived", order: null, withdrawal: null });
    expect(reference).toMatch(/^[0-9A-Z]{10}$/);
    expect(Date.parse(receivedAt)).toBeGreaterThan(Date.now() - 60_000);
  }
  const mail = await findEmail(shop, email, `We have received your withdrawal from order ${bought.number}`);
  expect(mail).toContain(`Your reference: ${Object(guesses[2]).reference}`);
  expect(await readOrder(shop, bought)).toMatchObject({ state: "CONFIRMED", lines: [{ cancelled: 0, refunded: 0 }] });
  await expect(shipUnits(shop, bought, 1)).rejects.toThrow();
  const input = { ...confirmationIn(mail), idempotencyKey: randomUUID() };
  expect(await mutate(shop, WithdrawalConfirmDocument, input, {})).toMatchObject({
    __typename: "WithdrawalConfirmed",
    withdrawal: null,
  });
  await expect
    .poll(() => readOrder(shop, bought), pollOptions)
    .toMatchObject({
      state: "CANCELLED",
      settlement: "REFUNDED",
      lines: [{ cancelled: 2, refunded: 2 }],
    });
});

/** The withdrawal and the token of the e-mail about it: in a link, or in words where there is no storefront. */
function confirmationIn(mail: string): { withdrawalId: string; token: string } {
  const [, withdrawalId, token] = /(wdr_\w+)(?:#token=| has this code:\s+)(\S+)/.exec(mail) ?? [];
  if (!withdrawalId || !token) throw new Error(`no confirmation in ${mail}`);
  return { withdrawalId, token };
}

test("a withdrawal beside a shipment: each unit is cancelled, or sent and to be returned", async () => {
  const bought = await placePaidOrder(shop, { quantity: 2 });
  const email = await emailOf(bought);
  const [response] = await Promise.all([
    declare(bought.number, email, bought.by),
    shipUnits(shop, bought, 2).catch(() => undefined),
  ]);
  expect(response).toMatchObject({ __typename: "WithdrawalReceived", order: { id: bought.id } });
  const { lines, returns } = await readOrder(shop, bought);
  const [line] = lines;
  expect((line?.cancelled ?? 0) + (line?.shipped ?? 0)).toBe(2);
  expect(returns).toHaveLength(line?.shipped === 2 ? 1 : 0);
});
