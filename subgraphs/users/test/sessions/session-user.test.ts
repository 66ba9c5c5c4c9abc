/** The account in the result that begins or refreshes a session. */
import { expect, test } from "vitest";
import { z } from "zod";
import { createAccount, password, shop } from "../support/shop.ts";

const ada = "ada@hansa.example";
const sessions = [{ current: true }];
const ownFields = `... on Session {
  refreshToken
  user { email emailVerified role scopes addresses { city } defaultShippingAddress { city } sessions { current } createdAt }
}`;
const ownAccount = {
  email: ada,
  emailVerified: true,
  role: "CUSTOMER",
  scopes: [],
  addresses: [],
  defaultShippingAddress: null,
  createdAt: expect.any(String),
};

test("a fresh or refreshed session shows its own account, private fields included, without an error", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const login = await s.query(`mutation ($input: LoginInput!) { begun: login(input: $input) { ${ownFields} } }`, {
    input: { email: ada, password },
  });
  expect(login).toEqual({ data: { begun: { refreshToken: expect.any(String), user: { ...ownAccount, sessions } } } });
  const refresh = `mutation ($input: RefreshSessionInput!) { begun: refreshSession(input: $input) { ${ownFields} } }`;
  const { refreshToken } = z.object({ refreshToken: z.string() }).parse(login.data?.begun);
  expect(await s.query(refresh, { input: { refreshToken } })).toEqual({
    data: { begun: { refreshToken: expect.any(String), user: { ...ownAccount, sessions } } },
  });
});

test("two people whose sessions one request refreshes are each shown their own account alone", async () => {
  const s = await shop();
  const tokens: string[] = [];
  for (const email of [ada, "eve@hansa.example"]) {
    await createAccount(s, { email });
    const { data } = await s.query(
      "mutation ($input: LoginInput!) { login(input: $input) { ... on Session { refreshToken } } }",
      {
        input: { email, password },
      },
    );
    tokens.push(z.object({ login: z.object({ refreshToken: z.string() }) }).parse(data).login.refreshToken);
  }
  const refreshed = "... on Session { user { email sessions { current } } }";
  const [a, b] = tokens.map((refreshToken) => ({ refreshToken }));
  const response = await s.query(
    `mutation ($a: RefreshSessionInput!, $b: RefreshSessionInput!) {
      a: refreshSession(input: $a) { ${refreshed} } b: refreshSession(input: $b) { ${refreshed} }
    }`,
    { a, b },
  );
  expect(response).toEqual({
    data: { a: { user: { email: ada, sessions } }, b: { user: { email: "eve@hansa.example", sessions } } },
  });
});
