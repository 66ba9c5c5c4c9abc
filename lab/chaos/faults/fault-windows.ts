/** Fault windows: the intervals from the start of each fault until the shop has recovered. */
type Kind = "process" | "link" | "store" | "clock";

export type FaultWindows = {
  /** A fault begins: a process is down or stands still, a wire is unsound, or a store or the clock is not as it should. The response is called when it is over. */
  open(kind: Kind): () => void;
  /** Whether a fault was in force at this moment, in epoch milliseconds; of this kind, if one is given. */
  covers(at: number, kind?: Kind): boolean;
};

export function openFaultWindows(): FaultWindows {
  const windows: { kind: Kind; from: number; to: number }[] = [];
  return {
    open: (kind) => {
      const window = { kind, from: Date.now(), to: Number.POSITIVE_INFINITY };
      windows.push(window);
      return () => {
        window.to = Math.min(window.to, Date.now());
      };
    },
    covers: (at, kind) =>
      windows.some((window) => window.from <= at && at <= window.to && (kind === undefined || window.kind === kind)),
  };
}
