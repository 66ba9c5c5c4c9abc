/** The frame of a page for chosen orders: the way back to their list, the title, and what is to be said before any of them is there. */
import type { ReactNode } from "react";
import { Away } from "../shop/elements/away.tsx";
import { NoOrder } from "../shop/elements/no-order.tsx";
import { PageTitle } from "../shop/elements/page-title.tsx";
import type { Reading } from "../shop/graph/use-reading.ts";
import { language } from "../shop/language.ts";
import { addressOf } from "../shop/places/address.ts";
import { lastList } from "../shop/places/last-list.ts";
import { textsOf } from "../shop/texts.ts";
import { type Chosen, mostOrders } from "./chosen.ts";

const texts = textsOf("chosen")[language];

type ChosenPageProps = {
  title: string;
  /** Whether paper has the title, too. */
  isTitlePrinted?: boolean;
  chosen: Chosen;
  reading: Reading<unknown>;
  /** The orders that were found; undefined until they are read. */
  orders: readonly unknown[] | undefined;
  /** Lines about orders of which nothing is here. */
  leftOut?: readonly string[];
  /** A control beside the title, once all of them are read. */
  beside?: ReactNode;
  children: ReactNode;
};

export function ChosenPage(props: ChosenPageProps) {
  const { title, isTitlePrinted = false, chosen, reading, orders, leftOut = [], beside, children } = props;
  // An order is absent only where none could not be read, and the page is for all of them.
  const areAllRead = reading.errors.every(({ path }) => path?.[0] !== "nodes");
  const missing = areAllRead ? chosen.orders.length - (orders?.length ?? 0) : 0;
  return (
    <>
      <a href={lastList(addressOf("/orders"))} className="text-muted hover:text-text print:hidden">
        ‹ {texts.back}
      </a>
      <div className={`mt-1 flex flex-wrap items-center gap-4 ${isTitlePrinted ? "" : "print:hidden"}`}>
        <PageTitle title={title} isWhole={orders !== undefined} />
        {areAllRead ? beside : null}
      </div>
      {chosen.fault ? (
        <p role="status" className="mt-4">
          {chosen.fault === "many" ? texts.many(mostOrders) : texts[chosen.fault]}
        </p>
      ) : (
        <>
          {reading.isAway ? (
            <Away part={orders?.length ? "ordersKept" : "orders"} className="mt-4 print:hidden" />
          ) : null}
          {orders?.length ? (
            <>
              <LeftOut lines={[...(missing > 0 ? [texts.missing(missing)] : []), ...leftOut]} />
              {children}
            </>
          ) : (
            <NoOrder reading={reading} />
          )}
        </>
      )}
    </>
  );
}

/** Orders of the address that are not here: said on the screen, before a person prints or sends the others. */
function LeftOut({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div role="status" className="mt-4 text-muted print:hidden">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
