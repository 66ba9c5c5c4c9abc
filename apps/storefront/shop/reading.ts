/** Content that an island reads once its document has started, again on demand, and when it changed elsewhere. */
import { followEntry, followReturn } from "@hansa/front/document";
import { useEffect, useRef, useState } from "react";
import { sessionKey } from "./session-flag.ts";

/** Undefined while it is read. Null if there is none: `hasSessionEnded` tells whether it is an account's that signed out. */
export type Reading<Content> = Content | null | undefined | "unreachable";

/** It is read again when the session, or one of these entries of the storage, has changed elsewhere. */
export function useReading<Content>(read: () => Promise<Content | null>, entries: readonly string[] = []) {
  const [shown, setShown] = useState<Reading<Content>>();
  const latest = useRef(0);

  /** Shows something newer than what any reading in progress will find. */
  function show(content: Parameters<typeof setShown>[0]): void {
    latest.current += 1;
    setShown(content);
  }

  async function load(): Promise<void> {
    show(undefined);
    show(await read().catch(() => "unreachable" as const));
  }

  /** The shown state stays until something else is known. */
  async function loadAgain(): Promise<void> {
    latest.current += 1;
    const reading = latest.current;
    const content = await read().catch(() => undefined);
    if (content !== undefined && reading === latest.current) setShown(content);
  }

  useEffect(() => {
    void load();
    return followElsewhere(entries, () => void loadAgain());
  }, []);
  return { shown, setShown: show, load, loadAgain };
}

/** Calls back when the session or these entries may have changed elsewhere: in another tab, or while the page was left. Returns how to end that. */
export function followElsewhere(entries: readonly string[], callback: () => void): () => void {
  const ends = [followReturn(callback), ...[sessionKey, ...entries].map((entry) => followEntry(entry, callback))];
  return () => {
    for (const end of ends) end();
  };
}
