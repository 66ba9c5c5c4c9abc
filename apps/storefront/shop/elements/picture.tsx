/** A picture of the shop in the sizes that browsers choose from, with a place of its own before it arrives. */
import { type FragmentType, getFragmentData, graphql } from "../../generated/index.ts";

export const PictureFragment = graphql(`
  fragment Picture on Media {
    url
    alt
    width
    height
    url320: url(width: 320)
    url640: url(width: 640)
    url960: url(width: 960)
    url1280: url(width: 1280)
    url1920: url(width: 1920)
  }
`);

export type ShownPicture = FragmentType<typeof PictureFragment>;

type PictureProps = {
  picture: ShownPicture;
  /** The width at which the page shows it, as the attribute `sizes` has it. */
  sizes: string;
  /** The alternative text, where it is not the picture's own; empty for decoration. */
  alt?: string;
  /** The first picture of a page is fetched before others; the others when they come near. */
  isFirst?: boolean;
  /** The language of its own alternative text. */
  lang?: string | undefined;
  className: string;
};

export function Picture({ picture, sizes, alt, isFirst = false, lang, className }: PictureProps) {
  const shown = getFragmentData(PictureFragment, picture);
  const candidates = candidatesOf(shown);
  return (
    <img
      src={shown.url960}
      srcSet={candidates}
      sizes={candidates ? sizes : undefined}
      alt={alt ?? shown.alt}
      lang={alt === undefined && shown.alt !== "" ? lang : undefined}
      width={shown.width ?? 960}
      height={shown.height ?? 960}
      loading={isFirst ? "eager" : "lazy"}
      fetchPriority={isFirst ? "high" : undefined}
      className={className}
    />
  );
}

/** The picture that other sites show beside a link to the page. */
export function sharedPicture(picture: ShownPicture | null | undefined): { url: string; alt: string } | undefined {
  if (!picture) return undefined;
  const { url1280, alt } = getFragmentData(PictureFragment, picture);
  return { url: url1280, alt };
}

const widths = [320, 640, 960, 1280, 1920] as const;

type Sizes = { url: string; width?: number | null } & Readonly<Record<`url${(typeof widths)[number]}`, string>>;

/** The value of `srcset`; undefined for a picture that has one address for all widths. */
export function candidatesOf(picture: Sizes): string | undefined {
  const { url, width } = picture;
  const byAddress = new Map<string, number>();
  for (const size of widths) {
    const address = picture[`url${size}`];
    if (address !== url && !byAddress.has(address)) byAddress.set(address, Math.min(size, width ?? size));
  }
  if (byAddress.size === 0) return undefined;
  return [...byAddress].map(([address, size]) => `${address} ${size}w`).join(", ");
}
