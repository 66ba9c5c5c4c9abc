/** Wires the services into one process: opened on durable files, crashed by dropping all other state, reopened. */
import { events } from "@hansa/contracts/events";
import { electLeader } from "@hansa/kit/coordination";
import type { Mailer } from "@hansa/kit/mail";
import { appendEvent, awaitEvents, type EventConsumer, eventRequest } from "@hansa/kit/messaging";
import { callOutside, type Transport } from "@hansa/kit/rpc";
import { type Job, type Log, type Runtime, runJobs } from "@hansa/kit/runtime";
import type { OperationHandler, RequestContext } from "@hansa/kit/server";
import type { SessionCheck } from "@hansa/kit/sessions";
import { openWithoutFsync, type Store } from "@hansa/kit/store";
import { faultPlan } from "@hansa/sandbox/faults/fault-plan";
import { signatureHeader, signMessage } from "@hansa/sandbox/messages/signature";
import type { GraphQLSchema } from "graphql";
import { type StoreName, storeNames } from "../../../cli/audit/stores.ts";
import { definedServices } from "../../../cli/host/defined-services.ts";
import { readConfig as readPaymentsConfig } from "../../../subgraphs/payments/src/config.ts";
import type { Payments } from "../../../subgraphs/payments/src/server.ts";
import { applyMessage, storeMessage } from "../../../subgraphs/payments/src/service/provider-calls/webhooks.ts";
import { reconcileDays } from "../../../subgraphs/payments/src/service/reconciliation/daily-reconciliation.ts";
import type { Users } from "../../../subgraphs/users/src/server.ts";
import { findUser, updateUser } from "../../../subgraphs/users/src/store/accounts/users.ts";

/** The parts of a service that a simulation needs, without HTTP, which is irrelevant to ordering. */
export type Wired = {
  parts: {
    schema: GraphQLSchema;
    context: (request: RequestContext) => object;
    handlers: Readonly<Record<string, OperationHandler>>;
    sessions: SessionCheck;
    consumers: readonly EventConsumer[];
    jobs: readonly Job[];
    store: Store;
    log: Log;
  };
  /** Takes a provider's message; the status that it is answered with. Only where providers write to. */
  hear?: (headers: Readonly<Record<string, unknown>>, body: Uint8Array) => Promise<number>;
  /** Actions past the graph: our commands, or those at the provider's website. */
  commands?: Readonly<Record<string, (argument: string) => Promise<unknown>>>;
  /** Breaks or mends the provider that lies in this process; each process of the service is told. */
  breakProvider?: (fault: string) => void;
  close(): Promise<void>;
};

/** The services that a simulation opens: those that the audit includes. */
export const serviceNames: readonly StoreName[] = storeNames;

/** The services with their configuration, which is read once, and the secret that signs messages of the sandbox. */
export type Configured = ReturnType<typeof configureServices>;

export function configureServices(environment: Readonly<Record<string, string | undefined>>) {
  const [sandboxSecret = ""] = readPaymentsConfig(environment).sandbox.secrets;
  const services = new Map(serviceNames.map((name) => [name, definedServices[name].configure(environment)]));
  return { services, sandboxSecret };
}

/** Sends an e-mail; rejects if it cannot. */
type SendEmail = () => Promise<void>;

/** Everything outside of a service, simulated. */
type Surroundings = { runtime: Runtime; transport: Transport; post: SendEmail };

/** Opens one of them. The files do not wait for the disk: this is about order, and no plug is pulled. */
export function wire(
  name: StoreName,
  { services, sandboxSecret }: Configured,
  { runtime, transport, post }: Surroundings,
): Promise<Wired> {
  return openWithoutFsync(async () => {
    const parts = await services.get(name)?.wire(runtime, transport);
    if (!parts) throw new Error(`${name} is not configured`);
    if ("sendMail" in parts.deps) parts.deps.sendMail = sendBy(parts.deps, post);
    return {
      parts,
      ...("secrets" in parts.deps ? accountCommands(parts.deps) : {}),
      ...("sandbox" in parts ? providerActions(parts, sandboxSecret) : {}),
      close: async () => {
        await parts.store.close();
        await parts.close?.();
      },
    };
  });
}

/** A mailer that sends nothing. It refuses no recipient. */
function sendBy(deps: Parameters<typeof callOutside>[0], post: SendEmail): Mailer {
  return async () => {
    await callOutside(deps, "mail.send", post);
    return undefined;
  };
}

/** Actions on accounts past the graph. */
function accountCommands({ store, runtime }: Users["deps"]): Pick<Wired, "commands"> {
  const erase = (userId: string) =>
    store.write("erase-account", (tx) => appendEvent(runtime, tx, events.userErased, { userId }));
  /** The account gets the address in place of its own, and has verified it. */
  const verify = (userId: string, email: string) =>
    store.write("verify-address", async (tx) => {
      const user = await findUser(tx, userId);
      if (!user) throw new Error(`there is no account ${userId}`);
      await updateUser(tx, user, { email, verifiedAt: runtime.now() });
      await appendEvent(runtime, tx, events.userEmailVerified, { userId });
    });
  const verifyAddress = (argument: string) => {
    const [userId = "", email = ""] = argument.split(" ");
    return verify(userId, email);
  };
  return { commands: { erase, "verify an address": verifyAddress } };
}

/** The provider: its messages, its faults, and the actions at its website. */
function providerActions({ deps, sandbox }: Pick<Payments, "deps" | "sandbox">, secret: string) {
  const hear = async (headers: Readonly<Record<string, unknown>>, body: Uint8Array): Promise<number> => {
    const stored = await storeMessage(deps, "sandbox", headers, body);
    if (!stored) return 400;
    if (stored.message) void applyMessage(deps, stored.message);
    return 200;
  };
  return {
    hear,
    commands: {
      hear: (body) => hear({ [signatureHeader]: signMessage(secret, body, deps.runtime.now()) }, Buffer.from(body)),
      reconcile: (days) => reconcileDays(deps, Number(days)),
      "refund in the dashboard": async (paymentId) => sandbox?.dashboard.refund(paymentId, 100),
      "confirm at the bank": async (ref) => sandbox?.bank.decide(ref, true),
    },
    breakProvider: (fault) => {
      if (sandbox) sandbox.faults.plan = faultPlan.parse(fault === "" ? {} : { [fault]: 1 });
    },
  } satisfies Partial<Wired>;
}

/** Starts what a service does by itself. */
export function startWork(
  { parts: { consumers, jobs, log, store } }: Wired,
  runtime: Runtime,
  signal: AbortSignal,
): void {
  const resting = jobs.map((job) => ({ store, ...job }));
  const everything = (leading: AbortSignal) =>
    Promise.all([runJobs(runtime, log, resting, leading), ...consumers.map((consumer) => consumer.run(leading))]);
  void electLeader({ store, runtime, log }, everything, signal);
}

/** Answers the internal operation at this path. Rejects with the error of its handler. */
export function respondInternally(
  { parts, runtime, stopping }: Pick<Wired, "parts"> & { runtime: Runtime; stopping: AbortController },
  path: string,
  request: unknown,
): Promise<unknown> {
  if (path === "/internal/events")
    return awaitEvents({ store: parts.store, runtime, stopping: stopping.signal }, eventRequest.parse(request));
  const answering = parts.handlers[path.slice("/internal/".length)];
  if (!answering) throw new Error(`there is no ${path}`);
  return answering.answer(request, stopping.signal);
}
