/** Collections in a grid: each with its picture, or that of its first product. */
import { type FragmentType, getFragmentData, graphql } from "../../generated/index.ts";
import { linkTo, type Place } from "../links.ts";
import { Picture } from "./picture.tsx";
import { cardSizes } from "./product-card.tsx";

const CollectionCardFragment = graphql(`
  fragment CollectionCard on Collection {
    slug
    title
    image { ...Picture }
    products(first: 1) { nodes { media(first: 1) { ...Picture } } }
  }
`);

type CollectionGridProps = { collections: readonly FragmentType<typeof CollectionCardFragment>[]; place: Place };

export function CollectionGrid({ collections, place }: CollectionGridProps) {
  return (
    <ul className="grid grid-cols-2 gap-4 sm:gap-6 md:grid-cols-3">
      {getFragmentData(CollectionCardFragment, collections).map(({ slug, title, image, products }, index) => {
        const picture = image ?? products.nodes[0]?.media[0];
        return (
          <li key={slug} className="group relative overflow-hidden rounded-2xl bg-surface">
            {picture ? (
              <Picture
                picture={picture}
                alt=""
                sizes={cardSizes}
                isFirst={index === 0}
                className="aspect-4/3 w-full object-cover"
              />
            ) : null}
            <h2 className="p-4 font-sans text-base font-medium wrap-anywhere">
              <a
                href={linkTo(place, `/collections/${slug}`)}
                lang={place.catalogueLang}
                className="underline-offset-4 after:absolute after:inset-0 group-hover:underline"
              >
                {title}
              </a>
            </h2>
          </li>
        );
      })}
    </ul>
  );
}
