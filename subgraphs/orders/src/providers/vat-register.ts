/** Registers of VAT ids: the Commission's VIES, and a stand-in for development and tests. */
import { callOutside } from "@hansa/kit/rpc";
import {
  currentSender,
  type Log,
  type Metrics,
  openFairPlaces,
  openSparseWarnings,
  type Runtime,
  wordsOf,
} from "@hansa/kit/runtime";
import { z } from "zod";

/** The answer of a register about an id. `consultation` is its number of the request, as evidence. */
export type RegisterAnswer = { state: "VALID" | "INVALID" | "UNAVAILABLE"; consultation: string | null };

export type VatRegister = {
  /** Asks about an id in its standard form, for the seller with `sellerVatId`. Never throws: a register that does not answer is unavailable. */
  check(vatId: string, sellerVatId: string | null): Promise<RegisterAnswer>;
};

/** The register of a deployment: VIES at an address, or the stand-in. */
export type RegisterChoice = { vies: string } | "sandbox";

/** The address of VIES. */
export const viesUrl = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number";

type Deps = { runtime: Runtime; log: Log; metrics: Pick<Metrics, "countCall"> };
type Question = { runtime: Runtime; signal: AbortSignal; vatId: string; sellerVatId: string | null };

const unavailable: RegisterAnswer = { state: "UNAVAILABLE", consultation: null };
/** A buyer waits for the answer. */
const timeoutMs = 2_000;
/** Further requests are not sent: VIES refuses many at once. A sender has half of them, so that a stranger takes the answer from no other buyer. */
const maxInFlight = 8;

/** Opens the register of the deployment. */
export function openVatRegister(deps: Deps, choice: RegisterChoice): VatRegister {
  const ask = choice === "sandbox" ? askSandbox : (question: Question) => askVies(choice.vies, question);
  const places = openFairPlaces(maxInFlight);
  const warn = openSparseWarnings(deps.runtime, deps.log);
  return {
    async check(vatId, sellerVatId) {
      const place = places.enter(currentSender(), { begin: () => {} });
      try {
        if (place.state !== "held") return unavailable;
        const question = { runtime: deps.runtime, signal: deps.runtime.deadline(timeoutMs), vatId, sellerVatId };
        return await callOutside(deps, "vat-register.check", () => ask(question));
      } catch (error) {
        warn({ fault: wordsOf(error) }, "vat register: no answer");
        return unavailable;
      } finally {
        places.end(place);
      }
    },
  };
}

const viesResponse = z.object({ valid: z.boolean(), requestIdentifier: z.string().nullish() });
const maxResponseLength = 20_000;

/** Throws if VIES, or the member state behind it, does not answer. */
async function askVies(url: string, { signal, vatId, sellerVatId }: Question): Promise<RegisterAnswer> {
  const requester =
    sellerVatId === null
      ? {}
      : { requesterMemberStateCode: sellerVatId.slice(0, 2), requesterNumber: sellerVatId.slice(2) };
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ countryCode: vatId.slice(0, 2), vatNumber: vatId.slice(2), ...requester }),
    redirect: "error",
    signal,
  });
  const text = await response.text();
  if (!response.ok || text.length > maxResponseLength) throw new Error(`VIES answered ${response.status}`);
  const { valid, requestIdentifier } = viesResponse.parse(JSON.parse(text));
  return { state: valid ? "VALID" : "INVALID", consultation: requestIdentifier || null };
}

/** The stand-in knows the ids that end in 1. It is away for those that end in 3, and late for those that end in 4. */
async function askSandbox({ runtime, signal, vatId }: Question): Promise<RegisterAnswer> {
  if (vatId.endsWith("3")) return unavailable;
  if (vatId.endsWith("4")) {
    await runtime.sleep(3_000, signal);
    return unavailable;
  }
  return vatId.endsWith("1")
    ? { state: "VALID", consultation: `sandbox-${vatId}` }
    : { state: "INVALID", consultation: null };
}
