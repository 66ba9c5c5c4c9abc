/** Places as they were left: where they were scrolled, and what had the focus. The tab keeps it through a reload and a way back from elsewhere. */

/** `focus` is a selector of the element that had it. */
export type Left = { scroll: number; focus: string | undefined };

const storageKey = "hansa.office.left.1";
/** Those that were left last are kept. */
const most = 50;

const left = new Map<string, Left>(readSaved());

export function readLeft(key: string): Left | undefined {
  return left.get(key);
}

/** Keeps how the place with this key is now. `focused` has the focus, or was pressed: not every browser gives it to links. */
export function keepLeft(key: string, focused: Element | undefined): void {
  left.delete(key);
  left.set(key, { scroll: Math.round(scrollY), focus: focused && selectorOf(focused) });
  for (const oldest of left.keys()) {
    if (left.size <= most) break;
    left.delete(oldest);
  }
}

export function saveLeft(): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify([...left]));
  } catch {
    // A browser that keeps nothing begins each page at its top.
  }
}

/** By which the element is found again in the same place. */
function selectorOf(element: Element): string | undefined {
  if (element.id !== "") return `#${CSS.escape(element.id)}`;
  const address = element instanceof HTMLAnchorElement ? element.getAttribute("href") : null;
  if (address !== null) return `a[href="${CSS.escape(address)}"]`;
  const name = element.getAttribute("name");
  return name === null ? undefined : `[name="${CSS.escape(name)}"]`;
}

function readSaved(): [string, Left][] {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? "[]");
    return Array.isArray(saved) ? saved.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is [string, Left] {
  return Array.isArray(value) && typeof value[0] === "string" && typeof value[1]?.scroll === "number";
}
