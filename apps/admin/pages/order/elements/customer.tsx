/** The customer of an order: the account, the e-mail address, and the addresses of goods and invoice. */
import { formatCountry } from "@hansa/front/format";
import type { FragmentType } from "../../../generated/index.ts";
import { getFragmentData } from "../../../generated/index.ts";
import { Away } from "../../../shop/elements/away.tsx";
import { Panel } from "../../../shop/elements/panel.tsx";
import { language } from "../../../shop/language.ts";
import { AddressFragment } from "../documents.ts";
import type { Order, People } from "../order.ts";
import { texts } from "../texts.ts";

type CustomerProps = { order: Order; people: People; isAway: boolean };

export function Customer({ order, people, isAway }: CustomerProps) {
  const { email, shippingAddress, billingAddress, shippingOption } = order;
  return (
    <Panel title={texts.customer}>
      <div className="space-y-3 px-4 py-3">
        {isAway ? <Away part="people" /> : null}
        <div>
          {people ? <p className="wrap-anywhere">{people.customer?.displayName ?? texts.guest}</p> : null}
          {email ? (
            <a href={`mailto:${encodeURIComponent(email)}`} className="underline underline-offset-4 wrap-anywhere">
              {email}
            </a>
          ) : (
            <p>{texts.erased}</p>
          )}
        </div>
        {shippingAddress ? (
          <div className="border-t border-line pt-3">
            <h3 className="text-xs font-normal text-muted">
              {texts.shipTo}
              {shippingOption ? ` · ${shippingOption.carrier}, ${shippingOption.label}` : null}
            </h3>
            <Lines address={shippingAddress} />
          </div>
        ) : null}
        {billingAddress ? (
          <div className="border-t border-line pt-3">
            <h3 className="text-xs font-normal text-muted">{texts.billTo}</h3>
            <Lines address={billingAddress} />
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

function Lines({ address: given }: { address: FragmentType<typeof AddressFragment> }) {
  const address = getFragmentData(AddressFragment, given);
  const { name, company, vatId, line1, line2, postalCode, city, regionName, country, phone } = address;
  const town = [postalCode, city].filter(Boolean).join(" ");
  const lines = [company, name, line1, line2, town, regionName, formatCountry(country, language), phone];
  const text = [...lines, vatId ? texts.vatId(vatId) : null].filter(Boolean).join("\n");
  return <p className="whitespace-pre-line wrap-anywhere">{text}</p>;
}
