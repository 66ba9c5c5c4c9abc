/** Postal codes by region: which region a postal code lies in, for countries where the region decides the tax. */
import { regionChain } from "./regions.ts";

/** The beginnings of a region's postal codes, each a regular expression. */
type Beginnings = Readonly<Record<string, string>>;

/** The United States, as Google's libaddressinput lists them. */
const unitedStates: Beginnings = {
  AA: "340",
  AE: "09",
  AL: "3[56]",
  AK: "99[5-9]",
  AP: "96[2-6]",
  AS: "96799",
  AZ: "8[56]",
  AR: "71[6-9]|72",
  CA: "9[0-5]|96[01]",
  CO: "8[01]",
  CT: "06",
  DE: "19[7-9]",
  DC: "20[02-5]|569",
  FL: "3[23]|34[1-9]",
  GA: "3[01]|398|39901",
  GU: "969([12]\\d|3[12])",
  HI: "967[0-8]|9679[0-8]|968",
  ID: "83[2-9]",
  IL: "6[0-2]",
  IN: "4[67]",
  IA: "5[0-2]",
  KS: "6[67]",
  KY: "4[01]|42[0-7]",
  LA: "70|71[0-5]",
  ME: "039|04",
  MD: "20[6-9]|21",
  MA: "01|02[0-7]|05501|05544",
  MI: "4[89]",
  MN: "55|56[0-7]",
  MS: "38[6-9]|39[0-7]",
  MO: "6[3-5]",
  MP: "9695[0-2]",
  MT: "59",
  NE: "6[89]",
  NV: "889|89",
  NH: "03[0-8]",
  NJ: "0[78]",
  NM: "87|88[0-4]",
  NY: "1[0-4]|06390|00501|00544",
  NC: "2[78]",
  ND: "58",
  OH: "4[3-5]",
  OK: "7[34]",
  OR: "97",
  PA: "1[5-8]|19[0-6]",
  PR: "00[679]",
  RI: "02[89]",
  SC: "29",
  SD: "57",
  TN: "37|38[0-5]",
  TX: "7[5-9]|885|73301|73344",
  UT: "84",
  VT: "05",
  VI: "008",
  VA: "201|2[23]|24[0-6]",
  WA: "98|99[0-4]",
  WV: "24[7-9]|2[56]",
  WI: "5[34]",
  WY: "82|83[01]|83414",
};

/** Canada, as Google's libaddressinput lists it. */
const canada: Beginnings = {
  AB: "T",
  BC: "V",
  MB: "R",
  NB: "E",
  NL: "A",
  NS: "B",
  NT: "X0E|X0G|X1A",
  NU: "X0A|X0B|X0C",
  ON: "[KLMNP]",
  PE: "C",
  QC: "[GHJ]|K1A",
  SK: "S|R8A",
  YT: "Y",
};

/** Spain: the first two digits number the provinces, from 01. */
const spain: Beginnings = Object.fromEntries(
  `VI AB A AL AV BA PM B BU CC CA CS CR CO C CU GI GR GU SS H HU J LE L LO
   LU M MA MU NA OR O P GC PO SA TF S SG SE SO T TE TO V VA BI ZA Z CE ML`
    .split(/\s+/)
    .map((province, index) => [province, String(index + 1).padStart(2, "0")]),
);

const countries: ReadonlyMap<string, Beginnings> = new Map([
  ["CA", canada],
  ["ES", spain],
  ["US", unitedStates],
]);

/** The regions that a postal code can lie in. Empty where that is not known: every region is possible then. */
export function regionsOfPostalCode(country: string, postalCode: string): readonly string[] {
  return Object.entries(countries.get(country) ?? {})
    .filter(([, beginnings]) => new RegExp(`^(?:${beginnings})`).test(postalCode))
    .map(([region]) => `${country}-${region}`);
}

/** Whether a postal code can lie in a region, or in a part of it. */
export function isInRegion(country: string, postalCode: string, region: string): boolean {
  const possible = regionsOfPostalCode(country, postalCode);
  return possible.length === 0 || possible.some((code) => regionChain(country, code).includes(region));
}
