/** Regions: every way to write a region leads to one code, and nothing else does. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { countries } from "../../src/address/countries.ts";
import { everydayNames, furtherNames } from "../../src/address/region-names.ts";
import { findRegions, regionChain, regionCode, regionName, regionsOf } from "../../src/address/regions.ts";

const found = (country: string, text: string) => findRegions(country, text).map(({ code }) => code);

test.each([
  ["US", "US-CA", ["California", "CA", "US-CA", "california ", " us-ca", "us ca", "CALIFORNIA", "State of California"]],
  ["US", "US-DC", ["DC", "District of Columbia", "district  of columbia"]],
  ["CA", "CA-QC", ["Quebec", "Québec", "qc"]],
  ["AU", "AU-NSW", ["NSW", "New South Wales"]],
  ["BR", "BR-SP", ["São Paulo", "Sao Paulo", "SP"]],
  ["IN", "IN-KA", ["Karnataka", "Karnātaka"]],
  ["JP", "JP-07", ["Fukushima", "Hukusima", "07", "Fukushima Prefecture"]],
  ["JP", "JP-13", ["Tokyo", "Tôkyô"]],
  ["KR", "KR-11", ["Seoul", "Seoul-teukbyeolsi"]],
  ["CN", "CN-BJ", ["Beijing", "Beijing Shi"]],
  ["AE", "AE-DU", ["Dubai", "Dubayy"]],
  ["IE", "IE-CO", ["Cork", "Co. Cork", "County Cork"]],
  ["ES", "ES-GC", ["Las Palmas", "GC"]],
  ["ES", "ES-O", ["Asturias"]],
  ["ES", "ES-AS", ["Principado de Asturias", "Asturias, Principado de", "ES-AS"]],
  ["IT", "IT-MI", ["Milano", "mi"]],
  ["MX", "MX-VER", ["Veracruz", "Veracruz de Ignacio de la Llave"]],
  ["DE", "DE-BY", ["Bayern", "by"]],
  ["GB", "GB-SFK", ["Suffolk"]],
  ["JP", "JP-13", ["東京都", "東京", "Tokyo-to", "TOKYO TO"]],
  ["JP", "JP-01", ["北海道", "Hokkaido"]],
  ["JP", "JP-47", ["沖縄県", "Okinawa"]],
  ["KR", "KR-50", ["세종특별자치시", "Sejong"]],
  ["JP", "JP-26", ["京都府", "京都", "Kyoto-fu"]],
  ["KR", "KR-11", ["서울특별시", "서울"]],
  ["KR", "KR-29", ["광주광역시", "Gwangju"]],
  ["TH", "TH-10", ["Bangkok", "Krung Thep Maha Nakhon"]],
  ["ES", "ES-BI", ["Vizcaya", "Bizkaia", "Biscay"]],
  ["DE", "DE-BY", ["Bavaria", "bavaria"]],
  ["FR", "FR-75C", ["75", "FR-75", "75C", "Paris"]],
  ["CN", "CN-BJ", ["CN-11", "11"]],
  ["US", "US-DC", ["Washington, D.C.", "Washington DC"]],
  ["US", "US-AE", ["AE", "us-ae", "Armed Forces Europe"]],
  ["CN", "CN-SH", ["上海市", "上海", "Shanghai"]],
  ["CN", "CN-GX", ["广西壮族自治区", "广西"]],
  ["TW", "TW-TPE", ["台北市", "臺北市", "台北"]],
  ["RU", "RU-MOW", ["Москва", "г. Москва", "Moscow"]],
  ["RU", "RU-MOS", ["Московская область"]],
  ["RU", "RU-SPE", ["Санкт-Петербург", "St. Petersburg"]],
  ["TH", "TH-50", ["เชียงใหม่", "Chiang Mai"]],
  ["AE", "AE-DU", ["دبي"]],
  ["EG", "EG-C", ["القاهرة", "Cairo"]],
  ["UA", "UA-32", ["Київська область"]],
  ["ID", "ID-JK", ["DKI Jakarta", "Jakarta"]],
  ["ID", "ID-YO", ["D.I. Yogyakarta", "DI Yogyakarta"]],
  ["IN", "IN-DL", ["New Delhi", "Delhi"]],
  ["IN", "IN-OD", ["Orissa"]],
  ["ES", "ES-C", ["La Coruña", "A Coruña"]],
  ["ES", "ES-GI", ["Gerona", "Girona"]],
  ["ES", "ES-PM", ["Baleares", "Islas Baleares", "Illes Balears"]],
  ["IT", "IT-MB", ["Monza", "Monza e Brianza", "M.B."]],
  ["IT", "IT-FC", ["Forlì", "forli"]],
  ["AU", "AU-ACT", ["A.C.T.", "ACT"]],
  ["AU", "AU-NSW", ["N.S.W."]],
  ["AU", "AU-VIC", ["Vic."]],
  ["CA", "CA-PE", ["P.E.I."]],
  ["BR", "BR-DF", ["Distrito Federal"]],
  ["MX", "MX-CMX", ["Distrito Federal", "D.F.", "CDMX", "Ciudad de México"]],
  ["VE", "VE-A", ["Distrito Federal"]],
] as const)("in %s, %s is found by each of its names", (country, code, spellings) => {
  for (const spelling of spellings) expect([spelling, found(country, spelling)]).toEqual([spelling, [code]]);
});

test.each([
  ["US", "ZZ"],
  ["US", "US-ZZ"],
  ["US", "Bavaria"],
  ["US", "CA-ON"],
  ["US", "US"],
  ["US", "-"],
  ["US", ""],
  ["HK", "Kowloon"],
  ["ZZ", "CA"],
])("in %s, %s is no region", (country, text) => {
  expect(found(country, text)).toEqual([]);
});

test("a name shared by two regions is ambiguous and is refused", () => {
  expect(found("TW", "Chiayi")).toEqual(["TW-CYI", "TW-CYQ"]);
  expect(regionCode("TW", "Chiayi")).toBeNull();
  expect(regionCode("TW", "CYQ")).toBe("TW-CYQ");
});

test("every everyday name and every name of the country's languages leads to its region, or to a part of it", () => {
  for (const country of countries)
    for (const [code, name] of [...furtherNames(country, []), ...everydayNames(country)])
      expect([code, name, found(country, name).some((led) => regionChain(country, led).includes(code))]).toEqual([
        code,
        name,
        true,
      ]);
});

test("every code of every country resolves to itself in every spelling", () => {
  const regions = countries.flatMap((country) => regionsOf(country).map(({ code }) => ({ country, code })));
  expect(regions.length).toBeGreaterThan(4_500);
  const anyRegion = fc.constantFrom(...regions);
  const blanks = fc.constantFrom("", " ", "  ", "\t");
  const variations = fc.record({ before: blanks, after: blanks, lower: fc.boolean(), local: fc.boolean() });
  fc.assert(
    fc.property(anyRegion, variations, ({ country, code }, { before, after, lower, local }) => {
      const text = local ? code.slice(country.length + 1) : code;
      expect(regionCode(country, `${before}${lower ? text.toLowerCase() : text}${after}`)).toBe(code);
    }),
  );
});

test("every official name resolves to its region, to a part of it with the same name, or to none", () => {
  for (const country of countries) {
    for (const { code, name } of regionsOf(country)) {
      const led = regionCode(country, name);
      if (led !== null) expect(regionChain(country, led), `${code} ${name}`).toContain(code);
    }
  }
});

test("a region has a name and the region that contains it", () => {
  expect(regionChain("ES", "ES-GC")).toEqual(["ES-GC", "ES-CN"]);
  expect(regionChain("US", "US-CA")).toEqual(["US-CA"]);
  expect(regionChain("US", "unknown")).toEqual(["unknown"]);
  expect(regionName("US", "US-CA")).toBe("California");
  expect(regionName("US", "Calif")).toBe("Calif");
});
