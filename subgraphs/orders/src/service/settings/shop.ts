/** What every page may need to know about the shop. */
import type { Context } from "../../context.ts";
import type { Shop } from "../../generated/resolvers.ts";
import { findShippedCountries } from "../../store/rates.ts";

export async function describeShop({ loaders, store }: Context): Promise<Shop> {
  const { name, currencies, country, pricesIncludeTax, supportEmail } = await loaders.settings();
  const shipsTo = await store.read((db) => findShippedCountries(db));
  return { name, currencies, country, shipsTo, pricesIncludeTax, supportEmail };
}
