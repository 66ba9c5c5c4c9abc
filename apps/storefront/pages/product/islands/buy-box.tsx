/** The buy box: options, price, stock, quantity, and the button that adds to the cart. Without scripts its form leads to the cart, which adds there. */
import { Button, Message } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import { Form, type Typed, useChange } from "@hansa/front/islands";
import { useRef, useState } from "react";
import { type AddOutcome, addToCart } from "../../../shop/cart/cart.ts";
import { optionField } from "../../../shop/cart/option-field.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { type Added, AddedDrawer } from "../elements/added-drawer.tsx";
import { pictureId, showPicture } from "../elements/gallery-place.ts";
import { type Choices, hasOptions, OptionChoices, type Options } from "../elements/option-choices.tsx";
import { PictureViewer } from "../elements/picture-viewer.tsx";
import { PressBar } from "../elements/press-bar.tsx";
import { PriceLines, type ShownPrices } from "../elements/price-lines.tsx";
import { ShippingEstimate } from "../elements/shipping-estimate.tsx";
import { type ShownPromises, StockLines, type StockStatus } from "../elements/stock-lines.tsx";
import { productTexts } from "../texts.ts";

type Variant = ShownPrices & {
  id: string;
  sku: string;
  title: string;
  stockStatus: StockStatus;
  options: Options;
  /** The number of its picture in the gallery. */
  picture: number;
  /** Null for goods without a parcel. */
  weightGrams: number | null;
};

type BuyBoxProps = {
  language: Language;
  slug: string;
  /** The language of the options, where it is another one than that of the page. */
  catalogueLang?: string | undefined;
  title: string;
  variants: readonly Variant[];
  /** The variant that the document shows. */
  shownId: string | null;
  options: readonly Choices[];
  promises: ShownPromises;
  /** The currency of a new cart; null while the shop's usual one is unknown. */
  currency: string | null;
  /** The country of the shop; null while it is unknown. */
  country: string | null;
  taxIncluded: boolean;
  cartHref: string;
  /** The currency that the visitor has chosen, which the form keeps without scripts; null for the usual one. */
  chosenCurrency: string | null;
};

export function BuyBox(props: BuyBoxProps) {
  const { language, slug, title, variants, shownId, options, currency, country, taxIncluded, cartHref } = props;
  const usual = variants.find(({ id }) => id === shownId)?.options ?? {};
  const [chosen, setChosen] = useState(usual);
  const followed = useRef(shownId);
  const [added, setAdded] = useState<Added>();
  const texts = productTexts[language];
  const common = shopTexts[language];
  const { isBusy, text, send } = useChange(common.unreachable);
  const variant = variantWith(chosen);
  const isOrderable = variant !== undefined && variant.stockStatus !== "OUT_OF_STOCK" && variant.price !== null;

  const price = isOrderable ? variant.price : null;

  function variantWith(values: Options): Variant | undefined {
    return variants.find((each) => options.every(({ name }) => name in values) && hasOptions(each, values));
  }

  function choose(typed: Typed): void {
    const values = Object.fromEntries(options.map(({ name }) => [name, typed(optionField(name))]));
    setChosen(values);
    const found = variantWith(values);
    if (found === undefined || found.id === followed.current) return;
    followed.current = found.id;
    keepInAddress(found.sku);
    showPicture(pictureId(found.picture));
  }

  async function add({ id, title: variantTitle, picture }: Variant, quantity: number) {
    const outcome = await addToCart({ variantId: id, quantity, currency });
    const told = outcomeText(outcome, title, language);
    if (outcome.kind !== "added") return { text: told };
    const { units, subtotal } = outcome;
    setAdded({ text: told, title, variantTitle, picture, units, subtotal });
    return undefined;
  }

  return (
    <>
      <Form
        action={cartHref}
        className="mt-6"
        onTyped={choose}
        onSend={(typed) => {
          if (variant && isOrderable) void send(() => add(variant, Number(typed("quantity"))));
        }}
      >
        <PriceLines prices={variant} taxIncluded={taxIncluded} language={language} />
        <OptionChoices {...{ options, variants, usual, chosen, language, lang: props.catalogueLang }} />
        <input type="hidden" name="product" value={slug} />
        {props.chosenCurrency === null ? null : <input type="hidden" name="currency" value={props.chosenCurrency} />}
        <StockLines
          {...{ variant, isOrderable, promises: props.promises, language }}
          price={options.length > 0 ? price : null}
        />
        <PressBar price={price} language={language}>
          <div className="mt-4 flex gap-3">
            <label className="sr-only" htmlFor="quantity">
              {common.quantity}
            </label>
            <input
              id="quantity"
              name="quantity"
              type="number"
              inputMode="numeric"
              min={1}
              max={1000}
              required
              defaultValue={1}
              className="min-h-12 w-20 rounded-full border border-line-strong bg-surface px-4 text-center"
            />
            <Button type="submit" className="grow" isBusy={isBusy} disabled={!isOrderable}>
              {texts.add}
            </Button>
          </div>
        </PressBar>
        <Message kind="fault" className="mt-4">
          {text}
        </Message>
      </Form>
      {variant && variant.weightGrams !== null && country !== null ? (
        <ShippingEstimate variantId={variant.id} country={country} currency={currency} language={language} />
      ) : null}
      <AddedDrawer {...{ added, cartHref, language, lang: props.catalogueLang, onClose: () => setAdded(undefined) }} />
      <PictureViewer language={language} />
    </>
  );
}

/** The address of the page names the chosen variant: a link to it, a reload and the way back show the same. */
function keepInAddress(sku: string): void {
  const url = new URL(location.href);
  url.searchParams.set("variant", sku);
  url.hash = "";
  history.replaceState(history.state, "", url);
}

function outcomeText(outcome: AddOutcome, title: string, language: Language): string {
  const texts = productTexts[language];
  switch (outcome.kind) {
    case "added": {
      if (outcome.other === null) return texts.added(title);
      const { price, currency } = outcome.other;
      return texts.addedIn(title, price ? formatAmount(price, language) : currency);
    }
    case "short":
      return texts.less(outcome.available);
    case "limit":
      return texts.limit;
    case "invalid":
      return texts.invalid;
    case "not sold":
      return shopTexts[language].notSold;
    case "failed":
      return texts.failed;
    case "unreachable":
      return shopTexts[language].unreachable;
  }
}
