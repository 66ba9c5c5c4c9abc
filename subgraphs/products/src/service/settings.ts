/** The shop's settings as orders tells them: kept in the store, taken over by the running service. */
import type { events } from "@hansa/contracts/events";
import type { Tx } from "@hansa/kit/store";
import type { z } from "zod";
import type { Deps } from "../context.ts";
import { findSettings, replaceSettings } from "../store/settings.ts";

type Told = z.output<(typeof events.shopSettingsChanged)["payload"]>;

/** Keeps what event `seq` says; one that is older than what is kept changes nothing. */
export async function keepSettings(tx: Tx, seq: number, { currencies, lowStockThreshold }: Told): Promise<void> {
  await replaceSettings(tx, { seq, currencies, lowStock: lowStockThreshold });
}

/** Lets the rules be what the store says, whichever process heard it. Nothing was told yet: they stay as they were configured. */
export async function adoptSettings({ store, rules }: Deps): Promise<void> {
  const settings = await store.read(findSettings);
  if (!settings) return;
  rules.currencies = settings.currencies;
  rules.lowStock = settings.lowStock;
}

/** Looks for new settings before a currency is refused: it may have been added in orders a moment ago. */
export async function refreshCurrencies(deps: Deps, wanted: readonly string[]): Promise<void> {
  if (wanted.some((currency) => !deps.rules.currencies.includes(currency))) await refreshSettings(deps);
}

/** Applies the events of orders that did not arrive yet, and adopts the settings. While orders is away, they stay as they are. */
export async function refreshSettings(deps: Deps): Promise<void> {
  try {
    await deps.catchUpWithOrders();
  } catch (error) {
    deps.log.debug({ err: error }, "settings: orders cannot be reached, the last known settings are used");
  }
  await adoptSettings(deps);
}
