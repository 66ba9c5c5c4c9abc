/** Starts the islands of the document. In development an edit of their modules starts them again, without a reload. */
import "./styles.css";
import { reloadOnce, replaceIslands, startIslands } from "@hansa/front/islands";
import type { ComponentType } from "react";

type Module = Record<string, ComponentType>;

const ofPages = import.meta.glob<Module>([
  "../pages/*/islands/*.tsx",
  "../layout/*/islands/*.tsx",
  "../shop/*/islands/*.tsx",
]);
// They stand on every page.
const ofLayout = import.meta.glob<Module>("../layout/islands/*.tsx", { eager: true });

const nameOf = (file: string) => file.replace(/^.*\/|\.tsx$/g, "");
const islands = Object.fromEntries([
  ...Object.entries(ofPages).map(([file, load]) => [nameOf(file), load]),
  ...Object.entries(ofLayout).map(([file, module]) => [nameOf(file), async () => module]),
]);

addEventListener("vite:preloadError", (event) => {
  if (reloadOnce(Date.now())) event.preventDefault();
});

// Not awaited: an island may stand in a file that imports this one.
if (import.meta.hot) {
  // Vite finds this call by its text.
  import.meta.hot.accept();
  const { data } = import.meta.hot;
  void (data.isStarted ? replaceIslands : startIslands)(islands).then(() => {
    data.isStarted = true;
  });
} else void startIslands(islands);
