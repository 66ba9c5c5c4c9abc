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
