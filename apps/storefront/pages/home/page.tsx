/** The home page: the sections that staff have written, else collections with pictures, best sellers, and new products. */
import { buttonClass } from "@hansa/front/elements";
import { graphql } from "../../generated/index.ts";
import { layoutTexts } from "../../layout/texts.ts";
import { CollectionGrid } from "../../shop/elements/collection-grid.tsx";
import { StructuredData } from "../../shop/elements/structured-data.tsx";
import { linkTo } from "../../shop/links.ts";
import { listTexts } from "../../shop/lists/texts.ts";
import { organization } from "../../shop/seller-data.ts";
import type { LoadedPage, Page, PageRequest } from "../page.ts";
import { ProductRow } from "./elements/home-section.tsx";
import { loadSections } from "./sections.tsx";
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
  load: async (request) => {
    const written = request.facts.hasHome ? await loadSections(request) : undefined;
    if (written?.kind === "found") return written;
    const usual = await loadUsual(request);
    return written?.kind === "unknown" && usual.kind === "found" ? { kind: "unknown", instead: usual } : usual;
  },
};

/** The page of a shop without sections. */
async function loadUsual({ ask, currency, language, facts, place, absolute }: PageRequest): Promise<LoadedPage> {
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
        <ProductRow title={texts.bestsellers} products={data.bestsellers?.nodes ?? []} place={place} />
        <ProductRow title={texts.newest} products={data.newest?.nodes ?? []} place={place} />
        {facts.name === null ? null : <StructuredData nodes={[organization(facts, place, absolute)]} />}
      </>
    ),
  };
}
