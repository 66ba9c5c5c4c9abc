/** Packing slips of chosen orders or of one parcel, made for paper: a page each, without prices. */
import { formatCountry } from "@hansa/front/format";
import { useId } from "react";
import { ordersIn } from "../../chosen/chosen.ts";
import { PrintPage } from "../../print/print-page.tsx";
import { readPrinted } from "../../print/printed.ts";
import { useReading } from "../../shop/graph/use-reading.ts";
import { language } from "../../shop/language.ts";
import { showDay, showTime } from "../../shop/times.ts";
import type { PageProps } from "../page.ts";
import { SlipsDocument } from "./documents.ts";
import { type Slip, type SlipOrder, slipsOf } from "./slips.ts";
import { texts } from "./texts.ts";

export function SlipsPage({ place }: PageProps) {
  const printed = readPrinted(place.search);
  const asked = { main: "nodes", isAsked: printed.fault === undefined, isNew: true };
  const reading = useReading(SlipsDocument, { ids: printed.orders }, asked);
  const orders = ordersIn(reading.data);
  const slips = orders?.flatMap((order) => slipsOf(order, printed.parcel)) ?? [];

  return (
    <PrintPage
      title={texts.title}
      isTitlePrinted={false}
      printed={printed}
      reading={reading}
      orders={orders}
      leftOut={orders?.filter(({ id }) => !slips.some(({ order }) => order.id === id)) ?? []}
      nothing={texts.nothing}
    >
      {slips.length > 0 ? (
        <div className="mt-4 grid gap-4 print:mt-0 print:block">
          {slips.map((slip) => (
            <SlipSheet key={slip.key} slip={slip} shopName={reading.data?.shop?.name} readAt={reading.readAt ?? 0} />
          ))}
        </div>
      ) : undefined}
    </PrintPage>
  );
}

/** `shopName` is undefined where the shop did not say it. `readAt` tells a slip from one of before a change. */
type SlipSheetProps = { slip: Slip; shopName: string | undefined; readAt: number };

function SlipSheet({ slip: { order, parts, parcel }, shopName, readAt }: SlipSheetProps) {
  const id = useId();
  return (
    <article
      aria-labelledby={id}
      className="rounded-xl border border-line bg-surface p-6 not-last:break-after-page print:rounded-none print:border-0 print:p-0"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id={id} className="text-lg font-bold">
          {texts.slip(order.number)}
        </h2>
        <p className={`text-lg wrap-anywhere ${shopName === undefined ? "print:hidden" : ""}`}>
          {shopName ?? texts.noShop}
        </p>
      </div>
      <p className="flex flex-wrap justify-between gap-x-4 text-muted print:text-text">
        <span>{texts.placed(showDay(order.placedAt))}</span>
        <span>{texts.asOf(showTime(readAt))}</span>
      </p>
      <p className="mt-8 whitespace-pre-line wrap-anywhere">{addressOf(order)}</p>
      {parcel ? (
        <p className="mt-4 wrap-anywhere">{[parcel.carrier, parcel.trackingNumber].filter(Boolean).join(" ")}</p>
      ) : null}
      <table className="mt-8 w-full">
        <thead>
          <tr className="border-b border-line-strong text-start text-sm">
            <th scope="col" className="w-20 py-2 text-start font-normal">
              {texts.units}
            </th>
            <th scope="col" className="py-2 text-start font-normal">
              {texts.goods}
            </th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ line, quantity }) => (
            <tr key={line.id} className="break-inside-avoid border-b border-line align-baseline">
              <td className="py-2 font-bold tabular-nums">{quantity}</td>
              <td className="py-2 wrap-anywhere">
                <span className="block">{line.title}</span>
                <span className="block text-sm text-muted print:text-text">{line.sku}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}

/** The lines of the address of goods, as on a label. */
function addressOf({ shippingAddress }: SlipOrder): string {
  if (!shippingAddress) return texts.noAddress;
  const { name, company, line1, line2, postalCode, city, regionName, country } = shippingAddress;
  const town = [postalCode, city].filter(Boolean).join(" ");
  const lines = [company, name ?? texts.erased, line1, line2, town, regionName, formatCountry(country, language)];
  return lines.filter(Boolean).join("\n");
}
