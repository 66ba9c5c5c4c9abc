/** The customer of an order: the account, the e-mail address, and the addresses of goods and invoice. */
import { getFragmentData } from "../../../generated/index.ts";
import { AddressLines, isSameAddress } from "../../../shop/elements/address-lines.tsx";
import { Away } from "../../../shop/elements/away.tsx";
import { Panel } from "../../../shop/elements/panel.tsx";
import { isContactOpen } from "../../../shop/order-contact.ts";
import { addressOf, customerPath, orderAddress } from "../../../shop/places/address.ts";
import { allows, type Viewer } from "../../../shop/session/viewer.ts";
import { AddressFragment } from "../documents.ts";
import type { Order, People } from "../order.ts";
import { texts } from "../texts.ts";

type CustomerProps = { order: Order; people: People; isAway: boolean; viewer: Viewer };

export function Customer({ order, people, isAway, viewer }: CustomerProps) {
  const { number, email, shippingOption } = order;
  const shippingAddress = getFragmentData(AddressFragment, order.shippingAddress);
  const billingAddress = getFragmentData(AddressFragment, order.billingAddress);
  return (
    <Panel
      title={texts.customer}
      aside={
        allows(viewer, "orders:write") && isContactOpen(order) ? (
          <a href={orderAddress(number, "contact")} className="text-text underline underline-offset-4">
            {texts.correct}
          </a>
        ) : null
      }
    >
      <div className="space-y-3 px-4 py-3">
        {isAway ? <Away part="people" /> : null}
        <div>
          {people?.customer ? (
            <p className="wrap-anywhere">
              {allows(viewer, "users:read") ? (
                <a href={addressOf(customerPath(people.customer.id))} className="underline underline-offset-4">
                  {people.customer.displayName}
                </a>
              ) : (
                people.customer.displayName
              )}
            </p>
          ) : null}
          {people && !people.customer && !isAway ? <p>{texts.guest}</p> : null}
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
            <AddressLines address={shippingAddress} />
          </div>
        ) : null}
        {billingAddress ? (
          <div className="border-t border-line pt-3">
            <h3 className="text-xs font-normal text-muted">{texts.billTo}</h3>
            {shippingAddress && isSameAddress(billingAddress, shippingAddress) ? (
              <p>{texts.sameAddress}</p>
            ) : (
              <AddressLines address={billingAddress} />
            )}
          </div>
        ) : null}
      </div>
    </Panel>
  );
}
