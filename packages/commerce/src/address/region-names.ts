/** Names and codes of regions beside those of ISO 3166-2: in English, in the country's script, of former standards, and of military post. */
import aliases from "cldr-core/supplemental/aliases.json" with { type: "json" };
import english from "cldr-subdivisions-full/subdivisions/en/en.json" with { type: "json" };
import { z } from "zod";

/** Regions that addresses have and ISO 3166-2 does not: those of libaddressinput, for the military post of the United States. */
export const furtherRegions = [
  { code: "US-AA", name: "Armed Forces Americas" },
  { code: "US-AE", name: "Armed Forces Europe" },
  { code: "US-AP", name: "Armed Forces Pacific" },
] as const;

/** Names in the country's script, each behind its local code: those of libaddressinput. */
const native: Readonly<Record<string, string>> = {
  JP: `01 北海道 02 青森県 03 岩手県 04 宮城県 05 秋田県 06 山形県 07 福島県 08 茨城県
    09 栃木県 10 群馬県 11 埼玉県 12 千葉県 13 東京都 14 神奈川県 15 新潟県 16 富山県
    17 石川県 18 福井県 19 山梨県 20 長野県 21 岐阜県 22 静岡県 23 愛知県 24 三重県
    25 滋賀県 26 京都府 27 大阪府 28 兵庫県 29 奈良県 30 和歌山県 31 鳥取県 32 島根県
    33 岡山県 34 広島県 35 山口県 36 徳島県 37 香川県 38 愛媛県 39 高知県 40 福岡県
    41 佐賀県 42 長崎県 43 熊本県 44 大分県 45 宮崎県 46 鹿児島県 47 沖縄県`,
  KR: `11 서울특별시 26 부산광역시 27 대구광역시 28 인천광역시 29 광주광역시 30 대전광역시 31 울산광역시 41 경기도
    42 강원도 43 충청북도 44 충청남도 45 전라북도 46 전라남도 47 경상북도 48 경상남도 49 제주특별자치도
    50 세종특별자치시`,
};

/** Names that no list has. */
const everyday: readonly (readonly [string, string])[] = [
  ["US-DC", "Washington, D.C."],
  ["ES-BI", "Vizcaya"],
  ["ES-BI", "Bizkaia"],
  ["FR-75C", "FR-75"],
  ["FR-75C", "75"],
];

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
    ...[...(native[country] ?? "").matchAll(/(\d+) (\S+)/g)].map(([, local = "", name = ""]): [string, string] => [
      `${country}-${local}`,
      name,
    ]),
    ...everyday.flatMap(([code, name]): [string, string][] => (code.startsWith(`${country}-`) ? [[code, name]] : [])),
  ];
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
