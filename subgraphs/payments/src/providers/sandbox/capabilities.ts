/** Capabilities of the sandbox, the same in every process. */
import type { Provider } from "../port.ts";
import { maxSlowMs } from "./faults/faulty-provider.ts";

/** The sandbox may run in another process. */
const transportMs = 5_000;

export const capabilities: Pick<Provider, "name" | "methods" | "capturesInParts" | "lateMs"> = {
  name: "sandbox",
  methods: [{ code: "card", label: "Card", savable: true }],
  capturesInParts: true,
  lateMs: maxSlowMs + transportMs,
};
