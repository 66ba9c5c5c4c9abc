/** The goods of an order: each line with the fate of its units, its picture, and what is free in stock. */
import { formatAmount } from "@hansa/front/format";
import { Away } from "../../../shop/elements/away.tsx";
import { GoodsPicture } from "../../../shop/elements/goods-picture.tsx";
import { Panel } from "../../../shop/elements/panel.tsx";
import { language } from "../../../shop/language.ts";
import type { Goods, Order } from "../order.ts";
import { texts } from "../texts.ts";

type GoodsPanelProps = { order: Order; goods: Goods; isAway: boolean };

export function GoodsPanel({ order, goods, isAway }: GoodsPanelProps) {
  return (
    <Panel title={texts.goods} aside={texts.units(order.totalQuantity)}>
      <ul className="divide-y divide-line">
        {order.lines.map((line) => (
          <Line key={line.id} line={line} variant={goods?.lines.find(({ id }) => id === line.id)?.variant} />
        ))}
      </ul>
      {isAway ? <Away part="goods" className="border-t border-line px-4 py-2" /> : null}
    </Panel>
  );
}

type Line = Order["lines"][number];
type Variant = NonNullable<Goods>["lines"][number]["variant"] | undefined;

function Line({ line, variant }: { line: Line; variant: Variant }) {
  const { sku, title, quantity, unitPrice, lineTotal } = line;
  const available = variant?.available;
  const fates = fatesOf(line);
  return (
    <li className="flex gap-3 px-4 py-3">
      <GoodsPicture url={variant?.image?.url ?? variant?.product.media[0]?.url} />
      <div className="min-w-0 flex-1">
        <span className="block wrap-anywhere">{title}</span>
        <span className="block text-xs text-muted wrap-anywhere">
          {sku}
          {typeof available === "number" ? ` · ${texts.free(available)}` : null}
        </span>
        {fates.length > 0 ? <span className="block text-sm">{fates.join(" · ")}</span> : null}
      </div>
      <div className="text-end whitespace-nowrap tabular-nums">
        <span className="block">{formatAmount(lineTotal, language)}</span>
        <span className="block text-xs text-muted">
          {quantity} × {formatAmount(unitPrice, language)}
        </span>
      </div>
    </li>
  );
}

/** The fate of units; those that only wait are not named. */
function fatesOf(line: Line): string[] {
  const counted = ["cancelled", "shipped", "delivered", "returned", "resendable", "refunded"] as const;
  const fates = counted.flatMap((fate) => (line[fate] > 0 ? [texts[fate](line[fate])] : []));
  return line.reduction.minor === 0 ? fates : [...fates, texts.reduced(formatAmount(line.reduction, language))];
}
