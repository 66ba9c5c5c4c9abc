/** A line of the cart: its picture, its quantity, and the faults that stand in its way. */
import { Button } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import type { Language } from "../../../shop/texts.ts";
import type { CartContent } from "../actions.ts";
import type { LineFault as Fault } from "../line-faults.ts";
import { cartTexts } from "../texts.ts";
import { LineFault } from "./line-fault.tsx";
import { QuantityField } from "./quantity-field.tsx";

type CartLineProps = {
  line: CartContent["lines"][number];
  fault: Fault | null;
  language: Language;
  /** The address of a variant, with the places of slug and SKU in it. */
  productLink: string;
  isBusy: boolean;
  onQuantity(quantity: number): void;
  onRemove(): void;
};

export function CartLine(props: CartLineProps) {
  const { line, fault, language, productLink, isBusy, onQuantity, onRemove } = props;
  const texts = cartTexts[language];
  const { title, quantity, unitPrice, lineTotal, variant } = line;
  const picture = variant?.image ?? variant?.product.media[0];
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
            {variant ? (
              <a
                href={productLink.replace("SLUG", variant.product.slug).replace("SKU", encodeURIComponent(variant.sku))}
                className="underline-offset-4 hover:underline"
              >
                {title}
              </a>
            ) : (
              title
            )}
          </h2>
          <p className="font-medium">{formatAmount(lineTotal, language)}</p>
        </div>
        <p className="text-sm text-muted">{formatAmount(unitPrice, language)}</p>
        {fault ? <LineFault {...{ fault, title, quantity, language, isBusy, onQuantity, onRemove }} /> : null}
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1">
          <QuantityField {...{ title, quantity, language, isBusy, onQuantity }} />
          <Button look="quiet" aria-busy={isBusy || undefined} aria-label={texts.removeTitle(title)} onClick={onRemove}>
            {texts.remove}
          </Button>
        </div>
      </div>
    </li>
  );
}
