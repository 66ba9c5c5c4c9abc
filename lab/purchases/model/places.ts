/** Model of places: whose rates apply there, and of which member state they are a part. Written from Directive 2006/112/EC, Articles 5 to 7. */

/**
 * `country`: that of the address. `rates`: the country whose rates apply; null where only rates of the place itself would. `region`: has rates of
 * its own. `goods`, `services`: the member state for each; null outside the Union.
 */
type Place = {
  country: string;
  rates: string | null;
  region: string | null;
  goods: string | null;
  services: string | null;
};

const inState = (country: string): Place => {
  return { country, rates: country, region: null, goods: country, services: country };
};
const outside = (country: string, rates: string | null, region: string | null = null): Place => {
  return { country, rates, region, goods: null, services: null };
};

export const places = {
  luebeck: inState("DE"),
  lyon: inState("FR"),
  vienna: inState("AT"),
  utrecht: inState("NL"),
  monaco: { ...inState("FR"), country: "MC" },
  belfast: { country: "GB", rates: "GB", region: null, goods: "GB", services: null },
  zurich: outside("CH", "CH"),
  newYork: outside("US", "US", "US-NY"),
  portland: outside("US", "US", "US-OR"),
  tenerife: outside("ES", null),
  reunion: outside("FR", null),
  heligoland: outside("DE", null),
} as const satisfies Readonly<Record<string, Place>>;

export type PlaceName = keyof typeof places;
export const placeNames: readonly PlaceName[] = [
  ...(["luebeck", "lyon", "vienna", "utrecht", "monaco", "belfast"] as const),
  ...(["zurich", "newYork", "portland", "tenerife", "reunion", "heligoland"] as const),
];

export function placeOf(name: PlaceName): Place {
  return places[name];
}
