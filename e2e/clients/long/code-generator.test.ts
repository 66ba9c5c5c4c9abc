/** GraphQL Code Generator against a real shop, as its own users use it. */
import { beforeAll } from "vitest";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { testCodegen } from "../tools/codegen.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

testCodegen(() => `http://127.0.0.1:${shop.port}`);
