/** Regions: the subdivisions of ISO 3166-2 and military post, found by code, local code or name however it is spelled. */
import { allCountries } from "country-region-data";
import { iso31662 } from "iso-3166";
import { everydayNames, formerCodes, furtherNames, furtherRegions } from "./region-names.ts";

export type Region = {
  /** ISO 3166-2, such as `US-CA`, or of libaddressinput: `US-AA`, `US-AE`, `US-AP`. */
  code: string;
  name: string;
  /** The code of the region that this one is a part of; null if it is a part of the country itself. */
  parent: string | null;
};

/** Names lead to regions in ranks: codes, official names, other spellings, everyday names, bare names. The first rank with a match counts. */
type Index = { regions: readonly Region[]; ranks: readonly Map<string, Region[]>[]; bareNames: Map<string, Region[]> };

const indexes = new Map<string, Index>();

/** The regions of a country, by code. Empty for countries without. */
export function regionsOf(country: string): readonly Region[] {
  return indexOf(country).regions;
}

/** The regions of this country that the text can mean: one if it is clear, none if it is unknown, several if it is ambiguous. */
export function findRegions(country: string, text: string): readonly Region[] {
  const found = lookUp(country, fold(text));
  return found.length > 0 ? found : lookUp(country, fold(withoutStops(text)));
}

function lookUp(country: string, key: string): readonly Region[] {
  const { ranks, bareNames } = indexOf(country);
  const matches = [...ranks, bareNames].map((rank) => rank.get(key) ?? []);
  return finest(matches.find((regions) => regions.length > 0) ?? bareNames.get(bare(country, key)) ?? []);
}

/** The code of the region that the text clearly means; null if there is none. */
export function regionCode(country: string, text: string | null): string | null {
  const [region, ...others] = text === null ? [] : findRegions(country, text);
  return region && others.length === 0 ? region.code : null;
}

/** The region itself and every region that it is a part of, the finest first. */
export function regionChain(country: string, code: string): readonly string[] {
  const region = regionsOf(country).find((known) => known.code === code);
  return region?.parent ? [code, ...regionChain(country, region.parent)] : [code];
}

/** The name of a region; the code itself if it is unknown. */
export function regionName(country: string, code: string): string {
  return regionsOf(country).find((known) => known.code === code)?.name ?? code;
}

/** The name of an address's region: that of its code, or the text that was typed; null if it has neither. */
export function regionNameOf({ country, region, regionText }: RegionOfAddress): string | null {
  return region === null ? (regionText ?? null) : regionName(country, region);
}

type RegionOfAddress = { country: string; region: string | null; regionText?: string | null | undefined };

/** Lower case without accents, apostrophes and punctuation, so that spellings of one name become equal. */
function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\p{M}'’‘`]/gu, "")
    .toLowerCase()
    .replace(/[øłđıßæœ臺]/g, (letter) => plainLetters.get(letter) ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const plainLetters = new Map([
  ["ø", "o"],
  ["ł", "l"],
  ["đ", "d"],
  ["ı", "i"],
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["臺", "台"],
]);

/** `A.C.T.` as `ACT`. */
function withoutStops(text: string): string {
  return text.replaceAll(".", "");
}

/** Of a region and the one that it is a part of, the part: both can have the same name. */
function finest(regions: readonly Region[]): readonly Region[] {
  return regions.filter(({ code }) => !regions.some(({ parent }) => parent === code));
}

function indexOf(country: string): Index {
  const known = indexes.get(country);
  if (known) return known;
  const index = buildIndex(country);
  indexes.set(country, index);
  return index;
}

function buildIndex(country: string): Index {
  const regions = [...iso31662, ...furtherRegions.map((region) => ({ ...region, parent: country }))]
    .filter(({ code }) => code.startsWith(`${country}-`))
    .map(({ code, name, parent }) => ({ code, name, parent: parent === country ? null : parent }));
  const byCode = new Map(regions.map((region) => [region.code, region]));
  const codes = new Map<string, Region[]>();
  const names = new Map<string, Region[]>();
  const spellings = new Map<string, Region[]>();
  for (const region of regions) {
    add(codes, region.code, region);
    add(codes, region.code.slice(country.length + 1), region);
    add(names, region.name, region);
    for (const spelling of spellingsOf(region.name)) add(spellings, spelling, region);
  }
  for (const [code, former] of formerCodes(country))
    for (const text of [former, former.slice(country.length + 1)])
      if (!codes.has(fold(text))) add(codes, text, byCode.get(code));
  for (const [name, region] of commonNames(country, byCode, names)) add(spellings, name, region);
  for (const [code, name] of furtherNames(country, [...byCode.keys()])) add(spellings, name, byCode.get(code));
  const everyday = new Map<string, Region[]>();
  for (const [code, name] of everydayNames(country)) add(everyday, name, byCode.get(code));
  const bareNames = new Map<string, Region[]>();
  for (const [name, namesakes] of [...names, ...spellings])
    for (const region of namesakes) add(bareNames, bare(country, name), region);
  return { regions, ranks: [codes, names, spellings, everyday], bareNames };
}

/** Words that say of what kind a region is; people write them or leave them out. */
const kinds = new Set(
  "co county of prefecture province state the do gwangyeoksi sheng shi teukbyeoljachido teukbyeoljachisi teukbyeolsi".split(
    " ",
  ),
);

/** Folded texts that end so. */
const endsIn = (...ends: string[]) => new RegExp(`(?:${ends.map(fold).join("|")})$`);

/** Words of this meaning that are parts of names in other countries, and the ends of names in the country's script. */
const kindsOf: Readonly<Record<string, { words: ReadonlySet<string>; ends?: RegExp }>> = {
  CN: { words: new Set(["sar", "zizhiqu"]), ends: endsIn("自治区", "特别行政区", "省", "市") },
  JP: { words: new Set(["to", "fu", "ken"]), ends: endsIn("都", "府", "県") },
  KR: { words: new Set(), ends: endsIn("특별시", "광역시", "특별자치시", "특별자치도", "도") },
  RU: { words: new Set(["oblast", "область", "край", "республика", "respublika", "город", "г"].map(fold)) },
  TW: { words: new Set(), ends: endsIn("縣", "市") },
};

/** A folded name without the words for its kind: `seoul` for `seoul teukbyeolsi`. */
function bare(country: string, folded: string): string {
  const own = kindsOf[country];
  const left = folded.split(" ").filter((word) => !kinds.has(word) && !own?.words.has(word));
  return left.join(" ").replace(own?.ends ?? "", "");
}

function add(rank: Map<string, Region[]>, text: string, region: Region | undefined): void {
  for (const key of new Set([fold(text), fold(withoutStops(text))])) {
    if (key === "" || !region) continue;
    const known = rank.get(key) ?? [];
    if (!known.includes(region)) rank.set(key, [...known, region]);
  }
}

/** Other ways to write an official name: `Asturias, Principado de`, `Araba/Álava`, `Puducherry (Pondicherry)`. */
function spellingsOf(name: string): string[] {
  const [first = "", second, ...more] = name.split(",").map((part) => part.trim());
  const [plain = "", inside] = name.split(/[([]/).map((part) => part.replace(/[)\]]/, "").trim());
  return [
    ...(second !== undefined && more.length === 0 ? [first, `${second} ${first}`] : []),
    ...(inside === undefined ? [] : [plain, inside]),
    ...(name.includes("/") ? name.split("/") : []),
  ];
}

/**
 * The names that people use, from `country-region-data`: `Fukushima` for `Hukusima`, `Dubai` for `Dubayy`. The package is not used for a
 * country where it gives a known name another code than the standard does.
 */
function commonNames(
  country: string,
  byCode: ReadonlyMap<string, Region>,
  official: ReadonlyMap<string, readonly Region[]>,
): [string, Region][] {
  const [, , listed = []] = allCountries.find(([, code]) => code === country) ?? [];
  const pairs = listed.flatMap(([name, code]): [string, Region][] => {
    const region = byCode.get(`${country}-${code}`) ?? byCode.get(code);
    return region ? [[name, region]] : [];
  });
  const contradicts = ([name, region]: [string, Region]) => {
    const known = official.get(fold(name));
    return known !== undefined && !known.includes(region);
  };
  return pairs.some(contradicts) ? [] : pairs;
}
