/** A story of forged tokens; `long/` has one of a stolen refresh token. */

import { signIn } from "@hansa/client/buyer";
import { MeDocument } from "@hansa/client/documents/purchase";
import { executeDocument } from "@hansa/client/graphql-client";
import { beforeAll, expect, test } from "vitest";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
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
