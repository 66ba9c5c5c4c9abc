/** The options of a product: a choice that no variant can be had with is crossed out before it is chosen, and says why. */
import { optionField } from "../../../shop/cart/option-field.ts";
import { Swatch } from "../../../shop/elements/swatch.tsx";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { productTexts } from "../texts.ts";
import type { StockStatus } from "./stock-lines.tsx";

/** The values of options by their names. */
export type Options = Readonly<Record<string, string>>;

/** An option with its values, and the colours of those that have one. */
export type Choices = { name: string; values: readonly string[]; colours: Options };

type Variant = { stockStatus: StockStatus; price: string | null; options: Options };

type OptionChoicesProps = {
  options: readonly Choices[];
  variants: readonly Variant[];
  /** Those that the page chooses at first. */
  usual: Options;
  chosen: Options;
  language: Language;
  /** The language of the options, where it is another one than that of the page. */
  lang: string | undefined;
};

export function OptionChoices({ options, variants, usual, chosen, language, lang }: OptionChoicesProps) {
  return options.map(({ name, values, colours }) => (
    <fieldset key={name} className="mt-6">
      <legend lang={lang} className="mb-2 text-sm font-medium wrap-anywhere">
        {name}
      </legend>
      <div lang={lang} className="flex flex-wrap gap-2">
        {values.map((value) => (
          <OptionChoice
            key={value}
            name={name}
            value={value}
            colour={colours[value]}
            isUsual={usual[name] === value}
            fault={faultOf(variants, { ...chosen, [name]: value }, language)}
            language={language}
          />
        ))}
      </div>
    </fieldset>
  ));
}

type OptionChoiceProps = {
  name: string;
  value: string;
  colour: string | undefined;
  isUsual: boolean;
  /** The words for one that cannot be had, which is crossed out for the eye. */
  fault: string | null;
  language: Language;
};

/** Its look is that of the radio button in it, also without scripts. */
function OptionChoice({ name, value, colour, isUsual, fault, language }: OptionChoiceProps) {
  return (
    <label
      className={`inline-flex min-h-11 cursor-pointer items-center gap-2 rounded-full border border-line-strong px-5 wrap-anywhere has-checked:border-accent-ink has-checked:bg-accent has-checked:text-on-accent has-checked:forced-color-adjust-none has-focus-visible:outline-3 has-focus-visible:outline-accent-ink ${fault ? "line-through opacity-60" : ""}`}
    >
      <input type="radio" name={optionField(name)} value={value} defaultChecked={isUsual} className="sr-only" />
      {colour === undefined ? null : <Swatch color={colour} />}
      {value}
      {fault ? (
        <span lang={language} className="sr-only">
          {" "}
          ({fault})
        </span>
      ) : null}
    </label>
  );
}

/** The reason why no variant with these options can be bought; null: one can. */
function faultOf(variants: readonly Variant[], options: Options, language: Language): string | null {
  const matching = variants.filter((each) => hasOptions(each, options));
  const inStock = matching.filter(({ stockStatus }) => stockStatus !== "OUT_OF_STOCK");
  if (inStock.some(({ price }) => price !== null)) return null;
  if (matching.length === 0) return productTexts[language].unavailable;
  return inStock.length === 0 ? shopTexts[language].soldOut : shopTexts[language].notSold;
}

/** Whether a variant has these values. */
export function hasOptions(variant: Pick<Variant, "options">, options: Options): boolean {
  return Object.entries(options).every(([name, value]) => variant.options[name] === value);
}
