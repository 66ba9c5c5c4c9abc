/** A page that the shop's staff have written, such as the imprint or the terms. */
import { formatDate } from "@hansa/front/format";
import { graphql } from "../../generated/index.ts";
import { excerpt, textOf } from "../../shop/excerpt.ts";
import { linkTo } from "../../shop/links.ts";
import { withoutMain } from "../../shop/main-part.ts";
import type { Page } from "../page.ts";
import { shopPageTexts } from "./texts.ts";

const ShopPageDocument = graphql(`
  query StorefrontShopPage($slug: String!, $language: String!) {
    shopPage(slug: $slug, language: $language) { kind title language bodyHtml updatedAt }
  }
`);

export const shopPage: Page = {
  name: "shop-page",
  load: async ({ ask, params, language, place }) => {
    const { slug = "" } = params;
    const response = await ask(ShopPageDocument, { slug, language });
    const page = response.data?.shopPage;
    if (!page) return withoutMain(response, "shopPage");
    if (page.kind === "HOME") return { kind: "moved", to: linkTo(place, "/") };
    const texts = shopPageTexts[language];
    const isOther = page.language !== language;
    const lang = isOther ? page.language : undefined;
    const named = new Intl.DisplayNames(language, { type: "language" }).of(page.language) ?? page.language;
    return {
      kind: "found",
      title: page.title,
      description: excerpt(textOf(page.bodyHtml)),
      address: `/pages/${encodeURIComponent(slug)}`,
      isKept: true,
      main: (
        <article className="max-w-2xl">
          <h1 className="py-6 text-4xl wrap-anywhere" lang={lang}>
            {page.title}
          </h1>
          {isOther ? <p className="mb-6 text-muted">{texts.otherLanguage(named)}</p> : null}
          {/* The shop cleans the HTML of its pages when it stores them. */}
          <div className="description" lang={lang} dangerouslySetInnerHTML={{ __html: page.bodyHtml }} />
          <p className="mt-10 text-sm text-muted">{texts.updated(formatDate(page.updatedAt, language, "UTC"))}</p>
        </article>
      ),
    };
  },
};
