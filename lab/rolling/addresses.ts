/** The addresses of a shop as a balancer has them: in turn, and without those that do not say that they are ready. */
import { setTimeout as pause } from "node:timers/promises";
import { isConnectionRefused } from "../harness/load.ts";

export type Addresses = {
  /**
   * Sends to the next address, and to another one only if the connection was refused. Rejects as `send` does, or with `HostLost` as soon as the address
   * no longer says that it is ready: its response may never come.
   */
  alternate<Result>(send: (address: number) => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
};

const probeEveryMs = 500;
const probeTimeoutMs = 2_500;
/** A busy machine misses one probe now and then. */
const missesOfLoss = 2;

class HostLost extends Error {}

type Address = { index: number; url: string; isReady: boolean; loss: ReturnType<typeof openLoss> };

/** Opens them. `isProbed`: each is asked whether it is ready; otherwise all count as ready. */
export function openAddresses(urls: readonly string[], isProbed: boolean): Addresses {
  const addresses: Address[] = urls.map((url, index) => ({ index, url, isReady: true, loss: openLoss() }));
  let turn = 0;
  let isStopped = false;

  async function watch(address: Address): Promise<void> {
    let misses = 0;
    while (!isStopped) {
      misses = (await isReadyAt(address.url)) ? 0 : misses + 1;
      const isReady = misses === 0 || (address.isReady && misses < missesOfLoss);
      if (address.isReady && !isReady) address.loss.tell(new HostLost(`${address.url} is not ready`));
      if (!address.isReady && isReady) address.loss = openLoss();
      address.isReady = isReady;
      await pause(probeEveryMs);
    }
  }
  const watches = isProbed ? addresses.map(watch) : [];
  const sendTo = <Result>({ index, loss }: Address, send: (address: number) => Promise<Result>) =>
    Promise.race([send(index), loss.promise]);

  return {
    async alternate(send) {
      turn += 1;
      const start = turn % addresses.length;
      const inTurn = [...addresses.slice(start), ...addresses.slice(0, start)];
      const [first, other] = inTurn.filter(({ isReady }) => isReady);
      if (!first) throw new HostLost("no address is ready");
      try {
        return await sendTo(first, send);
      } catch (error) {
        if (!other || !isConnectionRefused(error)) throw error;
        return sendTo(other, send);
      }
    },
    stop: async () => {
      isStopped = true;
      await Promise.all(watches);
    },
  };
}

/** A promise that rejects once a loss is told. */
function openLoss(): { promise: Promise<never>; tell(loss: HostLost): void } {
  let tell: (loss: HostLost) => void = () => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    tell = reject;
  });
  promise.catch(() => undefined);
  return { promise, tell };
}

async function isReadyAt(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL("/ready", url), { signal: AbortSignal.timeout(probeTimeoutMs) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
