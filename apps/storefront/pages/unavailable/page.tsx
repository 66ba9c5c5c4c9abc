/** The page in place of one whose main part cannot be known at the moment. */
import { buttonClass } from "@hansa/front/elements";
import { linkTo, type Place } from "../../shop/links.ts";
import { shopTexts } from "../../shop/shop-texts.ts";
import { defineTexts } from "../../shop/texts.ts";
import type { FoundPage } from "../page.ts";

const unavailableTexts = defineTexts({
  en: { title: "This page cannot be shown at the moment", hint: "We are working on it. Your cart is kept." },
  de: {
    title: "Diese Seite kann gerade nicht gezeigt werden",
    hint: "Wir arbeiten daran. Der Warenkorb bleibt erhalten.",
  },
});

export function unavailablePage(place: Place): FoundPage {
  const texts = unavailableTexts[place.language];
  return {
    kind: "found",
    title: texts.title,
    isHidden: true,
    main: (
      <div className="py-16">
        <h1 className="text-4xl">{texts.title}</h1>
        <p className="my-6 text-muted">{texts.hint}</p>
        <a href={linkTo(place, place.path)} className={buttonClass()}>
          {shopTexts[place.language].retry}
        </a>
      </div>
    ),
  };
}
