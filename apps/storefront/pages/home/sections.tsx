/** The home page from the sections that the shop's staff have written. */
import type { HomeSectionsFragment, StorefrontHomeSectionsQuery } from "../../generated/graphql.ts";
import { getFragmentData, graphql } from "../../generated/index.ts";
import { sharedPicture } from "../../shop/elements/picture.tsx";
import { StructuredData } from "../../shop/elements/structured-data.tsx";
import { excerpt } from "../../shop/excerpt.ts";
import { withoutMain } from "../../shop/main-part.ts";
import { organization } from "../../shop/seller-data.ts";
import type { LoadedPage, PageRequest } from "../page.ts";
import { HomeSection, type ShownSection } from "./elements/home-section.tsx";
import { homeTexts } from "./texts.ts";

const SectionsFragment = graphql(`
  fragment HomeSections on ShopPage {
    sections {
      __typename
      ... on HeroSection { title text picture { ...Picture } link { label url } }
      ... on TextSection { title bodyHtml picture { ...Picture } link { label url } }
      ... on ProductsSection {
        title
        source
        collection { slug products(first: 6) { nodes { ...ProductCard } } }
        products { status ...ProductCard }
      }
      ... on PromisesSection { promises { title text } }
    }
  }
`);

const HomeSectionsDocument = graphql(`
  query StorefrontHomeSections($currency: CurrencyCode, $language: String!) {
    shopPage(slug: "home", language: $language) { kind title language ...HomeSections }
    bestsellers: products(first: 6, sort: BESTSELLING) { nodes { ...ProductCard } }
    newest: products(first: 6, sort: NEWEST) { nodes { ...ProductCard } }
  }
`);

/** The page; missing if the shop has none now. */
export async function loadSections({
  ask,
  currency,
  language,
  place,
  facts,
  absolute,
}: PageRequest): Promise<LoadedPage> {
  const response = await ask(HomeSectionsDocument, { currency, language });
  const { data } = response;
  const page = data?.shopPage;
  if (!data || page?.kind !== "HOME") return withoutMain(response, "shopPage");
  // Without goods the last good page is better.
  if (data.bestsellers === null && data.newest === null) return { kind: "unknown" };
  const sections = getFragmentData(SectionsFragment, page).sections.flatMap((each) => shownOf(each, data) ?? []);
  const lang = page.language === language ? undefined : page.language;
  const [head] = sections;
  const hasHead = head?.__typename === "HeroSection";
  const firstPicture = sections.findIndex(hasPicture);
  return {
    kind: "found",
    title: page.title,
    description: hasHead && head.text ? excerpt(head.text) : homeTexts[language].description,
    picture: hasHead ? sharedPicture(head.picture) : undefined,
    address: "/",
    isPartial: response.errors.length > 0,
    isKept: true,
    main: (
      <>
        {hasHead ? null : (
          <h1 lang={lang} className="py-8 text-4xl wrap-anywhere sm:text-5xl">
            {page.title}
          </h1>
        )}
        {sections.map((section, index) => (
          <HomeSection
            // Their order is all that tells two alike sections apart.
            key={String(index)}
            section={section}
            place={place}
            lang={lang}
            isHead={hasHead && index === 0}
            isFirst={index === firstPicture}
          />
        ))}
        {facts.name === null ? null : <StructuredData nodes={[organization(facts, place, absolute)]} />}
      </>
    ),
  };
}

type Rows = Pick<StorefrontHomeSectionsQuery, "bestsellers" | "newest">;
type Section = HomeSectionsFragment["sections"][number];

/** The section with the products of its row; undefined if it has nothing to show, such as a collection that was removed. */
function shownOf(section: Section, { bestsellers, newest }: Rows): ShownSection | undefined {
  if (section.__typename !== "ProductsSection") return section;
  const { source, collection } = section;
  const products = {
    COLLECTION: collection?.products.nodes,
    NEWEST: newest?.nodes,
    BESTSELLING: bestsellers?.nodes,
    CHOSEN: section.products?.flatMap((product) => (product && product.status !== "ARCHIVED" ? [product] : [])),
  }[source];
  return products && products.length > 0 ? { ...section, products } : undefined;
}

function hasPicture(section: ShownSection): boolean {
  if (section.__typename === "ProductsSection") return true;
  return section.__typename !== "PromisesSection" && Boolean(section.picture);
}
