/** Public facts about the shop: name, currencies, countries and contact. */
import type { Context } from "../../context.ts";
import type { Shop } from "../../generated/resolvers.ts";
import { findShippedCountries } from "../../store/settings/pricing-rates.ts";

export async function describeShop({ loaders, store }: Context): Promise<Shop> {
  const { name, currencies, country, pricesIncludeTax, supportEmail } = await loaders.settings();
  const shipsTo = await store.read((db) => findShippedCountries(db));
  return { name, currencies, country, shipsTo, pricesIncludeTax, supportEmail };
}
