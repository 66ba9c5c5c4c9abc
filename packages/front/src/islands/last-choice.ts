/** A choice whose control stays usable while the one before it is saved: the last one counts. */
import { useEffect, useLayoutEffect, useState } from "react";

type Asked<Value> = { value: Value; isDue: boolean };

/**
 * Sends a choice after a pause without another one, in milliseconds, or at once when it is `due`; and not before the change in progress has ended.
 * `shown` is the choice until the change that it caused has ended.
 */
export function useLastChoice<Value>(isBusy: boolean, pauseMs: number, send: (value: Value) => void) {
  const [asked, setAsked] = useState<Asked<Value>>();
  const [shown, setShown] = useState<Value>();

  useEffect(() => {
    if (asked === undefined || asked.isDue) return undefined;
    const timer = setTimeout(() => setAsked({ ...asked, isDue: true }), pauseMs);
    return () => clearTimeout(timer);
  }, [asked]);

  // Before the next event: a press after leaving the control comes second.
  useLayoutEffect(() => {
    if (isBusy) return;
    if (asked === undefined) setShown(undefined);
    else if (asked.isDue) {
      setAsked(undefined);
      send(asked.value);
    }
  }, [asked, isBusy]);

  return {
    shown,
    choose: (value: Value) => {
      setShown(value);
      setAsked({ value, isDue: pauseMs === 0 });
    },
    /** The pause is over: the control is left, or Enter was pressed. */
    sendNow: () => setAsked((before) => before && { ...before, isDue: true }),
    /** The choice was taken back before it was sent. */
    forget: () => {
      setAsked(undefined);
      setShown(undefined);
    },
  };
}
