/** Examples of postal codes, one for each country whose addresses have a code: that of the capital or of a large town. */

/** Country and code, in the country's way of writing. In countries of `postal-regions.ts` the code is of the first region by name. */
const examples = parseExamples(`
  AD AD500; AF 1001; AI 2640; AL 1001; AM 0010; AR C1002AAP; AS 96799; AT 1010; AU 2600; AX 22100; AZ 1000; BA 71000;
  BB BB11000; BD 1000; BE 1000; BG 1000; BH 317; BL 97133; BM HM12; BN BS8811; BR 01310-100; BT 11001; BY 220030;
  CA T5J 2R7; CC 6799; CH 8001; CL 8320000; CN 100000; CO 110111; CR 10101; CU 10100; CV 7600; CX 6798; CY 1010;
  CZ 110 00; DE 10115; DK 1050; DO 10101; DZ 16000; EC 170150; EE 10111; EG 11511; EH 70000; ES 15001; ET 1000; FI 00100;
  FK FIQQ 1ZZ; FM 96941; FO 100; FR 75001; GB SW1A 1AA; GE 0105; GF 97300; GG GY1 1AA; GI GX11 1AA; GL 3900; GN 001;
  GP 97100; GR 105 57; GS SIQQ 1ZZ; GT 01001; GU 96910; GW 1000; HM 7151; HN 11101; HR 10000; HT 6110; HU 1051; ID 10110;
  IE D02 AF30; IL 9414300; IM IM1 1AA; IN 110001; IO BBND 1ZZ; IQ 10001; IR 1136995111; IS 101; IT 00118; JE JE2 3AB;
  JO 11118; JP 100-0001; KE 00100; KG 720001; KH 12000; KR 04524; KW 13001; KY KY1-1100; KZ 010000; LA 01000;
  LB 11072810; LI 9490; LK 00100; LR 1000; LS 100; LT 01100; LU 1111; LV 1010; MA 10000; MC 98000; MD 2001;
  ME 81000; MF 97150; MG 101; MH 96960; MK 1000; MM 11181; MN 14200; MP 96950; MQ 97200; MT VLT 1117; MU 11302; MV 20026;
  MX 06000; MY 50000; MZ 1100; NA 10001; NC 98800; NE 8000; NF 2899; NG 900001; NI 111-001-1; NL 1011 AB; NO 0150; NP 44600;
  NZ 6011; OM 100; PE 15001; PF 98714; PG 121; PH 1000; PK 44000; PL 00-001; PM 97500; PN PCRN 1ZZ; PR 00901;
  PT 1000-001; PW 96940; PY 1209; RE 97400; RO 010011; RS 11000; RU 101000; SA 11564; SD 11111; SE 111 20; SG 018956;
  SH STHL 1ZZ; SI 1000; SJ 9170; SK 811 01; SM 47890; SN 10000; SO 10101; SV CP 1101; SZ H100; TC TKCA 1ZZ; TH 10200;
  TJ 734000; TM 744000; TN 1000; TR 06050; TW 100; TZ 11101; UA 01001; UM 96898; US 35203; UY 11000; UZ 100000; VA 00120;
  VC VC0100; VE 1010; VG VG1110; VI 00802; VN 100000; WF 98600; YT 97600; ZA 0001; ZM 10101`);

/** An example of a postal code of this country; null where addresses have none. */
export function postalCodeExample(country: string): string | null {
  return examples.get(country) ?? null;
}

function parseExamples(list: string): ReadonlyMap<string, string> {
  const entries = list.split(";").map((entry) => entry.replace(/\s+/g, " ").trim());
  return new Map(entries.map((entry) => [entry.slice(0, 2), entry.slice(3)]));
}
