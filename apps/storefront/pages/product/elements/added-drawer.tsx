/** The goods that were just added, in a drawer over the page: it leads to the cart, or back to where the person was. */
import { Button, buttonClass, Dialog } from "@hansa/front/elements";
import { type Amount, formatAmount } from "@hansa/front/format";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { productTexts } from "../texts.ts";
import { loadedPicture } from "./gallery-place.ts";

export type Added = {
  /** The sentence that says so. */
  text: string;
  /** The goods, and their picture's number in the gallery. */
  title: string;
  variantTitle: string;
  picture: number;
  /** The units in the whole cart, and the sum of their prices. */
  units: number;
  subtotal: Amount;
};

type AddedDrawerProps = {
  /** Undefined: it is closed. */
  added: Added | undefined;
  cartHref: string;
  language: Language;
  /** The language of the goods' names, where it is another one than that of the page. */
  lang: string | undefined;
  onClose(): void;
};

export function AddedDrawer({ added, cartHref, language, lang, onClose }: AddedDrawerProps) {
  const texts = productTexts[language];
  const picture = added && loadedPicture(added.picture);
  return (
    <Dialog
      label={added?.text ?? ""}
      isOpen={added !== undefined}
      onClose={onClose}
      className="mt-auto w-full max-w-none rounded-t-2xl p-6 sm:mt-0 sm:ms-auto sm:h-dvh sm:max-h-none sm:max-w-sm sm:rounded-none sm:border-s"
    >
      {added ? (
        <div className="flex flex-col gap-5">
          <h2 className="text-xl wrap-anywhere">{added.text}</h2>
          <div className="flex items-center gap-4">
            {picture ? (
              <img src={picture} alt="" width={80} height={80} className="size-20 rounded-lg object-cover" />
            ) : null}
            <p lang={lang} className="min-w-0 wrap-anywhere">
              {added.title}
              {added.variantTitle === added.title ? null : (
                <span className="block text-muted">{added.variantTitle}</span>
              )}
            </p>
          </div>
          <p className="flex justify-between gap-4 border-t border-line pt-4">
            <span>{texts.inCart(added.units)}</span>
            <span className="font-semibold">{formatAmount(added.subtotal, language)}</span>
          </p>
          <a href={cartHref} className={buttonClass()}>
            {texts.toCart}
          </a>
          <Button look="secondary" onClick={onClose}>
            {shopTexts[language].browse}
          </Button>
        </div>
      ) : null}
    </Dialog>
  );
}
