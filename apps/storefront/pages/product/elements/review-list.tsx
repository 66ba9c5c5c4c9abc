/** Reviews of a product, and the sentence of its average rating. */
import { formatDate, formatNumber } from "@hansa/front/format";
import { type FragmentType, getFragmentData, graphql } from "../../../generated/index.ts";
import { Stars } from "../../../shop/elements/stars.tsx";
import type { Language } from "../../../shop/texts.ts";
import { productPageTexts } from "../texts.ts";

const ReviewItemFragment = graphql(`
  fragment ReviewItem on Review { id rating title body verifiedPurchase createdAt }
`);

type ReviewListProps = { reviews: readonly FragmentType<typeof ReviewItemFragment>[]; language: Language };

export function ReviewList({ reviews, language }: ReviewListProps) {
  const texts = productPageTexts[language];
  return (
    <ul className="mt-6 grid gap-6 md:grid-cols-2">
      {getFragmentData(ReviewItemFragment, reviews).map(({ id, rating, title, body, verifiedPurchase, createdAt }) => (
        <li key={id} className="rounded-2xl border border-line p-5 wrap-anywhere">
          <p className="text-sm text-muted">
            <Stars average={rating} /> {rating} / 5 · {formatDate(createdAt, language, "UTC")}
            {verifiedPurchase ? ` · ${texts.verified}` : null}
          </p>
          {title ? <h3 className="mt-2 font-sans text-base font-semibold">{title}</h3> : null}
          {body ? <p className="mt-1">{body}</p> : null}
        </li>
      ))}
    </ul>
  );
}

export function ratingText(average: number, count: number, language: Language): string {
  return productPageTexts[language].rating(formatNumber(average, language), count);
}
