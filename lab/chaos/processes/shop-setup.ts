/** Sets up the shop of a chaos run: products, some of them scarce, and accounts for desks and customers. */

import type { ShopSettingsUpdateInput } from "@hansa/client/generated/graphql";
import { systemRuntime } from "@hansa/kit/runtime";
import { openWithoutFsync } from "@hansa/kit/store";
import type { Chance } from "@hansa/kit/testing";
import { openShop } from "../../../cli/host/in-process-shop.ts";
import { changeSettings } from "../../../cli/testing/shop-limits.ts";
import { type Account, parcels, seedPeople, seedPlainProducts, seedZones } from "../../harness/small-shop.ts";

/** A variant for sale, as the load knows it. */
export type Good = { variantId: string; sku: string; isSent: boolean };
export type ShopSetup = {
  scarce: readonly Good[];
  plenty: readonly Good[];
  customers: readonly Account[];
  /** The accounts of the refund desk and the warehouse. */
  finance: Account;
  warehouse: Account;
};

const scarceCount = 8;
const plentyCount = 12;
const customerCount = 4;
const plentifulStock = 1_000_000;
/** The password of every account: only the run signs in to this shop, which listens on this machine for minutes. */
const password = "what-can-break-will-break";

/** `environment` names the stores, which must not be there yet. `isSent`: goods leave by parcel, else without one. */
export async function setUpShop(
  environment: NodeJS.ProcessEnv,
  chance: Chance,
  settings: ShopSettingsUpdateInput,
  isSent = false,
): Promise<ShopSetup> {
  const shop = await openWithoutFsync(() => openShop({ ...environment, HANSA_LOG_LEVEL: "fatal" }, systemRuntime));
  try {
    await changeSettings(shop, settings);
    const stocks = Array.from({ length: scarceCount + plentyCount }, (_, index) =>
      index < scarceCount ? chance.whole(1, 50) : plentifulStock,
    );
    const publishedAt = Date.now() - 60_000;
    const variants = await seedPlainProducts(
      shop,
      stocks.map((stock, index) => {
        const title = `Ware ${index + 1}`;
        const sku = `CHAOS-${index + 1}`;
        const price = { currency: "EUR", minor: 100 * (index + 1) + 99 };
        // Without a weight nothing is sent by parcel, and an order is as few requests as it can be.
        const variant = { sku, title, stock, price, weightGrams: isSent ? 200 : null };
        return { slug: `chaos-${index + 1}`, title, publishedAt, plain: [variant] };
      }),
    );
    if (isSent) await seedZones(shop, [parcels]);
    const goods = variants.map(({ id, sku }) => ({ variantId: id, sku, isSent }));
    const customers = Array.from({ length: customerCount }, (_, index) => `customer-${index + 1}`);
    const people = [
      ...customers.map((name) => ({ name, role: "CUSTOMER" as const })),
      ...[
        { name: "finance", role: "FINANCE" as const },
        { name: "warehouse", role: "ADMIN" as const },
      ],
    ];
    const accounts = await seedPeople(
      shop,
      people.map(({ name, role }) => ({ email: emailOf(name), displayName: name, role })),
      password,
    );
    const desk = (name: string) => mustFind(accounts, emailOf(name));
    return {
      scarce: goods.slice(0, scarceCount),
      plenty: goods.slice(scarceCount),
      customers: accounts.slice(0, customerCount),
      finance: desk("finance"),
      warehouse: desk("warehouse"),
    };
  } finally {
    await shop.close();
  }
}

/** A domain that is reserved for examples: no e-mail is ever delivered. */
function emailOf(name: string): string {
  return `${name}@chaos.example`;
}

function mustFind(accounts: readonly Account[], email: string): Account {
  const found = accounts.find((account) => account.email === email);
  if (!found) throw new Error(`${email} has no account`);
  return found;
}
