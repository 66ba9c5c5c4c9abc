/** The place of the office, in components. */
import { createContext, useContext, useSyncExternalStore } from "react";
import { currentPlace, followPlace, type Place } from "./places.ts";

const Shown = createContext<Place>(currentPlace());

/** The place whose page is shown below: that of the one before stays until the next is loaded. */
export const ShownPlace = Shown.Provider;

export function useShownPlace(): Place {
  return useContext(Shown);
}

/** The place now; a component that calls it follows it. */
export function usePlace(): Place {
  return useSyncExternalStore(followPlace, currentPlace);
}
