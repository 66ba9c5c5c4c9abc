/** An order: its state, goods, money, parcels and history. The token of a mail's link leaves the address at once. */
import { buttonClass, Notice } from "@hansa/front/elements";
import { formatDate, formatDateTime } from "@hansa/front/format";
import { hasFailed, isRefused } from "@hansa/front/graph";
import { useEffect, useRef, useState } from "react";
import type { StorefrontOrderQuery } from "../../../generated/graphql.ts";
import { followMailToken } from "../../../shop/account/mail-token.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import { changeGuest, guestKey, readGuest } from "../../../shop/cart/guest.ts";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { SignedOut } from "../../../shop/elements/signed-out.tsx";
import { Totals } from "../../../shop/elements/totals.tsx";
import { Unreachable } from "../../../shop/elements/unreachable.tsx";
import { graph } from "../../../shop/graph.ts";
import { followElsewhere, type Reading } from "../../../shop/reading.ts";
import { endSession, hasSessionEnded, isSignedIn } from "../../../shop/session-flag.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { OrderDocument } from "../documents.ts";
import { Addresses } from "../elements/addresses.tsx";
import { Goods } from "../elements/goods.tsx";
import { OrderActions } from "../elements/order-actions.tsx";
import { Part } from "../elements/part.tsx";
import { Returns } from "../elements/returns.tsx";
import { Reviews } from "../elements/reviews.tsx";
import { eventTexts } from "../event-texts.ts";
import { orderTexts } from "../texts.ts";

type Order = NonNullable<StorefrontOrderQuery["order"]>;
/** `productLink` has the places of a slug and an SKU in it; `signInLink` leads back to the order. */
type OrderViewProps = {
  language: Language;
  number: string;
  productLink: string;
  withdrawalLink: string;
  signInLink: string;
};

/** Between two readings while the payment is confirmed, or after one that failed, in milliseconds. */
const pollMs = 2_000;

export function OrderView({ language, number, productLink, withdrawalLink, signInLink }: OrderViewProps) {
  const texts = orderTexts[language];
  const [shown, setShown] = useState<Reading<Order>>();
  const [isOutdated, setIsOutdated] = useState(false);
  const latest = useRef(0);

  async function load(): Promise<void> {
    const token = tokenOf(number);
    latest.current += 1;
    const reading = latest.current;
    try {
      const options = token === null ? {} : { guest: [token] };
      const response = await graph.send(OrderDocument, { number, token, isSignedIn: isSignedIn() }, options);
      const { data } = response;
      if (!data?.order && !isRefused(response) && hasFailed(response, "order"))
        throw new Error("the order cannot be read");
      if (data?.me === null && !hasFailed(response, "me")) endSession();
      // The response to an earlier request may arrive later.
      if (reading !== latest.current) return;
      setShown(data?.order ?? null);
      setIsOutdated(false);
    } catch {
      setShown((before) => (typeof before === "object" ? before : "unreachable"));
      setIsOutdated(true);
    }
  }

  useEffect(
    () =>
      followMailToken((given) => {
        if (given !== null) keepToken(number, given);
        void load();
      }),
    [],
  );
  useEffect(() => followElsewhere([guestKey], () => void load()), []);
  const isAwaited = typeof shown === "object" && (isOutdated || shown?.state === "PENDING_PAYMENT");
  useEffect(() => {
    if (!isAwaited) return undefined;
    const timer = setInterval(() => void load(), pollMs);
    return () => clearInterval(timer);
  }, [isAwaited]);

  if (shown === undefined) return <p role="status">{texts.loading}</p>;
  if (shown === null && hasSessionEnded()) return <SignedOut language={language} signIn={signInLink} />;
  if (shown === null) return <NotKnown language={language} signInLink={signInLink} />;
  if (shown === "unreachable") return <Unreachable language={language} onRetry={() => void load()} />;
  return (
    <>
      <Notice kind={shown.state === "CANCELLED" ? "info" : "success"}>
        {isNew(shown) ? <p className="font-serif text-2xl font-bold">{texts.thanks}</p> : null}
        <p className="font-medium">{shown.hold ? texts.held : texts[shown.state]}</p>
        {shown.email && isNew(shown) ? <p>{texts.mail(shown.email)}</p> : null}
        {isNew(shown) ? <Next order={shown} language={language} /> : null}
      </Notice>
      <p className="mt-4 text-muted">{texts.placed(formatDate(shown.placedAt, language))}</p>
      <div className="mt-8 grid gap-10 lg:grid-cols-[1fr_22rem]">
        <div className="min-w-0 space-y-8">
          <Goods order={shown} language={language} productLink={productLink} />
          <Parcels order={shown} language={language} />
          <Returns order={shown} language={language} />
          <Reviews order={shown} language={language} />
          <OrderActions
            order={shown}
            language={language}
            token={tokenOf(number)}
            withdrawalLink={withdrawalLink}
            onChange={load}
          />
          <Part title={texts.history}>
            <ol className="space-y-2">
              {shown.timeline.map(({ at, kind }) => (
                <li key={`${at} ${kind}`} className="flex flex-wrap gap-x-4">
                  <time dateTime={at} className="text-muted">
                    {formatDateTime(at, language)}
                  </time>
                  <span>{eventTexts[language][kind]}</span>
                </li>
              ))}
            </ol>
          </Part>
        </div>
        <div className="h-fit min-w-0 space-y-6 rounded-2xl border border-line bg-surface p-6">
          <Totals totals={shown.totals} discounts={shown.discounts} language={language} />
          <p className="text-sm text-muted">{shown.payments ? methodsOf(shown.payments) : texts.paymentsAway}</p>
          <Addresses order={shown} language={language} />
          <a href={new URL(shown.receiptUrl, location.origin).pathname} className={buttonClass("secondary", "w-full")}>
            {shown.invoiceNumber ? `${texts.invoice} ${shown.invoiceNumber}` : texts.receipt}
          </a>
        </div>
      </div>
    </>
  );
}

function NotKnown({ language, signInLink }: { language: Language; signInLink: string }) {
  return (
    <>
      <p role="status">{orderTexts[language].notKnown}</p>
      <p className="mt-4">
        <a href={signInLink} className="inline-flex min-h-11 items-center underline underline-offset-4">
          {accountTexts[language].orderOfAccount}
        </a>
      </p>
    </>
  );
}

/** Whether the confirmation is what its buyer waits for. */
function isNew({ state, hold }: Order): boolean {
  return !hold && (state === "PENDING_PAYMENT" || state === "CONFIRMED");
}

/** Labels of the payments that took money, or will. */
function methodsOf(payments: NonNullable<Order["payments"]>): string {
  const valid = payments.filter(({ state }) => !["FAILED", "VOIDED", "EXPIRED"].includes(state));
  return valid.flatMap(({ method }) => method?.label ?? []).join(", ");
}

type PartProps = { order: Order; language: Language };

/** The steps that follow a new order. */
function Next({ order: { shippingOption }, language }: PartProps) {
  if (!shippingOption) return null;
  const { label, etaDaysMin, etaDaysMax } = shippingOption;
  return (
    <p className="mt-2">
      {orderTexts[language].next} <span lang={catalogueLang()}>{label}</span>:{" "}
      {shopTexts[language].workingDays(etaDaysMin, etaDaysMax)}.
    </p>
  );
}

function Parcels({ order, language }: PartProps) {
  const texts = orderTexts[language];
  const parcels = order.fulfilments.flatMap(({ shipments }) => shipments);
  if (parcels.length === 0) return null;
  return (
    <Part title={texts.parcels}>
      <ul className="space-y-2">
        {parcels.map(({ id, carrier, trackingNumber, trackingUrl }) => (
          <li key={id}>
            {carrier} {trackingNumber}{" "}
            {trackingUrl ? (
              <a href={trackingUrl} rel="noreferrer" className="underline underline-offset-4">
                {texts.track}
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** Keeps the token of a mail's link in the browser's storage. */
function keepToken(number: string, token: string): void {
  changeGuest((guest) => {
    const others = (guest.orders ?? []).filter((order) => order.number !== number);
    return { ...guest, orders: [{ number, token }, ...others] };
  });
}

/** The token that opens the order; null for one of an account. */
function tokenOf(number: string): string | null {
  return readGuest().orders?.find((order) => order.number === number)?.token ?? null;
}
