/** Shop settings as published by orders: stored here, and read from the store at each use. */
import type { events } from "@hansa/contracts/events";
import type { Tx } from "@hansa/kit/store";
import type { z } from "zod";
import type { Deps } from "../context.ts";
import { findSettings, replaceSettings, type ShopSettings } from "../store/projections/settings.ts";

type SettingsPayload = z.output<(typeof events.shopSettingsChanged)["payload"]>;

/** Stores the settings of event `seq`. Older events than the stored one change nothing. */
export async function saveSettings(
  tx: Tx,
  seq: number,
  { currencies, lowStockThreshold, compareAtRule, reservationLimits }: SettingsPayload,
): Promise<void> {
  await replaceSettings(tx, { seq, currencies, lowStock: lowStockThreshold, compareAtRule, reservationLimits });
}

/** Returns the current settings. A transaction that depends on them reads them itself. */
export function currentSettings({ store }: Pick<Deps, "store">): Promise<ShopSettings> {
  return store.read((db) => findSettings(db));
}

/** Catches up with orders before a currency is rejected: it may have been added just now. */
export async function refreshCurrencies(deps: Deps, wanted: readonly string[]): Promise<void> {
  const { currencies } = await currentSettings(deps);
  if (wanted.some((currency) => !currencies.includes(currency))) await refreshSettings(deps);
}

/** Applies the pending events of orders. If orders cannot be reached, the stored settings stay. */
export async function refreshSettings(deps: Deps): Promise<void> {
  try {
    await deps.catchUpWithOrders();
  } catch (error) {
    deps.log.debug({ err: error }, "settings: orders unreachable, stored settings used");
  }
}
