/** The pictures of a product: one row that scrolls and snaps, and small ones that lead to each. It needs no script; with one the buy box shows them large. */
import { getFragmentData } from "../../../generated/index.ts";
import { Picture, PictureFragment, type ShownPicture } from "../../../shop/elements/picture.tsx";
import { galleryId, pictureId } from "./gallery-place.ts";

type GalleryProps = {
  pictures: readonly (ShownPicture & { id: string })[];
  /** The name of the region, and that of the links to a picture by its number. */
  texts: { pictures: string; picture(number: number, count: number): string };
  /** The language of the pictures' alternative texts. */
  lang: string | undefined;
};

/** The whole width of a phone, and half of the 72 rem of the page beside the text. */
const largeSizes = "(min-width: 72rem) 33rem, (min-width: 48rem) 46vw, 92vw";
const smallSizes = "(min-width: 48rem) 8rem, 22vw";

export function Gallery({ pictures, texts, lang }: GalleryProps) {
  const { length: count } = pictures;
  if (count === 0) return <div className="aspect-square rounded-2xl bg-surface" />;
  return (
    <section id={galleryId} aria-label={texts.pictures} className="md:sticky md:top-4 md:self-start">
      <ul className="flex snap-x snap-mandatory overflow-x-auto rounded-2xl bg-surface">
        {pictures.map((picture, index) => {
          const { url, alt } = getFragmentData(PictureFragment, picture);
          return (
            <li key={picture.id} id={pictureId(index + 1)} className="w-full shrink-0 scroll-mt-4 snap-start">
              {/* A link to the whole picture: the keyboard reaches the row by it, and the viewer opens at its press. */}
              <a
                href={url}
                className="block -outline-offset-4"
                aria-label={alt === "" ? texts.picture(index + 1, count) : undefined}
              >
                <Picture
                  picture={picture}
                  sizes={largeSizes}
                  isFirst={index === 0}
                  lang={lang}
                  className="aspect-square w-full object-cover"
                />
              </a>
            </li>
          );
        })}
      </ul>
      {count > 1 ? (
        <ul className="mt-3 grid grid-cols-4 gap-3">
          {pictures.map((picture, index) => (
            <li key={picture.id}>
              <a href={`#${pictureId(index + 1)}`} aria-label={texts.picture(index + 1, count)}>
                <Picture
                  picture={picture}
                  alt=""
                  sizes={smallSizes}
                  className="aspect-square w-full rounded-lg bg-surface object-cover"
                />
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
