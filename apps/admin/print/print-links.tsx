/** Links to the pages for paper of some orders, whose ids are in the addresses. */
import { buttonClass } from "@hansa/front/elements";
import { language } from "../shop/language.ts";
import { chosenAddress } from "../shop/places/address.ts";
import { textsOf } from "../shop/texts.ts";

export const printTexts = textsOf("printLinks")[language];

type PrintLinksProps = { orders: readonly string[]; look: "secondary" | "quiet" };

export function PrintLinks({ orders, look }: PrintLinksProps) {
  const looks = buttonClass(look, look === "quiet" ? "-my-2 text-sm" : "");
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-2">
      <a href={pickListAddress(orders)} className={looks}>
        {printTexts.pickList}
      </a>
      <a href={slipsAddress(orders)} className={looks}>
        {printTexts.slips}
      </a>
    </span>
  );
}

export function pickListAddress(orders: readonly string[]): string {
  return chosenAddress("/pick-list", orders);
}

/** With `parcel` the address of the slip of this parcel alone. */
export function slipsAddress(orders: readonly string[], parcel?: string): string {
  return chosenAddress("/slips", orders, parcel);
}
