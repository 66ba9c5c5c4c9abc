/** The sections of the home page: hero, text with picture, row of products, and promises. */
import { buttonClass } from "@hansa/front/elements";
import type { HomeSectionsFragment } from "../../../generated/graphql.ts";
import type { FragmentType } from "../../../generated/index.ts";
import { Picture, type ShownPicture } from "../../../shop/elements/picture.tsx";
import { type ProductCardFragment, ProductGrid } from "../../../shop/elements/product-card.tsx";
import { linkTo, type Place } from "../../../shop/links.ts";

type Section = HomeSectionsFragment["sections"][number];
type Of<Name extends Section["__typename"]> = Extract<Section, { __typename: Name }>;

type Products = readonly FragmentType<typeof ProductCardFragment>[];

/** A section that has something to show, with the products of its row. */
export type ShownSection =
  | Exclude<Section, { __typename: "ProductsSection" }>
  | (Omit<Of<"ProductsSection">, "products"> & { products: Products });

type Shown = {
  place: Place;
  /** The language of the texts, where it is another one than that of the page. */
  lang: string | undefined;
  /** The page has no other title: that of a hero is its own. */
  isHead: boolean;
  /** It has the first picture of the page, which is fetched before others. */
  isFirst: boolean;
};

type HomeSectionProps = Shown & { section: ShownSection };

export function HomeSection({ section, ...shown }: HomeSectionProps) {
  switch (section.__typename) {
    case "HeroSection":
      return <Hero section={section} {...shown} />;
    case "TextSection":
      return <TextBesidePicture section={section} {...shown} />;
    case "ProductsSection": {
      const { title, collection, products } = section;
      const path = collection ? `/collections/${collection.slug}` : undefined;
      const { place, lang, isFirst } = shown;
      return <ProductRow title={title} path={path} products={products} place={place} lang={lang} isFirst={isFirst} />;
    }
    case "PromisesSection":
      return <Promises section={section} lang={shown.lang} />;
  }
}

const halfSizes = "(min-width: 72rem) 34rem, (min-width: 48rem) 46vw, 92vw";

function Hero({ section, place, lang, isHead, isFirst }: Shown & { section: Of<"HeroSection"> }) {
  const { title, text, picture, link } = section;
  const Heading = isHead ? "h1" : "h2";
  return (
    <section className={`mt-6 grid overflow-hidden rounded-2xl bg-surface ${picture ? "md:grid-cols-2" : ""}`}>
      {picture ? (
        <SectionPicture
          picture={picture}
          place={place}
          isFirst={isFirst}
          className="aspect-5/4 size-full object-cover md:order-last"
        />
      ) : null}
      <div className="flex flex-col items-start justify-center gap-5 p-6 sm:p-10 lg:p-14">
        <Heading lang={lang} className="text-4xl wrap-anywhere lg:text-5xl">
          {title}
        </Heading>
        {text ? (
          <p lang={lang} className="max-w-prose text-lg text-muted">
            {text}
          </p>
        ) : null}
        {link ? (
          <SectionLink link={link} place={place} lang={lang} className={buttonClass("primary", "text-center")} />
        ) : null}
      </div>
    </section>
  );
}

function TextBesidePicture({ section, place, lang, isFirst }: Shown & { section: Of<"TextSection"> }) {
  const { title, bodyHtml, picture, link } = section;
  return (
    <section className={`mt-14 grid items-center gap-6 md:gap-12 ${picture ? "md:grid-cols-2" : ""}`}>
      {picture ? (
        <SectionPicture
          picture={picture}
          place={place}
          isFirst={isFirst}
          className="aspect-5/4 w-full rounded-2xl bg-surface object-cover"
        />
      ) : null}
      <div className="flex max-w-prose flex-col items-start gap-4">
        <h2 lang={lang} className="text-2xl wrap-anywhere">
          {title}
        </h2>
        {/* The shop cleans the HTML of its pages when it stores them. */}
        <div lang={lang} className="description wrap-anywhere" dangerouslySetInnerHTML={{ __html: bodyHtml }} />
        {link ? <SectionLink link={link} place={place} lang={lang} className={buttonClass("secondary")} /> : null}
      </div>
    </section>
  );
}

function Promises({ section, lang }: Pick<Shown, "lang"> & { section: Of<"PromisesSection"> }) {
  return (
    <ul lang={lang} className="mt-14 grid grid-cols-[repeat(auto-fit,minmax(12rem,1fr))] gap-6">
      {section.promises.map(({ title, text }) => (
        <li key={title} className="border-t-2 border-accent pt-4">
          <p className="text-lg font-semibold wrap-anywhere">{title}</p>
          {text ? <p className="mt-1 text-muted">{text}</p> : null}
        </li>
      ))}
    </ul>
  );
}

type ProductRowProps = {
  title: string;
  /** The path to all of them, if there is one. */
  path?: string | undefined;
  products: Products;
  place: Place;
} & Partial<Pick<Shown, "lang" | "isFirst">>;

/** Products under a title; nothing without any. */
export function ProductRow({ title, path, products, place, lang, isFirst = false }: ProductRowProps) {
  if (products.length === 0) return null;
  return (
    <section className="pt-14">
      <h2 lang={lang} className="mb-6 text-2xl wrap-anywhere">
        {path === undefined ? (
          title
        ) : (
          <a href={linkTo(place, path)} className="underline-offset-4 hover:underline">
            {title}
          </a>
        )}
      </h2>
      <ProductGrid products={products} place={place} isFirst={isFirst} />
    </section>
  );
}

type SectionPictureProps = { picture: ShownPicture; place: Place; isFirst: boolean; className: string };

function SectionPicture({ picture, place, isFirst, className }: SectionPictureProps) {
  return (
    <Picture picture={picture} sizes={halfSizes} lang={place.catalogueLang} isFirst={isFirst} className={className} />
  );
}

type SectionLinkProps = {
  link: { label: string; url: string };
  className: string;
} & Pick<Shown, "place" | "lang">;

/** The shop has judged the address: it is a path of its own, or begins with https. */
function SectionLink({ link, place, lang, className }: SectionLinkProps) {
  const { label, url } = link;
  return (
    <a href={url.startsWith("/") ? linkTo(place, url) : url} lang={lang} className={className}>
      {label}
    </a>
  );
}
