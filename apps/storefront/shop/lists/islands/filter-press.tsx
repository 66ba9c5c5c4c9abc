/** The press that applies the filters of the form around it: it says how many products they leave, before they are applied. */
import { Button } from "@hansa/front/elements";
import { useEffect, useRef, useState } from "react";
import type { Language } from "../../texts.ts";
import { countProducts, type ListSource } from "../count.ts";
import { type Listing, readListing } from "../listing.ts";
import { listTexts } from "../texts.ts";

/** A pause without another change after which products are counted, in milliseconds. */
const pauseMs = 150;

type FilterPressProps = { language: Language; source: ListSource; currency: string | null };

export function FilterPress({ language, source, currency }: FilterPressProps) {
  const texts = listTexts[language];
  const place = useRef<HTMLSpanElement>(null);
  const [count, setCount] = useState<number>();

  useEffect(() => {
    const form = place.current?.closest("form");
    if (!form) return undefined;
    /** The filters of the list that is shown, and after a change those of the last count. */
    let known: string | undefined = filtersIn(new URLSearchParams(location.search));
    let timer: ReturnType<typeof setTimeout> | undefined;
    let controller = new AbortController();

    function follow(): void {
      if (!form) return;
      const search = searchOf(form);
      // The browser does not send a form with a fault.
      const chosen = form.matches(":invalid") ? undefined : filtersIn(search);
      if (chosen === known) return;
      known = chosen;
      clearTimeout(timer);
      controller.abort();
      // A number of other filters would be wrong.
      setCount(undefined);
      if (chosen === undefined) return;
      controller = new AbortController();
      const { signal } = controller;
      const show = (found: number | undefined) => (signal.aborted ? undefined : setCount(found));
      timer = setTimeout(() => {
        // Without a number the press applies the filters all the same.
        countProducts(source, readListing(search), currency, signal).then(show, () => undefined);
      }, pauseMs);
    }

    // Chosen before the start.
    follow();
    form.addEventListener("input", follow);
    return () => {
      clearTimeout(timer);
      controller.abort();
      form.removeEventListener("input", follow);
    };
  }, []);

  return (
    <span ref={place} className="flex grow">
      <Button type="submit" look="secondary" className="grow">
        {count === undefined ? texts.apply : texts.applyTo(count)}
      </Button>
      <span role="status" className="sr-only">
        {count === undefined ? "" : texts.count(count)}
      </span>
    </span>
  );
}

/** The parameters of the address to which the form would lead. */
function searchOf(form: HTMLFormElement): URLSearchParams {
  const fields = [...new FormData(form)];
  return new URLSearchParams(fields.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
}

/** The filters of a list as one text, whichever was chosen first. */
function filtersIn(search: URLSearchParams): string {
  const { facets, inStock, priceMin, priceMax }: Listing = readListing(search);
  const values = facets.flatMap((each) => each.values.map((value) => `${each.facet}=${value}`)).sort();
  return JSON.stringify([values, inStock, priceMin, priceMax]);
}
