/** Lists of promotions: complete pages, filters, and a constant number of statements. */
import { expect, test } from "vitest";
import { z } from "zod";
import { marketing, promote, tenPercent } from "../support/back-office/promotions.ts";
import { change } from "../support/mutations.ts";
import { minute, noon, type Shop, shop } from "../support/shop.ts";

const at = (ms: number) => new Date(noon + ms).toISOString();

const page = z.object({
  nodes: z.array(z.object({ id: z.string() })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  totalCount: z.number(),
});

async function list(s: Shop, args: Record<string, unknown>) {
  const text = `query ($first: Int, $after: String, $filter: PromotionFilter, $sort: ChangeSort) {
    promotions(first: $first, after: $after, filter: $filter, sort: $sort) {
      nodes { id } edges { cursor node { usesTaken active } } pageInfo { hasNextPage endCursor } totalCount
    }
  }`;
  const response = await s.query(text, args, marketing);
  if (response.errors) throw new Error(String(response.errors[0]?.extensions?.code));
  return page.parse(response.data?.promotions);
}

const ids = ({ nodes }: z.infer<typeof page>) => nodes.map((node) => node.id);

test("promotions are listed from the newest to the oldest, in pages without a gap or a repetition", async () => {
  const s = await shop();
  const made: string[] = [];
  for (const pause of [0, 1, 1, 0, 1]) {
    await s.runtime.advance(pause);
    made.push(await promote(s, { rateOff: "0.01" }));
  }
  const first = await list(s, { first: 2 });
  const second = await list(s, { first: 3, after: first.pageInfo.endCursor });
  expect([...ids(first), ...ids(second)]).toEqual(made.toSorted().toReversed());
  expect([first, second].map(({ pageInfo, totalCount }) => [pageInfo.hasNextPage, totalCount])).toEqual([
    [true, 5],
    [false, 5],
  ]);
  await expect(list(s, { first: 0 })).rejects.toThrow("BAD_USER_INPUT");
  await expect(list(s, { after: "nonsense" })).rejects.toThrow("BAD_USER_INPUT");
});

test("promotions are sorted by creation in both directions, and by change, the only order for a filter by change", async () => {
  const s = await shop();
  const [one, two] = [await promote(s, { rateOff: "0.01" }), await advance(s, () => promote(s, { rateOff: "0.02" }))];
  await advance(s, () => change(s, "promotionSave", { id: one, expectedVersion: 1, label: "Changed" }, marketing));
  const sorted = async (args: Record<string, unknown>) => ids(await list(s, args));
  expect(await sorted({ sort: "NEWEST" })).toEqual([two, one]);
  expect(await sorted({ sort: "OLDEST" })).toEqual([one, two]);
  expect(await sorted({ sort: "UPDATED" })).toEqual([two, one]);
  const filter = { updatedFrom: at(0) };
  expect(await sorted({ filter })).toEqual([two, one]);
  expect(await sorted({ filter, sort: "UPDATED" })).toEqual([two, one]);
  for (const sort of ["NEWEST", "OLDEST"]) await expect(list(s, { filter, sort })).rejects.toThrow("BAD_USER_INPUT");
  const { pageInfo } = await list(s, { first: 1, sort: "OLDEST" });
  for (const sort of ["NEWEST", "UPDATED"])
    await expect(list(s, { after: pageInfo.endCursor, sort })).rejects.toThrow("BAD_USER_INPUT");
});

/** Calls the function one millisecond later. */
async function advance<T>(s: Shop, work: () => Promise<T>): Promise<T> {
  await s.runtime.advance(1);
  return work();
}

test("the list is filtered by active, inactive and code", async () => {
  const s = await shop();
  const running = await tenPercent(s, "AUTUMN", { startsAt: at(-minute) });
  await s.runtime.advance(1);
  const past = await tenPercent(s, "PAST", { startsAt: at(-minute), endsAt: at(0) });
  await s.runtime.advance(1);
  const coming = await tenPercent(s, "COMING", { startsAt: at(minute) });
  await s.runtime.advance(1);
  const automatic = await promote(s, { freeShipping: true, endsAt: at(minute) });
  expect(ids(await list(s, { filter: { active: true } }))).toEqual([automatic, running]);
  expect(ids(await list(s, { filter: { active: false } }))).toEqual([coming, past]);
  expect(ids(await list(s, { filter: { code: " autumn" } }))).toEqual([running]);
  expect(ids(await list(s, { filter: { code: "PAST", active: true } }))).toEqual([]);
  expect(ids(await list(s, { filter: { code: null, active: null } }))).toHaveLength(4);
});

test("a page of fifty promotions takes as many statements as one of one", async () => {
  const s = await shop();
  for (let made = 0; made < 50; made += 1) await promote(s, { rateOff: "0.01" });
  const count = async (first: number) => {
    const statements = async () => {
      const { body } = await s.running.service.internal.inject({ method: "GET", url: "/metrics" });
      return Number(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)/m.exec(body)?.[1]);
    };
    const before = await statements();
    expect(ids(await list(s, { first }))).toHaveLength(first);
    return (await statements()) - before;
  };
  expect([await count(1), await count(50)]).toEqual([2, 2]);
});

test("promotions changed since a time are listed in the order of their changes, in pages; uses do not count", async () => {
  const s = await shop();
  const [first, second, third] = [
    await tenPercent(s, "FIRST"),
    await tenPercent(s, "SECOND"),
    await tenPercent(s, "THIRD"),
  ];
  await s.runtime.advance(minute);
  const filter = { updatedFrom: at(minute) };
  expect(ids(await list(s, { filter }))).toEqual([]);
  await change(s, "promotionSave", { id: third, expectedVersion: 1, label: "Autumn" }, marketing);
  await s.runtime.advance(1);
  await change(s, "promotionEnd", { id: first }, marketing);
  const page = await list(s, { first: 1, filter });
  const rest = await list(s, { after: page.pageInfo.endCursor, filter });
  expect([ids(page), ids(rest)]).toEqual([[third], [first]]);
  expect([page.totalCount, rest.pageInfo.hasNextPage]).toEqual([2, false]);
  expect(ids(await list(s, {}))).toContain(second);
  await s.corruptStore(`UPDATE promotions SET uses_taken = 1 WHERE id = '${second}'`);
  expect(ids(await list(s, { filter }))).not.toContain(second);
});
