/** An access token from before a demotion: users refuses it at once, and the next one has the new role. */

import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { scopesOf } from "../src/service/roles.ts";
import { boss, create, created, revoke } from "./clients.ts";
import { account, field, login, password, type Shop, shop, signIn } from "./shop.ts";

const ada = "ada@hansa.example";

/** Somebody who was an administrator until a moment ago, with the token of then. */
async function fallen(s: Shop) {
  const email = "fallen@hansa.example";
  const { id } = await account(s, { email, role: "ADMIN" });
  const { viewer } = await signIn(s, email);
  const other = await account(s, { email: "other@hansa.example", role: "ADMIN", passwordHash: "none" });
  const text = `mutation { roleAssign(input: { userId: "${id}", role: SUPPORT }) { __typename } }`;
  const answer = await s.query(text, {}, userWith(other.id, scopesOf("ADMIN"), "ADMIN"));
  expect(field(answer, "roleAssign")).toEqual({ __typename: "RoleAssigned" });
  return { id, viewer, now: (await signIn(s, email)).viewer };
}

test("whoever was an administrator a moment ago forgets nobody, and reads about nobody", async () => {
  const s = await shop();
  const { id } = await account(s, { email: ada });
  const { viewer } = await fallen(s);
  for (const asked of [
    `accountErase(input: { userId: "${id}", password: "${password}" })`,
    `accountExport(input: { userId: "${id}" })`,
  ])
    expect((await s.query(`mutation { ${asked} { __typename } }`, {}, viewer)).errors).toMatchObject([
      { extensions: { code: "UNAUTHENTICATED" } },
    ]);
  expect(await login(s, ada)).toMatchObject({ __typename: "Session" });
});

test("and shuts no program out, but may still leave", async () => {
  const s = await shop();
  const { client } = created.parse(await create(s, [], await boss(s)));
  const { id, viewer, now } = await fallen(s);
  await expect(revoke(s, client.id, viewer)).rejects.toThrow("UNAUTHENTICATED");
  await expect(revoke(s, client.id, now)).rejects.toThrow("FORBIDDEN");
  const leaving = `mutation { accountErase(input: { password: "${password}" }) { ... on AccountErased { id } } }`;
  expect(field(await s.query(leaving, {}, now), "accountErase")).toEqual({ id });
});
