/** The addresses of an order: where it goes, and to whom it is billed where that is another one. */
import type { StorefrontOrderQuery } from "../../../generated/graphql.ts";
import { AddressLines } from "../../../shop/elements/address-lines.tsx";
import type { Language } from "../../../shop/texts.ts";
import { orderTexts } from "../texts.ts";

type Order = NonNullable<StorefrontOrderQuery["order"]>;
type Address = NonNullable<Order["shippingAddress"]>;

type AddressesProps = { order: Pick<Order, "shippingAddress" | "billingAddress">; language: Language };

export function Addresses({ order: { shippingAddress, billingAddress }, language }: AddressesProps) {
  const texts = orderTexts[language];
  const isOther = billingAddress && !(shippingAddress && areSame(shippingAddress, billingAddress));
  return (
    <>
      {shippingAddress ? <Titled title={texts.address} address={shippingAddress} language={language} /> : null}
      {isOther ? <Titled title={texts.billingAddress} address={billingAddress} language={language} /> : null}
    </>
  );
}

function Titled({ title, address, language }: { title: string; address: Address; language: Language }) {
  return (
    <div>
      <h2 className="mb-1 font-sans text-base font-semibold">{title}</h2>
      <AddressLines address={address} language={language} />
    </div>
  );
}

/** Whether two addresses have the same lines. */
function areSame(one: Address, other: Address): boolean {
  const linesOf = ({ name, company, vatId, line1, line2, postalCode, city, regionName, country }: Address) =>
    JSON.stringify([name, company, vatId, line1, line2, postalCode, city, regionName, country]);
  return linesOf(one) === linesOf(other);
}
