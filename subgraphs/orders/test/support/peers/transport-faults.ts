/** Faults of the transport to the other services: a test can drop requests, lose responses or delay requests. */
import type { ServiceName } from "@hansa/kit/rpc/contract";
import type { Transport } from "@hansa/kit/rpc/peers";

type Reply = Awaited<ReturnType<Transport>>;
/** The treatment of one request; `go` sends it and returns the response. */
type Fault = (go: () => Promise<Reply>) => Promise<Reply>;
/** An operation such as `products.reserve`, or all operations of a service, such as `products`. */
type FaultTarget = ServiceName | `${ServiceName}.${string}`;

/** Sends requests without a fault over `carry`. `asked` lists every request, in order. */
export function faultyTransport(carry: Transport) {
  const troubles = new Map<string, Fault>();
  const asked: string[] = [];
  const carried: Transport = async (callee, request) => {
    const name = `${callee}.${request.path.replace("/internal/", "")}`;
    asked.push(name);
    const go = () => carry(callee, request);
    const trouble = troubles.get(name) ?? troubles.get(callee);
    return trouble ? trouble(go) : go();
  };
  return {
    carry: carried,
    asked,
    mend: () => troubles.clear(),
    /** The request never arrives. */
    cut: (question: FaultTarget) =>
      troubles.set(question, async () => {
        throw new Error("cut off");
      }),
    /** `first` runs before the caller learns that the request never arrived. */
    slow: (question: FaultTarget, first: () => Promise<unknown>) =>
      troubles.set(question, async () => {
        await first();
        throw new Error("cut off");
      }),
    /** The request is processed, and its response is lost. */
    loseAnswers: (question: FaultTarget) =>
      troubles.set(question, async (go) => {
        await go();
        throw new Error("the answer was lost");
      }),
    /** Runs `first` before the next such request is sent, once. */
    before: (question: FaultTarget, first: () => Promise<unknown>) =>
      troubles.set(question, async (go) => {
        troubles.delete(question);
        await first();
        return go();
      }),
    /** Runs `then` after the next such request was processed and before its response arrives, once. */
    after: (question: FaultTarget, then: () => Promise<unknown>) =>
      troubles.set(question, async (go) => {
        troubles.delete(question);
        const reply = await go();
        await then();
        return reply;
      }),
    /** Every such request waits; `arrived` resolves with the first, `letGo` releases all. */
    holdUp: (question: FaultTarget) => {
      const arrived = gate();
      const passed = gate();
      troubles.set(question, async (go) => {
        arrived.open();
        await passed.opened;
        return go();
      });
      return {
        arrived: arrived.opened,
        letGo: () => {
          troubles.delete(question);
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
