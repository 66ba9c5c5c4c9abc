/** Queries of the shop's settings, for use in any transaction. */
import { given, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, eq, getTableColumns, sql } from "drizzle-orm";
import { type SettingsRow, shopSettings } from "../tables.ts";

/** The settings that an owner can change. */
export type Settings = Omit<SettingsRow, "id" | "version" | "updatedAt">;

/** The settings of a new shop; those with a default are optional. */
type NewSettings = Omit<typeof shopSettings.$inferInsert, "id" | "version" | "updatedAt">;

const settingsId = 1;

const currentSettings = statement([], (db: Reader) =>
  db.select().from(shopSettings).where(eq(shopSettings.id, settingsId)),
);

/** The current settings. They exist as soon as the service is open. */
export async function findSettings(db: Reader): Promise<SettingsRow> {
  const [row] = await currentSettings(db);
  if (!row) throw new Error("the shop has no settings");
  return row;
}

/** Whether the shop has been started before. */
export async function hasSettings(db: Reader): Promise<boolean> {
  return (await currentSettings(db)).length > 0;
}

/** Inserts the settings of a new shop; undefined and no change if it has settings already. */
export async function insertFirstSettings(tx: Tx, first: NewSettings, now: number): Promise<SettingsRow | undefined> {
  const [row] = await insertSettings(tx, first, first, now);
  return row;
}

const { name, currencies, country, captureMode, pricesIncludeTax, senderEmail, lowStockThreshold } = shopSettings;
const { supportEmail, legalName, legalAddress, vatId, timeZone, reverseCharge, invoiceRetentionYears } = shopSettings;
const {
  reverseChargeCheck,
  payableSteps,
  shippingTaxBasis,
  exportPrices,
  distanceSales,
  withdrawalDays,
  returnDays,
  cartLimits,
  reservationSeconds,
  reservationLimits,
} = shopSettings;
const insertSettings = statement(
  [
    { name, currencies, country, captureMode, pricesIncludeTax, senderEmail, lowStockThreshold },
    given({
      supportEmail,
      legalName,
      legalAddress,
      vatId,
      timeZone,
      reverseCharge,
      reverseChargeCheck,
      invoiceRetentionYears,
      payableSteps,
      shippingTaxBasis,
      exportPrices,
      distanceSales,
      withdrawalDays,
      returnDays,
      cartLimits,
      reservationSeconds,
      reservationLimits,
    }),
    shopSettings.updatedAt,
  ],
  (tx: Tx, required, optional, now) =>
    tx
      .insert(shopSettings)
      .values({ ...required, ...optional, id: settingsId, version: 1, updatedAt: now })
      .onConflictDoNothing()
      .returning(),
);

/** Sets the given columns and raises the version; undefined and no change if the version is no longer `version`. */
export async function changeSettings(
  tx: Tx,
  version: number,
  change: Partial<Settings>,
  now: number,
): Promise<SettingsRow | undefined> {
  const [row] = await updateSettings(tx, version, change, now);
  return row;
}

const updateSettings = statement(
  [shopSettings.version, given(getTableColumns(shopSettings)), shopSettings.updatedAt],
  (tx: Tx, version, change, now) =>
    tx
      .update(shopSettings)
      .set({ ...change, version: sql`${shopSettings.version} + 1`, updatedAt: now })
      .where(and(eq(shopSettings.id, settingsId), eq(shopSettings.version, version)))
      .returning(),
);
