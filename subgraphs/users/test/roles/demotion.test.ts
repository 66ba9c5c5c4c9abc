/** Access tokens from before a demotion: users refuses them at once, and the next token has the new role. */

import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { scopesOf } from "../../src/service/roles/roles.ts";
import { createClient, created, revokeClient, signInAdministrator } from "../support/api-clients.ts";
import { createAccount, login, password, readField, type Shop, shop, signIn } from "../support/shop.ts";

const ada = "ada@hansa.example";

/** A demoted administrator with the token from before the demotion. */
async function fallen(s: Shop) {
  const email = "fallen@hansa.example";
  const { id } = await createAccount(s, { email, role: "ADMIN" });
  const { viewer } = await signIn(s, email);
  const other = await createAccount(s, { email: "other@hansa.example", role: "ADMIN", passwordHash: "none" });
  const text = `mutation { roleAssign(input: { userId: "${id}", role: SUPPORT }) { __typename } }`;
  const response = await s.query(text, {}, userWith(other.id, scopesOf("ADMIN"), "ADMIN"));
  expect(readField(response, "roleAssign")).toEqual({ __typename: "RoleAssigned" });
  return { id, viewer, now: (await signIn(s, email)).viewer };
}

test("a demoted administrator cannot erase or export other people", async () => {
  const s = await shop();
  const { id } = await createAccount(s, { email: ada });
  const { viewer } = await fallen(s);
  for (const input of [
    `accountErase(input: { userId: "${id}", password: "${password}" })`,
    `accountExport(input: { userId: "${id}" })`,
  ])
    expect((await s.query(`mutation { ${input} { __typename } }`, {}, viewer)).errors).toMatchObject([
      { extensions: { code: "UNAUTHENTICATED" } },
    ]);
  expect(await login(s, ada)).toMatchObject({ __typename: "Session" });
});

test("and revokes no program, but may still be erased", async () => {
  const s = await shop();
  const { client } = created.parse(await createClient(s, [], await signInAdministrator(s)));
  const { id, viewer, now } = await fallen(s);
  await expect(revokeClient(s, client.id, viewer)).rejects.toThrow("UNAUTHENTICATED");
  await expect(revokeClient(s, client.id, now)).rejects.toThrow("FORBIDDEN");
  const leaving = `mutation { accountErase(input: { password: "${password}" }) { ... on AccountErased { id } } }`;
  expect(readField(await s.query(leaving, {}, now), "accountErase")).toEqual({ id });
});
