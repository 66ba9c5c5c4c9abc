/** Distance sales of a calendar year against the limit of Directive 2006/112/EC, Article 59c: in the tax report, and as a notice of the set-up. */
import { memberStates } from "@hansa/commerce/address/territories";
import type { Money } from "@hansa/commerce/money";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { SetupNotice } from "../../generated/resolvers.ts";
import { findDistanceSums } from "../../store/invoicing/tax-report.ts";
import type { SettingsRow } from "../../store/tables.ts";
import { sellerTerritoryOf } from "../settings/seller.ts";
import { dateOf, localDay, monthOf } from "./calendar.ts";

const currency = "EUR";
/** Up to this sum of a year, and of the year before, the taxes of the seller apply. */
const limit: Money = { minor: 1_000_000, currency };
/** From this sum on, an owner should prepare for the taxes of the destinations. */
const nearMinor = 800_000;

/** Sales to consumers in other member states: `net` is without tax and less credit notes, one amount for each currency. */
export type DistanceSalesNote = { year: number; net: Money[]; limit: Money; isNear: boolean };

type Seller = Pick<SettingsRow, "country" | "legalAddress" | "distanceSales" | "notices" | "timeZone">;

/** The sales of the year of `toDay`, up to, not including, that day; null for a shop outside the Union. */
export async function noteDistanceSales(db: Reader, seller: Seller, toDay: number): Promise<DistanceSalesNote | null> {
  const { country, inUnion } = sellerTerritoryOf(seller);
  if (!inUnion.goods) return null;
  const year = Number(dateOf(toDay - 1).slice(0, 4));
  const fromDay = monthOf(`${year}-01`)?.fromDay ?? toDay;
  const others = memberStates.filter((state) => state !== country);
  const net = (await findDistanceSums(db, fromDay, toDay, others)).map(({ baseMinor: minor, ...sum }) => ({
    minor,
    ...sum,
  }));
  const inEuros = net.find((amount) => amount.currency === currency)?.minor ?? 0;
  return { year, net, limit, isNear: inEuros >= nearMinor };
}

/** The notices that the owner has neither decided nor acknowledged, and that of the limit while the seller's taxes apply. */
export async function findNotices({ loaders, store, runtime }: Context): Promise<SetupNotice[]> {
  const settings = await loaders.settings();
  if (settings.distanceSales !== "HOME") return settings.notices;
  const tomorrow = localDay(runtime.now(), settings.timeZone) + 1;
  const note = await store.read((db) => noteDistanceSales(db, settings, tomorrow));
  return note?.isNear ? [...settings.notices, "DISTANCE_SALES_LIMIT"] : settings.notices;
}
