/** What the sandbox offers, wherever it runs. */
import type { Provider } from "../port.ts";
import { longestSlowMs } from "./faulty.ts";

/** The sandbox may be another process. */
const onTheWayMs = 5_000;

export const terms: Pick<Provider, "name" | "methods" | "capturesInParts" | "lateMs"> = {
  name: "sandbox",
  methods: [{ code: "card", label: "Card", savable: true }],
  capturesInParts: true,
  lateMs: longestSlowMs + onTheWayMs,
};
