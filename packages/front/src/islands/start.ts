/** The start of islands in the browser. */
import { createElement } from "react";
import { hydrateRoot } from "react-dom/client";
import type { IslandModules } from "./island.tsx";

/** Brings every island of the document to life; resolves when all are. */
export async function startIslands(modules: IslandModules): Promise<void> {
  const islands = [...document.querySelectorAll<HTMLElement>("[data-island]")];
  await Promise.all(
    islands.map(async (element) => {
      const { island = "", props = "{}" } = element.dataset;
      const load = modules[island];
      if (load === undefined) throw new Error(`there is no island ${island}`);
      const [Component] = Object.values(await load());
      if (Component === undefined) throw new Error(`the island ${island} has no component`);
      hydrateRoot(element, createElement(Component, JSON.parse(props)));
      element.dataset.started = "";
    }),
  );
}
