/** Faults of the newest sources: printed once, and shown on the `/health` of the process that serves until they are fixed. */
import { stripVTControlCharacters } from "node:util";
import { paint, say } from "../../cli/host/terminal.mjs";
import type { ServiceProcess } from "./process/replacement.ts";

/** Of the service itself, or of the graph that the router serves. */
type Topic = "service" | "graph";

export type Faults = {
  /** Notes a fault. */
  set(topic: Topic, fault: string): void;
  /** Notes that there is none. */
  clear(topic: Topic): void;
  has(topic: Topic): boolean;
  /** Tells a new process. */
  tell(): void;
};

/** No fault is known at the beginning. */
export function openFaults(process: ServiceProcess): Faults {
  const faults = new Map<Topic, string>();
  const tell = () => process.reportFault(faults.size > 0 ? [...faults.values()].join("\n") : null);
  return {
    set: (topic, text) => {
      const fault = stripVTControlCharacters(text);
      if (faults.get(topic) === fault) return;
      faults.set(topic, fault);
      const serves = process.running() !== undefined;
      const headline = serves ? "fault; the last good version still serves:" : "fault; nothing serves yet:";
      say(paint("red", topic === "graph" ? `graph: ${headline}` : headline));
      say(text.replace(/^/gm, "  "));
      tell();
    },
    clear: (topic) => {
      if (!faults.delete(topic)) return;
      say(paint("green", topic === "graph" ? "graph: mended" : "mended"));
      tell();
    },
    has: (topic) => faults.has(topic),
    tell,
  };
}
