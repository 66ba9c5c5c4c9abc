/** Orders that were placed without signing in, with the address of the account: named, and added by a press. */

import { Button } from "@hansa/front/elements";
import { formatAmount, formatDate } from "@hansa/front/format";
import { useChange } from "@hansa/front/islands";
import { type FragmentType, getFragmentData, graphql } from "../../../generated/index.ts";
import { graph } from "../../../shop/graph.ts";
import type { Language } from "../../../shop/texts.ts";
import { accountPageTexts } from "../texts.ts";
import { Outcome } from "./account-frame.tsx";

const GuestOrderRowFragment = graphql(`
  fragment GuestOrderRow on GuestOrder {
    id
    number
    placedAt
    total { decimal currency }
  }
`);

const GuestOrderClaimDocument = graphql(`
  mutation StorefrontGuestOrderClaim($input: OrderClaimInput!) {
    orderClaim(input: $input) { __typename }
  }
`);

type GuestOrdersProps = {
  orders: readonly FragmentType<typeof GuestOrderRowFragment>[];
  language: Language;
  onAdded(): Promise<void>;
};

export function GuestOrders({ orders, language, onAdded }: GuestOrdersProps) {
  const texts = accountPageTexts[language];
  const offered = getFragmentData(GuestOrderRowFragment, orders);
  const { isBusy, text, send } = useChange(texts.guestOrdersFailed);
  if (offered.length === 0) return null;

  async function add() {
    for (const { id } of offered) await claim(id);
    await onAdded();
    return undefined;
  }

  return (
    <section aria-labelledby="guest-orders" className="mb-8 rounded-2xl border border-line bg-surface p-6">
      <h2 id="guest-orders" className="text-xl">
        {texts.guestOrders}
      </h2>
      <p className="mt-2 text-muted">{texts.guestOrdersHint}</p>
      <ul className="my-4 divide-y divide-line">
        {offered.map(({ id, number, placedAt, total }) => (
          <li key={id} className="flex justify-between gap-4 py-3">
            <span>
              {texts.order(number)} · {formatDate(placedAt, language)}
            </span>
            <span>{formatAmount(total, language)}</span>
          </li>
        ))}
      </ul>
      <Outcome text={text} />
      <Button isBusy={isBusy} onClick={() => void send(add)}>
        {texts.addGuestOrders}
      </Button>
    </section>
  );
}

/** An order that another page has added meanwhile is in the account, too. Throws if it is not known whether it was added. */
async function claim(orderId: string): Promise<void> {
  const input = { orderId, idempotencyKey: `claim:${orderId}` };
  const { data } = await graph.send(GuestOrderClaimDocument, { input });
  if (!data?.orderClaim) throw new Error("it is not known whether the order was added");
}
