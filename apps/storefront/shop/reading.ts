/** Content that an island reads once its document has started, and again on demand. */
import { useEffect, useState } from "react";

/** Undefined while it is read, null if there is none. */
export type Reading<Content> = Content | null | undefined | "unreachable";

export function useReading<Content>(read: () => Promise<Content | null>) {
  const [shown, setShown] = useState<Reading<Content>>();

  async function load(): Promise<void> {
    setShown(undefined);
    setShown(await read().catch(() => "unreachable" as const));
  }

  useEffect(() => void load(), []);
  return { shown, setShown, load };
}
