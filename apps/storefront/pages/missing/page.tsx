/** The page of an address that leads nowhere. */
import { buttonClass } from "@hansa/front/elements";
import { linkTo, type Place } from "../../shop/links.ts";
import { shopTexts } from "../../shop/shop-texts.ts";
import { defineTexts } from "../../shop/texts.ts";
import type { FoundPage } from "../page.ts";

const missingTexts = defineTexts({
  en: { title: "There is nothing here", hint: "The address may be mistyped, or what it led to is no longer sold." },
  de: {
    title: "Hier ist nichts",
    hint: "Vielleicht ist die Adresse vertippt, oder das Gesuchte wird nicht mehr verkauft.",
  },
});

export function missingPage(place: Place): FoundPage {
  const texts = missingTexts[place.language];
  return {
    kind: "found",
    title: texts.title,
    isHidden: true,
    main: (
      <div className="py-16">
        <h1 className="text-4xl">{texts.title}</h1>
        <p className="my-6 text-muted">{texts.hint}</p>
        <a href={linkTo(place, "/")} className={buttonClass()}>
          {shopTexts[place.language].browse}
        </a>
      </div>
    ),
  };
}
