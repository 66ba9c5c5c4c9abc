/** The home page: collections with pictures, best sellers, and new products. */
import { buttonClass } from "@hansa/front/elements";
import { type FragmentType, graphql } from "../../generated/index.ts";
import { layoutTexts } from "../../layout/texts.ts";
import { CollectionGrid } from "../../shop/elements/collection-grid.tsx";
import { type ProductCardFragment, ProductGrid } from "../../shop/elements/product-card.tsx";
import { StructuredData } from "../../shop/elements/structured-data.tsx";
import { linkTo, type Place } from "../../shop/links.ts";
import { listTexts } from "../../shop/lists/texts.ts";
import { organization } from "../../shop/seller-data.ts";
import type { Page } from "../page.ts";
import { homeTexts } from "./texts.ts";

const HomeDocument = graphql(`
  query StorefrontHome($currency: CurrencyCode) {
    collections(first: 6) { nodes { ...CollectionCard } pageInfo { hasNextPage } }
    bestsellers: products(first: 6, sort: BESTSELLING) { nodes { ...ProductCard } }
    newest: products(first: 6, sort: NEWEST) { nodes { ...ProductCard } }
  }
`);

export const homePage: Page = {
  name: "home",
  load: async ({ ask, currency, language, facts, place, absolute }) => {
    const response = await ask(HomeDocument, { currency });
    const { data } = response;
    if (!data || (data.collections === null && data.bestsellers === null)) return { kind: "unknown" };
    const texts = homeTexts[language];
    const shop = facts.name ?? layoutTexts[language].shop;
    return {
      kind: "found",
      title: shop,
      description: texts.description,
      address: "/",
      isPartial: response.errors.length > 0,
      isKept: true,
      main: (
        <>
          <h1 className="py-8 text-4xl sm:text-5xl">{texts.title(shop)}</h1>
          <CollectionGrid collections={data.collections?.nodes ?? []} place={place} />
          {data.collections?.pageInfo.hasNextPage ? (
            <p className="mt-6">
              <a href={linkTo(place, "/collections")} className={buttonClass("secondary")}>
                {listTexts[language].collections}
              </a>
            </p>
          ) : null}
          <Products title={texts.bestsellers} products={data.bestsellers?.nodes ?? []} place={place} />
          <Products title={texts.newest} products={data.newest?.nodes ?? []} place={place} />
          {facts.name === null ? null : <StructuredData nodes={[organization(facts, place, absolute)]} />}
        </>
      ),
    };
  },
};

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
