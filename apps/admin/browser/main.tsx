/** Starts the office in its document. */
import "./styles.css";
import { keepFocus } from "@hansa/front/document";
import { reloadOnce } from "@hansa/front/islands";
import { createRoot } from "react-dom/client";
import { readings } from "../shop/graph/client.ts";
import { language } from "../shop/language.ts";
import { startPlaces } from "../shop/places/places.ts";
import { App } from "./app.tsx";

document.documentElement.lang = language;

// The files of a build that is gone: a new document names others.
addEventListener("vite:preloadError", (event) => {
  if (reloadOnce(Date.now())) event.preventDefault();
});

startPlaces();
readings.mount();
const place = document.querySelector("#office");
if (place instanceof HTMLElement) {
  createRoot(place).render(<App />);
  // A control that a change has removed leaves the focus to the one in its place.
  keepFocus(place);
}
