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

/** Names in the country's script, in the order of the codes: those of libaddressinput. */
const native: Readonly<Record<string, string>> = {
  JP: `北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県
    岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県
    佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県`,
  KR: `서울특별시 부산광역시 대구광역시 인천광역시 광주광역시 대전광역시 울산광역시 경기도 강원도 충청북도 충청남도 전라북도 전라남도 경상북도 경상남도
    제주특별자치도 세종특별자치시`,
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

/** Further names of the regions of a country, each with the code of its region. `codes` are the country's, in order. */
export function furtherNames(country: string, codes: readonly string[]): [code: string, name: string][] {
  const own = native[country]?.split(/\s+/) ?? [];
  return [
    ...codes.flatMap((code): [string, string][] => {
      const name = names[code.replace("-", "").toLowerCase()];
      return name === undefined ? [] : [[code, name]];
    }),
    ...codes.slice(0, own.length).map((code, index): [string, string] => [code, own[index] ?? ""]),
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
