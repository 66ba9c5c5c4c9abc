/** The focus between two states: it goes to what a press has led to, and to what took the place of the control that had it. */

/** Brings an outcome to the person: if it is out of the window, or the control that was pressed is gone, window and focus go to it. True: they did. */
export function bringToPerson(outcome: HTMLElement): boolean {
  const { top, bottom } = outcome.getBoundingClientRect();
  const isSeen = top >= 0 && bottom <= innerHeight;
  if (isSeen && !isLost()) return false;
  outcome.focus({ preventScroll: true });
  if (!isSeen) outcome.scrollIntoView({ block: "center" });
  return true;
}

const fields = "input:not([type=hidden]), select, textarea";
const controls = `${fields}, button, summary, a[href], [tabindex="0"]`;

/** Watches a part of the document: when its control with the focus goes, what came in its place takes the focus, or else what stands next. */
export function keepFocus(part: HTMLElement): void {
  let last: Element | undefined;
  part.addEventListener("focusin", ({ target }) => {
    last = target instanceof Element ? target : undefined;
  });
  const observer = new MutationObserver((changes) => {
    if (last === undefined || last.isConnected || !isLost()) return;
    last = undefined;
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    const beside = changes.flatMap(({ nextSibling, previousSibling }) => [nextSibling, previousSibling]);
    // A form is continued in its first field, also below a link.
    const found = [
      ...added.map((place) => controlIn(place, fields)),
      ...[...added, ...beside, part].map((place) => controlIn(place, controls)),
    ];
    found.find((control) => control !== undefined)?.focus();
  });
  observer.observe(part, { childList: true, subtree: true });
}

/** Whether nothing has the focus. */
function isLost(): boolean {
  const { activeElement, body } = document;
  return activeElement === null || activeElement === body;
}

/** The first of these controls in a place that can take the focus. */
function controlIn(place: Node | null, wanted: string): HTMLElement | undefined {
  if (!(place instanceof HTMLElement) || !place.isConnected) return undefined;
  const found = [place, ...place.querySelectorAll<HTMLElement>(wanted)];
  return found.find((each) => each.matches(wanted) && !each.matches(":disabled") && each.offsetParent !== null);
}
