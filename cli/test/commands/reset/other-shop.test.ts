/** A reset of databases that belong to another shop. */
import { systemRuntime } from "@hansa/kit/runtime";
import { hasStore, openStore, uncounted } from "@hansa/kit/store";
import { expect, test } from "vitest";
import { reset } from "../../../commands/reset/removal.ts";
import { emptyShop, placesIn } from "../../support/moved-shop.ts";

test("a reset removes nothing, of any service, where one database belongs to another shop", async (context) => {
  const { data, environment } = await emptyShop(context, ["orders", "payments"]);
  const shop = { data, environment: { ...environment, HANSA_SHOP_ID: "shop_own" } };
  for (const { store, database, migrations } of placesIn(shop)) {
    const place = { ...database, shop: store === "payments/payments.db" ? "shop_other" : database.shop };
    await (await openStore({ place, migrations, runtime: systemRuntime, metrics: uncounted })).close();
  }
  await expect(reset(data, shop.environment, true)).rejects.toThrow(
    /^postgres:.* belongs to the shop shop_other, and these keys to shop_own; /,
  );
  for (const { database } of placesIn(shop)) expect(await hasStore(database)).toBe(true);
});
