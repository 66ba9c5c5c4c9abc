/** Regions: the subdivisions of ISO 3166-2, found by code, local code or name however it is spelled. */
import { allCountries } from "country-region-data";
import { iso31662 } from "iso-3166";

export type Region = {
  /** ISO 3166-2, such as `US-CA`. */
  code: string;
  name: string;
  /** The code of the region that this one is a part of; null if it is a part of the country itself. */
  parent: string | null;
};

/** Names lead to regions in ranks: codes, official names, other spellings, bare names. The first rank with a match counts. */
type Index = { regions: readonly Region[]; ranks: readonly Map<string, Region[]>[]; bareNames: Map<string, Region[]> };

const indexes = new Map<string, Index>();

/** The regions of a country, by code. Empty for countries without. */
export function regionsOf(country: string): readonly Region[] {
  return indexOf(country).regions;
}

/** The regions of this country that the text can mean: one if it is clear, none if it is unknown, several if it is ambiguous. */
export function findRegions(country: string, text: string): readonly Region[] {
  const key = fold(text);
  const { ranks, bareNames } = indexOf(country);
  const matches = [...ranks.map((rank) => rank.get(key) ?? []), bareNames.get(bare(key)) ?? []];
  return finest(matches.find((regions) => regions.length > 0) ?? []);
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
    .replace(/[øłđıßæœ]/g, (letter) => plainLetters.get(letter) ?? letter)
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
]);

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
  const regions = iso31662
    .filter(({ code }) => code.startsWith(`${country}-`))
    .map(({ code, name, parent }) => ({ code, name, parent: parent === country ? null : parent }));
  const codes = new Map<string, Region[]>();
  const names = new Map<string, Region[]>();
  const spellings = new Map<string, Region[]>();
  for (const region of regions) {
    add(codes, region.code, region);
    add(codes, region.code.slice(country.length + 1), region);
    add(names, region.name, region);
    for (const spelling of spellingsOf(region.name)) add(spellings, spelling, region);
  }
  for (const [name, region] of commonNames(country, regions, names)) add(spellings, name, region);
  const bareNames = new Map<string, Region[]>();
  for (const [name, namesakes] of [...names, ...spellings])
    for (const region of namesakes) add(bareNames, bare(name), region);
  return { regions, ranks: [codes, names, spellings], bareNames };
}

/** Words that say of what kind a region is; people write them or leave them out. */
const kinds = new Set(
  "co county of prefecture province state the do gwangyeoksi sheng shi teukbyeoljachido teukbyeoljachisi teukbyeolsi".split(
    " ",
  ),
);

/** A folded name without the words for its kind: `seoul` for `seoul teukbyeolsi`. */
function bare(folded: string): string {
  return folded
    .split(" ")
    .filter((word) => !kinds.has(word))
    .join(" ");
}

function add(rank: Map<string, Region[]>, text: string, region: Region): void {
  const key = fold(text);
  if (key === "") return;
  const known = rank.get(key) ?? [];
  if (!known.includes(region)) rank.set(key, [...known, region]);
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
  regions: readonly Region[],
  official: ReadonlyMap<string, readonly Region[]>,
): [string, Region][] {
  const [, , listed = []] = allCountries.find(([, code]) => code === country) ?? [];
  const byCode = new Map(regions.map((region) => [region.code, region]));
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
