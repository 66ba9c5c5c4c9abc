/** The seller and its rules as schema.org describes them, for search engines. */
import type { DataNode } from "./elements/structured-data.tsx";
import type { ShopFacts } from "./facts.ts";
import { linkTo, type Place } from "./links.ts";

type Absolute = (path: string) => string;

/** The shop with its address and its rule for returns, which hold for all of its offers. */
export function organization(facts: ShopFacts, place: Place, absolute: Absolute): DataNode {
  const { name, seller, supportEmail, logo } = facts;
  return {
    "@type": "OnlineStore",
    name,
    url: absolute(linkTo({ ...place, currency: null }, "/")),
    logo: absolute(logo ?? "/icon.svg"),
    ...(supportEmail ? { email: supportEmail } : {}),
    ...(seller ? { legalName: seller.name ?? name, address: addressOf(seller) } : {}),
    ...returnPolicy(facts),
  };
}

function addressOf(seller: NonNullable<ShopFacts["seller"]>): DataNode {
  const { line1, line2, city, postalCode, country } = seller;
  return {
    "@type": "PostalAddress",
    streetAddress: [line1, line2].filter(Boolean).join(", "),
    addressLocality: city,
    postalCode,
    addressCountry: country,
  };
}

/** The days in which goods can be sent back; nothing where the shop has no such days, or has not said so yet. */
function returnPolicy({ country, returnDays }: ShopFacts): DataNode {
  if (country === null || !returnDays) return {};
  return {
    hasMerchantReturnPolicy: {
      "@type": "MerchantReturnPolicy",
      applicableCountry: country,
      returnPolicyCategory: "https://schema.org/MerchantReturnFiniteReturnWindow",
      merchantReturnDays: returnDays,
      returnMethod: "https://schema.org/ReturnByMail",
    },
  };
}
