/** The line to the other services, on which a test can cut a question off, lose an answer, or hold a question up. */
import type { ServiceName } from "@hansa/kit/contract";
import type { Carrier } from "@hansa/kit/peers";

type Reply = Awaited<ReturnType<Carrier>>;
/** What becomes of one question; `go` carries it there and back. */
type Trouble = (go: () => Promise<Reply>) => Promise<Reply>;
/** A question as `products.reserve`, or all of a service's as `products`. */
type Question = ServiceName | `${ServiceName}.${string}`;

/** Carries over `carry` whatever no trouble was made for. `asked` names every question, in order. */
export function troubledLine(carry: Carrier) {
  const troubles = new Map<string, Trouble>();
  const asked: string[] = [];
  const carried: Carrier = async (callee, request) => {
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
    /** The question never arrives. */
    cut: (question: Question) =>
      troubles.set(question, async () => {
        throw new Error("cut off");
      }),
    /** `first` passes before it is known that the question never arrived. */
    slow: (question: Question, first: () => Promise<unknown>) =>
      troubles.set(question, async () => {
        await first();
        throw new Error("cut off");
      }),
    /** It arrives and is done, and nobody hears of it. */
    loseAnswers: (question: Question) =>
      troubles.set(question, async (go) => {
        await go();
        throw new Error("the answer was lost");
      }),
    /** Runs `first` before the next such question goes on, once. */
    before: (question: Question, first: () => Promise<unknown>) =>
      troubles.set(question, async (go) => {
        troubles.delete(question);
        await first();
        return go();
      }),
    /** Runs `then` after the next such question was done and before its answer arrives, once. */
    after: (question: Question, then: () => Promise<unknown>) =>
      troubles.set(question, async (go) => {
        troubles.delete(question);
        const reply = await go();
        await then();
        return reply;
      }),
    /** Every such question waits; `arrived` resolves with the first, `letGo` lets all go on. */
    holdUp: (question: Question) => {
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
