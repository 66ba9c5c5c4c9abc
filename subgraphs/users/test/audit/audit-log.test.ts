/** Audit log: each mutation that requires a scope records its action. */
import { scopedMutations } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { createClient, created, signInAdministrator } from "../support/api-clients.ts";
import { administrator, createAccount, password, readField, type Shop, shop } from "../support/shop.ts";

const newcomer = async (s: Shop) => (await createAccount(s, { email: "new@hansa.example", passwordHash: "none" })).id;

type AuditedAction = [mutation: string, action: string, asked: (s: Shop, client: string) => Promise<string> | string];

const all: AuditedAction[] = [
  ["guestErase", "guest.erased", () => `email: "guest@hansa.example", password: "${password}"`],
  ["apiClientCreate", "apiClient.created", () => `displayName: "Till", scopes: []`],
  ["apiClientRevoke", "apiClient.revoked", (_s, client) => `id: "${client}"`],
  ["roleAssign", "role.assigned", async (s) => `userId: "${await newcomer(s)}", role: SUPPORT`],
];

test.each(all)("%s leaves %s, with its actor and without texts", async (mutation, action, inputOf) => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  const { client } = created.parse(await createClient(s, [], viewer));
  const input = await inputOf(s, client.id);
  readField(await s.query(`mutation { ${mutation}(input: { ${input} }) { __typename } }`, {}, viewer), mutation);
  const log = await s.query(
    "{ auditEntries(first: 1) { nodes { action summary actor { displayName } } } }",
    {},
    administrator,
  );
  expect(readField(log, "auditEntries")).toEqual({
    nodes: [{ action, summary: expect.not.stringMatching(/@|Till/), actor: { displayName: "Boss" } }],
  });
});

test("every mutation with a scope has an audited action", () => {
  const published = new Set(all.map(([mutation]) => mutation));
  const scoped = scopedMutations(new URL("../../schema.graphql", import.meta.url));
  expect(scoped.filter((mutation) => !published.has(mutation))).toEqual([]);
});
