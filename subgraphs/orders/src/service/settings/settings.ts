/** Settings of the shop: initialised once with the defaults, then changed only by the owner; public facts are read from them. */

import type { Place } from "@hansa/commerce/address/postal-address";
import { readEmail } from "@hansa/commerce/email-addresses";
import { languages } from "@hansa/commerce/languages";
import { recordAudit } from "@hansa/contracts/audit-log";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import { invalid, type Runtime } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { FirstSettings } from "../../config.ts";
import type { Context, Deps } from "../../context.ts";
import type { Shop, ShopSettingsUpdateInput } from "../../generated/resolvers.ts";
import {
  changeSettings,
  findSettings,
  hasSettings,
  insertFirstSettings,
  type Settings,
} from "../../store/settings/settings.ts";
import type { SettingsRow } from "../../store/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { readBrand, shownBrand } from "./brand.ts";
import { rateLimitsOf, requestedLimits, reservationLimitsOf, retentionDaysOf } from "./limits.ts";
import { remainingNotices } from "./notices.ts";
import { readSeller } from "./seller.ts";
import { findShipsTo } from "./served-countries.ts";
import { checkConfig } from "./validation.ts";
import { isStale, versionConflict } from "./version-conflict.ts";

/** Stores the settings of a new shop and publishes them. Existing settings are kept. */
export async function initializeSettings(
  { store, runtime }: Pick<Deps, "store" | "runtime">,
  first: FirstSettings,
): Promise<void> {
  // Only a new shop needs the writer: any other can open while another process writes.
  if (await store.read((db) => hasSettings(db))) return;
  await store.write("first-settings", async (tx) => {
    const written = await insertFirstSettings(tx, first, runtime.now());
    if (written) await publishSettings(runtime, tx, written);
  });
}

/** Changes the given fields. Without a difference the version stays, and no event is published. */
export async function updateSettings(
  { store, runtime, viewer }: Context,
  input: ShopSettingsUpdateInput,
): Promise<MutationResult<"ShopSettingsUpdateResult">> {
  const brand = readBrand(input);
  const problems = [...checkConfig(input), ...brand.problems];
  if (problems.length > 0) return invalid(problems);
  return store.write("update-settings", async (tx) => {
    const before = await findSettings(tx);
    if (isStale(before, input)) return versionConflict(before);
    const seller = readSeller(before, input);
    if (seller.problems.length > 0) return invalid(seller.problems);
    const requested = {
      ...requestedSettings(input),
      ...brand.change,
      ...requestedLimits(before, input),
      ...seller.change,
      ...remainingNotices(before, input),
    };
    const change = findDifferences(before, requested);
    if (Object.keys(change).length === 0) return { __typename: "ShopSettingsSaved", settings: before };
    const settings = await changeSettings(tx, before.version, change, runtime.now());
    if (!settings) throw new Error("the settings changed inside the transaction that read them");
    await publishSettings(runtime, tx, settings);
    const summary = `Version ${settings.version} of the settings: ${Object.keys(change).join(", ")}.`;
    await recordAudit(runtime, tx, viewer, { action: "settings.changed", subjectId: null, summary });
    return { __typename: "ShopSettingsSaved", settings };
  });
}

/** The settings in the input, without those of the seller. Only the support address can be removed. */
function requestedSettings(input: ShopSettingsUpdateInput): Partial<Settings> {
  const { name, currencies, country, captureMode, pricesIncludeTax, senderEmail, lowStockThreshold } = input;
  const { supportEmail, compareAtRule, shippingTaxBasis, exportPrices, distanceSales } = input;
  const { withdrawalDays, latePaymentHours, returnDays } = input;
  return {
    ...(typeof name === "string" ? { name: name.trim() } : {}),
    ...(currencies ? { currencies: [...currencies] } : {}),
    ...(country ? { country } : {}),
    ...(captureMode ? { captureMode } : {}),
    ...(typeof pricesIncludeTax === "boolean" ? { pricesIncludeTax } : {}),
    ...(typeof senderEmail === "string" ? { senderEmail: readEmail(senderEmail) } : {}),
    ...(supportEmail === undefined ? {} : { supportEmail: supportEmail ? readEmail(supportEmail) : null }),
    ...(typeof lowStockThreshold === "number" ? { lowStockThreshold } : {}),
    ...(compareAtRule ? { compareAtRule } : {}),
    ...(shippingTaxBasis ? { shippingTaxBasis } : {}),
    ...(exportPrices ? { exportPrices } : {}),
    ...(distanceSales ? { distanceSales } : {}),
    ...(typeof withdrawalDays === "number" ? { withdrawalDays } : {}),
    ...(typeof latePaymentHours === "number" ? { latePaymentHours } : {}),
    ...(typeof returnDays === "number" ? { returnDays } : {}),
  };
}

function findDifferences(before: SettingsRow, target: Partial<Settings>): Partial<Settings> {
  const known = new Map<string, unknown>(Object.entries(before));
  const differs = ([name, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(known.get(name));
  return Object.fromEntries(Object.entries(target).filter(differs));
}

async function publishSettings(runtime: Runtime, tx: Tx, settings: SettingsRow): Promise<void> {
  const { name, currencies, country, lowStockThreshold, compareAtRule, timeZone } = settings;
  await appendEvent(runtime, tx, events.shopSettingsChanged, {
    name,
    currencies,
    country,
    lowStockThreshold,
    compareAtRule,
    timeZone,
    rateLimits: rateLimitsOf(settings),
    reservationLimits: reservationLimitsOf(settings),
    retentionDays: retentionDaysOf(settings),
  });
}

/** The public facts that stand in the settings. The pages are apart. */
export type ShopView = Omit<Shop, "address" | "pages"> & { address: Place | null };

/** Public facts about the shop: name, currencies, countries, contact and times. */
export async function describeShop({ loaders, store, runtime }: Context): Promise<ShopView> {
  const settings = await loaders.settings();
  const { name, currencies, country, pricesIncludeTax, supportEmail, legalName, legalAddress, returnDays } = settings;
  const shipsTo = await store.read((db) => findShipsTo(db, settings, runtime.now()));
  const contact = { supportEmail, legalName, address: legalAddress };
  const facts = { name, currencies, country, shipsTo, pricesIncludeTax, languages: [...languages], returnDays };
  return { ...facts, ...contact, ...shownBrand(settings) };
}
