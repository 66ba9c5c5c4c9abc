/** The shop's settings as orders publishes them: kept in the store, and read there whenever they are needed. */
import type { events } from "@hansa/contracts/events";
import type { Tx } from "@hansa/kit/store";
import type { z } from "zod";
import type { Deps } from "../context.ts";
import { findSettings, replaceSettings, type ShopSettings } from "../store/settings.ts";

type Told = z.output<(typeof events.shopSettingsChanged)["payload"]>;

/** Keeps what event `seq` says; one that is older than what is kept changes nothing. */
export async function keepSettings(tx: Tx, seq: number, { currencies, lowStockThreshold }: Told): Promise<void> {
  await replaceSettings(tx, { seq, currencies, lowStock: lowStockThreshold });
}

/** The settings as they are now, whichever process applied them. A transaction that depends on them reads them itself. */
export function currentSettings({ store, firstSettings }: Deps): Promise<ShopSettings> {
  return store.read((db) => findSettings(db, firstSettings));
}

/** Catches up with orders before a currency is refused: it may have been added a moment ago. */
export async function refreshCurrencies(deps: Deps, wanted: readonly string[]): Promise<void> {
  const { currencies } = await currentSettings(deps);
  if (wanted.some((currency) => !currencies.includes(currency))) await refreshSettings(deps);
}

/** Applies the events of orders that did not arrive yet. While orders is away, the settings stay as they are. */
export async function refreshSettings(deps: Deps): Promise<void> {
  try {
    await deps.catchUpWithOrders();
  } catch (error) {
    deps.log.debug({ err: error }, "settings: orders cannot be reached, the last known settings are used");
  }
}
