/** Customers, guests and staff of the demo shop. All are invented, and no e-mail to them arrives. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import { readAddress } from "@hansa/kit/address/postal-address";
import type { DemoRole } from "./demo-accounts.ts";

export type Person = {
  name: string;
  email: string;
  /** The first is the default. */
  addresses: readonly [AddressSnapshot, ...AddressSnapshot[]];
};

/** The display names of the demo accounts, by their role. */
export const colleagues: Readonly<Record<DemoRole, string>> = {
  CUSTOMER: "Ada Brandis",
  SUPPORT: "Jonte Petersen",
  CATALOG_MANAGER: "Maren Okafor",
  FULFILMENT: "Piet Lorenzen",
  FINANCE: "Sunniva Achterberg",
  ADMIN: "Hedda Wolters",
};

/** Came as a customer, and stayed to help. */
export const newColleague: Person = person("Tamme Rickmers", "Bollwerk 5", "Hamburg", "20459", "DE");

/** The address book of the demo customer. */
export const adasAddresses: Person["addresses"] = [
  at("Ada Brandis", "Schellfischtwiete 14", "Hamburg", "20459", "DE", { phone: "+49 40 5550142" }),
  at("Ada Brandis", "3 Hemp Yard", "Lowestoft", "NR32 9ZZ", "GB", { company: "Fenwarp", region: "Suffolk" }),
  at("Ada Brandis", "Quai des Bateliers 88", "Strasbourg", "67000", "FR", {
    company: "Brandis & Co.",
    line2: "Bâtiment C",
  }),
];

/** Customers in the order in which they opened their accounts. */
export const customers: readonly Person[] = [
  person("Lorenz Tiedemann", "Kajüte 7", "Bremen", "28199", "DE"),
  person("Wiebke Harms", "Am Alten Speicher 21", "Lübeck", "23552", "DE", { phone: "+49 451 5550178" }),
  person("Imogen Farrow", "12 Ropewalk Lane", "Bristol", "BS1 9ZZ", "GB"),
  person("Caspar Lindqvist", "Fischmarkt 3", "Kiel", "24103", "DE"),
  person("Noor van der Meij", "Zoutkade 45", "Leiden", "2312 ZZ", "NL"),
  person("Delphine Aubrac", "9 rue des Cordages", "Nantes", "44000", "FR"),
  person("Rosalind Achebe", "218 Lantern Street", "Portland", "04101", "US", { region: "ME" }),
  person("Tobias Einsiedel", "Mühlensteig 2", "Leipzig", "04109", "DE"),
  person("Haruka Minami", "3-14-2 Minato", "Yokohama", "231-0099", "JP", { region: "Kanagawa" }),
  person("Fergus Tulloch", "Harbour House, 4 Shore Road", "Oban", "PA34 9ZZ", "GB", { region: "Argyll and Bute" }),
  person("Annelie Kranz", "Obere Gasse 17", "Graz", "8010", "AT"),
  person("Mattis Overbeck", "Torfweg 60", "Oldenburg", "26121", "DE"),
  person("Cornelius Boateng", "77 Mill Basin Avenue", "Brooklyn", "11234", "US", { region: "NY", line2: "Apt 4B" }),
  person("Lieve Claessens", "Visserskaai 11", "Oostende", "8400", "BE"),
  person("Greta Saalfeld", "Rosenwinkel 5", "Weimar", "99423", "DE"),
  person("Priya Raman", "401 Bay Terrace", "San Francisco", "94123", "US", { region: "CA" }),
  person("Oona Whitlock", "2 The Slipway", "Falmouth", "TR11 9ZZ", "GB", { region: "Cornwall" }),
  person("Jean-Baptiste Morel", "31 quai du Phare", "La Rochelle", "17000", "FR"),
  person("Sander Hoekstra", "Turfmarkt 8", "Harlingen", "8861 ZZ", "NL"),
  person("Ludwig Prinzhorn", "Isartalstraße 102", "München", "80469", "DE"),
  person("Kenji Arakawa", "1-8-20 Teramachi", "Kyoto", "604-8099", "JP", { region: "Kyoto" }),
  person("Valentina Orsini", "Via dei Velai 6", "Trieste", "34121", "IT", { region: "TS" }),
  person("Theodora Pike", "1550 Cedar Wharf", "Seattle", "98101", "US", { region: "WA" }),
  person("Edmund Sayle", "19 Quay Parade", "Swansea", "SA1 9ZZ", "GB"),
  person("Franziska Reinecke", "Hafenpromenade 30", "Rostock", "18055", "DE"),
];

/** Guests: they come without an account, and come back without being known. */
export const guests: readonly Person[] = [
  person("Henrike Dollinger", "Bleichergang 12", "Hamburg", "20459", "DE"),
  person("Basil Trevanion", "6 Net Loft", "St Ives", "TR26 9ZZ", "GB"),
  person("Ottilie Feuerbach", "Kirchplatz 1", "Konstanz", "78462", "DE"),
  person("Marguerite Saint-Clair", "4 impasse des Marées", "Brest", "29200", "FR"),
  person("Wendell Osgood", "930 Orchard Row", "Austin", "78701", "US", { region: "TX" }),
  person("Aoi Fujimori", "2-5-11 Kaigan", "Kobe", "650-0099", "JP", { region: "Hyogo" }),
  person("Bram Zijlstra", "Grote Oost 27", "Hoorn", "1621 ZZ", "NL"),
  person("Ilse Vormstein", "Steinweg 44", "Göttingen", "37073", "DE"),
  person("Ciarán Mulhearn", "8 Coal Quay", "Cork", "T12 9XX9", "IE"),
  person("Zofia Kaczorowska", "Targ Rybny 3", "Gdańsk", "80-838", "PL"),
  person("Beatrix Sommerfeld", "Gartenzeile 9", "Berlin", "12045", "DE"),
  person("Reto Ammann", "Seegasse 15", "Luzern", "6004", "CH"),
  person("Solveig Nygaard", "Strandgata 22", "Bergen", "5013", "NO"),
  person("Percival Oduya", "61 Cannery Road", "Toronto", "M5A 9Z9", "CA", { region: "ON" }),
  person("Clementine Hargreave", "14 Anchor Court", "Fremantle", "6160", "AU", { region: "WA" }),
  person("Jost Rademacher", "Deichreihe 6", "Emden", "26721", "DE"),
];

type Extras = Partial<Pick<AddressSnapshot, "company" | "line2" | "region" | "phone" | "vatId">>;

function person(
  name: string,
  line1: string,
  city: string,
  postalCode: string,
  country: string,
  extras: Extras = {},
): Person {
  return { name, email: emailOf(name), addresses: [at(name, line1, city, postalCode, country, extras)] };
}

/** An address as a buyer types it; a demo shop with one that is refused is not made. */
function at(
  name: string,
  line1: string,
  city: string,
  postalCode: string,
  country: string,
  extras: Extras = {},
): AddressSnapshot {
  const [lastName = "", ...first] = name.split(" ").reverse();
  const typed = { firstName: first.reverse().join(" "), lastName, line1, city, postalCode, country, ...extras };
  const { value, problems } = readAddress(typed);
  if (problems.length > 0) throw new Error(`the address of ${name}: ${JSON.stringify(problems)}`);
  return value;
}

/** The name in plain small letters, at an address that no mail reaches. */
function emailOf(name: string): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").replace(/ø/g, "o").toLowerCase();
  return `${plain.replace(/[^a-z]+/g, ".")}@hansa.example`;
}
