/** Statements of a writer that are sent and not waited for one by one: the first error among those of a write ends that write. */

export type DeferredStatements = {
  /** Notes a statement that was sent. */
  defer(response: Promise<unknown>): void;
  /** Resolves after the responses to all; throws the first error among those of the present write. */
  settle(): Promise<void>;
  /** The first error so far. */
  failure(): { error: unknown } | undefined;
  /** Begins the next write, or undoes the present one, which has no more errors then. */
  forgetFailures(): void;
  /** Begins on another connection. */
  clear(): void;
};

/** Notes no statement yet. */
export function deferredStatements(): DeferredStatements {
  let sent: Promise<void>[] = [];
  let failure: { error: unknown } | undefined;
  let write = 0;
  const forgetFailures = () => {
    write += 1;
    failure = undefined;
  };
  return {
    defer: (response) => {
      const sentIn = write;
      const ended = response.then(
        () => undefined,
        (error) => {
          if (sentIn === write) failure ??= { error };
        },
      );
      sent.push(ended);
    },
    settle: async () => {
      const responses = sent;
      sent = [];
      await Promise.all(responses);
      if (failure) throw failure.error;
    },
    failure: () => failure,
    forgetFailures,
    clear: () => {
      sent = [];
      forgetFailures();
    },
  };
}
