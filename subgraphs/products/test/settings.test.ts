/** Shop settings: those of a new shop until orders publishes some, then the latest published ones. */
import { events } from "@hansa/contracts/events";
import { directTransport } from "@hansa/kit/rpc";
import { sendQuery } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { rebuildProjections } from "../src/api/events.ts";
import { products } from "../src/server.ts";
import { currentSettings } from "../src/service/settings.ts";
import { shopSettings } from "../src/store/projections/tables.ts";
import { change, guest, type Shop, sell, setPrice, shop } from "./support/shop.ts";

const published = { name: "Tea shop", currencies: ["CHF", "EUR"], country: "CH", lowStockThreshold: 20 };

async function badgeAndPrice(s: Pick<Shop, "query">, id: string) {
  const text = `query ($id: ID!) { variant(id: $id) { stockStatus price { minor currency } } }`;
  return (await s.query(text, { id })).data?.variant;
}

/** Another process on the same store that is never the leader and cannot reach orders. */
async function secondProcess(s: Shop) {
  const service = await products
    .configured(s.config)
    .open(s.runtime, directTransport(new Map([["users", s.peers.users.internal]])));
  onTestFinished(() => service.stop());
  const query: Shop["query"] = (text, variables = {}, viewer = guest) =>
    sendQuery("products", service, s.runtime, { query: text, variables, viewer });
  return { query, deps: service.deps };
}

test("currencies and the low-stock threshold are those of the settings", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", stock: 10 });
  const offer = () => change(s, "variantPriceSet", { variantId, currency: "CHF", amountMinor: 900 });
  expect(await offer()).toEqual({ __typename: "ValidationError" });
  expect(await badgeAndPrice(s, variantId)).toEqual({
    stockStatus: "IN_STOCK",
    price: { minor: 1_000, currency: "EUR" },
  });
  s.peers.orders.tell(events.shopSettingsChanged, published);
  await s.service.catchUp();
  expect(await offer()).toEqual({ __typename: "VariantSaved" });
  expect(await badgeAndPrice(s, variantId)).toEqual({
    stockStatus: "LOW_STOCK",
    price: { minor: 900, currency: "CHF" },
  });
});

test("the last settings apply, and a reset consumer never goes back to older ones", async () => {
  const s = await shop();
  s.peers.orders.tell(events.shopSettingsChanged, published);
  s.peers.orders.tell(events.shopSettingsChanged, { ...published, lowStockThreshold: 7, currencies: ["JPY"] });
  await s.service.catchUp();
  expect(await currentSettings(s.service.deps)).toMatchObject({ lowStock: 7, currencies: ["JPY"] });
  const { store } = s.service.deps;
  const settings = () => store.read((db) => db.select().from(shopSettings));
  const stored = await settings();
  const seen: unknown[] = [];
  const rebuilt = new AbortController();
  const watching = (async () => {
    while (!rebuilt.signal.aborted) {
      await store.awaitCommit(store.commits(), 60_000, rebuilt.signal);
      seen.push(await settings());
    }
  })();
  await rebuildProjections(s.service.deps);
  rebuilt.abort();
  await watching;
  expect(seen.length).toBeGreaterThan(2);
  expect(seen).toEqual(seen.map(() => stored));
});

test("a restarted service knows the settings at once, and another shop's are not affected", async () => {
  const s = await shop();
  s.peers.orders.tell(events.shopSettingsChanged, published);
  await s.service.catchUp();
  const again = await secondProcess(s);
  expect(await currentSettings(again.deps)).toMatchObject({ lowStock: 20, currencies: ["CHF", "EUR"] });
  expect(await currentSettings((await shop()).service.deps)).toMatchObject({ lowStock: 5 });
});

test("settings applied by one process take effect at once in another, which does not lead", async () => {
  const s = await shop();
  const other = await secondProcess(s);
  const { variantId } = await sell(s, { sku: "TEA", stock: 10 });
  const inEuro = { stockStatus: "IN_STOCK", price: { minor: 1_000, currency: "EUR" } };
  expect(await badgeAndPrice(other, variantId)).toEqual(inEuro);
  s.peers.orders.tell(events.shopSettingsChanged, published);
  await s.service.catchUp();
  expect(await setPrice(other, variantId, 900, { currency: "CHF" })).toEqual({ __typename: "VariantSaved" });
  const inFrancs = { stockStatus: "LOW_STOCK", price: { minor: 900, currency: "CHF" } };
  expect(await badgeAndPrice(other, variantId)).toEqual(inFrancs);
  const filtered = await other.query("{ products(filter: { priceMax: 950 }) { totalCount } }");
  expect(filtered.data).toEqual({ products: { totalCount: 1 } });
  expect(await setPrice(other, variantId, 900, { currency: "USD" })).toEqual({ __typename: "ValidationError" });
});

test("a currency is accepted as soon as the shop has it, in prices and imports; with orders down, it is refused as before", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", stock: 10 });
  const price = (currency: string) => ({ variantId, currency, amountMinor: 900 });
  s.peers.orders.tell(events.shopSettingsChanged, published);
  expect(await change(s, "variantPriceSet", price("CHF"))).toEqual({ __typename: "VariantSaved" });
  s.peers.orders.tell(events.shopSettingsChanged, { ...published, currencies: ["CHF", "EUR", "JPY"] });
  const both = { prices: [price("CHF"), price("JPY")] };
  expect(await change(s, "variantPricesSet", both)).toEqual({ __typename: "VariantPricesSaved" });
  s.peers.orders.tell(events.shopSettingsChanged, { ...published, currencies: ["CHF", "EUR", "SEK"] });
  await s.peers.close();
  expect(await change(s, "variantPriceSet", price("SEK"))).toEqual({ __typename: "ValidationError" });
});
