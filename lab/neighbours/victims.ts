/** The victims: at an address each, one reads pages, one asks for those of the playground, one signs in and looks at the account, one buys. */
import { setTimeout as pause } from "node:timers/promises";
import { completeCheckout, fillCart, prepareCheckout, requireOrder, startPayment } from "@hansa/client/buyer";
import { LoginDocument } from "@hansa/client/documents/purchase";
import { type Credentials, sendRequest } from "@hansa/client/graphql-client";
import { fieldOf, type Route, requireSuccess, rootFieldOf } from "@hansa/client/mutation";
import type { Account } from "@hansa/client/sessions";
import type { Page } from "../../cli/testing/playground-pages.ts";
import { openFetch, runClients } from "../harness/load.ts";
import { victimAddress } from "./addresses.ts";

/** One request of a victim: its time, and why it was no full answer. */
export type Step = { victim: string; step: string; ms: number; fault: string | undefined };

export type VictimNeeds = {
  url: string;
  /** Queries of the playground: those of guests, and those of the customer who signs in. */
  pages: readonly Page[];
  customer: Account;
  /** Paths of the storefront, whose pages a visitor reads. */
  paths: readonly string[];
  /** A variant of which enough is in stock. */
  variantId: string;
};

type Person = {
  /** Asks for a page of the storefront. */
  read(path: string): Promise<void>;
  /** Sends a query. */
  look(step: string, query: string, variables: object, as: Credentials): Promise<void>;
  /** Sends mutations, each once. */
  route: Route;
};

/** A buyer needs a moment between two requests. */
const pauseMs = 100;
/** Long enough for the router to give up first. */
const patienceMs = 15_000;

/** The journeys of the victims, by their names; each is walked again and again. */
const journeys: Readonly<Record<string, (person: Person, needs: VictimNeeds) => Promise<void>>> = {
  visitor: async ({ read }, { paths }) => {
    for (const path of paths) await read(path);
  },
  browser: async ({ look }, { pages }) => {
    for (const { name, query, variables, guest } of pages.filter((page) => page.identity === "guest"))
      await look(name, query, variables, { guest });
  },
  customer: async ({ look, route }, { pages, customer: { email, password } }) => {
    const send = "send" in route ? route.send : undefined;
    if (!send) throw new Error("a victim has no way to send");
    const { accessToken: token } = requireSuccess(await send(LoginDocument, { email, password }));
    for (const { name, query, variables } of pages.filter((page) => page.identity === "customer"))
      await look(name, query, variables, { token });
  },
  buyer: async ({ route }, { variantId }) => {
    const checkoutId = await prepareCheckout(route, await fillCart(route, variantId));
    requireSuccess(await startPayment(route, checkoutId, "tok_ok"));
    requireOrder(await completeCheckout(route, checkoutId));
  },
};

/** The names of the victims. */
export const victims: readonly string[] = Object.keys(journeys);

/** Sends the victims of the recipe at this place on their journeys until `isOver`; each request that ended. */
export async function runVictims(needs: VictimNeeds, place: number, isOver: () => boolean): Promise<Step[]> {
  const steps: Step[] = [];
  await Promise.all(
    Object.entries(journeys).map(async ([victim, walk], index) => {
      const { fetch, close } = openFetch(victimAddress(place, index));

      async function timed<T>(step: string, work: () => Promise<{ fault: string | undefined; value: T }>): Promise<T> {
        const startedAt = performance.now();
        const { fault, value } = await work().catch((error) => {
          steps.push({ victim, step, ms: performance.now() - startedAt, fault: `no answer: ${error}` });
          throw error;
        });
        steps.push({ victim, step, ms: performance.now() - startedAt, fault });
        await pause(pauseMs);
        return value;
      }

      async function ask<Result>(query: string, variables: unknown, as: Credentials) {
        const request = { query, variables, as, send: fetch, timeoutMs: patienceMs };
        const { status, data, errors } = await sendRequest<Result>(needs.url, request);
        const codes = errors.map(({ extensions, path }) => `${extensions?.code} at ${path?.join(".") ?? "the whole"}`);
        const fault = codes.length > 0 || data === null ? `${status} ${codes.join(", ")}` : undefined;
        return { fault, data };
      }

      const person: Person = {
        read: (path) =>
          timed(path, async () => {
            const signal = AbortSignal.timeout(patienceMs);
            const headers = { accept: "text/html" };
            const page = await fetch(new URL(path, needs.url).href, { method: "GET", headers, body: "", signal });
            const isWhole = page.status === 200 && (await page.text()).includes("</html>");
            return { fault: isWhole ? undefined : String(page.status), value: undefined };
          }),
        look: (step, query, variables, as) =>
          timed(step, async () => ({ fault: (await ask(query, variables, as)).fault, value: undefined })),
        route: {
          send: (document, input) =>
            timed(rootFieldOf(document), async () => {
              const { fault, data } = await ask<Record<string, never>>(document.toString(), { input }, {});
              if (data === null) throw new Error(fault);
              const value = fieldOf(data);
              return { fault: fault ?? refusalIn(value), value };
            }),
        },
      };
      await runClients(1, isOver, () => walk(person, needs).catch(() => pause(pauseMs)));
      close();
    }),
  );
  return steps;
}

function refusalIn(value: { __typename: string }): string | undefined {
  return "code" in value ? `refused: ${value.__typename}` : undefined;
}
