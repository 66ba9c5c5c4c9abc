/** The goods of an order: each with its picture and a link to it, as far as the shop still has it. */
import { formatAmount } from "@hansa/front/format";
import type { StorefrontOrderQuery } from "../../../generated/graphql.ts";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { GoodsPicture } from "../../../shop/elements/goods-picture.tsx";
import type { Language } from "../../../shop/texts.ts";
import { orderTexts } from "../texts.ts";
import { Part } from "./part.tsx";

type Order = NonNullable<StorefrontOrderQuery["order"]>;
type Line = Order["lines"][number];

/** `productLink` has the places of a slug and an SKU in it. */
type GoodsProps = { order: Order; language: Language; productLink: string };

export function Goods({ order, language, productLink }: GoodsProps) {
  return (
    <Part title={orderTexts[language].goods}>
      <ul className="divide-y divide-line">
        {order.lines.map((line) => (
          <li key={line.id} className="flex items-center justify-between gap-4 py-3">
            <GoodsPicture url={(line.variant?.image ?? line.variant?.product.media[0])?.url} />
            <span className="min-w-0 grow wrap-anywhere">
              {line.quantity} × <Title line={line} productLink={productLink} />
              <span className="block text-sm text-muted">{changesOf(line, language)}</span>
            </span>
            <span>{formatAmount(line.lineTotal, language)}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Title({ line: { title, variant }, productLink }: { line: Line; productLink: string }) {
  if (!variant) return <span lang={catalogueLang()}>{title}</span>;
  const href = productLink.replace("SLUG", variant.product.slug).replace("SKU", encodeURIComponent(variant.sku));
  return (
    <a href={href} lang={catalogueLang()} className="underline-offset-4 hover:underline">
      {title}
    </a>
  );
}

function changesOf({ cancelled, refunded, reduction }: Line, language: Language): string {
  const texts = orderTexts[language];
  return [
    cancelled > 0 && texts.cancelled(cancelled),
    refunded > 0 && texts.refunded(refunded),
    reduction.minor > 0 && texts.reduced(formatAmount(reduction, language)),
  ]
    .filter(Boolean)
    .join(", ");
}
