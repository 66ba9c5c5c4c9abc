/** The demo shop's home page in English and German: four sections, with pictures of two of its products. */
import { ShopPageSaveDocument } from "@hansa/client/documents/settings";
import type { ShopPageSectionInput } from "@hansa/client/generated/graphql";
import { findProductsBySlugs } from "../../../subgraphs/products/src/store/catalogue/products.ts";
import { findMediaByProducts } from "../../../subgraphs/products/src/store/media/media.ts";
import { performInProcess } from "../../host/in-process-client.ts";
import type { Opened } from "../accounts/registration.ts";
import type { SeedShop } from "../shop.ts";

type Pictures = { hero: string; text: string };

const english = ({ hero, text }: Pictures): ShopPageSectionInput[] => [
  {
    hero: {
      title: "Made for rough weather",
      text: "Tableware, lamps and coats from workshops along the coast, in use every day and mended when they break.",
      pictureId: hero,
      link: { label: "Kitchen & Galley", url: "/collections/kitchen" },
    },
  },
  { products: { title: "Best sellers", source: "BESTSELLING" } },
  {
    text: {
      title: "A lamp that stays lit",
      bodyHtml:
        "<p>The draught of a storm lantern goes down its hollow arms and feeds the flame from below. The idea is from 1868, and it has not been improved since.</p><p>We keep <strong>wicks and glasses</strong> for every lantern that we have sold.</p>",
      pictureId: text,
      link: { label: "Lamps & Candles", url: "/collections/lamps-and-candles" },
    },
  },
  {
    promises: {
      promises: [
        { title: "30 days to return", text: "Send back what does not suit you, without a reason." },
        { title: "At your door in 1 to 3 days", text: "Every parcel in Germany leaves our quay the next morning." },
        { title: "Spare parts for years", text: "Write to us before you throw something away." },
      ],
    },
  },
];

const german = ({ hero, text }: Pictures): ShopPageSectionInput[] => [
  {
    hero: {
      title: "Gemacht für raues Wetter",
      text: "Geschirr, Lampen und Jacken aus Werkstätten an der Küste: jeden Tag im Gebrauch, und repariert, wenn etwas bricht.",
      pictureId: hero,
      link: { label: "Küche und Kombüse", url: "/collections/kitchen" },
    },
  },
  { products: { title: "Beliebt", source: "BESTSELLING" } },
  {
    text: {
      title: "Eine Lampe, die nicht ausgeht",
      bodyHtml:
        "<p>In einer Sturmlaterne strömt die Luft durch die hohlen Bügel nach unten und nährt die Flamme von dort. Die Idee ist von 1868, und niemand hat sie seither verbessert.</p><p>Wir haben <strong>Dochte und Gläser</strong> für jede Laterne, die wir je verkauft haben.</p>",
      pictureId: text,
      link: { label: "Lampen und Kerzen", url: "/collections/lamps-and-candles" },
    },
  },
  {
    promises: {
      promises: [
        { title: "30 Tage Rückgabe", text: "Was nicht passt, kommt ohne Angabe von Gründen zurück." },
        { title: "In 1 bis 3 Tagen da", text: "Jedes Paket in Deutschland verlässt unseren Kai am nächsten Morgen." },
        { title: "Ersatzteile für Jahre", text: "Bitte erst schreiben, dann wegwerfen." },
      ],
    },
  },
];

/** Saves the page, and returns the number of its sections. */
export async function seedHomePage(shop: SeedShop, { viewer }: Opened): Promise<number> {
  const pictures = { hero: await pictureOf(shop, "foghorn-teapot"), text: await pictureOf(shop, "storm-lantern-no-3") };
  const texts = [
    { language: "en", title: "Goods for rough weather", sections: english(pictures) },
    { language: "de", title: "Dinge für raues Wetter", sections: german(pictures) },
  ];
  for (const text of texts) {
    const idempotencyKey = `sample home ${text.language}`;
    const page = { slug: "home", kind: "HOME", ...text, published: true, idempotencyKey } as const;
    await performInProcess(shop, viewer, ShopPageSaveDocument, page);
  }
  return english(pictures).length;
}

/** The id of the first picture of a product. */
async function pictureOf({ products }: SeedShop, slug: string): Promise<string> {
  const media = await products.deps.store.read(async (db) => {
    const [product] = await findProductsBySlugs(db, [slug]);
    return product ? await findMediaByProducts(db, [product.id]) : [];
  });
  const [picture] = media;
  if (!picture) throw new Error(`the demo catalogue has no picture of ${slug}`);
  return picture.id;
}
