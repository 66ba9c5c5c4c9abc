/** The start of islands in the browser. */
import { createElement, type ReactNode } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { keepFocus } from "../document/index.ts";
import type { IslandModules } from "./island.tsx";
import { reload } from "./reload.ts";

/**
 * Brings every island of the document to life; resolves when all are that do not wait for the focus. One whose script cannot be loaded has failed, and
 * the others go on.
 */
export function startIslands(modules: IslandModules): Promise<void> {
  return showIslands(modules, hydrateRoot);
}

/** Renders islands that have started anew, by edited modules: their state begins again. For development. */
export function replaceIslands(modules: IslandModules): Promise<void> {
  return showIslands(modules, (element, island) => createRoot(element).render(island));
}

type Show = (element: HTMLElement, island: ReactNode) => void;

async function showIslands(modules: IslandModules, show: Show): Promise<void> {
  const islands = [...document.querySelectorAll<HTMLElement>("[data-island]")];
  await Promise.all(
    islands.map((element) => {
      const start = () => showIsland(element, modules, show);
      const isAwaited = element.dataset.waits !== undefined && !element.contains(document.activeElement);
      return isAwaited ? element.addEventListener("focusin", () => void start(), { once: true }) : start();
    }),
  );
}

async function showIsland(element: HTMLElement, modules: IslandModules, show: Show): Promise<void> {
  const { island = "", props = "{}" } = element.dataset;
  const late = document.querySelector<HTMLElement>(`[data-late="${island}"]`);
  const load = modules[island];
  if (load === undefined) throw new Error(`there is no island ${island}`);
  const module = await load().catch(() => undefined);
  if (module === undefined) return fail(late);
  const [Component] = Object.values(module);
  if (Component === undefined) throw new Error(`the island ${island} has no component`);
  show(element, createElement(Component, JSON.parse(props)));
  keepFocus(element);
  element.dataset.started = "";
  if (late) late.hidden = true;
}

/** Shows the words for an island at once, by the styles. Their link loads the document again, and what was typed stays. */
function fail(late: HTMLElement | null): void {
  if (late === null) return;
  late.dataset.failed = "";
  late.querySelector("a")?.addEventListener("click", (event) => {
    event.preventDefault();
    reload();
  });
}
