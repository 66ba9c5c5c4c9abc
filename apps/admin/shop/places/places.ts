/**
 * Places: the addresses of the office, by the History API. Links are `<a href>` and filters GET forms: without modifiers their press stays in the
 * document. Each entry of the history knows where it was scrolled and what had the focus.
 */
import { addressOf, base } from "./address.ts";
import { keepLeft, type Left, readLeft, saveLeft } from "./left.ts";
import { postponePictures } from "./pictures.ts";

/** `path` begins with a slash, without the base. */
export type Place = { path: string; search: string };

let current = readPlace();
/** The key of the entry of the history that is shown. */
let key = readKey();
/** How the place is to be entered once it is shown; undefined: it was entered, or is the first one and was not left before. */
let entry: { left: Left | undefined } | undefined;
const listeners = new Set<() => void>();

/** The place now. It is the same object until another one is entered. */
export function currentPlace(): Place {
  return current;
}

export function followPlace(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Goes to an address of the office; `isInstead`: in place of the one that is shown. */
export function go(address: string, { isInstead = false, from = document.activeElement ?? undefined } = {}): void {
  keepLeft(key, from);
  key = crypto.randomUUID();
  const state = { key };
  if (isInstead) history.replaceState(state, "", address);
  else history.pushState(state, "", address);
  enter(undefined);
}

/** Makes presses of links and forms of the document places. Call it once. */
export function startPlaces(): void {
  history.scrollRestoration = "manual";
  history.replaceState({ key }, "");
  const left = readLeft(key);
  if (left) entry = { left };
  addEventListener("click", followLink);
  addEventListener("submit", followForm);
  addEventListener("popstate", () => {
    if (isCurrent()) return;
    // The page before still stands, and is scrolled as it was.
    keepLeft(key, document.activeElement ?? undefined);
    key = readKey();
    enter(readLeft(key));
  });
  addEventListener("pagehide", () => {
    keepLeft(key, document.activeElement ?? undefined);
    saveLeft();
  });
}

/**
 * Enters the place that is shown, once: one before it, which stays until that is loaded, is none to enter. A new one begins at its top, with the focus on its title; one that was left is as it was, as soon as it is
 * whole.
 */
export function enterPlace(shown: Place, title: HTMLElement, isWhole: boolean): void {
  if (entry === undefined || shown !== current) return;
  const { left } = entry;
  if (left === undefined) {
    entry = undefined;
    scrollTo(0, 0);
    title.focus({ preventScroll: true });
  } else if (isWhole) {
    entry = undefined;
    scrollTo(0, left.scroll);
    const focused = left.focus === undefined ? null : document.querySelector<HTMLElement>(left.focus);
    (focused ?? title).focus({ preventScroll: true });
  }
}

function enter(left: Left | undefined): void {
  current = readPlace();
  entry = { left };
  postponePictures();
  for (const listener of listeners) listener();
}

function followLink(event: MouseEvent): void {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || !isPlain || event.defaultPrevented || link.target !== "" || link.download !== "") return;
  const { origin, pathname, search, hash } = new URL(link.href);
  if (origin !== location.origin || !isOfOffice(pathname)) return;
  event.preventDefault();
  if (hash !== "") document.querySelector<HTMLElement>(hash)?.focus();
  else go(pathname + search, { from: link });
}

/** Fields without a value stand in no address. */
function followForm(event: SubmitEvent): void {
  const { target: form } = event;
  if (!(form instanceof HTMLFormElement) || form.method !== "get" || event.defaultPrevented) return;
  const { pathname } = new URL(form.action);
  if (!isOfOffice(pathname)) return;
  event.preventDefault();
  const fields = [...new FormData(form)].flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value.trim()]] : [],
  );
  go(addressOf(pathname.slice(base.length), Object.fromEntries(fields)));
}

function isOfOffice(pathname: string): boolean {
  return pathname === base || pathname.startsWith(`${base}/`);
}

function isCurrent(): boolean {
  const { path, search } = readPlace();
  return path === current.path && search === current.search;
}

function readPlace(): Place {
  const { pathname, search } = location;
  return { path: pathname.slice(base.length).replace(/\/+$/, "") || "/", search };
}

function readKey(): string {
  const { state } = history;
  const found: unknown = typeof state === "object" && state !== null && "key" in state ? state.key : undefined;
  return typeof found === "string" ? found : crypto.randomUUID();
}
