/** Promotions of the demo shop: current offers, the newsletter's code, and expired ones. */

import { PromotionSaveDocument } from "@hansa/client/documents/settings";
import type { Money } from "@hansa/commerce/money";
import { currentSettings } from "../../../subgraphs/products/src/service/settings.ts";
import { findCollectionsBySlugs } from "../../../subgraphs/products/src/store/catalogue/collections.ts";
import { performInProcess } from "../../host/in-process-client.ts";
import type { Opened } from "../accounts/registration.ts";
import { dayMs, onDay, openingDay } from "../calendar.ts";
import type { SeedShop } from "../shop.ts";
import { newsletterCode } from "./newsletter-code.ts";

type Offer = {
  label: string;
  code?: string;
  rateOff?: string;
  freeShipping?: boolean;
  collection?: string;
  countries?: string[];
  shippingMethodIds?: string[];
  minimums?: readonly Money[];
  usesTotal?: number;
  startsAt: number;
  endsAt?: number;
};

const offers: readonly Offer[] = [
  {
    label: "Opening week: 10 % off everything",
    rateOff: "0.1",
    startsAt: openingDay,
    endsAt: openingDay + 7 * dayMs,
  },
  { label: "10 % for readers of our letter", ...newsletterCode, rateOff: "0.1", usesTotal: 500 },
  {
    label: "Long evenings: 15 % off lamps and candles",
    rateOff: "0.15",
    collection: "lamps-and-candles",
    startsAt: onDay(241),
    endsAt: onDay(267),
  },
  {
    label: "Parcels within Germany sent free of charge from 150 euros",
    freeShipping: true,
    countries: ["DE"],
    shippingMethodIds: ["method_de_parcel"],
    minimums: [
      { currency: "EUR", minor: 150_00 },
      { currency: "USD", minor: 165_00 },
      { currency: "GBP", minor: 129_00 },
      { currency: "JPY", minor: 24_500 },
    ],
    startsAt: onDay(306),
  },
  {
    label: "A season of reading: 20 % off children’s books",
    rateOff: "0.2",
    collection: "childrens-books",
    startsAt: onDay(426),
  },
];

/** Makes all of them on one day, for their days to come. */
export async function seedPromotions(shop: SeedShop, { viewer }: Opened): Promise<void> {
  const { deps } = shop.products;
  const { currencies } = await currentSettings(deps);
  for (const { collection, minimums, startsAt, endsAt, ...offer } of offers) {
    const collections = collection
      ? await deps.store.read((db) => findCollectionsBySlugs(db, [collection]))
      : undefined;
    await performInProcess(shop, viewer, PromotionSaveDocument, {
      ...offer,
      startsAt: new Date(startsAt).toISOString(),
      endsAt: endsAt ? new Date(endsAt).toISOString() : undefined,
      collectionIds: collections?.map(({ id }) => id),
      minimumSubtotals: minimums?.filter(({ currency }) => currencies.includes(currency)),
    });
  }
}
