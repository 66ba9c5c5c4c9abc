/** The buy box: options, price, stock, quantity, and the button that adds to the cart. Without scripts its form leads to the cart, which adds there. */
import { Button, Message } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import { Form } from "@hansa/front/islands";
import { useState } from "react";
import { type AddOutcome, addToCart } from "../../../shop/cart/cart.ts";
import { optionField } from "../../../shop/cart/option-field.ts";
import { useChange } from "../../../shop/change.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { PriceLines, type ShownPrices } from "../elements/price-lines.tsx";
import { ShippingEstimate } from "../elements/shipping-estimate.tsx";
import { productTexts } from "../texts.ts";

type Variant = ShownPrices & {
  id: string;
  title: string;
  stockStatus: "IN_STOCK" | "LOW_STOCK" | "OUT_OF_STOCK";
  options: Readonly<Record<string, string>>;
  isSent: boolean;
};

type BuyBoxProps = {
  language: Language;
  slug: string;
  /** The language of the options, where it is another one than that of the page. */
  catalogueLang?: string | undefined;
  title: string;
  variants: readonly Variant[];
  options: readonly { name: string; values: readonly string[] }[];
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
  const { language, slug, title, variants, options, currency, country, taxIncluded, cartHref, chosenCurrency } = props;
  const usual = variants.find(({ stockStatus, price }) => stockStatus !== "OUT_OF_STOCK" && price) ?? variants[0];
  const [chosen, setChosen] = useState(usual?.options ?? {});
  const texts = productTexts[language];
  const common = shopTexts[language];
  const { isBusy, isSuccess, text, send } = useChange(common.unreachable);
  const variant = variants.find((each) => options.every(({ name }) => each.options[name] === chosen[name]));
  const isOrderable = variant !== undefined && variant.stockStatus !== "OUT_OF_STOCK" && variant.price !== null;

  async function add(variantId: string, quantity: number) {
    const outcome = await addToCart({ variantId, quantity, currency });
    return { isSuccess: outcome.kind === "added", text: outcomeText(outcome, title, language) };
  }

  return (
    <>
      <Form
        action={cartHref}
        className="mt-6"
        onTyped={(typed) => setChosen(Object.fromEntries(options.map(({ name }) => [name, typed(optionField(name))])))}
        onSend={(typed) => {
          if (variant) void send(() => add(variant.id, Number(typed("quantity"))));
        }}
      >
        <PriceLines prices={variant} taxIncluded={taxIncluded} language={language} />
        {options.map(({ name, values }) => (
          <fieldset key={name} className="mt-6">
            <legend lang={props.catalogueLang} className="mb-2 text-sm font-medium wrap-anywhere">
              {name}
            </legend>
            <div lang={props.catalogueLang} className="flex flex-wrap gap-2">
              {values.map((value) => (
                <OptionChoice
                  key={value}
                  name={name}
                  value={value}
                  isUsual={usual?.options[name] === value}
                  soldOut={common.soldOut}
                  language={language}
                  isSoldOut={isSoldOut(variants, { ...chosen, [name]: value })}
                />
              ))}
            </div>
          </fieldset>
        ))}
        <input type="hidden" name="product" value={slug} />
        {chosenCurrency === null ? null : <input type="hidden" name="currency" value={chosenCurrency} />}
        <div className="mt-6 flex gap-3">
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
        <p className={`mt-3 text-sm ${isOrderable ? "text-good" : "text-fault"}`}>
          {variant === undefined ? texts.unavailable : stockText(variant.stockStatus, language)}
        </p>
        <Message kind={isSuccess ? "success" : "fault"} className="mt-4">
          {text ? (
            <>
              <p>{text}</p>
              {isSuccess ? (
                <a
                  href={cartHref}
                  className="inline-flex min-h-11 items-center font-medium underline underline-offset-4"
                >
                  {texts.toCart}
                </a>
              ) : null}
            </>
          ) : null}
        </Message>
      </Form>
      {variant?.isSent && country !== null ? (
        <ShippingEstimate variantId={variant.id} country={country} currency={currency} language={language} />
      ) : null}
    </>
  );
}

type OptionChoiceProps = {
  name: string;
  value: string;
  /** Whether the page chooses it at first. */
  isUsual: boolean;
  isSoldOut: boolean;
  /** The words for an option that is sold out, which is crossed out for the eye. */
  soldOut: string;
  language: Language;
};

/** Its look is that of the radio button in it, also without scripts. */
function OptionChoice({ name, value, isUsual, isSoldOut, soldOut, language }: OptionChoiceProps) {
  return (
    <label
      className={`inline-flex min-h-11 cursor-pointer items-center rounded-full border border-line-strong px-5 wrap-anywhere has-checked:border-accent has-checked:bg-accent has-checked:text-on-accent has-checked:forced-color-adjust-none has-focus-visible:outline-3 has-focus-visible:outline-accent ${isSoldOut ? "line-through opacity-60" : ""}`}
    >
      <input type="radio" name={optionField(name)} value={value} defaultChecked={isUsual} className="sr-only" />
      {value}
      {isSoldOut ? (
        <span lang={language} className="sr-only">
          {" "}
          ({soldOut})
        </span>
      ) : null}
    </label>
  );
}

/** Whether no variant with these options can be bought. */
function isSoldOut(variants: readonly Variant[], options: Readonly<Record<string, string>>): boolean {
  const matching = variants.filter((each) =>
    Object.entries(options).every(([name, value]) => each.options[name] === value),
  );
  return matching.every(({ stockStatus }) => stockStatus === "OUT_OF_STOCK");
}

function stockText(status: Variant["stockStatus"], language: Language): string {
  const texts = shopTexts[language];
  if (status === "OUT_OF_STOCK") return texts.outOfStock;
  return status === "LOW_STOCK" ? texts.lowStock : texts.inStock;
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
