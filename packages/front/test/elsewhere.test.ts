/** Changes of a document outside of its islands: a return from the browser's cache, and another tab. */
import { expect, onTestFinished, test, vi } from "vitest";
import { followEntry, followReturn } from "../src/document/index.ts";

/** Events reach the tests' own target in place of a window. */
function openWindow(): EventTarget {
  const target = new EventTarget();
  vi.stubGlobal("addEventListener", target.addEventListener.bind(target));
  vi.stubGlobal("removeEventListener", target.removeEventListener.bind(target));
  onTestFinished(() => void vi.unstubAllGlobals());
  return target;
}

const eventOf = (type: string, fields: object) => Object.assign(new Event(type), fields);

test("a return from the cache is told, the first showing is not, and nothing after the end", () => {
  const target = openWindow();
  const callback = vi.fn();
  const end = followReturn(callback);
  target.dispatchEvent(eventOf("pageshow", { persisted: false }));
  expect(callback).toHaveBeenCalledTimes(0);
  target.dispatchEvent(eventOf("pageshow", { persisted: true }));
  expect(callback).toHaveBeenCalledTimes(1);
  end();
  target.dispatchEvent(eventOf("pageshow", { persisted: true }));
  expect(callback).toHaveBeenCalledTimes(1);
});

test("another tab's change of the entry is told, and its removal of all, but no other entry", () => {
  const target = openWindow();
  const callback = vi.fn();
  const end = followEntry("cart", callback);
  for (const key of ["cart", null, "other"]) target.dispatchEvent(eventOf("storage", { key }));
  expect(callback).toHaveBeenCalledTimes(2);
  end();
  target.dispatchEvent(eventOf("storage", { key: "cart" }));
  expect(callback).toHaveBeenCalledTimes(2);
});
