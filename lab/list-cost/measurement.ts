/** Requests lists from the services' GraphQL servers and counts the SQL statements of each first page. */

import type { Viewer } from "@hansa/kit/identity/identity";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { z } from "zod";
import { everyScope } from "../../subgraphs/users/src/service/roles/roles.ts";
import type { StoreName } from "../../tools/audit/stores.ts";
import { openShop, type Shop } from "../../tools/host/in-process-shop.ts";
import type { ListQuery } from "./list-queries.ts";

/** `statements`: SQL statements of one asking. `milliseconds`: the median of several. `rows`: how many entries the page had. */
export type Measured = { statements: number; milliseconds: number; rows: number };

const timesAsked = 5;
/** An entity's list is asked for one that has something in it; so many are looked at to find one. */
const maxEntities = 1_000;
/** So many pages of each list of Query are read to find such entities. */
const pagesRead = 10;
const page = z.object({
  nodes: z.array(z.unknown()),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});
type Page = z.infer<typeof page>;
const entity = z.looseObject({ __typename: z.string(), id: z.string() });

/** Ids that answers have shown, by type. */
type Shown = Map<string, Set<string>>;

/** Asks every list of the shop in this folder; those of an entity for one that another list has shown. */
export async function measureLists(data: string, lists: readonly ListQuery[]): Promise<Map<string, Measured>> {
  const shop = await openShop({ ...process.env, HANSA_DATA: data, HANSA_LOG_LEVEL: "error" }, systemRuntime);
  try {
    const found = new Map<string, Measured>();
    const shown: Shown = new Map();
    const ofQueryFirst = [...lists].sort((a, b) => Number(a.of !== null) - Number(b.of !== null));
    for (const list of ofQueryFirst) {
      found.set(list.name, await measure(shop, list, await chooseEntity(shop, list, shown), shown));
      if (list.of === null) await readOn(shop, list, shown);
    }
    return found;
  } finally {
    await shop.close();
  }
}

/** One of its kind whose list takes as many statements as any: what no row of a page has is not asked for. Undefined for a list of Query. */
async function chooseEntity(shop: Shop, list: ListQuery, shown: Shown): Promise<string | undefined> {
  if (list.of === null) return undefined;
  let best = { id: "", rows: -1, statements: -1 };
  for (const id of [...(shown.get(list.of) ?? [])].slice(0, maxEntities)) {
    const before = await statementsOf(shop, list.service);
    const rows = (await ask(shop, list, shown, { id })).nodes.length;
    const statements = (await statementsOf(shop, list.service)) - before;
    if (statements > best.statements || (statements === best.statements && rows > best.rows))
      best = { id, rows, statements };
  }
  if (best.rows < 0) throw new Error(`${list.name}: no list has shown a ${list.of}`);
  return best.id;
}

/** Reads more pages of a list for what they show. */
async function readOn(shop: Shop, list: ListQuery, shown: Shown): Promise<void> {
  let after: string | null = null;
  for (let read = 0; read < pagesRead; read += 1) {
    const { pageInfo }: Page = await ask(shop, list, shown, { after });
    if (!pageInfo.hasNextPage) return;
    after = pageInfo.endCursor;
  }
}

async function measure(shop: Shop, list: ListQuery, id: string | undefined, shown: Shown): Promise<Measured> {
  const seen: Measured[] = [];
  for (let time = 0; time < timesAsked; time += 1) {
    const before = await statementsOf(shop, list.service);
    const began = performance.now();
    const rows = (await ask(shop, list, shown, { id })).nodes.length;
    const milliseconds = performance.now() - began;
    seen.push({ statements: (await statementsOf(shop, list.service)) - before, milliseconds, rows });
  }
  const [first] = seen;
  if (!first) throw new Error("a list was never asked");
  const times = seen.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  // The first asking opens files and compiles statements; from then on every asking counts the same.
  const last = seen.at(-1) ?? first;
  return { ...last, milliseconds: times[Math.floor(times.length / 2)] ?? 0 };
}

/** One page, the first if `after` is null. What it shows is remembered. */
async function ask(
  shop: Shop,
  list: ListQuery,
  shown: Shown,
  { id, after = null }: { id?: string | undefined; after?: string | null },
): Promise<Page> {
  const { data, errors } = await shop.ask(list.service, {
    query: list.query,
    variables: id === undefined ? { after } : { after, id },
    viewer: viewerFor(list, id),
  });
  if (errors) throw new Error(`${list.name} was answered ${JSON.stringify(errors).slice(0, 500)}`);
  rememberIds(data, shown);
  return page.parse(findPage(data, list));
}

function rememberIds(value: unknown, shown: Shown): void {
  if (typeof value !== "object" || value === null) return;
  const found = entity.safeParse(value);
  if (found.success) {
    const { __typename: type, id } = found.data;
    shown.set(type, (shown.get(type) ?? new Set()).add(id));
  }
  for (const inner of Object.values(value)) rememberIds(inner, shown);
}

/** An administrator; a person's own lists are asked by that person, with an administrator's scopes. */
function viewerFor({ of }: ListQuery, id: string | undefined): Viewer {
  const own = of === "User" && id !== undefined ? id : "user_lists";
  return { kind: "user", id: own, role: "ADMIN", scopes: [...everyScope], sessionId: "ses_lists" };
}

function findPage(data: unknown, { of, name }: ListQuery): unknown {
  const field = name.slice(name.indexOf(".") + 1);
  const fields = z.record(z.string(), z.unknown());
  const whole = fields.parse(data);
  if (of === null) return whole[field];
  return z.array(fields).parse(whole._entities)[0]?.[field];
}

async function statementsOf(shop: Shop, service: StoreName): Promise<number> {
  const answer = await shop[service].inner.inject({ method: "GET", url: "/metrics" });
  const lines = answer.body.matchAll(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)$/gm);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}
