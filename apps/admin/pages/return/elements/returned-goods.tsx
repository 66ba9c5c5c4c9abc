/** The goods of a return: each line with the fate of its units, its picture, and what is free in stock. */
import { Away } from "../../../shop/elements/away.tsx";
import { GoodsPicture } from "../../../shop/elements/goods-picture.tsx";
import { Panel } from "../../../shop/elements/panel.tsx";
import type { Goods, Return } from "../return.ts";
import { texts } from "../texts.ts";

type ReturnedGoodsProps = { of: Return; goods: Goods; isAway: boolean };

export function ReturnedGoods({ of: { parts }, goods, isAway }: ReturnedGoodsProps) {
  return (
    <Panel title={texts.goods}>
      <ul className="divide-y divide-line">
        {parts.map((part) => {
          const { line } = part;
          const variant = goods?.parts.find((one) => one.line.id === line.id)?.line.variant;
          const available = variant?.available;
          return (
            <li key={line.id} className="flex gap-3 px-4 py-3">
              <GoodsPicture url={variant?.image?.url ?? variant?.product.media[0]?.url} />
              <div className="min-w-0 flex-1">
                <span className="block wrap-anywhere">{line.title}</span>
                <span className="block text-xs text-muted wrap-anywhere">
                  {line.sku}
                  {typeof available === "number" ? ` · ${texts.free(available)}` : null}
                </span>
                <span className="block text-sm">{fatesOf(part).join(" · ")}</span>
              </div>
            </li>
          );
        })}
      </ul>
      {isAway ? <Away part="goods" className="border-t border-line px-4 py-2" /> : null}
    </Panel>
  );
}

const counted = ["awaited", "received", "refundable", "replaced"] as const;

/** The fate of units; none of which there is no unit. */
function fatesOf(part: Return["parts"][number]): string[] {
  return [
    texts.announced(part.quantity),
    ...counted.flatMap((fate) => (part[fate] > 0 ? [texts[fate](part[fate])] : [])),
    ...(part.released > 0 ? [texts.released(part.released)] : []),
  ];
}
