/** The example of a storefront that renders on its server: many guests through one server are many buyers. */
import { findAvailableVariant, setStock } from "@hansa/client/buyer";
import { readAvailability } from "@hansa/client/staff-desk";
import { startOwned } from "@hansa/kit/testing";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
let storefront = "";

beforeAll(async () => {
  shop = await sharedShop();
  const router = await shop.startSecondProcess("router", { HANSA_TRUST_PROXY: "1" });
  // The test is the proxy before the storefront.
  const settings = {
    HANSA_SHOP: `http://127.0.0.1:${router.port}`,
    STOREFRONT_PORT: "0",
    STOREFRONT_BEHIND_PROXY: "1",
  };
  const server = startOwned(process.execPath, ["docs/front-ends/examples/server/main.ts"], {
    cwd: root,
    env: { ...process.env, ...settings },
  });
  await server.printed(/http:\S+\s/);
  storefront = /http:\S+/.exec(server.output())?.[0] ?? "";
  return async () => {
    server.child.kill();
    await router.stop();
  };
});

/** Buys one unit through the storefront, as the guest at this address. */
function buy(variant: string, address: string, email: string): Promise<Response> {
  const body = new URLSearchParams({ variant, email });
  // Buyers may claim an address of their own: the proxy adds the real one after it.
  const headers = { "x-forwarded-for": `203.0.113.99, ${address}` };
  return fetch(`${storefront}/checkout`, { method: "POST", body, headers, redirect: "manual" });
}

/** Sets the available units of a variant, which is found by this text, to 60: the guests of one network may reserve a fifth of them. */
async function stockSixty(text: string): Promise<string> {
  const { id, sku } = await findAvailableVariant(shop, text);
  await setStock(shop, id, 60 - (await readAvailability(shop, sku)));
  return id;
}

test("30 guests of different addresses reserve a unit each, and see their own checkout", async () => {
  const variant = await stockSixty("mug");
  for (let index = 1; index <= 30; index += 1) {
    const bought = await buy(variant, `198.51.100.${index}`, `guest-${index}@example.com`);
    expect([bought.status, await bought.text()]).toEqual([303, ""]);
    const [cookie = ""] = bought.headers.getSetCookie().map((line) => line.split(";", 1).join(""));
    const page = await (await fetch(`${storefront}/checkout`, { headers: { cookie } })).text();
    expect(page).toContain(`reserved for guest-${index}@example.com`);
  }
});

test("30 guests of one address are one buyer, and the refusal names the setting in development", async () => {
  // Of the first test's variant a part is reserved.
  const variant = await stockSixty("lamp");
  const statuses: number[] = [];
  let last = "";
  for (let index = 1; index <= 30; index += 1) {
    const response = await buy(variant, "198.51.100.200", `crowd-${index}@example.com`);
    statuses.push(response.status);
    last = await response.text();
  }
  expect(statuses.filter((status) => status === 303)).toHaveLength(12);
  expect(last).toContain("HANSA_TRUST_PROXY");
});
