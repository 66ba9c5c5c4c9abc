/** Names and codes of regions beside those of ISO 3166-2: in English, in the country's languages, everyday, former, and of military post. */
import aliases from "cldr-core/supplemental/aliases.json" with { type: "json" };
import english from "cldr-subdivisions-full/subdivisions/en/en.json" with { type: "json" };
import { z } from "zod";
import { nativeRegionNames } from "./native-region-names.ts";

/** Regions that addresses have and ISO 3166-2 does not: those of libaddressinput, for the military post of the United States. */
export const furtherRegions = [
  { code: "US-AA", name: "Armed Forces Americas" },
  { code: "US-AE", name: "Armed Forces Europe" },
  { code: "US-AP", name: "Armed Forces Pacific" },
] as const;

/**
 * Names that people write and no list has, each behind its local code. Of a province and the community around it, the province: addresses
 * have provinces.
 */
const everyday: Readonly<Record<string, string>> = {
  AR: "C Capital Federal|C CABA",
  BR: "DF Brasília",
  CA: "NL Newfoundland|NL Nfld|NT NWT|ON Ont|PE PEI|QC Que|YT Yukon Territory",
  CO: "DC Bogotá|DC Bogotá, D.C.",
  ES: "A Alacant|BI Bizkaia|CS Castelló|GC Gran Canaria|GI Gerona|NA Nafarroa|OR Orense|PM Baleares|PM Balears|PM Mallorca|TF Tenerife|VI Araba",
  FR: "75C FR-75|75C 75",
  ID: "BB Bangka Belitung|JK Jakarta|NB NTB|NT NTT|YO DI Yogyakarta|YO DIY|YO Jogja",
  IN: "DL New Delhi|DL NCT of Delhi|OD Orissa|PY Pondicherry|TN Tamilnadu|UK Uttaranchal",
  IT: `23 AO|BT Barletta|BZ Bozen|BZ Alto Adige|BZ Südtirol|FC Forlì|FC Cesena|MB Monza|MB Monza Brianza|MS Massa|MS Carrara
    |PU Pesaro|PU Urbino|RC Reggio di Calabria|RE Reggio nell'Emilia|VB Verbania`,
  KR: "42 강원특별자치도|45 전북특별자치도",
  MX: "CMX Distrito Federal|CMX DF|CMX Mexico City|MEX Edomex",
  RU: "MOW Moscow|SPE St. Petersburg|SPE Петербург",
  US: "DC Washington, D.C.",
  VE: "A Caracas",
};

const names: Readonly<Record<string, string>> = english.subdivisions.localeDisplayNames.subdivisions;
const alias = z.object({ _replacement: z.string(), _reason: z.string() });
const former = z.record(z.string(), alias).parse(aliases.supplemental.metadata.alias.subdivisionAlias);

/** Further names of the regions of a country, whose codes these are, each with the code of its region. */
export function furtherNames(country: string, codes: readonly string[]): [code: string, name: string][] {
  return [
    ...codes.flatMap((code): [string, string][] => {
      const name = names[code.replace("-", "").toLowerCase()];
      return name === undefined ? [] : [[code, name]];
    }),
    ...behindCodes(country, nativeRegionNames),
  ];
}

/** Names that people write, without being names of the country's own lists. */
export function everydayNames(country: string): [code: string, name: string][] {
  return behindCodes(country, everyday);
}

/** The names of a country in a table that has them behind local codes: `SH 上海市|BJ 北京市`. */
function behindCodes(country: string, table: Readonly<Record<string, string>>): [code: string, name: string][] {
  return (table[country] ?? "").split("|").flatMap((entry): [string, string][] => {
    const [, local, name] = /^(\S+) (.+)$/.exec(entry.trim()) ?? [];
    return local === undefined || name === undefined ? [] : [[`${country}-${local}`, name]];
  });
}

/** Codes that a former edition of the standard gave regions, as CLDR lists them. Those of a region that was divided are left out. */
export function formerCodes(country: string): [code: string, former: string][] {
  const prefix = country.toLowerCase();
  return Object.entries(former).flatMap(([code, { _replacement, _reason }]): [string, string][] => {
    const isOfCountry = code.startsWith(prefix) && _replacement.startsWith(prefix) && _reason === "deprecated";
    return isOfCountry && !_replacement.includes(" ") ? [[dashed(_replacement), dashed(code)]] : [];
  });
}

/** `fr75c` as `FR-75C`. */
function dashed(code: string): string {
  return `${code.slice(0, 2)}-${code.slice(2)}`.toUpperCase();
}
