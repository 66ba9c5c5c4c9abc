/** The reviews of a page of the list, each with a box that selects it. */
import type { OfficeReviewAuthorsQuery } from "../../../generated/graphql.ts";
import { Cell, Row, Rows } from "../../../lists/rows.tsx";
import { type Selection, SelectRow } from "../../../lists/selection.tsx";
import { GoodsPicture } from "../../../shop/elements/goods-picture.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { showShortTime } from "../../../shop/times.ts";
import { keyOf, nameOf, type Review } from "../moderation.ts";
import { reviewStatuses, texts } from "../texts.ts";

/** `nodes` is undefined until accounts have answered. */
type Authors = { nodes: OfficeReviewAuthorsQuery["reviews"]["nodes"] | undefined; isAway: boolean };

type ReviewRowsProps = {
  reviews: readonly Review[];
  authors: Authors;
  selection: Selection;
  /** The address of the list with reviews of a product alone. */
  addressOfProduct(id: string): string;
};

const columns = [
  { text: texts.choose },
  { text: texts.review },
  { text: texts.product },
  { text: texts.author },
  { text: texts.status },
  { text: texts.written, isEnd: true },
];

export function ReviewRows({ reviews, ...rest }: ReviewRowsProps) {
  return (
    <Rows columns={columns}>
      {reviews.map((review) => (
        <ReviewRow key={review.id} review={review} {...rest} />
      ))}
    </Rows>
  );
}

type ReviewRowProps = Omit<ReviewRowsProps, "reviews"> & { review: Review };

function ReviewRow({ review, selection, authors, addressOfProduct }: ReviewRowProps) {
  const { id, status, createdAt, product } = review;
  return (
    <Row>
      <Cell>
        <SelectRow id={keyOf(review)} label={texts.select(nameOf(review))} selection={selection} />
      </Cell>
      <Cell className="max-lg:order-3 max-lg:col-span-2">
        <ReviewText review={review} />
      </Cell>
      <Cell className="max-lg:order-4 max-lg:col-span-2">
        <div className="flex items-center gap-3">
          <GoodsPicture url={product.media[0]?.url} />
          <a href={addressOfProduct(product.id)} className="underline-offset-4 wrap-anywhere hover:underline">
            {product.title}
          </a>
        </div>
      </Cell>
      <Cell className="wrap-anywhere max-lg:order-5">{authorOf(id, authors)}</Cell>
      <Cell className="whitespace-nowrap max-lg:order-2 max-lg:self-center max-lg:text-end">
        <State text={reviewStatuses[status]} needsPerson={status === "PENDING"} />
      </Cell>
      <Cell className="text-sm whitespace-nowrap text-muted max-lg:order-6 lg:text-end">
        <time dateTime={createdAt}>{showShortTime(createdAt)}</time>
      </Cell>
    </Row>
  );
}

function ReviewText({ review: { rating, title, body, verifiedPurchase } }: { review: Review }) {
  return (
    <div className="min-w-0 max-w-prose">
      <p>
        <span aria-hidden="true" className="whitespace-nowrap">
          {"★".repeat(rating)}
          {"☆".repeat(5 - rating)}
        </span>
        <span className="sr-only">{texts.stars(rating)}</span>{" "}
        {verifiedPurchase ? <span className="text-xs text-muted">{texts.bought}</span> : null}
      </p>
      {title ? <p className="font-medium wrap-anywhere">{title}</p> : null}
      <p className="whitespace-pre-line wrap-anywhere">{body ?? texts.erased}</p>
    </div>
  );
}

/** Null is an erased account only where accounts have answered. */
function authorOf(id: string, { nodes, isAway }: Authors): string | undefined {
  const found = nodes?.find((one) => one.id === id);
  return found?.author?.displayName ?? (found && !isAway ? texts.erased : undefined);
}
