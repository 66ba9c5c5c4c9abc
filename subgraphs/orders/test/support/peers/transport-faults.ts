/** Faults of the transport to the other services: a test can drop requests, lose responses or delay requests. */
import type { ServiceName } from "@hansa/contracts/processes";
import type { Transport } from "@hansa/kit/rpc";

type Reply = Awaited<ReturnType<Transport>>;
/** The treatment of one request; `go` sends it and returns the response. */
type Fault = (go: () => Promise<Reply>) => Promise<Reply>;
/** An operation such as `products.reserve`, or all operations of a service, such as `products`. */
type FaultTarget = ServiceName | `${ServiceName}.${string}`;

/** Sends requests without a fault over `transport`. `requests` lists every request, in order. */
export function faultyTransport(transport: Transport) {
  const faults = new Map<string, Fault>();
  const requests: string[] = [];
  const send: Transport = async (callee, request) => {
    const name = `${callee}.${request.path.replace("/internal/", "")}`;
    requests.push(name);
    const go = () => transport(callee, request);
    const fault = faults.get(name) ?? faults.get(callee);
    return fault ? fault(go) : go();
  };
  return {
    send,
    requests,
    clearFaults: () => faults.clear(),
    /** The request never arrives. */
    dropRequests: (target: FaultTarget) =>
      faults.set(target, async () => {
        throw new Error("cut off");
      }),
    /** `first` runs before the caller learns that the request never arrived. */
    slow: (target: FaultTarget, first: () => Promise<unknown>) =>
      faults.set(target, async () => {
        await first();
        throw new Error("cut off");
      }),
    /** The request is processed, and its response is lost. */
    loseResponses: (target: FaultTarget) =>
      faults.set(target, async (go) => {
        await go();
        throw new Error("the answer was lost");
      }),
    /** Runs `first` before the next such request is sent, once. */
    before: (target: FaultTarget, first: () => Promise<unknown>) =>
      faults.set(target, async (go) => {
        faults.delete(target);
        await first();
        return go();
      }),
    /** Runs `then` after the next such request was processed and before its response arrives, once. */
    after: (target: FaultTarget, then: () => Promise<unknown>) =>
      faults.set(target, async (go) => {
        faults.delete(target);
        const reply = await go();
        await then();
        return reply;
      }),
    /** Every such request waits; `arrived` resolves with the first, `releaseAll` sends all. */
    delayRequests: (target: FaultTarget) => {
      const arrived = gate();
      const passed = gate();
      faults.set(target, async (go) => {
        arrived.open();
        await passed.opened;
        return go();
      });
      return {
        arrived: arrived.opened,
        releaseAll: () => {
          faults.delete(target);
          passed.open();
        },
      };
    },
  };
}

function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
