/** The start of islands in the browser. */
import { createElement, type ReactNode } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { keepFocus } from "../document/index.ts";
import type { IslandModules } from "./island.tsx";

/** Brings every island of the document to life; resolves when all are. */
export function startIslands(modules: IslandModules): Promise<void> {
  return showIslands(modules, hydrateRoot);
}

/** Renders islands that have started anew, by edited modules: their state begins again. For development. */
export function replaceIslands(modules: IslandModules): Promise<void> {
  return showIslands(modules, (element, island) => createRoot(element).render(island));
}

async function showIslands(
  modules: IslandModules,
  show: (element: HTMLElement, island: ReactNode) => void,
): Promise<void> {
  const islands = [...document.querySelectorAll<HTMLElement>("[data-island]")];
  await Promise.all(
    islands.map(async (element) => {
      const { island = "", props = "{}" } = element.dataset;
      const load = modules[island];
      if (load === undefined) throw new Error(`there is no island ${island}`);
      const [Component] = Object.values(await load());
      if (Component === undefined) throw new Error(`the island ${island} has no component`);
      show(element, createElement(Component, JSON.parse(props)));
      keepFocus(element);
      element.dataset.started = "";
    }),
  );
}
