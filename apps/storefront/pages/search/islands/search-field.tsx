/** The form of a search, with suggestions while a visitor types. Without scripts it is a form that leads to the results. */
import { Button, Combobox, type ComboboxOption } from "@hansa/front/elements";
import { Form } from "@hansa/front/islands";
import { graphql } from "../../../generated/index.ts";
import { layoutTexts } from "../../../layout/texts.ts";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { graph } from "../../../shop/graph.ts";
import type { Language } from "../../../shop/texts.ts";
import { longestQuery } from "../query.ts";

const SuggestionsDocument = graphql(`
  query StorefrontSuggestions($prefix: String!) {
    suggest(prefix: $prefix, first: 6) { text product { slug } }
  }
`);

type SearchFieldProps = {
  language: Language;
  query: string;
  action: string;
  currency: string | null;
  /** The address of a product, with the place of a slug in it. */
  productLink: string;
};

type Suggested = ComboboxOption & { slug: string | null };

export function SearchField({ language, query, action, currency, productLink }: SearchFieldProps) {
  const texts = layoutTexts[language];

  function open({ text, slug }: Suggested): void {
    const search = new URLSearchParams({ ...(currency === null ? {} : { currency }), q: text });
    location.assign(slug === null ? `${action}?${search}` : productLink.replace("SLUG", encodeURIComponent(slug)));
  }

  return (
    <search>
      <Form action={action} className="flex max-w-2xl gap-3 pt-6">
        {currency === null ? null : <input type="hidden" name="currency" value={currency} />}
        <Combobox
          label={texts.searchLabel}
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
        <Button type="submit">{texts.search}</Button>
      </Form>
    </search>
  );
}

async function findSuggestions(prefix: string, signal: AbortSignal): Promise<readonly Suggested[]> {
  const { data } = await graph.send(SuggestionsDocument, { prefix }, { signal });
  return (data?.suggest ?? []).map(({ text, product }) => ({
    key: `${product?.slug ?? ""}/${text}`,
    text,
    slug: product?.slug ?? null,
  }));
}
