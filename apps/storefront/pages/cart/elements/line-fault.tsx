/** The fault of a line of the cart, with one press that mends it. */
import { Button } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import type { Language } from "../../../shop/texts.ts";
import type { LineFault as Fault } from "../line-faults.ts";
import { cartTexts } from "../texts.ts";

type LineFaultProps = {
  fault: Fault;
  title: string;
  quantity: number;
  language: Language;
  isBusy: boolean;
  onQuantity(quantity: number): void;
  onRemove(): void;
};

export function LineFault({ fault, title, quantity, language, isBusy, onQuantity, onRemove }: LineFaultProps) {
  const texts = cartTexts[language];
  const { text, press, mend } = ((): { text: string; press: string; mend: () => void } => {
    switch (fault.kind) {
      case "sold out":
        return { text: texts.soldOut, press: texts.removeSoldOut, mend: onRemove };
      case "not sold":
        return { text: texts.noLongerSold, press: texts.removeSoldOut, mend: onRemove };
      case "short":
        return { text: texts.onlyLeft(fault.left), press: texts.take(fault.left), mend: () => onQuantity(fault.left) };
      case "too few":
        // The shop refuses the same quantity again, and says how many are left.
        return { text: texts.tooFew, press: texts.howMany, mend: () => onQuantity(quantity) };
      case "price":
        return {
          text: texts.priceChanged,
          press: texts.acceptPrice(formatAmount(fault.price, language)),
          // Setting a quantity takes today's price.
          mend: () => onQuantity(quantity),
        };
    }
  })();
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-4 text-sm">
      <p className="text-fault">{text}</p>
      <Button look="quiet" isBusy={isBusy} aria-label={`${press}: ${title}`} onClick={mend}>
        {press}
      </Button>
    </div>
  );
}
