/** The page that is shown: that of the place, once its module is loaded. Until then the one before stays. */
import { type ComponentType, useEffect, useState } from "react";
import type { PageProps, PageRoute } from "../pages/page.ts";
import { findRoute } from "../pages/routes.ts";
import type { Place } from "../shop/places/places.ts";
import { usePlace } from "../shop/places/use-place.ts";

type Loaded = ComponentType<PageProps> | "failed";
/** `found` is undefined for an address that leads nowhere, `Page` while the first page is loaded. */
export type ShownPage = { place: Place; found: ReturnType<typeof findRoute>; Page: Loaded | undefined };

const loaded = new Map<PageRoute, Loaded>();

export function useShownPage(): ShownPage {
  const place = usePlace();
  const found = findRoute(place.path);
  const ready: ShownPage = { place, found, Page: found && loaded.get(found.route) };
  const isReady = !found || ready.Page !== undefined;
  const [before, setBefore] = useState(ready);

  useEffect(() => {
    if (isReady) {
      setBefore(ready);
      return undefined;
    }
    let isWanted = true;
    void load(found.route).then(() => {
      if (isWanted) setBefore({ place, found, Page: loaded.get(found.route) });
    });
    return () => {
      isWanted = false;
    };
  }, [place]);

  return isReady ? ready : before;
}

/** One that has failed is loaded again when its place is entered again. */
async function load(route: PageRoute): Promise<void> {
  try {
    loaded.set(route, await route.load());
  } catch {
    loaded.set(route, "failed");
  }
}
