/** docs/owners/withdrawals.md: its blocks run unchanged, one after the other, and do what the page states. */
import { graphqlBlocks, readDoc } from "@hansa/kit/testing";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { z } from "zod";
import { colleague } from "../support/back-office/settings.ts";
import { advanceClockUntilDone } from "../support/clock.ts";
import { present } from "../support/mutations.ts";
import { buy, deliver } from "../support/order-changes.ts";
import { ada, type Sender, type Shop, shop } from "../support/shop.ts";
import { declare } from "../support/withdrawals.ts";

const blocks = graphqlBlocks(readDoc("owners/withdrawals")).map(({ text, json }) => {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || !operation.name) throw new Error(`no name: ${text}`);
  return { name: operation.name.value, text, variables: JSON.stringify(z.looseObject({}).parse(json)) };
});
const used = new Set<string>();

/** Runs a block of the page, by default as support, with these in the place of `<order>`, `<line>` and the like. */
async function run(s: Shop, name: string, names: Record<string, string>, sender: Sender = colleague("SUPPORT")) {
  const block = present(
    blocks.find((known) => known.name === name),
    name,
  );
  used.add(name);
  const filled = block.variables.replaceAll(/<(\w+)>/g, (_match, of: string) => present(names[of], of));
  const { data, errors } = await advanceClockUntilDone(s.runtime, s.query(block.text, JSON.parse(filled), sender));
  expect(errors, name).toBeUndefined();
  return Object.values(data ?? {})[0];
}

const withNodes = z.object({ nodes: z.array(z.looseObject({ id: z.string(), returns: z.array(z.any()) })) });

test("a withdrawal is declared, listed, proved, contested and refunded as the page says", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await deliver(s, bought, 3);
  const number = bought.number;
  const names = { number, order: bought.orderId, line: bought.line.lineId };
  expect(await run(s, "Declare", names, { viewer: ada })).toMatchObject({
    __typename: "WithdrawalReceived",
    withdrawal: { state: "RECEIVED", parts: [{ quantity: 3, cancelled: 0, returned: 3 }] },
  });
  const listed = await run(s, "DueWithdrawals", names);
  expect(listed).toMatchObject({ nodes: [{ order: { number }, shippingDue: { minor: 490 } }] });
  const [row] = withNodes.parse(listed).nodes;
  const withdrawal = present(row).id;
  const [{ id: returnId }] = z.tuple([z.object({ id: z.string() })]).parse(row?.returns.map(Object));
  expect(await run(s, "RecordProof", { withdrawal })).toMatchObject({ withdrawal: { returns: [{ id: returnId }] } });
  expect(await run(s, "Contest", { withdrawal })).toMatchObject({ withdrawal: { state: "CONTESTED" } });
  expect(await run(s, "RefundWithdrawal", { ...names, return: returnId })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 3_490 } },
    order: { withdrawals: [{ state: "SETTLED" }] },
  });
  expect(await run(s, "DueWithdrawals", names)).toEqual({ nodes: [] });
});

test("a stranger's withdrawal is confirmed as the page says", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await declare(s, { orderNumber: bought.number });
  await s.work();
  const [, withdrawal = "", token = ""] = /(wdr_\w+) has this code:\n(\S+)\n/.exec(s.mail().join("\n")) ?? [];
  expect(await run(s, "Confirm", { withdrawal, token }, {})).toMatchObject({ state: "SETTLED" });
});

test("a withdrawal by letter is recorded as the page says", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1 }], { viewer: ada });
  await deliver(s, bought, 1);
  const day = new Date(s.runtime.now()).toISOString().slice(0, "2026-01-15".length);
  const names = { order: bought.orderId, line: bought.line.lineId, day };
  expect(await run(s, "RecordLetter", names)).toMatchObject({
    withdrawal: { state: "RECEIVED", channel: "LETTER", sentOn: day, returns: [{}] },
    warnings: [],
  });
});

test("every block of the page was run", () => {
  expect([...used].sort()).toEqual(blocks.map(({ name }) => name).sort());
  expect(readDoc("owners/withdrawals").match(/```graphql/g)).toHaveLength(blocks.length);
});
