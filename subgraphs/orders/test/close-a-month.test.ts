/** docs/close-a-month.md: its blocks run as they stand there, and what the page says of their answers is true. */
import { graphqlBlocks, readDoc } from "@hansa/kit/doc-blocks";
import { userWith } from "@hansa/kit/testing";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { z } from "zod";
import { bought } from "./buying.ts";
import { ada, type Shop, shop } from "./shop.ts";

const page = readDoc("close-a-month");
const finance = userWith("user_finance", ["reports:read", "orders:read"], "FINANCE");

type Block = { name: string; field: string; text: string; variables: Record<string, unknown> };

/** Each GraphQL block with the variables beneath it. */
const blocks = graphqlBlocks(page).map(({ text, json }): Block => {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`no operation: ${text}`);
  const [root] = operation.selectionSet.selections;
  const variables = z.record(z.string(), z.unknown()).parse(json);
  return {
    name: operation.name?.value ?? "",
    field: root?.kind === Kind.FIELD ? root.name.value : "",
    text,
    variables,
  };
});
const own = blocks.filter(({ field }) => field === "salesReport" || field === "orders");

async function run(s: Shop, name: string) {
  const block = own.find((known) => known.name === name);
  if (!block) throw new Error(`the page has no ${name}`);
  const { data, errors } = await s.query(block.text, block.variables, { viewer: finance });
  expect(errors).toBeUndefined();
  return data?.[block.field];
}

const money = z.array(z.object({ minor: z.number(), currency: z.string() }));
const report = z.object({ total: z.object({ orders: z.number(), total: money }) });
const invoices = z.object({
  totalCount: z.number(),
  nodes: z.array(z.object({ invoiceNumber: z.string(), totals: z.object({ total: z.object({ minor: z.number() }) }) })),
});

test("every block of the page is run, but the ledger's, which is not ours", () => {
  expect(page.match(/```graphql/g)).toHaveLength(blocks.length);
  expect(blocks.map(({ name }) => name)).toEqual([
    "SalesOfTheMonth",
    "SalesByCountry",
    "InvoicesOfTheMonth",
    "LedgerOfTheMonth",
  ]);
  expect(own).toHaveLength(3);
});

test("the invoices of the month add up to its report, and their numbers have no gaps", async () => {
  const s = await shop();
  for (let count = 0; count < 3; count += 1) await bought(s, count === 0 ? {} : { viewer: ada });
  s.world.setNow(Date.UTC(2026, 1, 1));
  await bought(s);
  await s.news();
  const sales = report.parse(await run(s, "SalesOfTheMonth"));
  const byCountry = report.parse(await run(s, "SalesByCountry"));
  const list = invoices.parse(await run(s, "InvoicesOfTheMonth"));
  const sum = list.nodes.reduce((total, { totals }) => total + totals.total.minor, 0);
  expect(sales.total).toMatchObject({ orders: 3, total: [{ minor: sum, currency: "EUR" }] });
  expect(byCountry.total.total).toEqual(sales.total.total);
  expect(list.totalCount).toBe(3);
  expect(list.nodes.map(({ invoiceNumber }) => invoiceNumber).sort()).toEqual(["000001", "000002", "000003"]);
});
