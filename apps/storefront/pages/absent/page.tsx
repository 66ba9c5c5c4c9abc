/** The page in place of one that is missing, or whose main part cannot be known at the moment. */
import { buttonClass } from "@hansa/front/elements";
import { linkTo, type Place } from "../../shop/links.ts";
import { shopTexts } from "../../shop/shop-texts.ts";
import { textsOf } from "../../shop/texts.ts";
import type { FoundPage } from "../page.ts";

const absentTexts = textsOf("absent");

/** A missing page leads to the shop, one that is unavailable to itself. */
export function absentPage(place: Place, kind: "missing" | "unavailable"): FoundPage {
  const texts = absentTexts[place.language];
  const { browse, retry } = shopTexts[place.language];
  const isMissing = kind === "missing";
  return {
    kind: "found",
    title: texts[kind],
    isHidden: true,
    main: (
      <div className="py-16">
        <h1 className="text-4xl">{texts[kind]}</h1>
        <p className="my-6 text-muted">{texts[`${kind}Hint`]}</p>
        <a href={linkTo(place, isMissing ? "/" : place.path)} className={buttonClass()}>
          {isMissing ? browse : retry}
        </a>
      </div>
    ),
  };
}
