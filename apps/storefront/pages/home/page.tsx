/** The home page: collections with pictures, best sellers, and new products. */
import { type FragmentType, graphql } from "../../generated/index.ts";
import { layoutTexts } from "../../layout/texts.ts";
import { Picture, type ShownPicture } from "../../shop/elements/picture.tsx";
import { cardSizes, type ProductCardFragment, ProductGrid } from "../../shop/elements/product-card.tsx";
import { linkTo, type Place } from "../../shop/links.ts";
import type { Page } from "../page.ts";
import { homeTexts } from "./texts.ts";

const HomeDocument = graphql(`
  query StorefrontHome($currency: CurrencyCode) {
    collections(first: 6) {
      nodes {
        slug
        title
        image { ...Picture }
        products(first: 1) { nodes { media(first: 1) { ...Picture } } }
      }
    }
    bestsellers: products(first: 6, sort: BESTSELLING) { nodes { ...ProductCard } }
    newest: products(first: 6, sort: NEWEST) { nodes { ...ProductCard } }
  }
`);

export const homePage: Page = {
  name: "home",
  load: async ({ ask, currency, language, facts, place }) => {
    const response = await ask(HomeDocument, { currency });
    const { data } = response;
    if (!data || (data.collections === null && data.bestsellers === null)) return { kind: "unknown" };
    const texts = homeTexts[language];
    const shop = facts.name ?? layoutTexts[language].shop;
    return {
      kind: "found",
      title: shop,
      description: texts.description,
      isPartial: response.errors.length > 0,
      isKept: true,
      main: (
        <>
          <h1 className="py-8 text-4xl sm:text-5xl">{texts.title(shop)}</h1>
          <Collections collections={data.collections?.nodes ?? []} place={place} />
          <Products title={texts.bestsellers} products={data.bestsellers?.nodes ?? []} place={place} />
          <Products title={texts.newest} products={data.newest?.nodes ?? []} place={place} />
        </>
      ),
    };
  },
};

type ShownCollection = {
  slug: string;
  title: string;
  image?: ShownPicture | null;
  products: { nodes: readonly { media: readonly ShownPicture[] }[] };
};

function Collections({ collections, place }: { collections: readonly ShownCollection[]; place: Place }) {
  return (
    <ul className="grid grid-cols-2 gap-4 sm:gap-6 md:grid-cols-3">
      {collections.map(({ slug, title, image, products }, index) => {
        const picture = image ?? products.nodes[0]?.media[0];
        return (
          <li key={slug} className="group relative overflow-hidden rounded-2xl bg-surface">
            {picture ? (
              <Picture
                picture={picture}
                alt=""
                sizes={cardSizes}
                isFirst={index === 0}
                className="aspect-4/3 w-full object-cover"
              />
            ) : null}
            <h2 className="p-4 font-sans text-base font-medium">
              <a
                href={linkTo(place, `/collections/${slug}`)}
                className="underline-offset-4 after:absolute after:inset-0 group-hover:underline"
              >
                {title}
              </a>
            </h2>
          </li>
        );
      })}
    </ul>
  );
}

type ProductsProps = { title: string; products: readonly FragmentType<typeof ProductCardFragment>[]; place: Place };

function Products({ title, products, place }: ProductsProps) {
  if (products.length === 0) return null;
  return (
    <section className="pt-14">
      <h2 className="mb-6 text-2xl">{title}</h2>
      <ProductGrid products={products} place={place} />
    </section>
  );
}
