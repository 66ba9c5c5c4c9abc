/** Faults of the newest sources: printed once under the service's name, and shown on its `/health` until they are fixed. */
import { stripVTControlCharacters } from "node:util";
import { paint } from "../host/terminal.mjs";
import { type ServiceProcess, sayFor } from "./replacement.ts";

export type Faults = {
  /** Notes a fault of a service's program, or of the graph. */
  set(name: string, fault: string): void;
  /** Notes that there is none. */
  clear(name: string): void;
  has(name: string): boolean;
  /** Tells a new process what is wrong. */
  tell(name: string): void;
};

/** The name under which faults of the composed graph are noted. */
export const graphName = "graph";

const router = "router";

/** No fault is known at the beginning. */
export function openFaults(processes: ReadonlyMap<string, ServiceProcess>): Faults {
  const faults = new Map<string, string>();

  /** The router serves the graph: its `/health` shows what is wrong with that, too. */
  function tell(name: string): void {
    const known = [faults.get(name), name === router ? faults.get(graphName) : undefined].filter(
      (fault) => fault !== undefined,
    );
    processes.get(name)?.reportFault(known.length > 0 ? known.join("\n") : null);
  }
  const changed = (name: string) => tell(name === graphName ? router : name);

  return {
    set: (name, text) => {
      const fault = stripVTControlCharacters(text);
      if (faults.get(name) === fault) return;
      faults.set(name, fault);
      const serving = name === graphName || processes.get(name)?.running() !== undefined;
      sayFor(name, paint("red", serving ? "fault; the last good version still serves:" : "fault; nothing serves yet:"));
      sayFor(name, text.replace(/^/gm, "  "));
      changed(name);
    },
    clear: (name) => {
      if (!faults.delete(name)) return;
      sayFor(name, paint("green", "mended"));
      changed(name);
    },
    has: (name) => faults.has(name),
    tell,
  };
}
