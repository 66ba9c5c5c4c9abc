/**
 * Territories of value added tax: the place of an address for taxes, by its country, region and postal code. The table has the places where the
 * taxes of the own country do not apply, from Directive 2006/112/EC, Articles 5 to 7; Northern Ireland is a part of the Union for goods by
 * Article 8 of the Windsor Framework.
 */
import { countries } from "./countries.ts";
import { regionChain } from "./regions.ts";
import { isEuCountry } from "./vat-ids.ts";

/** The parts of an address that decide its territory. */
export type AddressPlace = {
  country: string;
  region?: string | null | undefined;
  postalCode?: string | null | undefined;
  city?: string | null | undefined;
};

export type Territory = {
  /** The country whose taxes apply: France in Monaco. */
  country: string;
  /** The region whose rates go before those of the country. */
  region: string | null;
  /** The name of a territory with rules of its own; null elsewhere. */
  name: string | null;
  /** True where rates of the whole country do not apply, but only those of the region. */
  isApart: boolean;
  /** Whether supplies there are made within the European Union. */
  inUnion: { goods: boolean; services: boolean };
};

/** A territory in which the taxes of its country do not apply: its postal codes by their beginnings, its region if it has one. */
type Row = {
  country: string;
  codes: readonly string[];
  /** The town, where other towns have the same postal code. */
  city?: RegExp;
  region?: string;
  name: string;
  /** The article of the directive that excludes it: 5 for a place that is in no member state, or not in the territory of the Union. */
  article: string;
};

const apart: readonly Row[] = [
  { country: "GR", codes: ["63086", "63087"], region: "GR-69", name: "Mount Athos", article: "6 (1) (a)" },
  { country: "ES", codes: ["35"], region: "ES-GC", name: "the Canary Islands", article: "6 (1) (b)" },
  { country: "ES", codes: ["38"], region: "ES-TF", name: "the Canary Islands", article: "6 (1) (b)" },
  { country: "FR", codes: ["971"], region: "FR-971", name: "Guadeloupe", article: "6 (1) (c)" },
  { country: "FR", codes: ["972"], region: "FR-972", name: "Martinique", article: "6 (1) (c)" },
  { country: "FR", codes: ["973"], region: "FR-973", name: "French Guiana", article: "6 (1) (c)" },
  { country: "FR", codes: ["974"], region: "FR-974", name: "Réunion", article: "6 (1) (c)" },
  { country: "FR", codes: ["975"], region: "FR-PM", name: "Saint Pierre and Miquelon", article: "5" },
  { country: "FR", codes: ["976"], region: "FR-976", name: "Mayotte", article: "6 (1) (c)" },
  { country: "FR", codes: ["977"], region: "FR-BL", name: "Saint Barthélemy", article: "5" },
  { country: "FR", codes: ["978"], region: "FR-MF", name: "Saint Martin", article: "6 (1) (c)" },
  { country: "FR", codes: ["984"], region: "FR-TF", name: "the French Southern Territories", article: "5" },
  { country: "FR", codes: ["986"], region: "FR-WF", name: "Wallis and Futuna", article: "5" },
  { country: "FR", codes: ["987"], region: "FR-PF", name: "French Polynesia", article: "5" },
  { country: "FR", codes: ["988"], region: "FR-NC", name: "New Caledonia", article: "5" },
  { country: "FI", codes: ["22"], region: "FI-01", name: "Åland", article: "6 (1) (d)" },
  { country: "GB", codes: ["JE"], name: "Jersey", article: "6 (1) (e)" },
  { country: "GB", codes: ["GY"], name: "Guernsey", article: "6 (1) (e)" },
  { country: "IT", codes: ["22061"], name: "Campione d'Italia", article: "6 (1) (f)" },
  { country: "DE", codes: ["27498"], name: "Heligoland", article: "6 (2) (a)" },
  { country: "DE", codes: ["78266"], name: "Büsingen", article: "6 (2) (b)" },
  { country: "ES", codes: ["51"], region: "ES-CE", name: "Ceuta", article: "6 (2) (c)" },
  { country: "ES", codes: ["52"], region: "ES-ML", name: "Melilla", article: "6 (2) (d)" },
  { country: "IT", codes: ["23041"], name: "Livigno", article: "6 (2) (e)" },
  { country: "IT", codes: ["23030"], city: /\blivigno\b/i, name: "Livigno", article: "6 (2) (e)" },
  // Other states within the postal codes of a member state.
  { country: "IT", codes: ["4789"], name: "San Marino", article: "5" },
  { country: "IT", codes: ["00120"], name: "Vatican City", article: "5" },
  { country: "DK", codes: ["39"], name: "Greenland", article: "5" },
];

const northernIreland = { country: "GB", codes: ["BT"], region: "GB-NIR", name: "Northern Ireland" };

/** Countries of ISO 3166-1 that belong to the tax of another one (Article 7). */
const joined: ReadonlyMap<string, { country: string; name: string }> = new Map([
  ["MC", { country: "FR", name: "Monaco" }],
  ["IM", { country: "GB", name: "the Isle of Man" }],
]);

/** The member states of the Union, in alphabetical order. */
export const memberStates: readonly string[] = countries.filter(isEuCountry);

/** The territory in which an address lies. A postal code decides; without one, the region does. */
export function territoryOf(place: AddressPlace): Territory {
  const { country, region = null } = place;
  const row = apart.find((each) => liesIn(place, each));
  const outside = { goods: false, services: false };
  if (row) return { country, region: row.region ?? null, name: row.name, isApart: true, inUnion: outside };
  if (liesIn(place, northernIreland)) {
    const { region, name } = northernIreland;
    return { country, region, name, isApart: false, inUnion: { goods: true, services: false } };
  }
  const owner = joined.get(country);
  const taxed = owner?.country ?? country;
  const isInside = isEuCountry(taxed);
  return {
    country: taxed,
    region: owner ? null : region,
    name: owner?.name ?? null,
    isApart: false,
    inUnion: { goods: isInside, services: isInside },
  };
}

/** Whether the postal code of an address decides if it lies in this region, so that its rates need no region in addresses. */
export function isKnownByPostalCode(country: string, region: string): boolean {
  const chain = regionChain(country, region);
  return [...apart, northernIreland].some((row) => row.country === country && chain.includes(row.region ?? ""));
}

function liesIn(place: AddressPlace, row: Pick<Row, "country" | "codes" | "city" | "region">): boolean {
  if (place.country !== row.country) return false;
  const code = (place.postalCode ?? "").replace(/\s/g, "").toUpperCase();
  if (code === "") {
    const chain = place.region ? regionChain(place.country, place.region) : [];
    return row.region !== undefined && chain.includes(row.region);
  }
  const isOfTown = row.city === undefined || row.city.test(place.city ?? "");
  return isOfTown && row.codes.some((start) => code.startsWith(start));
}
