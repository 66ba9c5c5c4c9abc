/** A line of the cart: its picture, its quantity, and the faults that stand in its way. */
import { Button } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import { useLastChoice } from "@hansa/front/islands";
import { useState } from "react";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import type { Language } from "../../../shop/texts.ts";
import type { CartContent } from "../actions.ts";
import type { LineFault as Fault } from "../line-faults.ts";
import { cartTexts } from "../texts.ts";
import { LineFault } from "./line-fault.tsx";

type CartLineProps = {
  line: CartContent["lines"][number];
  fault: Fault | null;
  language: Language;
  /** The address of a product, with the place of a slug in it. */
  productLink: string;
  isBusy: boolean;
  onQuantity(quantity: number): void;
  onRemove(): void;
};

export function CartLine(props: CartLineProps) {
  const { line, fault, language, productLink, isBusy, onQuantity, onRemove } = props;
  const texts = cartTexts[language];
  const { title, quantity, unitPrice, lineTotal, variant } = line;
  const picture = variant?.product.media[0];
  return (
    <li className="flex gap-4 py-5">
      <div className="size-20 shrink-0 overflow-hidden rounded-lg bg-surface sm:size-24">
        {picture ? (
          <img
            src={picture.url}
            alt=""
            width={picture.width ?? 96}
            height={picture.height ?? 96}
            className="size-full object-cover"
          />
        ) : null}
      </div>
      <div className="min-w-0 grow">
        <div className="flex justify-between gap-4">
          <h2 lang={catalogueLang()} className="min-w-0 font-sans text-base font-medium wrap-anywhere">
            {variant ? <a href={productLink.replace("SLUG", variant.product.slug)}>{title}</a> : title}
          </h2>
          <p className="font-medium">{formatAmount(lineTotal, language)}</p>
        </div>
        <p className="text-sm text-muted">{formatAmount(unitPrice, language)}</p>
        {fault ? <LineFault {...{ fault, title, quantity, language, isBusy, onQuantity, onRemove }} /> : null}
        <div className="mt-2 flex items-center gap-4">
          <QuantityField label={texts.quantityOf(title)} quantity={quantity} isBusy={isBusy} onQuantity={onQuantity} />
          <Button look="quiet" isBusy={isBusy} aria-label={texts.removeTitle(title)} onClick={onRemove}>
            {texts.remove}
          </Button>
        </div>
      </div>
    </li>
  );
}

/** A pause in typing or stepping after which a quantity is sent, in milliseconds. */
const pauseMs = 300;

type QuantityFieldProps = { label: string; quantity: number; isBusy: boolean; onQuantity(quantity: number): void };

/** It takes keys while a quantity is saved. One that is left without a quantity shows that of the cart. */
function QuantityField({ label, quantity, isBusy, onQuantity }: QuantityFieldProps) {
  const [text, setText] = useState<string>();
  const { shown, choose, sendNow, forget } = useLastChoice(isBusy, pauseMs, (asked: number) => {
    if (asked !== quantity) onQuantity(asked);
  });

  function type(typed: string): void {
    const asked = Number(typed);
    const isQuantity = Number.isInteger(asked) && asked > 0;
    setText(isQuantity ? undefined : typed);
    if (isQuantity) choose(asked);
    else forget();
  }

  return (
    <input
      type="number"
      inputMode="numeric"
      min={1}
      max={1000}
      aria-label={label}
      value={text ?? shown ?? quantity}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") sendNow();
      }}
      onBlur={() => {
        setText(undefined);
        sendNow();
      }}
      className="min-h-11 w-20 rounded-full border border-line-strong bg-surface px-3 text-center"
    />
  );
}
