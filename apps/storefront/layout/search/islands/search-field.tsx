/** The form of a search, with suggestions while a visitor types. Without scripts it is a form that leads to the results. */
import { Combobox, type ComboboxOption } from "@hansa/front/combobox";
import { Button } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import { Form } from "@hansa/front/islands";
import type { StorefrontSuggestionsQuery } from "../../../generated/graphql.ts";
import { graphql } from "../../../generated/index.ts";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { graph } from "../../../shop/graph.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { layoutTexts } from "../../texts.ts";
import { longestQuery } from "../query.ts";

const SuggestionsDocument = graphql(`
  query StorefrontSuggestions($prefix: String!, $currency: CurrencyCode) {
    suggest(prefix: $prefix, first: 6) {
      text
      product {
        slug
        media(first: 1) { url(width: 320) }
        priceRange(currency: $currency) { min { decimal currency } max { decimal } }
      }
    }
  }
`);

type SearchFieldProps = {
  language: Language;
  query: string;
  /** Whether it stands in the header. */
  isCompact?: boolean;
  action: string;
  currency: string | null;
  /** The address of a product, with the place of a slug in it. */
  productLink: string;
};

type Suggested = ComboboxOption & { slug: string | null };

export function SearchField({ language, query, isCompact = false, action, currency, productLink }: SearchFieldProps) {
  const texts = layoutTexts[language];

  function open({ text, slug }: Suggested): void {
    const search = new URLSearchParams({ ...(currency === null ? {} : { currency }), q: text });
    location.assign(slug === null ? `${action}?${search}` : productLink.replace("SLUG", encodeURIComponent(slug)));
  }

  async function findSuggestions(prefix: string, signal: AbortSignal): Promise<readonly Suggested[]> {
    const { data } = await graph.send(SuggestionsDocument, { prefix, currency }, { signal });
    return (data?.suggest ?? []).map(({ text, product }) => ({
      key: `${product?.slug ?? ""}/${text}`,
      text,
      slug: product?.slug ?? null,
      picture: product?.media[0]?.url,
      note: priceOf(product, language),
    }));
  }

  return (
    <search>
      <Form action={action} className={isCompact ? "flex gap-2" : "flex max-w-2xl gap-3 pt-6"}>
        {currency === null ? null : <input type="hidden" name="currency" value={currency} />}
        <Combobox
          label={texts.searchLabel}
          placeholder={isCompact ? texts.searchLabel : undefined}
          name="q"
          defaultValue={query}
          maxLength={longestQuery}
          required
          find={findSuggestions}
          onChoose={open}
          announce={texts.suggestions}
          optionLang={catalogueLang()}
          className="grow"
        />
        <Button type="submit" look={isCompact ? "secondary" : "primary"}>
          {texts.search}
        </Button>
      </Form>
    </search>
  );
}

type Product = NonNullable<StorefrontSuggestionsQuery["suggest"]>[number]["product"];

/** The lowest price of a product; nothing where it is not sold in the currency. */
function priceOf(product: Product, language: Language): string | undefined {
  const range = product?.priceRange;
  if (!range) return undefined;
  const price = formatAmount(range.min, language);
  return range.min.decimal === range.max.decimal ? price : shopTexts[language].from(price);
}
