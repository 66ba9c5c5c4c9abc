/** Brands and their origins and price levels. All are invented. */
import type { CatalogueCurrency } from "./types.ts";

interface MakerFacts {
  readonly label: string;
  readonly origin: OriginCode;
  /** The currency of their invoices. */
  readonly currency: CatalogueCurrency;
  /** Their price, in per cent of ours. */
  readonly share: number;
}

export const origins = {
  germany: "Germany",
  denmark: "Denmark",
  sweden: "Sweden",
  estonia: "Estonia",
  latvia: "Latvia",
  netherlands: "Netherlands",
  scotland: "Scotland",
  england: "England",
  portugal: "Portugal",
  japan: "Japan",
} as const;

type OriginCode = keyof typeof origins;

export const makers = {
  torfkate: { label: "Torfkate Pottery", origin: "germany", currency: "EUR", share: 46 },
  nordmole: { label: "Nordmole Glass", origin: "sweden", currency: "EUR", share: 48 },
  eisenhude: { label: "Eisenhude", origin: "germany", currency: "EUR", share: 51 },
  klingenfleet: { label: "Klingenfleet", origin: "germany", currency: "EUR", share: 53 },
  vesterholt: { label: "Vesterholt Woodwork", origin: "denmark", currency: "EUR", share: 45 },
  saltgarn: { label: "Saltgarn Weavers", origin: "latvia", currency: "EUR", share: 41 },
  hiiumere: { label: "Hiiumere Wool", origin: "estonia", currency: "EUR", share: 44 },
  speicherneun: { label: "Speicher Neun", origin: "germany", currency: "EUR", share: 40 },
  ostrand: { label: "Östrand Paper Mill", origin: "sweden", currency: "EUR", share: 42 },
  lyktverk: { label: "Lyktverk", origin: "denmark", currency: "EUR", share: 52 },
  tidewick: { label: "Tidewick & Daughters", origin: "scotland", currency: "GBP", share: 50 },
  fenwarp: { label: "Fenwarp", origin: "england", currency: "GBP", share: 47 },
  segelboden: { label: "Segelboden", origin: "germany", currency: "EUR", share: 45 },
  reepergang: { label: "Reepergang Ropeworks", origin: "germany", currency: "EUR", share: 43 },
  ballast: { label: "Ballast Coffee Roasters", origin: "germany", currency: "EUR", share: 57 },
  achterdeck: { label: "Teekontor Achterdeck", origin: "germany", currency: "EUR", share: 49 },
  moewe: { label: "Möwe & Sohn", origin: "germany", currency: "EUR", share: 52 },
  deichkrone: { label: "Deichkrone Apiary", origin: "germany", currency: "EUR", share: 55 },
  kruidhof: { label: "Kruidhof", origin: "netherlands", currency: "EUR", share: 50 },
  seifenboot: { label: "Seifenboot", origin: "germany", currency: "EUR", share: 38 },
  umibe: { label: "Umibe Works", origin: "japan", currency: "JPY", share: 51 },
  olaria: { label: "Olaria da Ria", origin: "portugal", currency: "EUR", share: 44 },
  kartenkammer: { label: "Kartenkammer", origin: "germany", currency: "EUR", share: 36 },
  lovby: { label: "Løvby Garden", origin: "denmark", currency: "EUR", share: 47 },
  klabauter: { label: "Klabauter Toys", origin: "germany", currency: "EUR", share: 48 },
  pilothouse: { label: "Pilot House Press", origin: "england", currency: "GBP", share: 55 },
  bollwerk: { label: "Verlag Bollwerk", origin: "germany", currency: "EUR", share: 58 },
  hansa: { label: "Hansa House Goods", origin: "germany", currency: "EUR", share: 35 },
} as const satisfies Record<string, MakerFacts>;

export type MakerCode = keyof typeof makers;
