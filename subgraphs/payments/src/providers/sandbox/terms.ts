/** What the sandbox offers, wherever it runs. */
import type { Provider } from "../port.ts";

export const terms: Pick<Provider, "name" | "methods" | "capturesInParts"> = {
  name: "sandbox",
  methods: [{ code: "card", label: "Card", savable: true }],
  capturesInParts: true,
};
