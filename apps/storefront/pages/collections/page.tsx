/** The page of all collections, in pages: the menu and the home page show the first ones. */
import { graphql } from "../../generated/index.ts";
import { CollectionGrid } from "../../shop/elements/collection-grid.tsx";
import { PageLinks } from "../../shop/elements/page-links.tsx";
import { firstPageOf } from "../../shop/lists/first-page.ts";
import { addressOf, titleOf } from "../../shop/lists/further-page.ts";
import { listTexts } from "../../shop/lists/texts.ts";
import { withoutMain } from "../../shop/main-part.ts";
import type { Page } from "../page.ts";

const CollectionsDocument = graphql(`
  query StorefrontCollections($after: String) {
    collections(first: 24, after: $after) {
      nodes { ...CollectionCard }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const path = "/collections";

export const collectionsPage: Page = {
  name: "collections",
  parameters: ["after"],
  load: async ({ ask, search, language, place }) => {
    const after = search.get("after");
    const response = await ask(CollectionsDocument, { after });
    const list = response.data?.collections;
    if (!list) return firstPageOf(place, { after }, response) ?? withoutMain(response, "collections");
    const texts = listTexts[language];
    const { hasNextPage, endCursor } = list.pageInfo;
    return {
      kind: "found",
      title: titleOf(texts.collections, after, language),
      address: addressOf(path, after),
      isPartial: response.errors.length > 0,
      isKept: search.size === 0,
      main: (
        <>
          <h1 className="py-6 text-4xl">{texts.collections}</h1>
          <CollectionGrid collections={list.nodes} place={place} />
          <PageLinks path={path} place={place} search={search} next={hasNextPage ? (endCursor ?? null) : null} />
        </>
      ),
    };
  },
};
