/** The links of a list to its first and to its next page. */
import { buttonClass } from "@hansa/front/elements";
import { linkTo, type Place } from "../links.ts";
import { withPlace } from "../lists/listing.ts";
import { listTexts } from "../lists/texts.ts";

type PageLinksProps = {
  /** The address of the list, without its parameters. */
  path: string;
  place: Place;
  search: URLSearchParams;
  /** The place behind which the next page begins; null if there is none. */
  next: string | null;
};

export function PageLinks({ path, place, search, next }: PageLinksProps) {
  const texts = listTexts[place.language];
  const linkWith = (parameters: URLSearchParams) => linkTo(place, parameters.size > 0 ? `${path}?${parameters}` : path);
  if (!search.has("after") && next === null) return null;
  return (
    <nav aria-label={texts.pages} className="mt-10 flex flex-wrap justify-between gap-4">
      {search.has("after") ? (
        <a href={linkWith(withPlace(search, null))} className={buttonClass("secondary")} rel="first">
          {texts.first}
        </a>
      ) : (
        <span />
      )}
      {next === null ? null : (
        <a href={linkWith(withPlace(search, next))} className={buttonClass("secondary")} rel="next">
          {texts.more}
        </a>
      )}
    </nav>
  );
}
