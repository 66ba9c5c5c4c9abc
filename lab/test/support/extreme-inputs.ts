/** Extreme inputs to every entry of the graph, by role: each is to be refused with a code or executed, without an internal error. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { signIn } from "@hansa/client/buyer";
import { chanceOf } from "@hansa/kit/testing";
import { expect } from "vitest";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import type { Shop } from "../../../cli/testing/shop.ts";
import { apiSchemaOf } from "../../../router/src/graph/composition/composition.ts";
import { openAtlas } from "./operations/atlas.ts";
import { print } from "./operations/operation.ts";
import { generateReaching } from "./operations/reaching.ts";
import { openPool } from "./operations/value-pool.ts";

const answered = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).default([]),
});

async function post({ url }: Shop, query: string, token: string | undefined) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  return answered.parse(await response.json());
}

/** Entries that would end the sessions or the accounts with which this test asks. */
const ending = new Set(["Mutation.logout", "Mutation.sessionRevoke", "Mutation.accountErase", "Mutation.userErase"]);

/** The roles of the users who ask, the most powerful one last. */
const everybody = ["GUEST", "CUSTOMER", "ADMIN"];

/** Asks each entry in each round, with other arguments, as a user of each role: none has an internal error. */
export async function expectNoFault(shop: Shop, rounds: number, roles: readonly string[] = everybody): Promise<void> {
  const schema = apiSchemaOf(readFileSync(path.join(root, "router/supergraph.graphql"), "utf8"));
  const tokens: (string | undefined)[] = [];
  for (const role of roles) tokens.push(role === "GUEST" ? undefined : (await signIn(shop, role)).token);
  const atlas = openAtlas(schema);
  const entries = atlas.coordinates.filter((name) => /^(Query|Mutation)\./.test(name) && !ending.has(name));
  expect(entries.length).toBeGreaterThan(100);
  const sources = { chance: chanceOf(1, "extreme inputs"), pool: openPool() };
  const faults: string[] = [];
  let requests = 0;
  let executed = 0;
  // The first round harvests ids and texts from everything that can be read, for the arguments of the next ones.
  for (const operation of generateReaching(sources, atlas, atlas.coordinates).filter(({ kind }) => kind === "query"))
    sources.pool.harvest((await post(shop, print(operation), tokens.at(-1))).data);
  for (let round = 0; round < rounds; round += 1)
    for (const operation of generateReaching(sources, atlas, entries)) {
      const query = print(operation);
      for (const token of tokens) {
        const { data, errors } = await post(shop, query, token);
        requests += 1;
        if (token === tokens.at(-1) && data) executed += 1;
        const fault = errors.find(({ extensions }) => extensions.code === "INTERNAL_SERVER_ERROR");
        if (fault) faults.push(`${fault.message} ${query.slice(0, 500)}`);
      }
    }
  console.info(`${requests} requests to ${entries.length} entries; ${executed} of the administrator's were executed`);
  // Requests that are refused as a whole, such as for an ended session, would find no fault.
  expect(executed).toBeGreaterThan(requests / tokens.length / 2);
  expect(faults).toEqual([]);
}
