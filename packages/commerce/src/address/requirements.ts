/** Required fields of an address by country, from Google's libaddressinput. A street and a name are required everywhere. */
import { regionsOf } from "./regions.ts";

/** Countries whose addresses need a postal code. */
const needPostalCode = codes(`
  AS AT AU AX BE BL BR CA CH CN CZ DE DK EE ES FI FK FM FR GB GF GG GL GP GR GS GU HU IM IN IO IT JE JP KR LI LT LU LV
  MF MH MP MQ MX MY NC NL NO NZ PF PL PM PN PR PT PW RE RO RU SE SG SH SJ SK SM TC TR TW UA US VI WF YT ZA`);

/** Countries whose addresses need a region; those among them without subdivisions in ISO 3166-2 are left out. */
const needRegion = codes(`
  AE AU BR CA CN CO CR ES FM HN ID IN IQ IT JM JP KN KR MH MX NR PG PW RU SO SV TW UM US VE`);

/** Countries whose addresses can do without a town. */
const needNoCity = codes("AE AG GI HK ID JP KY MO NR SG SM VG");

export type Requirements = { city: boolean; region: boolean; postalCode: boolean };

/** The required fields of an address in this country. */
export function requirementsOf(country: string): Requirements {
  return {
    city: !needNoCity.has(country),
    region: needRegion.has(country) && regionsOf(country).length > 0,
    postalCode: needPostalCode.has(country),
  };
}

function codes(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
