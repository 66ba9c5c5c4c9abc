/** The pick list of chosen orders, made for paper: the goods to take from their shelves, with the units of each order. */
import { ordersIn } from "../../chosen/chosen.ts";
import { PrintPage } from "../../print/print-page.tsx";
import { readPrinted } from "../../print/printed.ts";
import { Away } from "../../shop/elements/away.tsx";
import { GoodsPicture } from "../../shop/elements/goods-picture.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { showTime } from "../../shop/times.ts";
import type { PageProps } from "../page.ts";
import { PickGoodsDocument, PickListDocument } from "./documents.ts";
import { isToPrepare, type Pick, picksOf, type Variant, variantsIn } from "./pick-list.ts";
import { texts } from "./texts.ts";

export function PickListPage({ place }: PageProps) {
  const printed = readPrinted(place.search);
  const asked = { main: "nodes", isAsked: printed.fault === undefined, isNew: true };
  const reading = useReading(PickListDocument, { ids: printed.orders }, asked);
  const goods = useReading(PickGoodsDocument, { ids: printed.orders }, asked);
  const orders = ordersIn(reading.data);
  const picks = picksOf(orders ?? []);
  const variants = variantsIn(goods.data);

  return (
    <PrintPage
      title={texts.title}
      isTitlePrinted
      printed={printed}
      reading={reading}
      orders={orders}
      leftOut={orders?.filter((order) => !isToPrepare(order)) ?? []}
      nothing={texts.nothing}
    >
      {picks.length > 0 ? (
        <>
          <p className="mt-4 text-muted print:text-text">
            {texts.of(orders?.filter(isToPrepare).length ?? 0, showTime(reading.readAt ?? 0))}
          </p>
          {goods.isAway ? <Away part="pickGoods" className="mt-2" /> : null}
          <ul className="mt-4 divide-y divide-line rounded-xl border border-line bg-surface print:rounded-none print:border-x-0">
            {picks.map((pick) => (
              <PickItem key={`${pick.sku} ${pick.title}`} pick={pick} variant={variantOf(pick, variants)} />
            ))}
          </ul>
        </>
      ) : undefined}
    </PrintPage>
  );
}

function variantOf({ parts: [part] }: Pick, variants: ReadonlyMap<string, Variant>): Variant | undefined {
  return part && variants.get(part.lineId);
}

/** `variant` is undefined while products are not read, and once it is gone. */
function PickItem({ pick: { sku, title, units, parts }, variant }: { pick: Pick; variant: Variant | undefined }) {
  const options = variant?.options.map(({ name, value }) => `${name}: ${value}`) ?? [];
  const details = [sku, ...(variant?.barcode ? [variant.barcode] : []), ...options];
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-3 break-inside-avoid print:px-0">
      <span className="w-14 text-lg font-bold tabular-nums">
        <span className="sr-only">{texts.units}</span> {units} ×
      </span>
      <span className="print:hidden">
        <GoodsPicture url={variant?.image?.url ?? variant?.product.media[0]?.url} />
      </span>
      <div className="min-w-0 flex-1 basis-40">
        <span className="block wrap-anywhere">{title}</span>
        <span className="block text-sm text-muted wrap-anywhere print:text-text">{details.join(" · ")}</span>
      </div>
      <ul className="w-44 tabular-nums">
        {parts.map(({ lineId, number, quantity }) => (
          <li key={lineId}>{texts.part(quantity, number)}</li>
        ))}
      </ul>
    </li>
  );
}
