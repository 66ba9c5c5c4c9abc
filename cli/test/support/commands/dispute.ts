/** A purchase of docs/owners/open-a-shop.md whose payment is disputed: the order is held, and its money withheld until the evidence wins. */
import { expect } from "vitest";
import { z } from "zod";
import { ask, type ProductionShop } from "../production-shop.ts";
import { remember, stepsOf } from "./doc-walk.ts";
import { guestsFrom, page, walkOperation } from "./opening.ts";

/** Buys, loses the money to a dispute, wins it back, and releases the order as the administrator with this token. */
export async function disputePayment(shop: ProductionShop, token: string | undefined): Promise<void> {
  const bought = new Map<string, string>();
  for (const step of stepsOf(page)) {
    if (step.kind !== "operation" || step.at < guestsFrom || step.text.startsWith("query Invoice")) continue;
    const text = step.text.replace("pm_card_visa", "pm_card_createDispute");
    remember(bought, await walkOperation(shop, { ...step, text }, bought, undefined));
  }
  const read = () => ask(shop, disputedOrder, { number: bought.get("order.number") }, { token });
  const withheld = [movement("PROVIDER", -3470), movement("DISPUTES", 3470)];
  await expect.poll(read).toMatchObject({
    data: {
      order: { hold: { reason: "NEEDS_REVIEW" }, timeline: expect.arrayContaining([{ kind: "DISPUTED" }]) },
      ledgerEntries: { nodes: expect.arrayContaining(withheld), totalCount: 2 },
    },
  });
  await winDispute(shop);
  const returned = [movement("PROVIDER", 3470), movement("DISPUTES", -3470)];
  await expect.poll(read).toMatchObject({
    data: { ledgerEntries: { nodes: expect.arrayContaining([...withheld, ...returned]), totalCount: 4 } },
  });
  const { data } = foundOrder.parse(await read());
  expect(await ask(shop, releasedOrder, { orderId: data.order.id }, { token })).toEqual({
    data: { orderHoldRelease: { __typename: "OrderHoldReleased" } },
  });
}

const disputedOrder = `query Disputed($number: String!) {
  order(number: $number) { id hold { reason } timeline { kind } }
  ledgerEntries(filter: { kind: DISPUTE }) { totalCount nodes { account amount { minor } } }
}`;

const foundOrder = z.object({ data: z.object({ order: z.object({ id: z.string() }) }) });

const releasedOrder = `mutation Release($orderId: ID!) {
  orderHoldRelease(input: { orderId: $orderId, note: "The bank has decided for us." }) { __typename }
}`;

const movement = (account: string, minor: number) => ({ account, amount: { minor } });

/** Sends the winning evidence for the newest dispute, as docs/owners/payments.md says. */
async function winDispute({ environment }: ProductionShop): Promise<void> {
  const disputes = `${environment.HANSA_STRIPE_URL}/v1/disputes`;
  const headers = { authorization: `Bearer ${environment.HANSA_STRIPE_SECRET_KEY}` };
  const found: unknown = await (await fetch(disputes, { headers })).json();
  const { data } = z.object({ data: z.tuple([z.object({ id: z.string() })]) }).parse(found);
  const body = new URLSearchParams({ "evidence[uncategorized_text]": "winning_evidence" });
  expect((await fetch(`${disputes}/${data[0].id}`, { method: "POST", headers, body })).status).toBe(200);
}
