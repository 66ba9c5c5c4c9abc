/** What is done to people and programs in the back office is in the audit log: each mutation that takes a scope has its deed. */
import { scopedMutations } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { boss, create, created } from "./clients.ts";
import { account, administrator, field, password, type Shop, shop } from "./shop.ts";

const newcomer = async (s: Shop) => (await account(s, { email: "new@hansa.example", passwordHash: "none" })).id;

type Deed = [mutation: string, action: string, asked: (s: Shop, client: string) => Promise<string> | string];

const all: Deed[] = [
  ["guestErase", "guest.erased", () => `email: "guest@hansa.example", password: "${password}"`],
  ["apiClientCreate", "apiClient.created", () => `displayName: "Till", scopes: []`],
  ["apiClientRevoke", "apiClient.revoked", (_s, client) => `id: "${client}"`],
  ["roleAssign", "role.assigned", async (s) => `userId: "${await newcomer(s)}", role: SUPPORT`],
];

test.each(all)("%s leaves %s, with who did it and without words", async (mutation, action, asked) => {
  const s = await shop();
  const viewer = await boss(s);
  const { client } = created.parse(await create(s, [], viewer));
  const input = await asked(s, client.id);
  field(await s.query(`mutation { ${mutation}(input: { ${input} }) { __typename } }`, {}, viewer), mutation);
  const log = await s.query(
    "{ auditEntries(first: 1) { nodes { action summary actor { displayName } } } }",
    {},
    administrator,
  );
  expect(field(log, "auditEntries")).toEqual({
    nodes: [{ action, summary: expect.not.stringMatching(/@|Till/), actor: { displayName: "Boss" } }],
  });
});

test("there is no mutation with a scope of which the audit log would not hear", () => {
  const told = new Set(all.map(([mutation]) => mutation));
  const scoped = scopedMutations(new URL("../schema.graphql", import.meta.url));
  expect(scoped.filter((mutation) => !told.has(mutation))).toEqual([]);
});
