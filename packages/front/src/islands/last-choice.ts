/** A choice whose control stays usable while the one before it is saved: the last one counts. */
import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";

type Asked<Value> = { value: Value; isDue: boolean };

/** The controls of this document with a choice that is not saved yet. */
const waiting = new Set<object>();
const watchers = new Set<() => void>();

function note(control: object, isWaiting: boolean): void {
  if (isWaiting === waiting.has(control)) return;
  if (isWaiting) waiting.add(control);
  else waiting.delete(control);
  for (const tell of watchers) tell();
}

function watch(tell: () => void): () => void {
  watchers.add(tell);
  return () => void watchers.delete(tell);
}

/** Whether any control has a choice that is not saved yet: what leads to another page comes after it. */
export function useWaitingChoices(): boolean {
  return useSyncExternalStore(
    watch,
    () => waiting.size > 0,
    () => false,
  );
}

/**
 * Sends a choice after a pause without another one, in milliseconds, or at once when it is `due`; and not before the change in progress has ended.
 * `shown` is the choice until the change that it caused has ended.
 */
export function useLastChoice<Value>(isBusy: boolean, pauseMs: number, send: (value: Value) => void) {
  const [asked, setAsked] = useState<Asked<Value>>();
  const [shown, setShown] = useState<Value>();
  const [control] = useState<object>(() => ({}));

  useEffect(() => () => note(control, false), []);
  useEffect(() => {
    if (asked === undefined || asked.isDue) return undefined;
    const timer = setTimeout(() => setAsked({ ...asked, isDue: true }), pauseMs);
    return () => clearTimeout(timer);
  }, [asked]);

  // Before the next event: a press after leaving the control comes second.
  useLayoutEffect(() => {
    if (isBusy) return;
    if (asked === undefined) {
      setShown(undefined);
      note(control, false);
    } else if (asked.isDue) {
      setAsked(undefined);
      send(asked.value);
    }
  }, [asked, isBusy]);

  return {
    shown,
    choose: (value: Value) => {
      setShown(value);
      note(control, true);
      setAsked({ value, isDue: pauseMs === 0 });
    },
    /** The pause is over: the control is left, or Enter was pressed. */
    sendNow: () => setAsked((before) => before && { ...before, isDue: true }),
    /** The choice was taken back before it was sent. */
    forget: () => {
      setAsked(undefined);
      setShown(undefined);
      note(control, false);
    },
  };
}
