/** The frame of a page on which an order is changed: the way back to it, the title, and the order's states before it is there. */
import type { ReactNode } from "react";
import { Away } from "../elements/away.tsx";
import { NoOrder } from "../elements/no-order.tsx";
import { PageTitle } from "../elements/page-title.tsx";
import type { Reading } from "../graph/use-reading.ts";
import { language } from "../language.ts";
import { orderAddress } from "../places/address.ts";
import { textsOf } from "../texts.ts";

const texts = textsOf("changePage")[language];

type OrderReading = Reading<{ order: { number: string } | null }>;

type ChangePageProps = { number: string; title(number: string): string; reading: OrderReading; children: ReactNode };

export function ChangePage({ number, title, reading, children }: ChangePageProps) {
  const order = reading.data?.order;
  return (
    <div className="mx-auto max-w-2xl">
      <a href={orderAddress(number)} className="text-muted hover:text-text">
        ‹ {texts.back(number)}
      </a>
      <div className="mt-1">
        <PageTitle title={title(number)} isWhole={reading.data !== undefined} />
      </div>
      {reading.isAway ? <Away part={order ? "ordersKept" : "orders"} className="mt-4" /> : null}
      {order ? (
        <div className="mt-4 rounded-xl border border-line bg-surface p-4 sm:p-6">{children}</div>
      ) : (
        <NoOrder reading={reading} />
      )}
    </div>
  );
}
