/** Small shops of experiments, seeded without the demo shop: plain products, one way to send parcels, and accounts with one password. */
import type { Shop } from "../../cli/host/in-process-shop.ts";
import { type SeededZone, seedRates } from "../../subgraphs/orders/src/service/seed.ts";
import { type SeededProduct, seedProducts } from "../../subgraphs/products/src/service/catalogue/seed.ts";
import { hashPassword } from "../../subgraphs/users/src/providers/passwords.ts";
import { type SeededAccount, seedAccounts } from "../../subgraphs/users/src/service/accounts/seed.ts";

type Variant = SeededProduct["variants"][number];
/** The special part of a variant; the rest is plain: one price, no options, nothing to send, the standard tax. */
type PlainVariant = Pick<Variant, "sku" | "title" | "stock"> &
  Partial<Variant> & { price: { currency: string; minor: number } };
type PlainProduct = Pick<SeededProduct, "slug" | "title" | "publishedAt"> &
  Partial<SeededProduct> & { plain: readonly PlainVariant[] };

/** Creates the products, in their order; their variants. */
export function seedPlainProducts({ products }: Pick<Shop, "products">, plain: readonly PlainProduct[]) {
  const seeded = plain.map(({ plain: variants, ...product }, index): SeededProduct => {
    const none = { descriptionHtml: "", optionNames: [], collectionSlugs: [], facets: {}, pictures: [] };
    return {
      ...none,
      place: index + 1,
      variants: variants.map(({ price, ...variant }) => ({
        ...{ options: [], weightGrams: null, tracked: true, taxClass: "standard" as const, picture: null },
        ...{ costMinor: null, costCurrency: null },
        prices: [{ ...price, startsAt: product.publishedAt, compareAtMinor: null }],
        ...variant,
      })),
      ...product,
    };
  });
  return seedProducts(products.deps, seeded, true);
}

type Method = SeededZone["methods"][number];

/** A zone with one way to send parcels. */
export function parcelZone(
  zone: Pick<SeededZone, "id" | "name" | "countries">,
  method: Pick<Method, "id" | "label" | "carrier" | "rates"> & Partial<Method>,
): SeededZone {
  return { ...zone, methods: [{ taxClass: "standard", etaDaysMin: 1, etaDaysMax: 3, ...method }] };
}

/** Parcels to Germany, for euros. */
export const parcels = parcelZone(
  { id: "zone_de", name: "Germany", countries: ["DE"] },
  {
    ...{ id: "method_de", carrier: "Kogge Parcel", label: "Parcel" },
    rates: [{ currency: "EUR", upToGrams: 30_000, minor: 490 }],
  },
);

export const seedZones = ({ orders }: Pick<Shop, "orders">, zones: readonly SeededZone[]) =>
  seedRates(orders.deps, { taxRates: [], zones });

/** An account that can sign in. */
export type Account = { userId: string; email: string; password: string };

/** Creates accounts that can sign in, all with this password, which is hashed once. */
export async function seedPeople(
  { users }: Pick<Shop, "users">,
  people: readonly Pick<SeededAccount, "email" | "displayName" | "role">[],
  password: string,
): Promise<Account[]> {
  const passwordHash = await hashPassword(users.deps, password);
  const made = await seedAccounts(
    users.deps,
    people.map((person) => ({ ...person, passwordHash, verified: true })),
  );
  return made.map(({ id, email }) => ({ userId: id, email, password }));
}
