/** Stories of forged tokens and of a stolen refresh token. */
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { signIn } from "../../../lab/client/buyer.ts";
import { MeDocument, RefreshDocument } from "../../../lab/client/documents/purchase.ts";
import { executeDocument, requireData } from "../../../lab/client/graphql-client.ts";
import { type Shop, sharedShop } from "../../../lab/client/processes/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

async function refresh(refreshToken: string) {
  return (await requireData(executeDocument(shop.url, RefreshDocument, { input: { refreshToken } }))).refreshSession;
}

test("a refresh token used again after its successor revokes the whole family", async () => {
  const { refreshToken: stolen } = await signIn(shop, "CUSTOMER");
  const second = await refresh(stolen);
  if (second.__typename !== "Session") throw new Error(JSON.stringify(second));
  const third = await refresh(second.refreshToken);
  if (third.__typename !== "Session") throw new Error(JSON.stringify(third));
  await pause(11_000);
  expect((await refresh(stolen)).__typename).toBe("InvalidTokenError");
  expect((await refresh(third.refreshToken)).__typename).toBe("InvalidTokenError");
});

test("a forged token is refused, and never treated as a guest", async () => {
  const { token } = await signIn(shop, "CUSTOMER");
  const forged = `${token.slice(0, -6)}AAAAAA`;
  const { status, data, errors } = await executeDocument(shop.url, MeDocument, {}, { token: forged });
  expect({ status, data, code: errors[0]?.extensions?.code }).toEqual({
    status: 401,
    data: null,
    code: "UNAUTHENTICATED",
  });
});
