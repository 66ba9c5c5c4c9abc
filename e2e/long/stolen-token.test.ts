/** A stolen refresh token, which the thief uses after its owner: the whole family of tokens ends. */
import { setTimeout as pause } from "node:timers/promises";
import { signIn } from "@hansa/client/buyer";
import { RefreshDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { beforeAll, expect, test } from "vitest";
import { type Shop, sharedShop } from "../../cli/testing/shop.ts";

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
  // A browser may repeat a refresh within ten seconds.
  await pause(11_000);
  expect((await refresh(stolen)).__typename).toBe("InvalidTokenError");
  expect((await refresh(third.refreshToken)).__typename).toBe("InvalidTokenError");
});
