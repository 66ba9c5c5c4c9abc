/** The frame of a page for paper: on the screen it has a way back and the button that prints, on paper what is printed alone. */
import { Button } from "@hansa/front/elements";
import type { ReactNode } from "react";
import type { OrderHoldReason } from "../generated/graphql.ts";
import { Away } from "../shop/elements/away.tsx";
import { NoOrder } from "../shop/elements/no-order.tsx";
import { PageTitle } from "../shop/elements/page-title.tsx";
import type { Reading } from "../shop/graph/use-reading.ts";
import { language } from "../shop/language.ts";
import { addressOf } from "../shop/places/address.ts";
import { lastList } from "../shop/places/last-list.ts";
import { holdReasons } from "../shop/state-texts.ts";
import { textsOf } from "../shop/texts.ts";
import { mostOrders, type Printed } from "./printed.ts";

const texts = textsOf("printed")[language];

/** An order of which nothing is printed. */
type LeftOut = { number: string; hold: { reason: OrderHoldReason } | null };

type PrintPageProps = {
  title: string;
  /** Whether paper has the title, too. */
  isTitlePrinted: boolean;
  printed: Printed;
  reading: Reading<unknown>;
  /** The orders that were found; undefined until they are read. */
  orders: readonly unknown[] | undefined;
  leftOut: readonly LeftOut[];
  /** Said where nothing is left to print. */
  nothing: string;
  /** The sheets to print; undefined: there are none. */
  children: ReactNode;
};

export function PrintPage(props: PrintPageProps) {
  const { title, isTitlePrinted, printed, reading, orders, leftOut, nothing, children } = props;
  // An order is absent only where none could not be read, and paper is for all of them.
  const areAllRead = reading.errors.every(({ path }) => path?.[0] !== "nodes");
  const hasSome = children !== undefined && orders !== undefined && orders.length > 0;
  return (
    <>
      <a href={lastList(addressOf("/orders"))} className="text-muted hover:text-text print:hidden">
        ‹ {texts.back}
      </a>
      <div className={`mt-1 flex flex-wrap items-center gap-4 ${isTitlePrinted ? "" : "print:hidden"}`}>
        <PageTitle title={title} isWhole={orders !== undefined} />
        {hasSome && areAllRead ? (
          <Button className="ms-auto print:hidden" onClick={() => window.print()}>
            {texts.print}
          </Button>
        ) : null}
      </div>
      {printed.fault ? (
        <p role="status" className="mt-4">
          {printed.fault === "many" ? texts.many(mostOrders) : texts[printed.fault]}
        </p>
      ) : (
        <>
          {reading.isAway ? (
            <Away part={orders?.length ? "ordersKept" : "orders"} className="mt-4 print:hidden" />
          ) : null}
          {orders?.length ? (
            <>
              <Missing count={areAllRead ? printed.orders.length - orders.length : 0} leftOut={leftOut} />
              {hasSome ? children : <p className="mt-4">{nothing}</p>}
            </>
          ) : (
            <NoOrder reading={reading} />
          )}
        </>
      )}
    </>
  );
}

/** Orders of the address that are not printed: said on the screen, before a person takes paper for all of them. */
function Missing({ count, leftOut }: { count: number; leftOut: readonly LeftOut[] }) {
  const held = leftOut.map(({ number, hold }) =>
    hold ? texts.held(number, holdReasons[hold.reason]) : texts.without(number),
  );
  const lines = [...(count > 0 ? [texts.missing(count)] : []), ...held];
  if (lines.length === 0) return null;
  return (
    <div role="status" className="mt-4 text-muted print:hidden">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
