/** A fresh payments service for one test: temporary stores, a fixed clock and deterministic ids. */
import { payments as contract } from "@hansa/contracts/payments";
import { processes, type ServiceName } from "@hansa/contracts/processes";
import { developmentRing, type Origin, type Viewer } from "@hansa/kit/identity";
import { findEvents } from "@hansa/kit/messaging";
import { callPeer, directTransport, type InputOf } from "@hansa/kit/rpc";
import { createMetrics } from "@hansa/kit/runtime";
import type { Subgraph } from "@hansa/kit/service";
import {
  type GraphResponse,
  lookUpsIn,
  manualRuntime,
  rowsOf,
  sendQuery,
  storeVariables,
  temporaryFolder,
  userWith,
} from "@hansa/kit/testing";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { readConfig } from "../../src/config.ts";
import { payments as paymentsService } from "../../src/server.ts";
import { fakeOrders } from "./fake-orders.ts";
import { fakeUsers } from "./fake-users.ts";

export const noon = Date.UTC(2026, 0, 15, 12);
export const finance: Viewer = userWith("user_finance", ["payments:read"], "FINANCE");
export const order: InputOf<typeof contract.capture>["order"] = {
  orderId: "ord_1",
  number: "1001",
  guestTokenHash: "hash-of-the-token",
  customerId: null,
};

/** Opens the service and its fake peers; all are closed and removed when the test ends. */
export async function shop(environment: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const runtime = manualRuntime(noon);
  const orders = fakeOrders(runtime);
  const users = fakeUsers(runtime);
  const servers = new Map<ServiceName, Subgraph["internal"]>([
    ["orders", orders.internal],
    ["users", users.internal],
  ]);
  const stores = await storeVariables("payments", folder.path);
  const config = readConfig({ HANSA_DATA: folder.path, HANSA_LOG_LEVEL: "silent", ...stores, ...environment });
  const open = async () => {
    const opened = await paymentsService.configured(config).open(runtime, directTransport(servers));
    servers.set("payments", opened.internal);
    return opened;
  };
  const running = { service: await open() };
  onTestFinished(async () => {
    await running.service.stop();
    await orders.internal.close();
    await users.internal.close();
    folder.remove();
  });

  const peer = {
    callee: "payments",
    ring: developmentRing("orders", processes),
    transport: directTransport(servers),
    runtime,
    metrics: createMetrics(),
  } as const;

  return {
    runtime,
    orders,
    users,
    servers,
    peer,
    running,
    /** The sandbox inside the service. */
    sandbox: () => {
      const { sandbox } = running.service;
      if (!sandbox) throw new Error("the sandbox runs elsewhere");
      return sandbox;
    },
    /** Stops the service and reopens it on the same stores. */
    restart: async () => {
      await running.service.stop();
      running.service = await open();
    },
    query: (
      text: string,
      variables: Record<string, unknown> = {},
      { viewer, guest, from }: { viewer?: Viewer; guest?: string[]; from?: Origin } = {},
    ): Promise<GraphResponse> =>
      sendQuery("payments", running.service, runtime, {
        query: text,
        variables,
        ...(viewer ? { viewer } : {}),
        ...(guest ? { guest } : {}),
        ...(from ? { from } : {}),
      }),
    /** Captures the whole amount by default, as orders does for `ON_PLACEMENT`. */
    capture: (paymentId: string, input: Partial<InputOf<typeof contract.capture>> = {}) => {
      const usual = { captureId: "chk_1", amountMinor: 1_250, leftMinor: 1_250 };
      return callPeer(peer, contract.capture, { paymentId, order, ...usual, ...input });
    },
    link: (paymentId: string, input: Partial<typeof order> = {}) =>
      callPeer(peer, contract.link, { paymentId, order: { ...order, ...input } }),
    releaseRest: (paymentId: string) => callPeer(peer, contract.releaseRest, { paymentId }),
    refund: (paymentId: string, input: Partial<InputOf<typeof contract.refund>> = {}) => {
      const usual = { refundId: "ref_1", amountMinor: 500, currency: "EUR", reason: "A scratch.", requestedBy: null };
      return callPeer(peer, contract.refund, { paymentId, ...usual, ...input });
    },
    refundStatus: (...refundIds: string[]) => callPeer(peer, contract.refundStatus, { refundIds }),
    voidCheckout: (input: Partial<InputOf<typeof contract.void>> = {}) =>
      callPeer(peer, contract.void, {
        ...{ checkoutId: "chk_1", version: 1 },
        unlessAuthorized: false,
        order: null,
        ...input,
      }),
    authorizedFor: (checkoutId = "chk_1") => callPeer(peer, contract.authorizedFor, { checkoutId }),
    ...lookUpsIn(config.store),
    /** Rows of the sandbox's own store. */
    sandboxRows: (statement: string) => rowsOf(config.sandbox.place, statement),
    /** Runs each job once, and waits for the messages that these send: one is applied after its response. */
    runJobs: async (): Promise<void> => {
      await running.service.runJobsOnce();
      await runtime.settle();
    },
    /** The types of the published events, in order. */
    publishedEvents: async (): Promise<string[]> =>
      (await running.service.deps.store.read((db) => findEvents(db, 0, 500))).events.map((event) => event.type),
  };
}

export type Shop = Awaited<ReturnType<typeof shop>>;

/** Sets up a payable checkout: by default 12.50 EUR, of a guest, version 1. */
export function payable(
  { orders }: Shop,
  checkoutId = "chk_1",
  terms: { version?: number; customerId?: string | null; amountMinor?: number } = {},
): void {
  orders.checkouts.set(checkoutId, {
    outcome: "payable",
    amountMinor: 1_250,
    currency: "EUR",
    version: 1,
    customerId: null,
    ...terms,
  });
}

const payment = `payment { id state failureCode clientAction { kind clientSecret redirectUrl } }`;
const members = `
  __typename
  ... on PaymentDeclinedError { code declineCode retryable ${payment} }
  ... on CheckoutNotPayableError { code reason otherPayment { id state } checkout { id } }
  ... on ProviderUnavailableError { code message retryAfterMs }
  ... on ValidationError { problems { path code } }
  ... on NotFoundError { path }
  ... on IdempotencyInProgressError { retryAfterMs }
  ... on RateLimitedError { code message path retryAfterMs }
`;

const shownPayment = z.object({
  id: z.string(),
  state: z.string(),
  failureCode: z.string().nullable(),
  clientAction: z.record(z.string(), z.unknown()).nullable(),
});
const shownMember = z.looseObject({
  __typename: z.string(),
  payment: shownPayment.optional(),
  retryAfterMs: z.number().optional(),
});

/** The result of a mutation, and whether it was replayed; throws with the whole response if there were errors. */
function member(response: GraphResponse, field: string) {
  const found = shownMember.safeParse(response.data?.[field]);
  if (!found.success || response.errors) throw new Error(`no answer in ${JSON.stringify(response)}`);
  return { ...found.data, replayed: response.extensions?.replayed === true };
}

type Start = {
  checkoutId?: string;
  methodCode?: string | null;
  returnUrl?: string;
  key?: string;
  viewer?: Viewer;
  guest?: string[];
  saveMethod?: boolean;
  savedMethodId?: string;
  /** The address of the sender; unknown by default. */
  address?: string;
};

/** Starts a payment with a token, by default as a guest; returns the member of the result union. */
export async function start(s: Shop, paymentToken: string | null, given: Start = {}) {
  const { checkoutId = "chk_1", methodCode = "card", key = "key-1", viewer, guest = [], address, ...rest } = given;
  const input = { checkoutId, methodCode, paymentToken, ...rest, idempotencyKey: key };
  const response = await s.query(
    `mutation ($input: PaymentStartInput!) { paymentStart(input: $input) { ${members}
      ... on TotalsChangedError { code changed: checkout { id } }
      ... on PromotionUsedUpError { code usedUp: usedUpReason cart { id } } ... on PaymentStarted { ${payment} } } }`,
    { input },
    senderOf({ viewer, guest, address }),
  );
  return member(response, "paymentStart");
}

function senderOf({ viewer, guest, address }: { [Name in "viewer" | "guest" | "address"]?: Start[Name] | undefined }) {
  return {
    ...(viewer ? { viewer } : {}),
    ...(guest ? { guest } : {}),
    ...(address ? { from: { address, agent: null } } : {}),
  };
}

type Confirm = Pick<Start, "key" | "viewer" | "guest" | "address"> & {
  paymentToken?: string | null;
  checkoutId?: string | null;
};

/** Confirms a payment, by default as the guest who owns its checkout. */
export async function confirm(s: Shop, paymentId: string, given: Confirm = {}) {
  const { paymentToken = null, checkoutId = "chk_1", key = "key-2", viewer, guest = [], address } = given;
  const input = { paymentId, checkoutId, paymentToken, idempotencyKey: key };
  const response = await s.query(
    `mutation ($input: PaymentConfirmInput!) { paymentConfirm(input: $input) { ${members} ... on PaymentConfirmed { ${payment} } } }`,
    { input },
    senderOf({ viewer, guest, address }),
  );
  return member(response, "paymentConfirm");
}

/** Starts a payment and returns its id. */
export async function startedId(s: Shop, paymentToken: string | null, input: Start = {}): Promise<string> {
  const { payment: started } = await start(s, paymentToken, input);
  if (!started) throw new Error("no payment was started");
  return started.id;
}

/** The payments of a checkout, as finance sees them. */
export async function paymentsOf(s: Shop, checkoutId = "chk_1"): Promise<unknown> {
  const response = await s.query(
    `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Checkout { payments { state authorized { minor } captured { minor } } } } }`,
    { refs: [{ __typename: "Checkout", id: checkoutId }] },
    { viewer: finance },
  );
  const found = response.data?._entities;
  const [checkout]: unknown[] = Array.isArray(found) ? found : [];
  return checkout;
}
